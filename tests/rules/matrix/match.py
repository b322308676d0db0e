"""Defines the rows of a match: its document, log and lineups, and the derived documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.rules.cast import MATCH, PAST, PLANNED, PLAYER
from tests.rules.changes import (
    FieldsByActor,
    confirmation_fields,
    correction_of_ball,
    derived_field,
    lock_fields,
    match_fields,
    new_match_fields,
    recording_role,
    redo_fields,
    reselection_fields,
    void_fields,
)
from tests.rules.documents import as_stored, delivery, fact, lineup
from tests.rules.matrix.row import ADMIN_ONLY, ANYBODY, NOBODY, Row
from tests.rules.world import NOW


def matches() -> Iterator[Row]:
    """Yield the rows of the match document: one for each kind of change."""
    base: dict[str, Any] = {
        "get": ANYBODY,
        "list": ANYBODY,
        "create": "...........DL.Z",
        "delete": NOBODY,
        "existing_path": f"matches/{PLANNED}",
        "new_path": "matches/new",
        "create_fields": new_match_fields,
        "source": "matches",
    }
    yield Row(
        "matches, planned",
        update="...........DL.Z",
        update_fields=match_fields(venue="Oval"),
        **base,
    )
    toss = {"winnerTeamId": "north-1", "decision": "bat"}
    yield Row(
        "matches, toss", update="..C..UR.......Z", update_fields=match_fields(toss=toss), **base
    )
    awards = {"playerOfMatchIds": ["batter-1"]}
    yield Row(
        "matches, awards",
        update="......R.......Z",
        update_fields=match_fields(awards=awards),
        **base,
    )
    tiers = {
        "to DUAL": ("...........DL.Z", {}),
        "to SINGLE in play": ("..............Z", {"existing_path": f"matches/{MATCH}"}),
        "to DUAL in play": (NOBODY, {"existing_path": f"matches/{MATCH}"}),
    }
    for name, (may, where) in tiers.items():
        tier = match_fields(validationTier=name.split()[1])
        yield Row(f"matches, {name}", update=may, update_fields=tier, **base | where)
    handed = match_fields(scoredBy="provider")
    yield Row("matches, to a provider", update="..............Z", update_fields=handed, **base)
    yield Row("matches, locked", update="......R.......Z", update_fields=lock_fields, **base)
    yield Row(
        "matches, result", update=NOBODY, update_fields=match_fields(status="completed"), **base
    )


def log() -> Iterator[Row]:
    """Yield the rows of actions: appended, voided, redone, stamped; never edited or deleted."""
    base: dict[str, Any] = {
        "get": ANYBODY,
        "list": ANYBODY,
        "create": "..C...........Z",
        "delete": NOBODY,
        "new_path": f"matches/{MATCH}/scoring_actions/1_4",
        "create_fields": lambda actor: delivery(MATCH, 1, 4, actor, recording_role(actor)),
        "source": "scoring_actions",
    }
    second = f"matches/{MATCH}/scoring_actions/1_2"
    third = f"matches/{MATCH}/scoring_actions/1_3"
    may = "..C...........Z"
    yield Row(
        "actions, voided", update=may, existing_path=second, update_fields=void_fields, **base
    )
    yield Row("actions, redone", update=may, existing_path=third, update_fields=redo_fields, **base)
    yield Row(
        "actions, edited",
        update=NOBODY,
        existing_path=second,
        update_fields=lambda _: {"runsOffBat": 4, "totalRuns": 4, "updatedAt": NOW},
        **base,
    )
    stamp: FieldsByActor = lambda _: {"correctedBy": "1_4", "updatedAt": NOW}  # noqa: E731
    yield Row(
        "actions, corrected",
        update=may,
        existing_path=second,
        update_fields=stamp,
        further_writes=correction_of_ball,
        **base,
    )
    yield Row(
        "actions, a fact",
        update=NOBODY,
        existing_path=second,
        update_fields=stamp,
        **base
        | {
            "create_fields": lambda a: (
                fact(MATCH, 1, 4, a, "play_stopped") | {"recordedAs": recording_role(a)}
            )
        },
    )


def lineups() -> Iterator[Row]:
    """Yield the rows of a lineup: selected by the player's side, confirmed by others."""
    path = f"matches/{PLANNED}/lineups"
    chosen = as_stored(lineup(PLANNED, "north-1", "batter-1", PLAYER))
    base: dict[str, Any] = {
        "get": ANYBODY,
        "list": ANYBODY,
        "create": ".......H.K....Z",
        "delete": ".......H.K....Z",
        "existing_path": f"{path}/north-1_batter-1",
        "new_path": f"{path}/north-1_batter-2",
        "existing_fields": chosen,
        "create_fields": lambda actor: lineup(PLANNED, "north-1", "batter-2", actor),
        "source": "lineups",
    }
    yield Row(
        "lineups, selected", update=".......H.K....Z", update_fields=reselection_fields, **base
    )
    yield Row(
        "lineups, confirmed", update=".....UR....DL.Z", update_fields=confirmation_fields, **base
    )
    begun = {
        "existing_path": f"matches/{MATCH}/lineups/north-1_batter-1",
        "new_path": f"matches/{MATCH}/lineups/north-1_batter-2",
        "existing_fields": {**chosen, "matchId": MATCH},
        "create_fields": lambda actor: lineup(MATCH, "north-1", "batter-2", actor),
        "create": ADMIN_ONLY,
        "delete": ADMIN_ONLY,
    }
    yield Row("lineups, begun", update=ADMIN_ONLY, update_fields=reselection_fields, **base | begun)
    final = {"existing_fields": {**chosen, "confirmedAt": PAST, "confirmedBy": "referee"}}
    closed = final | {"delete": ADMIN_ONLY}
    yield Row(
        "lineups, final", update=ADMIN_ONLY, update_fields=reselection_fields, **base | closed
    )
    grouped = {"group": "lineups", "where": {"playerId": "batter-1"}}
    yield Row("lineups, group", update=NOBODY, update_fields=derived_field, **base | grouped)


def derived(name: str, path: str, source: str = "", **cells: str) -> Row:
    """Return the row of a derived document, which clients at most read."""
    at, _, _ = path.rpartition("/")
    readers = {"get": ANYBODY, "list": ANYBODY, **cells}
    return Row(
        name,
        get=readers["get"],
        list=readers["list"],
        create=NOBODY,
        update=NOBODY,
        delete=NOBODY,
        existing_path=path,
        new_path=f"{at}/new",
        existing_fields={"text": "derived"},
        source=source or ("stats" if "stats" in path else "live"),
    )


def providers() -> Iterator[Row]:
    """Yield the rows of the ingest service's documents; everyone may read scoreboards."""
    kept = {
        "provider feeds": f"provider_feeds/{MATCH}",
        "provider mappings": "provider_mappings/alpha:player:1",
        "provider events": f"matches/{MATCH}/provider_events/alpha:1",
    }
    for name, path in kept.items():
        yield derived(name, path, "providers", get=ADMIN_ONLY, list=ADMIN_ONLY)
    for name in ("provider_leases/leader", "provider_plans/current", "provider_plans/limits"):
        yield derived(name, name, "providers", get=NOBODY, list=NOBODY)
    for below in ("", "/timeline/1", "/stats/home"):
        yield derived(f"scoreboards{below}", f"scoreboards/one{below}", "scoreboards")
