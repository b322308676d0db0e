"""Defines the batches that clients send, with the number of their access calls."""

from __future__ import annotations

from typing import Any

from tests.rules.books import (
    DUAL,
    STATEMENTS,
    entry,
    entry_of,
    entry_path,
    ruling,
    seat_role,
    tier_ruling,
)
from tests.rules.cast import (
    ADMIN,
    CAPTAIN,
    COACH_HOME,
    DIRECTOR,
    DIRECTOR_AWAY,
    HEAD_COACH,
    MATCH,
    PAST,
    PLANNED,
    REFEREE,
    SCORER,
    UMPIRE,
    role_document,
)
from tests.rules.cast import SCORER_AWAY as AWAY
from tests.rules.changes import confirmation_fields, grant_fields, new_match_fields, void_fields
from tests.rules.documents import FACTS, delivery, fact, full_delivery, lineup
from tests.rules.twins.entries import acceptance_fields
from tests.rules.twins.regrants import ENDED_ID
from tests.rules.world import NOW, Actor, Create, Fields, Put, Update, Write


def ball_write(
    number: int, actor: Actor = SCORER, role: str = "scorer_neutral", **more: object
) -> Create:
    """Return the write of a delivery in the live match."""
    fields = delivery(MATCH, 1, number, actor, role, **more)
    return Create(f"matches/{MATCH}/scoring_actions/1_{number}", fields)


def stamp_write(number: int) -> Update:
    """Return the write that stamps the second ball as corrected."""
    fields = {"correctedBy": f"1_{number}", "updatedAt": NOW}
    return Update(f"matches/{MATCH}/scoring_actions/1_2", fields)


def void_write(number: int, actor: Actor) -> Update:
    """Return the write that voids a ball."""
    return Update(f"matches/{MATCH}/scoring_actions/1_{number}", void_fields(actor))


RULING = f"matches/{DUAL}/rulings/2"


def scorer_entry_path(entry_id: str) -> str:
    """Return the path of an entry in the neutral scorer's book."""
    return entry_path(SCORER, entry_id)


def entry_write(number: int, **more: Any) -> Create:
    """Return the write of an entry in the neutral scorer's book."""
    return Create(scorer_entry_path(f"1_{number}"), entry(SCORER, number, **more))


def first_entry_write(innings: int, actor: Actor = AWAY) -> Create:
    """Return the write of the first entry of an innings; by default in the away scorer's book."""
    fields = delivery(DUAL, innings, 1, actor, seat_role(actor))
    return Create(entry_path(actor, f"{innings}_1"), fields)


def statement_write(kind: str) -> Create:
    """Return the write of a statement in the neutral scorer's book."""
    return Create(scorer_entry_path("1_4"), entry_of(SCORER, kind, **STATEMENTS[kind]))


def ruling_write(actor: Actor) -> Create:
    """Return the write of the next ruling."""
    return Create(RULING, ruling(actor))


def lineup_path(number: int) -> str:
    """Return the path of a home player's lineup document."""
    return f"matches/{PLANNED}/lineups/north-1_p{number}"


def selection_writes(count: int, actor: Actor, **more: object) -> tuple[Create, ...]:
    """Return the writes that select players in one batch."""
    lineups = (lineup(PLANNED, "north-1", f"p{number}", actor, **more) for number in range(count))
    return tuple(Create(lineup_path(number), fields) for number, fields in enumerate(lineups))


def match_with_scorer_writes() -> tuple[Write, ...]:
    """Return the writes of a match and the role of its scorer in one batch."""
    role = grant_fields("matchId", "new", "scorer_home", status="assigned")(DIRECTOR)
    return (
        Create("match_role_assignments/new_newcomer_scorer_home", role),
        Create("matches/new", new_match_fields(DIRECTOR)),
    )


REVOKED_ROLE: dict[str, Fields] = {
    f"match_role_assignments/{PLANNED}_newcomer_scorer_home": {
        **role_document("matchId", PLANNED, Actor("newcomer", "newcomer"), "scorer_home"),
        "status": "assigned",
        "revokedAt": PAST,
    }
}


def regrant_writes() -> tuple[Write, ...]:
    """Return the writes that grant a revoked role again and copy the old one to the history."""
    [(path, revoked)] = REVOKED_ROLE.items()
    role = grant_fields("matchId", PLANNED, "scorer_home", status="assigned")(DIRECTOR)
    return (Put(path, role), Create(f"{path}/history/{ENDED_ID}", revoked))


def acceptance_write() -> Update:
    """Return the write by which the away side accepts the match."""
    return Update(f"matches/{PLANNED}", acceptance_fields(DIRECTOR_AWAY))


def confirmation_writes(count: int, actor: Actor) -> tuple[Update, ...]:
    """Return the writes that confirm players in one batch."""
    return tuple(Update(lineup_path(number), confirmation_fields(actor)) for number in range(count))


def innings_start_write(innings: int) -> Create:
    """Return the write that starts an innings of the planned match."""
    fields = fact(PLANNED, innings, 1, SCORER, "innings_started", **FACTS["innings_started"])
    return Create(f"matches/{PLANNED}/scoring_actions/{innings}_1", fields)


BATCHES: dict[str, tuple[Actor, tuple[Write, ...], int]] = {
    "delivery": (SCORER, (ball_write(4),), 3),
    "correction": (SCORER, (ball_write(4, corrects="1_1"),), 4),
    "late ball": (SCORER, (ball_write(4, after="1_1"),), 4),
    "administrator's ball": (ADMIN, (ball_write(4, ADMIN, "admin"),), 2),
    "six deliveries": (SCORER, tuple(ball_write(number) for number in range(4, 10)), 18),
    "five richest": (SCORER, tuple(ball_write(n, **full_delivery()) for n in range(4, 9)), 20),
    "correction with its stamp": (SCORER, (stamp_write(4), ball_write(4, corrects="1_2")), 5),
    "four corrections and a stamp": (
        SCORER,
        (
            stamp_write(4),
            ball_write(4, corrects="1_2"),
            *(ball_write(n, corrects="1_1") for n in range(5, 8)),
        ),
        17,
    ),
    "two innings": (SCORER, (innings_start_write(1), innings_start_write(2)), 5),
    "void": (SCORER, (void_write(2, SCORER),), 2),
    "void by the away scorer": (AWAY, (void_write(2, AWAY),), 4),
    "two voids by the away scorer": (AWAY, tuple(void_write(n, AWAY) for n in (1, 2)), 8),
    "entry": (SCORER, (entry_write(4),), 3),
    "entry that corrects": (SCORER, (entry_write(4, corrects="1_1"),), 4),
    "entry that was forgotten": (SCORER, (entry_write(4, after="1_1"),), 4),
    "correction of an entry with its stamp": (
        SCORER,
        (Update(scorer_entry_path("1_2"), stamp_write(4).fields), entry_write(4, corrects="1_2")),
        5,
    ),
    "first entry": (AWAY, (first_entry_write(1),), 3),
    "first entry of an innings": (SCORER, (first_entry_write(2, SCORER),), 4),
    "first entry of an innings by a scorer who joins later": (AWAY, (first_entry_write(2),), 4),
    "first entries of two innings": (AWAY, (first_entry_write(1), first_entry_write(2)), 8),
    "book opened after the log": (SCORER, (statement_write("book_opened"),), 4),
    "score agreed": (SCORER, (statement_write("score_agreed"),), 3),
    "six entries": (SCORER, tuple(entry_write(number) for number in range(4, 10)), 18),
    "six entries that open two innings": (
        SCORER,
        (
            *(entry_write(n) for n in range(4, 8)),
            first_entry_write(2, SCORER),
            first_entry_write(3, SCORER),
        ),
        20,
    ),
    "five richest entries": (
        SCORER,
        tuple(entry_write(n, **full_delivery()) for n in range(4, 9)),
        20,
    ),
    "entry voided": (SCORER, (Update(scorer_entry_path("1_2"), void_fields(SCORER)),), 2),
    "ruling of an umpire": (UMPIRE, (ruling_write(UMPIRE),), 3),
    "ruling of a captain": (CAPTAIN, (ruling_write(CAPTAIN),), 3),
    "ruling of an administrator": (ADMIN, (ruling_write(ADMIN),), 2),
    "tier by a scorer who leaves": (SCORER, (Create(RULING, tier_ruling(SCORER)),), 4),
    "four selected by the captain": (CAPTAIN, selection_writes(4, CAPTAIN), 20),
    "five selected by the coach": (COACH_HOME, selection_writes(5, COACH_HOME), 20),
    "five guests selected by the captain": (
        CAPTAIN,
        selection_writes(5, CAPTAIN, isGuest=True),
        20,
    ),
    "a match with its scorer": (DIRECTOR, match_with_scorer_writes(), 6),
    "a role granted again": (DIRECTOR, regrant_writes(), 6),
    "accepted by the away director": (DIRECTOR_AWAY, (acceptance_write(),), 2),
    "ten confirmed by an umpire": (UMPIRE, confirmation_writes(10, UMPIRE), 20),
    "twenty confirmed by the referee": (REFEREE, confirmation_writes(20, REFEREE), 20),
    "three confirmed by the head coach": (HEAD_COACH, confirmation_writes(3, HEAD_COACH), 18),
}
"""Each kind of batch that clients send: the actor, the writes, and their access calls."""

SMALLEST_FIRST = {
    name: BATCHES[name] for name in sorted(BATCHES, key=lambda name: len(BATCHES[name][1]))
}
"""The same with the smallest batch first: a report has all documents of the earlier requests."""
