"""Defines valid entries of scorers' books and valid rulings, with all their fields.

The match `dual-match` is scored by SCORER (seat neutral) and SCORER_HOME (seat home).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from tests.rules.cast import (
    ADMIN,
    CAPTAIN,
    CAPTAIN_AWAY,
    PAST,
    REFEREE,
    SCORER,
    SCORER_AWAY,
    SCORER_HOME,
    UMPIRE,
)
from tests.rules.documents import delivery, fact
from tests.rules.world import NOW, Actor, Fields

DUAL: Final = "dual-match"
TRIPLE: Final = "triple-match"
OVER: Final = "dual-over-match"
"""Under DUAL, completed and in its grace period."""

SEATS: Final = {
    SCORER_HOME.person_id: "scorer_home",
    SCORER_AWAY.person_id: "scorer_away",
    UMPIRE.person_id: "umpire_on_field",
}
RANKS: Final = {
    REFEREE.person_id: "match_referee",
    CAPTAIN.person_id: "captain_home",
    CAPTAIN_AWAY.person_id: "captain_away",
    ADMIN.person_id: "admin",
}
SCORE: Final = {"runs": 88, "wickets": 3, "legalBalls": 60}
STATEMENTS: Final[dict[str, dict[str, Any]]] = {
    "book_opened": SCORE
    | {
        "strikerId": "batter-1",
        "nonStrikerId": "batter-2",
        "bowlerId": "bowler-1",
        "afterActionId": "1_2",
    },
    "score_agreed": SCORE | {"at": "innings", "ledgerNumber": 88, "ledgerHead": "0f" * 32},
}
"""A full document of each type of statement. Statements are in books only."""
TAKEOVER: Final = {**SCORE, "takesOverFrom": SCORER_HOME.person_id, "afterEntryId": "1_61"}


def seat_role(actor: Actor) -> str:
    """Return the role under which an actor keeps a book."""
    return SEATS.get(actor.person_id, "scorer_neutral")


def seat_of(actor: Actor) -> str:
    """Return the seat that an actor holds."""
    return seat_role(actor).removeprefix("scorer_").removesuffix("_on_field")


def entry_path(actor: Actor, entry_id: str, match_id: str = DUAL) -> str:
    """Return the path of an entry in an actor's book."""
    return f"matches/{match_id}/scorebooks/{actor.person_id}/entries/{entry_id}"


def entry(actor: Actor, number: int = 4, match_id: str = DUAL, **changes: Any) -> Fields:
    """Return a delivery as a scorer writes it into a book."""
    return delivery(match_id, 1, number, actor, seat_role(actor), **changes)


def entry_of(actor: Actor, kind: str, number: int = 4, **fields: Any) -> Fields:
    """Return an entry of a type other than delivery."""
    action = fact(DUAL, 1, number, actor, kind, **fields)
    return action | {"recordedAs": seat_role(actor)} | fields


def book(actor: Actor, match_id: str = DUAL) -> dict[str, Fields]:
    """Return a book of three entries, the last of them voided."""
    times = {"createdAt": PAST, "updatedAt": PAST}
    voided = {"isVoided": True, "voidedBy": actor.person_id, "voidedAt": PAST}
    return {
        entry_path(actor, f"1_{number}", match_id): {
            **entry(actor, number, match_id),
            **times,
            **(voided if number == 3 else {}),
        }
        for number in (1, 2, 3)
    }


def ruling(actor: Actor, number: int = 2, match_id: str = DUAL, **changes: Any) -> Fields:
    """Return the next ruling of a match, on a dispute without one; it accepts the home entry."""
    disputed = f"1_{number}"
    return {
        "id": str(number),
        "matchId": match_id,
        "number": number,
        "nonce": f"ruling-{number}",
        "follows": f"ruling-{number - 1}" if number > 1 else "",
        "kind": "dispute",
        "reason": "the signal was four",
        "decidedBy": actor.person_id,
        "decidedAs": RANKS.get(actor.person_id) or seat_role(actor),
        "createdAt": NOW,
        "method": "captains" if "captain" in actor.name else "umpire",
        "disputeId": disputed,
        "entries": {"home": disputed, "neutral": disputed},
        "accepts": "home",
    } | changes


def tier_ruling(actor: Actor, tier: str = "SINGLE", **changes: Any) -> Fields:
    """Return a ruling by which the home scorer continues alone."""
    dispute_fields = {"method", "disputeId", "entries", "accepts"}
    base = {name: value for name, value in ruling(actor).items() if name not in dispute_fields}
    return {
        **base,
        "kind": "tier",
        "tier": tier,
        "seats": {"home": SCORER_HOME.person_id},
        "fromSeat": "home",
        "fromEntry": "1_3",
    } | changes


def consensus(tier: str, *voters: Actor, without_vote: Sequence[Actor] = ()) -> Fields:
    """Return the fields of `live/consensus` that the rules read.

    The actors in `without_vote` keep a book that does not vote.
    """
    seats = {
        seat_of(actor): {"personId": actor.person_id, "votes": actor not in without_vote}
        for actor in (*voters, *without_vote)
    }
    return {"tier": tier, "seats": seats}


def documents_of_books() -> dict[str, Fields]:
    """Return the seeded documents: books, first ruling and consensus of the matches under DUAL."""
    first = {**ruling(UMPIRE, 1), "createdAt": PAST}
    return {
        **book(SCORER),
        **book(SCORER_HOME),
        **book(SCORER, OVER),
        f"matches/{DUAL}/rulings/1": first,
        f"matches/{DUAL}/live/consensus": consensus("DUAL", SCORER, SCORER_HOME),
        f"matches/{TRIPLE}/live/consensus": consensus("TRIPLE", SCORER, SCORER_HOME, SCORER_AWAY),
    }
