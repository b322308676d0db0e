"""Defines the longest valid action of each type, for the fields that the packed log stores."""

from __future__ import annotations

from typing import Any, Final

from tests.rules.cast import MATCH, SCORER
from tests.rules.documents import FACTS, delivery, fact, full_delivery
from tests.rules.twins.commit import Commit, create_commit

ID: Final = "x" * 100
OTHER: Final = "y" * 100
WIDEST: Final = "\U0001f3cf"
"""A character that takes four bytes in Firestore and twelve in ASCII JSON."""
TIME: Final = "2026-11-21T10:00:00.123456789+05:30"
SPAN: Final = {"type": "~" * 40, "fromOver": 9999, "toOver": 9999, "fromBall": 99, "toBall": 99}
TEXT: Final = WIDEST * 100
"""Two hundred characters as the emulator counts them: a character outside the BMP counts twice."""

LONGEST: Final[dict[str, dict[str, Any]]] = {
    "innings_started": {
        "battingTeamId": ID, "bowlingTeamId": OTHER, "superOver": False, "strikerId": ID,
        "nonStrikerId": ID, "bowlerId": ID, "target": 9999, "oversLimit": 9999,
        "powerplays": [SPAN] * 3,
    },
    "innings_closed": {"reason": "overs_complete", "absentIds": [ID] * 11},
    "batter_dismissed": {
        "playerId": ID, "wicketType": "obstructing_field", "fielderIds": [ID] * 7,
        "substituteIds": [ID] * 7, "end": "striker",
    },
    "batter_retired": {"playerId": ID, "as": "not_out"},
    "batter_resumed": {"playerId": ID, "consent": False},
    "batter_arrived": {"playerId": ID, "end": "striker"},
    "bowler_suspended": {"playerId": ID, "scope": "innings"},
    "penalty_awarded": {"toTeamId": ID, "runs": 20, "law": TEXT},
    "target_revised": {"target": 9999, "oversLimit": 9999, "method": TEXT, "par": 9999},
    "play_stopped": {"reason": TEXT},
    "play_resumed": {"reason": TEXT},
    "player_replaced": {
        "teamId": ID, "outPlayerId": ID, "inPlayerId": ID, "role": "player",
        "reason": "concussion",
    },
    "match_closed": {"outcome": "no_result", "winnerTeamId": ID, "method": TEXT},
}  # fmt: skip
"""The longest values of each type except the delivery."""


def longest_delivery() -> dict[str, Any]:
    """Return the longest values of a delivery."""
    full = full_delivery()
    wicket = {**full["wicket"], "dismissedPlayerId": ID, "fielderIds": [ID] * 7,
              "assistFielderIds": [], "substituteIds": []}  # fmt: skip
    shot = {**full["shotData"], "shotType": WIDEST * 10, "length": WIDEST * 10,
            "line": WIDEST * 10, "speed": 99_990.12345678901}  # fmt: skip
    return full | {
        "strikerId": ID, "nonStrikerId": ID, "bowlerId": ID, "wicket": wicket, "shotData": shot,
        "review": WIDEST * 250, "note": WIDEST * 250, "timestamp": TIME,
    }  # fmt: skip


def longest(kind: str) -> Commit:
    """Return the commit that appends the longest action of a type, by a scorer."""
    if kind == "delivery":
        fields = delivery(MATCH, 1, 4, SCORER, **longest_delivery())
    else:
        more = {"corrects": "1_2", "note": WIDEST * 250, "timestamp": TIME}
        fields = fact(MATCH, 1, 4, SCORER, kind, **LONGEST[kind], **more)
    return create_commit(f"matches/{MATCH}/scoring_actions/1_4", SCORER, fields)


KINDS: Final = ("delivery", *FACTS)
