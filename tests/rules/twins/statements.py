"""Defines the hostile statements, voids and stamps of books, and what passes the books by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.rules.books import DUAL, STATEMENTS, TAKEN_OVER, TRIPLE, entry, entry_of, place
from tests.rules.cast import (
    ADMIN,
    ANONYMOUS,
    MATCH,
    PAST,
    REFEREE,
    SCORER,
    SCORER_ENDED,
    SCORER_HOME,
    UMPIRE,
)
from tests.rules.changes import redone, voided
from tests.rules.documents import seeded
from tests.rules.twins.ask import Ask, Twin, changed, created, of_fields
from tests.rules.twins.books import SOURCE, kept
from tests.rules.twins.deliveries import appended
from tests.rules.world import NO_FIELD, NOW, Delete, Fields, Update

WRONG_STATEMENTS: Final[dict[str, tuple[Any, ...]]] = {
    "runs": (-1, 10_000, "88", 88.0, None),
    "wickets": (31, "3", None),
    "legalBalls": (100_000, "60", None),
    "strikerId": ("", 7, "a b"),
    "nonStrikerId": ("", 7),
    "bowlerId": ("", ["b"]),
    "afterActionId": ("1_7", "2_1", "1_2/secrets/one", 2, None),
    "takesOverFrom": ("", 7, "scorer", None),
    "afterEntryId": ("2_1", "1_0", "1_100000", "1_x", 61, None),
    "at": ("tea", 1, None),
    "ledgerNumber": (-1, 88.0, "88", 10_000_000, None),
    "ledgerHead": ("0f" * 31, "0F" * 32, "xy" * 32, 1, "", None),
    "nonce": ("1234567", 12345678),
    "source": ("hearsay",),
    "note": ("n" * 501, "bored \u202eside"),
}
"""For each field of a statement values that it cannot have."""


def stated(kind: str, fields: Fields) -> Ask:
    """Return a statement in the neutral scorer's book."""
    return created(place(SCORER, "1_4"), SCORER, entry_of(SCORER, kind, **fields))


def misstated() -> Iterator[Twin]:
    """Statements: every field wrong, missing, or one too many; and none of them in the log."""
    seeds = {f"matches/{DUAL}/scoring_actions/2_1": {"nonce": "nonce-2-1"}}
    full = {**STATEMENTS, "book_opened, taken over": TAKEN_OVER}
    for name, fields in full.items():
        kind = name.partition(",")[0]
        good = stated(kind, fields)
        for field in (*fields, "nonce", "source", "note"):
            for value in WRONG_STATEMENTS[field]:
                bad = good.having(**{field: value})
                yield Twin(f"{name}: {field} {value!r:.20}", SOURCE, good, bad, seeds)
        for field in fields.keys() - {"strikerId", "nonStrikerId", "bowlerId"}:
            yield Twin(f"{name}: no {field}", SOURCE, good, good.without(field), seeds)
        yield Twin(f"{name}: an extra field", SOURCE, good, good.having(runsOffBat=1), seeds)
        yield Twin(f"{name}: of an unknown type", SOURCE, good, good.having(type="tea"), seeds)
    both = stated("book_opened", STATEMENTS["book_opened"])
    for field in ("takesOverFrom", "afterEntryId"):
        bad = both.having(**{field: TAKEN_OVER[field]})
        yield Twin(f"book_opened: behind the log, and {field}", SOURCE, both, bad)
    bare = {
        name: value for name, value in STATEMENTS["score_agreed"].items() if "ledger" not in name
    }
    least = stated("score_agreed", bare)
    yield Twin("score_agreed: least, of nobody knows when", SOURCE, least, least.having(at="tea"))
    other = stated("score_agreed", STATEMENTS["score_agreed"])
    yield Twin("score_agreed as book_opened", SOURCE, other, other.having(type="book_opened"))
    yield Twin("book_opened as score_agreed", SOURCE, both, both.having(type="score_agreed"))


def undone_entries() -> Iterator[Twin]:
    """Void, redo, and the stamp of a correction, in one's own book alone."""
    second, third = place(SCORER, "1_2"), place(SCORER, "1_3")
    good = changed(second, SCORER, voided(SCORER))
    changes: dict[str, Fields] = {
        "by another's name": {"voidedBy": SCORER_HOME.person_id},
        "in the past": {"voidedAt": PAST},
        "unnoticed": {"updatedAt": PAST},
        "with another score": {"totalRuns": 4},
        "for an endless reason": {"voidReason": "r" * 501},
        "halfway": {"isVoided": "half"},
        "not at all": {"isVoided": False},
        "and the wicket gone": {"isWicket": NO_FIELD},
    }
    yield from of_fields(SOURCE, "entry voided", good, changes)
    for actor in (ANONYMOUS, SCORER_HOME, UMPIRE, REFEREE, ADMIN):
        bad = changed(second, actor, voided(actor))
        yield Twin(f"entry voided by {actor.name}", SOURCE, good, bad)
    yield Twin("entry deleted", SOURCE, good, Ask(SCORER, (Delete(second),)))
    yield Twin("entry deleted by admin", SOURCE, good, Ask(ADMIN, (Delete(second),)))
    again = changed(third, SCORER, redone(SCORER))
    yield Twin("entry redone, voided again", SOURCE, again, again.having(isVoided=True))
    former = seeded(entry(SCORER_ENDED, 1))
    seeds = {place(SCORER_ENDED, "1_1"): former}
    bad = changed(place(SCORER_ENDED, "1_1"), SCORER_ENDED, voided(SCORER_ENDED))
    yield Twin("entry voided by who scores no more", SOURCE, good, bad, seeds)
    yield from stamped_entries(second)


def stamped_entries(second: str) -> Iterator[Twin]:
    """`correctedBy` comes with the correction, in the same commit."""
    stamp = Update(second, {"correctedBy": "1_4", "updatedAt": NOW})
    right = Ask(SCORER, (stamp, *kept(corrects="1_2").writes))
    yield Twin("entry stamped alone", SOURCE, right, right.alone())
    yield Twin("entry stamped by another", SOURCE, right, right.having(correctedBy="1_3"))
    yield Twin("entry stamped in the past", SOURCE, right, right.having(updatedAt=PAST))
    yield Twin("entry stamped and edited", SOURCE, right, right.having(runsOffBat=4))
    for what, entry_ in {"of another ball": kept(corrects="1_1"), "that is none": kept()}.items():
        bad = Ask(SCORER, (stamp, *entry_.writes))
        yield Twin(f"entry stamped by a correction {what}", SOURCE, right, bad)
    yield Twin("another's entry stamped", SOURCE, right, right.at(place(SCORER_HOME, "1_2")))
    old = {place(SCORER, "1_4"): {**seeded(entry(SCORER)), "corrects": "1_2"}}
    now = kept(number=5, corrects="1_2").writes
    fresh = Ask(SCORER, (Update(second, {"correctedBy": "1_5", "updatedAt": NOW}), *now))
    yield Twin("entry stamped by an old correction", SOURCE, fresh, Ask(SCORER, (stamp, *now)), old)


def passed_by() -> Iterator[Twin]:
    """The log of a match that is kept in books: nobody's, and none of a statement's either."""
    source = "scoring_actions"
    good = appended(actor=ADMIN, role="admin")
    for match_id in (DUAL, TRIPLE):
        bad = appended(match_id, ADMIN, "admin")
        yield Twin(f"the administrator's ball past the books of {match_id}", source, good, bad)
        second = changed(f"matches/{MATCH}/scoring_actions/1_2", ADMIN, voided(ADMIN))
        void = second.at(f"matches/{match_id}/scoring_actions/1_2")
        yield Twin(f"the administrator's void past the books of {match_id}", source, second, void)
    ball = appended()
    for kind, fields in STATEMENTS.items():
        said = {**entry_of(SCORER, kind, **fields), "matchId": MATCH}
        bad = created(f"matches/{MATCH}/scoring_actions/1_4", SCORER, said)
        yield Twin(f"{kind} in the log", source, stated(kind, fields), bad)
    agreed = {"agreement": {"tier": "DUAL"}}
    yield from of_fields(source, "delivery", ball, {"with an agreement": agreed})
