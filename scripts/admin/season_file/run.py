"""Runs `scrbrd create`: what a file states is made where it is not there; what is there stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from google.cloud.firestore import SERVER_TIMESTAMP, Client
from rich.console import Console

from admin.connection import Connection
from admin.roles.parse_options import Terms
from admin.roles.store import RoleStore
from admin.season_file.read import SeasonFile, Stated, read_season_file
from admin.transfer.ids import counting
from admin.transfer.interrupts import (
    WHOLE,
    deferred_interrupt,
    interruptible,
    saying_what_is_left,
    stopping_between,
)
from admin.transfer.writing import (
    STAMPS,
    Conflict,
    Document,
    FirestoreTarget,
    batches,
    comparable,
    format_value,
    put_batch,
)
from admin.whole import read_many
from scrbrd.domain.errors import BadInput
from scrbrd.domain.vocabulary import MatchStatus

BY: Final = "admin"
REMEDY: Final = "change it in the Firebase console, or in the file"
NAMES: Final = {"teams": "name", "people": "displayName"}
"""The field by which a document of a collection is called."""


def create(connection: Connection, console: Console, file: Path, *, apply: bool) -> bool:
    """Write what a file states and is not there; return whether all that is there is as it states.

    Raises BadInput for what is wrong in the file, and for what it names and is nowhere.
    """
    stated = read_season_file(file)
    client = connection.firestore
    left = WHOLE if apply else "nothing was written"
    with (
        interruptible(lambda: left),
        saying_what_is_left(lambda: WHOLE if apply else ""),
        deferred_interrupt() as stop_if_asked,
    ):
        stored = read_documents(client, stated, stop_if_asked)
        require_named(file, stated, stored)
        documents = [as_document(each, names_in(stated, stored)) for each in stated.documents]
        new = [each for each in documents if stored.get(each.path) is None]
        for batch in stopping_between(batches(new) if apply else (), stop_if_asked):
            put_batch(FirestoreTarget(client), batch, Conflict.KEEP)
        console.print(f"documents: {len(new)} new, {len(documents) - len(new)} there already")
        roles = RoleStore(client)
        nothing: Terms = {}
        players = stopping_between(stated.players, stop_if_asked)
        changes = list(roles.first_grants(((each, nothing) for each in players), BY))
        for change in stopping_between(changes if apply else (), stop_if_asked):
            roles.commit(change)
        console.print(f"players of teams: {len(changes)} new")
    others = [*differences(stated, stored)]
    for path, name in others:
        console.print(f"  {path}: {name} is another there, and stays; {REMEDY}")
    if not apply:
        console.print("Dry run: nothing was written. Add --apply to write it.")
    return not others


def read_documents(
    client: Client, stated: SeasonFile, stop_if_asked: Callable[[], None]
) -> Mapping[str, dict[str, Any] | None]:
    """Return what is stored of everything that a file states or names."""
    wanted = list(dict.fromkeys([*(each.path for each in stated.documents), *stated.named]))
    snaps = stopping_between(read_many(client, wanted), stop_if_asked)
    return {snap.reference.path: snap.to_dict() for snap in snaps}


def require_named(
    file: Path, stated: SeasonFile, stored: Mapping[str, dict[str, Any] | None]
) -> None:
    """Raise BadInput for the first document that a field names and that is nowhere."""
    for path, place in stated.missing.items():
        if stored.get(path) is None:
            section, _, an_id = path.partition("/")
            raise BadInput(
                f"{file}: {place}: there is no {an_id!r} among the {section} of the file, nor"
                f" {path} in the project; add it, or check the id and --project"
            )


def names_in(
    stated: SeasonFile, stored: Mapping[str, dict[str, Any] | None]
) -> Mapping[str, str | None]:
    """Return how teams and people are called, by their paths; the project's name counts."""
    known = {each.path: dict(each.fields) for each in stated.documents}
    known |= {path: fields for path, fields in stored.items() if fields is not None}
    return {
        path: fields.get(NAMES[path.partition("/")[0]])
        for path, fields in known.items()
        if path.partition("/")[0] in NAMES
    }


def as_document(each: Stated, names: Mapping[str, str | None]) -> Document:
    """Return what is written: also who says so, when, and names as the pages show them."""
    fields = each.fields
    match each.path.split("/"):
        case ["matches", _]:
            added = {
                "homeTeamName": names.get(f"teams/{fields['homeTeamId']}"),
                "awayTeamName": names.get(f"teams/{fields['awayTeamId']}"),
                "status": str(MatchStatus.SCHEDULED),
                "createdBy": BY,
                **counting(fields, BY),
            }
        case ["matches", _, "lineups", _]:
            name = names.get(f"people/{fields['playerId']}")
            added = {"playerName": name, "selectedBy": BY, "selectedAt": SERVER_TIMESTAMP}
        case _:
            added = {"updatedBy": BY}
    given = {name: value for name, value in added.items() if value is not None}
    return Document(each.path, {**fields, **given, **STAMPS})


def differences(
    stated: SeasonFile, stored: Mapping[str, dict[str, Any] | None]
) -> Iterator[tuple[str, str]]:
    """Yield the path and the first field of what is stored with another value than the file's."""
    for each in stated.documents:
        there = stored.get(each.path)
        if there is None:
            continue
        want, have = comparable(each.fields), comparable(there)
        for name in want:
            if format_value(want, name) != format_value(have, name):
                yield each.path, name
                break
