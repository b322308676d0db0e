"""Defines the rows of a match: its document, log and lineups, and what is derived from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.rules.cast import MATCH, PAST, PLANNED, PLAYER
from tests.rules.changes import (
    Made,
    confirmed,
    correction_of_ball,
    derived_field,
    locked,
    new_match,
    recorded_as,
    redone,
    reselected,
    signed_match,
    voided,
)
from tests.rules.documents import delivery, fact, lineup, seeded
from tests.rules.matrix.row import ADMIN_ONLY, ANYBODY, NOBODY, Row
from tests.rules.world import NOW


def matches() -> Iterator[Row]:
    """The match document; each of its four changes has a row of its own."""
    base: dict[str, Any] = {
        "get": ANYBODY,
        "list": ANYBODY,
        "create": "...........DL.Z",
        "delete": NOBODY,
        "there": f"matches/{PLANNED}",
        "new": "matches/new",
        "made": new_match,
        "source": "matches",
    }
    yield Row(
        "matches, planned", update="...........DL.Z", changed=signed_match(venue="Oval"), **base
    )
    toss = {"winnerTeamId": "north-1", "decision": "bat"}
    yield Row("matches, toss", update="..C..UR.......Z", changed=signed_match(toss=toss), **base)
    awards = {"playerOfMatchIds": ["batter-1"]}
    yield Row(
        "matches, awards", update="......R.......Z", changed=signed_match(awards=awards), **base
    )
    tiers = {
        "to DUAL": ("...........DL.Z", {}),
        "to SINGLE in play": ("..............Z", {"there": f"matches/{MATCH}"}),
        "to DUAL in play": (NOBODY, {"there": f"matches/{MATCH}"}),
    }
    for name, (may, where) in tiers.items():
        tier = signed_match(validationTier=name.split()[1])
        yield Row(f"matches, {name}", update=may, changed=tier, **base | where)
    handed = signed_match(scoredBy="provider")
    yield Row("matches, to a provider", update="..............Z", changed=handed, **base)
    yield Row("matches, locked", update="......R.......Z", changed=locked, **base)
    yield Row("matches, result", update=NOBODY, changed=signed_match(status="completed"), **base)


def log() -> Iterator[Row]:
    """Actions: appended, voided, redone, stamped as corrected; never edited or deleted."""
    base: dict[str, Any] = {
        "get": ANYBODY,
        "list": ANYBODY,
        "create": "..C...........Z",
        "delete": NOBODY,
        "new": f"matches/{MATCH}/scoring_actions/1_4",
        "made": lambda actor: delivery(MATCH, 1, 4, actor, recorded_as(actor)),
        "source": "scoring_actions",
    }
    second = f"matches/{MATCH}/scoring_actions/1_2"
    third = f"matches/{MATCH}/scoring_actions/1_3"
    may = "..C...........Z"
    yield Row("actions, voided", update=may, there=second, changed=voided, **base)
    yield Row("actions, redone", update=may, there=third, changed=redone, **base)
    yield Row(
        "actions, edited",
        update=NOBODY,
        there=second,
        changed=lambda _: {"runsOffBat": 4, "totalRuns": 4, "updatedAt": NOW},
        **base,
    )
    stamp: Made = lambda _: {"correctedBy": "1_4", "updatedAt": NOW}  # noqa: E731
    yield Row(
        "actions, corrected",
        update=may,
        there=second,
        changed=stamp,
        more=correction_of_ball,
        **base,
    )
    yield Row(
        "actions, a fact",
        update=NOBODY,
        there=second,
        changed=stamp,
        **base
        | {"made": lambda a: fact(MATCH, 1, 4, a, "play_stopped") | {"recordedAs": recorded_as(a)}},
    )


def lineups() -> Iterator[Row]:
    """A player's place: selected by his side, confirmed by others."""
    path = f"matches/{PLANNED}/lineups"
    chosen = seeded(lineup(PLANNED, "north-1", "batter-1", PLAYER))
    base: dict[str, Any] = {
        "get": ANYBODY,
        "list": ANYBODY,
        "create": ".......H.K....Z",
        "delete": ".......H.K....Z",
        "there": f"{path}/north-1_batter-1",
        "new": f"{path}/north-1_batter-2",
        "document": chosen,
        "made": lambda actor: lineup(PLANNED, "north-1", "batter-2", actor),
        "source": "lineups",
    }
    yield Row("lineups, selected", update=".......H.K....Z", changed=reselected, **base)
    yield Row("lineups, confirmed", update=".....UR....DL.Z", changed=confirmed, **base)
    begun = {
        "there": f"matches/{MATCH}/lineups/north-1_batter-1",
        "new": f"matches/{MATCH}/lineups/north-1_batter-2",
        "document": {**chosen, "matchId": MATCH},
        "made": lambda actor: lineup(MATCH, "north-1", "batter-2", actor),
        "create": ADMIN_ONLY,
        "delete": ADMIN_ONLY,
    }
    yield Row("lineups, begun", update=ADMIN_ONLY, changed=reselected, **base | begun)
    final = {"document": {**chosen, "confirmedAt": PAST, "confirmedBy": "referee"}}
    closed = final | {"delete": ADMIN_ONLY}
    yield Row("lineups, final", update=ADMIN_ONLY, changed=reselected, **base | closed)
    grouped = {"group": "lineups", "where": {"playerId": "batter-1"}}
    yield Row("lineups, group", update=NOBODY, changed=derived_field, **base | grouped)


def derived(name: str, path: str, source: str = "", **cells: str) -> Row:
    """A document that the functions own: clients read it, if anything."""
    at, _, _ = path.rpartition("/")
    readers = {"get": ANYBODY, "list": ANYBODY, **cells}
    return Row(
        name,
        get=readers["get"],
        list=readers["list"],
        create=NOBODY,
        update=NOBODY,
        delete=NOBODY,
        there=path,
        new=f"{at}/new",
        document={"text": "derived"},
        source=source or ("stats" if "stats" in path else "live"),
    )


def providers() -> Iterator[Row]:
    """What the service that follows data providers keeps; a scoreboard is for everybody."""
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
