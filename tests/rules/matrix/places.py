"""Defines the rows of people, schools, teams and squads, and of administrators' collections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.rules.cast import MATCH, PAST, PLANNED, SEASON
from tests.rules.changes import new_fields, signed_fields
from tests.rules.matrix.match import derived
from tests.rules.matrix.row import ADMIN_ONLY, ANYBODY, HOLDERS_OF_PERSON_ID, NOBODY, Row


def people() -> Iterator[Row]:
    """Yield the rows of people and their profiles; the existing document is the player's."""
    own = "..........P...Z"
    yield Row(
        "people",
        get=ANYBODY,
        list=HOLDERS_OF_PERSON_ID,
        limit=100,
        create=ADMIN_ONLY,
        update=own,
        delete=NOBODY,
        existing_path="people/player",
        new_path="people/newcomer",
        existing_fields={"id": "player", "displayName": "A. Player", "createdAt": PAST},
        create_fields=new_fields(id="newcomer", displayName="N. Comer"),
        update_fields=signed_fields(displayName="B. Player"),
        source="people",
    )
    yield Row(
        "people, own",
        get=ANYBODY,
        list=HOLDERS_OF_PERSON_ID,
        limit=100,
        create="....X.........Z",
        update="....X.........Z",
        delete=NOBODY,
        existing_path="people/scorer-ended",
        new_path="people/scorer-ended",
        existing_fields={"id": "scorer-ended", "displayName": "A. Scorer", "createdAt": PAST},
        create_fields=new_fields(id="scorer-ended", displayName="A. Scorer"),
        update_fields=signed_fields(displayName="B. Scorer"),
        source="people",
    )
    whole: dict[str, Any] = {"get": ANYBODY, "create": ADMIN_ONLY, "update": own, "delete": NOBODY}
    for name, limit in (("all at once", 0), ("a page too long", 101)):
        yield Row(
            f"people, {name}",
            list=NOBODY,
            limit=limit,
            existing_path="people/player",
            new_path="people/newcomer",
            existing_fields={"id": "player", "displayName": "A. Player", "createdAt": PAST},
            create_fields=new_fields(id="newcomer", displayName="N. Comer"),
            update_fields=signed_fields(displayName="B. Player"),
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
        existing_path="people/player/private/profile",
        new_path="people/player/private/profile",
        existing_fields={"email": "player@example.org"},
        create_fields=signed_fields(email="player@example.org"),
        update_fields=signed_fields(email="new@example.org"),
        source="people",
    )


def organisations() -> Iterator[Row]:
    """Yield the rows of schools, teams and squads."""
    yield Row(
        "schools",
        get=ANYBODY,
        list=ANYBODY,
        create=ADMIN_ONLY,
        update="...........D..Z",
        delete=NOBODY,
        existing_path="schools/north",
        new_path="schools/new",
        create_fields=new_fields(id="new", name="New School"),
        update_fields=signed_fields(name="North Academy"),
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
        existing_path="teams/north-1",
        new_path="teams/north.2nd",
        create_fields=new_fields(id="north.2nd", name="North 2nd XI", schoolId="north"),
        update_fields=signed_fields(name="North First XI"),
        source="organisations",
    )
    yield Row(
        "teams, of any id",
        get=ANYBODY,
        list=ANYBODY,
        create=ADMIN_ONLY,
        update=leaders,
        delete=NOBODY,
        existing_path="teams/north-1",
        new_path="teams/new",
        create_fields=new_fields(id="new", name="North 2nd XI", schoolId="north"),
        update_fields=signed_fields(name="North First XI"),
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
        existing_path="squads/one",
        new_path="squads/new",
        existing_fields={"id": "one", **squad, "createdAt": PAST},
        create_fields=new_fields(id="new", **squad),
        update_fields=signed_fields(name="First XI"),
        source="squads",
    )
    yield Row(
        "squads, players",
        get=ANYBODY,
        list=ANYBODY,
        create=keepers,
        update=keepers,
        delete=keepers,
        existing_path="squads/kept/players/player",
        new_path="squads/kept/players/newcomer",
        existing_fields={"playerId": "player", "updatedAt": PAST},
        create_fields=signed_fields(playerId="newcomer"),
        update_fields=signed_fields(jerseyNumber="7"),
        source="squads",
    )


def kept_by_admin(collection: str) -> Row:
    """Return the row of a public collection that administrators write."""
    return Row(
        collection,
        get=ANYBODY,
        list=ANYBODY,
        create=ADMIN_ONLY,
        update=ADMIN_ONLY,
        delete=ADMIN_ONLY,
        existing_path=f"{collection}/one",
        new_path=f"{collection}/new",
        existing_fields={"name": "One"},
        source="competitions",
    )


def procedures() -> Iterator[Row]:
    """Yield the row of the officials' checklists."""
    officials = "..C..UR.......Z"
    yield Row(
        "pre-match procedures",
        get=officials,
        list=ADMIN_ONLY,
        create=officials,
        update=officials,
        delete=NOBODY,
        existing_path=f"pre_match_procedures/{PLANNED}",
        new_path=f"pre_match_procedures/{MATCH}",
        existing_fields={"matchId": PLANNED},
        create_fields=signed_fields(matchId=MATCH),
        update_fields=signed_fields(notes="The pitch is dry."),
        source="pre_match_procedures",
    )


def unknown() -> Iterator[Row]:
    """Yield rows of paths without a rule."""
    for path in ("secrets/one", f"matches/{MATCH}/secrets/one", "people/player/private/other"):
        row = derived(f"unknown, {path}", path, get=NOBODY, list=NOBODY)
        yield row
