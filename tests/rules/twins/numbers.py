"""Defines updates that turn whole numbers into floats: only to the rules is 6.0 equal to 6."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from tests.rules.books import DUAL, STATEMENTS, entry_of, entry_path
from tests.rules.cast import (
    ADMIN,
    CAPTAIN,
    COMPETITION_OWNER,
    DIRECTOR_AWAY,
    MATCH,
    PLANNED,
    REFEREE,
    SCORER,
    STRANGER,
    UMPIRE,
)
from tests.rules.changes import confirmation_fields, lock_fields, redo_fields, void_fields
from tests.rules.documents import FACTS, as_stored, delivery, fact, lineup
from tests.rules.scene import WORLD, match_document
from tests.rules.twins.commit import Commit, Twin, field_twins, update_commit
from tests.rules.twins.deliveries import append_ball
from tests.rules.twins.entries import acceptance_fields
from tests.rules.world import NOW, Create, Fields, Update

LOG: Final = f"matches/{MATCH}/scoring_actions"
SPANS: Final = FACTS["innings_started"]["powerplays"]
CONDITIONS: Final = {"ballsPerOver": 6, "graceMinutes": 240, "powerplays": SPANS}
TOSS: Final = {"winnerTeamId": "north-1", "decision": "bat"}
WON: Final = {"outcome": "win", "winnerTeamId": "north-1", "by": {"runs": 5}}
"""A result as the functions write it."""


def decimal_point_twins() -> Iterator[Twin]:
    """Yield updates that also turn a whole number of the document into a float."""
    yield from action_point_twins()
    yield from entry_point_twins()
    yield from match_point_twins()
    yield from lineup_point_twins()


def with_decimal_point(fields: Mapping[str, Any], names: Iterable[str] = ()) -> dict[str, Fields]:
    """Return each whole number of a document as a float, by a name for the twin."""
    return {
        f"{name} with a point": {name: float(fields[name])}
        for name in names or fields
        if type(fields[name]) is int
    }


def action_point_twins() -> Iterator[Twin]:
    """Yield voids, redos and stamps of actions in the log."""
    source, second, third = "scoring_actions", f"{LOG}/1_2", f"{LOG}/1_3"
    pointed_spans = [{**SPANS[0], "fromOver": 0.0}]
    full = {**WORLD[second], "runsRun": 1, "overBalls": 6}
    changes = with_decimal_point(full)
    for name in ("wide", "penalty"):
        changes[f"{name} with a point"] = {"extras": {**full["extras"], name: 0.0}}
    changes["a negative nothing"] = {"extras": {**full["extras"], "bye": -0.0}}
    void = update_commit(second, SCORER, void_fields(SCORER))
    yield from field_twins(source, "void", void, changes, seeds={second: full})
    redo = update_commit(third, SCORER, redo_fields(SCORER))
    yield Twin("redo with a point", source, redo, redo.having(totalRuns=1.0))
    stamp = Update(second, {"correctedBy": "1_4", "updatedAt": NOW})
    both = Commit(SCORER, (stamp, *append_ball(corrects="1_2").writes))
    yield Twin("stamp with a point", source, both, both.having(runsOffBat=1.0))
    for kind in ("target_revised", "penalty_awarded", "innings_started"):
        stored = as_stored(fact(MATCH, 1, 2, SCORER, kind, **FACTS[kind]))
        more = with_decimal_point(stored, FACTS[kind])
        if "powerplays" in stored:
            more["a powerplay with a point"] = {"powerplays": pointed_spans}
        yield from field_twins(source, f"void of {kind}", void, more, seeds={second: stored})
    odd = {second: {**WORLD[second], "runsOffBat": 1.0}}
    yield Twin("void of what had a point before", source, void, void.by(STRANGER), odd)
    span = {**as_stored(fact(MATCH, 1, 2, SCORER, "innings_started", **FACTS["innings_started"])),
            "powerplays": pointed_spans}  # fmt: skip
    odd = {second: span}
    yield Twin("void of a powerplay with a point", source, void, void.by(STRANGER), odd)
    none = {second: {**span, "powerplays": []}}
    yield Twin(
        "void without powerplays, and a point", source, void, void.having(oversLimit=20.0), none
    )
    bare = {second: {name: each for name, each in full.items() if name != "extras"}}
    yield Twin("void without extras, and a point", source, void, void.having(totalRuns=1.0), bare)


def entry_point_twins() -> Iterator[Twin]:
    """Yield the same updates of entries in a book, and of statements, which only books have."""
    source, second = "scorebooks", entry_path(SCORER, "1_2")
    void = update_commit(second, SCORER, void_fields(SCORER))
    yield Twin("entry voided with a point", source, void, void.having(runsOffBat=1.0))
    stamp = Update(second, {"correctedBy": "1_4", "updatedAt": NOW})
    correction = delivery(DUAL, 1, 4, SCORER, corrects="1_2")
    both = Commit(SCORER, (stamp, Create(entry_path(SCORER, "1_4"), correction)))
    yield Twin("entry stamped with a point", source, both, both.having(overNumber=0.0))
    for kind, fields in STATEMENTS.items():
        stored = as_stored(entry_of(SCORER, kind, 2, **fields))
        changes = with_decimal_point(stored, fields)
        yield from field_twins(source, f"{kind} voided", void, changes, seeds={second: stored})


def match_point_twins() -> Iterator[Twin]:
    """Yield tosses, locks, acceptances, entries and tiers that change a number of the match."""
    source, document_path = "matches", "matches/agreed"
    match = match_document(conditions=CONDITIONS, competitionId="league", result=WON)
    officials = {
        path.replace(MATCH, "agreed"): {**fields, "matchId": "agreed"}
        for path, fields in WORLD.items()
        if path.startswith(f"match_role_assignments/{MATCH}_")
    }
    seeds = {document_path: match, **officials}
    changes: dict[str, Fields] = {
        f"{name} with a point": {"conditions": {**CONDITIONS, name: value}}
        for name, value in (("ballsPerOver", 6.0), ("graceMinutes", 240.0))
    }
    spans = [{**SPANS[0], "fromOver": 0.0}]
    changes["a powerplay with a point"] = {"conditions": {**CONDITIONS, "powerplays": spans}}
    changes["a margin with a point"] = {"result": {**WON, "by": {"runs": 5.0}}}
    for what, actor, fields in (
        ("toss", UMPIRE, {"toss": TOSS}),
        ("lock", REFEREE, lock_fields(REFEREE)),
        ("acceptance", DIRECTOR_AWAY, acceptance_fields(DIRECTOR_AWAY)),
        ("entry", COMPETITION_OWNER, {"countsFor": "league"}),
        ("tier", ADMIN, {"validationTier": "DUAL"}),
        ("provider", ADMIN, {"scoredBy": "provider"}),
    ):
        good = update_commit(document_path, actor, {**fields, "updatedAt": NOW})
        yield from field_twins(source, what, good, changes, seeds=seeds)
    odd = {**seeds, document_path: {**match, "conditions": {"ballsPerOver": 6.0}}}
    lock = update_commit(document_path, REFEREE, lock_fields(REFEREE))
    yield Twin("lock of what had a point before", source, lock, lock.by(STRANGER), odd)
    sealed = update_commit(document_path, ADMIN, lock_fields(ADMIN))
    yield from field_twins(source, "lock by admin", sealed, changes, seeds=seeds)
    both = {**odd, document_path: {**match, "result": {**WON, "by": {"runs": 5.0}}}}
    yield Twin("lock of a margin with a point", source, lock, lock.by(STRANGER), both)


def lineup_point_twins() -> Iterator[Twin]:
    """Yield confirmations that change the planned or the actual batting position."""
    document_path = f"matches/{PLANNED}/lineups/north-1_batter-1"
    chosen = {**as_stored(lineup(PLANNED, "north-1", "batter-1", CAPTAIN)), "battedAt": 3}
    good = update_commit(document_path, UMPIRE, confirmation_fields(UMPIRE))
    changes = with_decimal_point(chosen)
    yield from field_twins("lineups", "confirmed", good, changes, seeds={document_path: chosen})
    odd = {document_path: {**chosen, "battingPosition": 3.0}}
    yield Twin("confirmed at a place with a point", "lineups", good, good.by(STRANGER), odd)
    admin_change = update_commit(document_path, ADMIN, {"isCaptain": True, "updatedAt": NOW})
    batted = admin_change.having(battedAt=3.0)
    yield Twin(
        "changed by admin: batted with a point",
        "lineups",
        admin_change,
        batted,
        {document_path: chosen},
    )
    seeds = {document_path: {**chosen, "battedAt": 3.0}}
    yield Twin(
        "changed by admin: what had a point before",
        "lineups",
        admin_change,
        admin_change.by(STRANGER),
        seeds,
    )
