"""Defines hostile statements, voids and stamps in books, and writes that bypass the books."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.rules.books import DUAL, STATEMENTS, TAKEOVER, TRIPLE, entry, entry_of, entry_path
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
from tests.rules.changes import redo_fields, void_fields
from tests.rules.documents import as_stored
from tests.rules.twins.books import SOURCE, next_entry
from tests.rules.twins.commit import Commit, Twin, create_commit, field_twins, update_commit
from tests.rules.twins.deliveries import append_ball
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
"""For each field of a statement, values that are refused."""


def statement_commit(kind: str, fields: Fields) -> Commit:
    """Return the commit of a statement in the neutral scorer's book."""
    return create_commit(entry_path(SCORER, "1_4"), SCORER, entry_of(SCORER, kind, **fields))


def statement_twins() -> Iterator[Twin]:
    """Yield statements with a field that is wrong or missing, or with an extra field."""
    seeds = {f"matches/{DUAL}/scoring_actions/2_1": {"nonce": "nonce-2-1"}}
    full = {**STATEMENTS, "book_opened, taken over": TAKEOVER}
    for name, fields in full.items():
        kind = name.partition(",")[0]
        good = statement_commit(kind, fields)
        for field in (*fields, "nonce", "source", "note"):
            for value in WRONG_STATEMENTS[field]:
                bad = good.having(**{field: value})
                yield Twin(f"{name}: {field} {value!r:.20}", SOURCE, good, bad, seeds)
        for field in fields.keys() - {"strikerId", "nonStrikerId", "bowlerId"}:
            yield Twin(f"{name}: no {field}", SOURCE, good, good.without(field), seeds)
        yield Twin(f"{name}: an extra field", SOURCE, good, good.having(runsOffBat=1), seeds)
        yield Twin(f"{name}: of an unknown type", SOURCE, good, good.having(type="tea"), seeds)
    both = statement_commit("book_opened", STATEMENTS["book_opened"])
    for field in ("takesOverFrom", "afterEntryId"):
        bad = both.having(**{field: TAKEOVER[field]})
        yield Twin(f"book_opened: after the log, and {field}", SOURCE, both, bad)
    bare = {
        name: value for name, value in STATEMENTS["score_agreed"].items() if "ledger" not in name
    }
    least = statement_commit("score_agreed", bare)
    yield Twin(
        "score_agreed: required fields only, at an unknown time",
        SOURCE,
        least,
        least.having(at="tea"),
    )
    other = statement_commit("score_agreed", STATEMENTS["score_agreed"])
    yield Twin("score_agreed as book_opened", SOURCE, other, other.having(type="book_opened"))
    yield Twin("book_opened as score_agreed", SOURCE, both, both.having(type="score_agreed"))


def entry_void_twins() -> Iterator[Twin]:
    """Yield voids, redos and stamps that are wrong or in another's book."""
    second, third = entry_path(SCORER, "1_2"), entry_path(SCORER, "1_3")
    good = update_commit(second, SCORER, void_fields(SCORER))
    changes: dict[str, Fields] = {
        "by another's name": {"voidedBy": SCORER_HOME.person_id},
        "in the past": {"voidedAt": PAST},
        "updated in the past": {"updatedAt": PAST},
        "with another score": {"totalRuns": 4},
        "for an overlong reason": {"voidReason": "r" * 501},
        "halfway": {"isVoided": "half"},
        "not at all": {"isVoided": False},
        "and the wicket gone": {"isWicket": NO_FIELD},
    }
    yield from field_twins(SOURCE, "entry voided", good, changes)
    for actor in (ANONYMOUS, SCORER_HOME, UMPIRE, REFEREE, ADMIN):
        bad = update_commit(second, actor, void_fields(actor))
        yield Twin(f"entry voided by {actor.name}", SOURCE, good, bad)
    yield Twin("entry deleted", SOURCE, good, Commit(SCORER, (Delete(second),)))
    yield Twin("entry deleted by admin", SOURCE, good, Commit(ADMIN, (Delete(second),)))
    again = update_commit(third, SCORER, redo_fields(SCORER))
    yield Twin("entry redone, voided again", SOURCE, again, again.having(isVoided=True))
    former = as_stored(entry(SCORER_ENDED, 1))
    seeds = {entry_path(SCORER_ENDED, "1_1"): former}
    bad = update_commit(entry_path(SCORER_ENDED, "1_1"), SCORER_ENDED, void_fields(SCORER_ENDED))
    yield Twin("entry voided by a former scorer", SOURCE, good, bad, seeds)
    yield from entry_stamp_twins(second)


def entry_stamp_twins(second: str) -> Iterator[Twin]:
    """Yield stamps `correctedBy` without a correction of this entry in the same commit."""
    stamp = Update(second, {"correctedBy": "1_4", "updatedAt": NOW})
    right = Commit(SCORER, (stamp, *next_entry(corrects="1_2").writes))
    yield Twin("entry stamped alone", SOURCE, right, right.alone())
    yield Twin("entry stamped by another", SOURCE, right, right.having(correctedBy="1_3"))
    yield Twin("entry stamped in the past", SOURCE, right, right.having(updatedAt=PAST))
    yield Twin("entry stamped and edited", SOURCE, right, right.having(runsOffBat=4))
    for what, entry_ in {
        "of another ball": next_entry(corrects="1_1"),
        "that is none": next_entry(),
    }.items():
        bad = Commit(SCORER, (stamp, *entry_.writes))
        yield Twin(f"entry stamped by a correction {what}", SOURCE, right, bad)
    yield Twin("another's entry stamped", SOURCE, right, right.at(entry_path(SCORER_HOME, "1_2")))
    old = {entry_path(SCORER, "1_4"): {**as_stored(entry(SCORER)), "corrects": "1_2"}}
    now = next_entry(number=5, corrects="1_2").writes
    fresh = Commit(SCORER, (Update(second, {"correctedBy": "1_5", "updatedAt": NOW}), *now))
    yield Twin(
        "entry stamped by an old correction", SOURCE, fresh, Commit(SCORER, (stamp, *now)), old
    )


def bypass_twins() -> Iterator[Twin]:
    """Yield writes to the log of a match with books, and statements in the log."""
    source = "scoring_actions"
    good = append_ball(actor=ADMIN, role="admin")
    for match_id in (DUAL, TRIPLE):
        bad = append_ball(match_id, ADMIN, "admin")
        yield Twin(f"the administrator's ball past the books of {match_id}", source, good, bad)
        second = update_commit(f"matches/{MATCH}/scoring_actions/1_2", ADMIN, void_fields(ADMIN))
        void = second.at(f"matches/{match_id}/scoring_actions/1_2")
        yield Twin(f"the administrator's void past the books of {match_id}", source, second, void)
    ball = append_ball()
    for kind, fields in STATEMENTS.items():
        statement = {**entry_of(SCORER, kind, **fields), "matchId": MATCH}
        bad = create_commit(f"matches/{MATCH}/scoring_actions/1_4", SCORER, statement)
        yield Twin(f"{kind} in the log", source, statement_commit(kind, fields), bad)
    agreed = {"agreement": {"tier": "DUAL"}}
    yield from field_twins(source, "delivery", ball, {"with an agreement": agreed})
