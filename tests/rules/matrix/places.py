"""Defines the rows of people, schools, teams, squads, and of what administrators keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.rules.cast import MATCH, PAST, PLANNED, SEASON
from tests.rules.changes import born, signed
from tests.rules.matrix.match import derived
from tests.rules.matrix.row import ADMIN_ONLY, ANYBODY, KNOWN, NOBODY, Row


def people() -> Iterator[Row]:
    """People and what is private about them; the document there is the player's."""
    own = "..........P...Z"
    yield Row(
        "people",
        get=ANYBODY,
        list=KNOWN,
        limit=100,
        create=ADMIN_ONLY,
        update=own,
        delete=NOBODY,
        there="people/player",
        new="people/newcomer",
        document={"id": "player", "displayName": "A. Player", "createdAt": PAST},
        made=born(id="newcomer", displayName="N. Comer"),
        changed=signed(displayName="B. Player"),
        source="people",
    )
    yield Row(
        "people, own",
        get=ANYBODY,
        list=KNOWN,
        limit=100,
        create="....X.........Z",
        update="....X.........Z",
        delete=NOBODY,
        there="people/scorer-ended",
        new="people/scorer-ended",
        document={"id": "scorer-ended", "displayName": "A. Scorer", "createdAt": PAST},
        made=born(id="scorer-ended", displayName="A. Scorer"),
        changed=signed(displayName="B. Scorer"),
        source="people",
    )
    whole: dict[str, Any] = {"get": ANYBODY, "create": ADMIN_ONLY, "update": own, "delete": NOBODY}
    for name, limit in (("all at once", 0), ("a page too long", 101)):
        yield Row(
            f"people, {name}",
            list=NOBODY,
            limit=limit,
            there="people/player",
            new="people/newcomer",
            document={"id": "player", "displayName": "A. Player", "createdAt": PAST},
            made=born(id="newcomer", displayName="N. Comer"),
            changed=signed(displayName="B. Player"),
            source="people",
            **whole,
        )
    yield Row(
        "people, private",
        get=own,
        list=NOBODY,
        create=own,
        update=own,
        delete=own,
        there="people/player/private/profile",
        new="people/player/private/profile",
        document={"email": "player@example.org"},
        made=signed(email="player@example.org"),
        changed=signed(email="new@example.org"),
        source="people",
    )


def organisations() -> Iterator[Row]:
    """Schools, teams and squads."""
    yield Row(
        "schools",
        get=ANYBODY,
        list=ANYBODY,
        create=ADMIN_ONLY,
        update="...........D..Z",
        delete=NOBODY,
        there="schools/north",
        new="schools/new",
        made=born(id="new", name="New School"),
        changed=signed(name="North Academy"),
        source="organisations",
    )
    leaders = "...........DL.Z"
    yield Row(
        "teams",
        get=ANYBODY,
        list=ANYBODY,
        create=leaders,
        update=leaders,
        delete=NOBODY,
        there="teams/north-1",
        new="teams/north.2nd",
        made=born(id="north.2nd", name="North 2nd XI", schoolId="north"),
        changed=signed(name="North First XI"),
        source="organisations",
    )
    yield Row(
        "teams, of any id",
        get=ANYBODY,
        list=ANYBODY,
        create=ADMIN_ONLY,
        update=leaders,
        delete=NOBODY,
        there="teams/north-1",
        new="teams/new",
        made=born(id="new", name="North 2nd XI", schoolId="north"),
        changed=signed(name="North First XI"),
        source="organisations",
    )
    keepers = ".......H...DL.Z"
    squad = {"teamId": "north-1", "seasonId": SEASON}
    yield Row(
        "squads",
        get=ANYBODY,
        list=ANYBODY,
        create=keepers,
        update=keepers,
        delete=ADMIN_ONLY,
        there="squads/one",
        new="squads/new",
        document={"id": "one", **squad, "createdAt": PAST},
        made=born(id="new", **squad),
        changed=signed(name="First XI"),
        source="squads",
    )
    yield Row(
        "squads, players",
        get=ANYBODY,
        list=ANYBODY,
        create=keepers,
        update=keepers,
        delete=keepers,
        there="squads/kept/players/player",
        new="squads/kept/players/newcomer",
        document={"playerId": "player", "updatedAt": PAST},
        made=signed(playerId="newcomer"),
        changed=signed(jerseyNumber="7"),
        source="squads",
    )


def kept_by_admin(collection: str) -> Row:
    """A public collection that administrators keep."""
    return Row(
        collection,
        get=ANYBODY,
        list=ANYBODY,
        create=ADMIN_ONLY,
        update=ADMIN_ONLY,
        delete=ADMIN_ONLY,
        there=f"{collection}/one",
        new=f"{collection}/new",
        document={"name": "One"},
        source="competitions",
    )


def procedures() -> Iterator[Row]:
    """The officials' checklists."""
    officials = "..C..UR.......Z"
    yield Row(
        "pre-match procedures",
        get=officials,
        list=ADMIN_ONLY,
        create=officials,
        update=officials,
        delete=NOBODY,
        there=f"pre_match_procedures/{PLANNED}",
        new=f"pre_match_procedures/{MATCH}",
        document={"matchId": PLANNED},
        made=signed(matchId=MATCH),
        changed=signed(notes="The pitch is dry."),
        source="pre_match_procedures",
    )


def unknown() -> Iterator[Row]:
    """Places that no rule names."""
    for path in ("secrets/one", f"matches/{MATCH}/secrets/one", "people/player/private/other"):
        row = derived(f"unknown, {path}", path, get=NOBODY, list=NOBODY)
        yield row
