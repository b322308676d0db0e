"""Defines the hostile changes of a number's kind: to the rules 6.0 is 6, to its readers not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from tests.rules.books import DUAL, STATEMENTS, entry_of, place
from tests.rules.cast import (
    ADMIN,
    CAPTAIN,
    DIRECTOR_AWAY,
    MATCH,
    OWNER,
    PLANNED,
    REFEREE,
    SCORER,
    STRANGER,
    UMPIRE,
)
from tests.rules.changes import confirmed, locked, redone, voided
from tests.rules.documents import FACTS, delivery, fact, lineup, seeded
from tests.rules.scene import WORLD, match_document
from tests.rules.twins.ask import Ask, Twin, changed, of_fields
from tests.rules.twins.deliveries import appended
from tests.rules.twins.entries import accepted_by
from tests.rules.world import NOW, Create, Fields, Update

LOG: Final = f"matches/{MATCH}/scoring_actions"
SPANS: Final = FACTS["innings_started"]["powerplays"]
CONDITIONS: Final = {"ballsPerOver": 6, "graceMinutes": 240, "powerplays": SPANS}
TOSS: Final = {"winnerTeamId": "north-1", "decision": "bat"}
WON: Final = {"outcome": "win", "winnerTeamId": "north-1", "by": {"runs": 5}}
"""A result as the functions write it."""


def pointed() -> Iterator[Twin]:
    """What a change leaves alone, but for a point in a number of it."""
    yield from pointed_actions()
    yield from pointed_entries()
    yield from pointed_matches()
    yield from pointed_lineups()


def with_points(fields: Mapping[str, Any], names: Iterable[str] = ()) -> dict[str, Fields]:
    """Return each whole number of a document with a point, by its name."""
    return {
        f"{name} with a point": {name: float(fields[name])}
        for name in names or fields
        if type(fields[name]) is int
    }


def pointed_actions() -> Iterator[Twin]:
    """Voids, redos and stamps of the log."""
    source, second, third = "scoring_actions", f"{LOG}/1_2", f"{LOG}/1_3"
    pointed_spans = [{**SPANS[0], "fromOver": 0.0}]
    full = {**WORLD[second], "runsRun": 1, "overBalls": 6}
    changes = with_points(full)
    for name in ("wide", "penalty"):
        changes[f"{name} with a point"] = {"extras": {**full["extras"], name: 0.0}}
    changes["a negative nothing"] = {"extras": {**full["extras"], "bye": -0.0}}
    void = changed(second, SCORER, voided(SCORER))
    yield from of_fields(source, "void", void, changes, seeds={second: full})
    redo = changed(third, SCORER, redone(SCORER))
    yield Twin("redo with a point", source, redo, redo.having(totalRuns=1.0))
    stamp = Update(second, {"correctedBy": "1_4", "updatedAt": NOW})
    both = Ask(SCORER, (stamp, *appended(corrects="1_2").writes))
    yield Twin("stamp with a point", source, both, both.having(runsOffBat=1.0))
    for kind in ("target_revised", "penalty_awarded", "innings_started"):
        told = seeded(fact(MATCH, 1, 2, SCORER, kind, **FACTS[kind]))
        more = with_points(told, FACTS[kind])
        if "powerplays" in told:
            more["a powerplay with a point"] = {"powerplays": pointed_spans}
        yield from of_fields(source, f"void of {kind}", void, more, seeds={second: told})
    odd = {second: {**WORLD[second], "runsOffBat": 1.0}}
    yield Twin("void of what had a point before", source, void, void.by(STRANGER), odd)
    span = {**seeded(fact(MATCH, 1, 2, SCORER, "innings_started", **FACTS["innings_started"])),
            "powerplays": pointed_spans}  # fmt: skip
    odd = {second: span}
    yield Twin("void of a powerplay with a point", source, void, void.by(STRANGER), odd)
    none = {second: {**span, "powerplays": []}}
    yield Twin(
        "void without powerplays, and a point", source, void, void.having(oversLimit=20.0), none
    )
    bare = {second: {name: each for name, each in full.items() if name != "extras"}}
    yield Twin("void without extras, and a point", source, void, void.having(totalRuns=1.0), bare)


def pointed_entries() -> Iterator[Twin]:
    """The same in a book, and of the statements that only books hold."""
    source, second = "scorebooks", place(SCORER, "1_2")
    void = changed(second, SCORER, voided(SCORER))
    yield Twin("entry voided with a point", source, void, void.having(runsOffBat=1.0))
    stamp = Update(second, {"correctedBy": "1_4", "updatedAt": NOW})
    correction = delivery(DUAL, 1, 4, SCORER, corrects="1_2")
    both = Ask(SCORER, (stamp, Create(place(SCORER, "1_4"), correction)))
    yield Twin("entry stamped with a point", source, both, both.having(overNumber=0.0))
    for kind, fields in STATEMENTS.items():
        told = seeded(entry_of(SCORER, kind, 2, **fields))
        changes = with_points(told, fields)
        yield from of_fields(source, f"{kind} voided", void, changes, seeds={second: told})


def pointed_matches() -> Iterator[Twin]:
    """Tosses, locks, acceptances, entries, tiers: the conditions are not theirs to change."""
    source, there = "matches", "matches/agreed"
    match = match_document(conditions=CONDITIONS, competitionId="league", result=WON)
    officials = {
        path.replace(MATCH, "agreed"): {**fields, "matchId": "agreed"}
        for path, fields in WORLD.items()
        if path.startswith(f"match_role_assignments/{MATCH}_")
    }
    seeds = {there: match, **officials}
    changes: dict[str, Fields] = {
        f"{name} with a point": {"conditions": {**CONDITIONS, name: value}}
        for name, value in (("ballsPerOver", 6.0), ("graceMinutes", 240.0))
    }
    spans = [{**SPANS[0], "fromOver": 0.0}]
    changes["a powerplay with a point"] = {"conditions": {**CONDITIONS, "powerplays": spans}}
    changes["a margin with a point"] = {"result": {**WON, "by": {"runs": 5.0}}}
    for what, actor, fields in (
        ("toss", UMPIRE, {"toss": TOSS}),
        ("lock", REFEREE, locked(REFEREE)),
        ("acceptance", DIRECTOR_AWAY, accepted_by(DIRECTOR_AWAY)),
        ("entry", OWNER, {"countsFor": "league"}),
        ("tier", ADMIN, {"validationTier": "DUAL"}),
        ("provider", ADMIN, {"scoredBy": "provider"}),
    ):
        good = changed(there, actor, {**fields, "updatedAt": NOW})
        yield from of_fields(source, what, good, changes, seeds=seeds)
    odd = {**seeds, there: {**match, "conditions": {"ballsPerOver": 6.0}}}
    lock = changed(there, REFEREE, locked(REFEREE))
    yield Twin("lock of what had a point before", source, lock, lock.by(STRANGER), odd)
    sealed = changed(there, ADMIN, locked(ADMIN))
    yield from of_fields(source, "lock by admin", sealed, changes, seeds=seeds)
    both = {**odd, there: {**match, "result": {**WON, "by": {"runs": 5.0}}}}
    yield Twin("lock of a margin with a point", source, lock, lock.by(STRANGER), both)


def pointed_lineups() -> Iterator[Twin]:
    """Who confirms a player changes neither the order that was planned nor the one that was."""
    there = f"matches/{PLANNED}/lineups/north-1_batter-1"
    chosen = {**seeded(lineup(PLANNED, "north-1", "batter-1", CAPTAIN)), "battedAt": 3}
    good = changed(there, UMPIRE, confirmed(UMPIRE))
    changes = with_points(chosen)
    yield from of_fields("lineups", "confirmed", good, changes, seeds={there: chosen})
    odd = {there: {**chosen, "battingPosition": 3.0}}
    yield Twin("confirmed at a place with a point", "lineups", good, good.by(STRANGER), odd)
    mend = changed(there, ADMIN, {"isCaptain": True, "updatedAt": NOW})
    batted = mend.having(battedAt=3.0)
    yield Twin("mended: batted with a point", "lineups", mend, batted, {there: chosen})
    seeds = {there: {**chosen, "battedAt": 3.0}}
    yield Twin("mended: what had a point before", "lineups", mend, mend.by(STRANGER), seeds)
