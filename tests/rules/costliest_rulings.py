"""Defines the costliest valid rulings on disputes and on the tier."""

from __future__ import annotations

from typing import Any, Final

from tests.rules.books import OVER, ruling, tier_ruling
from tests.rules.cast import ADMIN, CAPTAIN_AWAY, SCORER_AWAY, SCORER_HOME, UMPIRE
from tests.rules.documents import FACTS, delivery, full_delivery
from tests.rules.twins.commit import Commit, create_commit

NOT_IN_RULINGS: Final = {"corrects", "timestamp", "note", "shotData", "review", "bowlingAngle"}
RULING_BALL_FIELDS: Final = (
    "overNumber",
    "ballInOver",
    "strikerId",
    "nonStrikerId",
    "bowlerId",
    "runsOffBat",
    "totalRuns",
    "isLegalDelivery",
    *(name for name in full_delivery() if name not in NOT_IN_RULINGS),
)
"""The fields of a delivery that a ruling may have."""


def ruling_commits() -> dict[str, Commit]:
    """Return rulings with a full ball by each rank, an umpire's with another action of each type,
    and one on the tier by a scorer who leaves.
    """
    full = delivery(OVER, 1, 4, SCORER_AWAY, **full_delivery())
    ball = {name: full[name] for name in RULING_BALL_FIELDS}
    texts: dict[str, Any] = {"reason": "r" * 500, "evidence": "e" * 500}
    four = dict.fromkeys(("home", "away", "neutral", "umpire"), "1_57")
    persons = dict.fromkeys(four, SCORER_AWAY.person_id)
    full = {**texts, "disputeId": "1_57", "entries": four, "persons": persons}
    full |= {"missed": list(four), "accepts": "action", "action": ball}
    seats = {"home": SCORER_HOME.person_id, "umpire": UMPIRE.person_id}
    leaving_fields = {**texts, "seats": seats, "fromSeat": "home", "fromEntry": "1_57"}
    path = f"matches/{OVER}/rulings/2"
    commits = {}
    for actor in (UMPIRE, CAPTAIN_AWAY, ADMIN):
        commits[f"ruling by {actor.name}"] = create_commit(
            path, actor, ruling(actor, match_id=OVER, **full)
        )
    for kind, fields in FACTS.items():
        ruled = {**full, "action": {"type": kind, **fields}}
        if kind == "innings_started":
            # With the persons and the missed seats it uses 719 of production's 1,000.
            del ruled["persons"], ruled["missed"]
        commits[f"ruling, {kind}"] = create_commit(
            path, UMPIRE, ruling(UMPIRE, match_id=OVER, **ruled)
        )
    leaving = tier_ruling(SCORER_AWAY, "DUAL", matchId=OVER, **leaving_fields)
    commits["ruling by a scorer who leaves"] = create_commit(path, SCORER_AWAY, leaving)
    return commits
