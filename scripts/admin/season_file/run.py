"""Runs `scrbrd create`: creates the documents of a file, and keeps existing ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from google.cloud.firestore import SERVER_TIMESTAMP, Client
from rich.console import Console

from admin.connection import Connection
from admin.roles.parse_options import Terms
from admin.roles.store import RoleStore
from admin.season_file.read import SeasonFile, StatedDocument, read_season_file
from admin.transfer.batch_writes import (
    STAMPS,
    Conflict,
    Document,
    FirestoreTarget,
    batches,
    comparable,
    format_value,
    put_batch,
)
from admin.transfer.ids import acceptance_fields
from admin.transfer.interrupts import (
    WHOLE,
    deferred_interrupt,
    exit_on_interrupt,
    reporting_state_on_error,
    stopping_between,
)
from admin.whole import read_many
from scrbrd.domain.errors import BadInput
from scrbrd.domain.vocabulary import MatchStatus

BY: Final = "admin"
REMEDY: Final = "change it in the Firebase console, or in the file"
NAMES: Final = {"teams": "name", "people": "displayName"}
"""The field with the name, for documents of each collection."""


def create(connection: Connection, console: Console, file: Path, *, apply: bool) -> bool:
    """Create the documents of a file that do not exist; return False if an existing one differs.

    Raises BadInput for an error in the file, and for a reference to a document that exists nowhere.
    """
    season_file = read_season_file(file)
    client = connection.firestore
    leftover = WHOLE if apply else "nothing was written"
    with (
        exit_on_interrupt(lambda: leftover),
        reporting_state_on_error(lambda: WHOLE if apply else ""),
        deferred_interrupt() as stop_if_interrupted,
    ):
        stored = read_documents(client, season_file, stop_if_interrupted)
        require_references(file, season_file, stored)
        documents = [
            as_document(each, names_in(season_file, stored)) for each in season_file.documents
        ]
        new = [each for each in documents if stored.get(each.path) is None]
        for batch in stopping_between(batches(new) if apply else (), stop_if_interrupted):
            put_batch(FirestoreTarget(client), batch, Conflict.KEEP)
        console.print(f"documents: {len(new)} new, {len(documents) - len(new)} there already")
        roles = RoleStore(client)
        no_terms: Terms = {}
        players = stopping_between(season_file.players, stop_if_interrupted)
        changes = list(roles.first_grants(((each, no_terms) for each in players), BY))
        for change in stopping_between(changes if apply else (), stop_if_interrupted):
            roles.commit(change)
        console.print(f"players of teams: {len(changes)} new")
    others = [*differences(season_file, stored)]
    for path, name in others:
        console.print(f"  {path}: {name} is another there, and stays; {REMEDY}")
    if not apply:
        console.print("Dry run: nothing was written. Add --apply to write it.")
    return not others


def read_documents(
    client: Client, season_file: SeasonFile, stop_if_interrupted: Callable[[], None]
) -> Mapping[str, dict[str, Any] | None]:
    """Return the stored documents of all that a file states or refers to."""
    wanted_paths = list(
        dict.fromkeys([*(each.path for each in season_file.documents), *season_file.referenced])
    )
    snaps = stopping_between(read_many(client, wanted_paths), stop_if_interrupted)
    return {snap.reference.path: snap.to_dict() for snap in snaps}


def require_references(
    file: Path, season_file: SeasonFile, stored: Mapping[str, dict[str, Any] | None]
) -> None:
    """Raise BadInput for the first reference to a document that exists nowhere."""
    for path, place in season_file.missing.items():
        if stored.get(path) is None:
            section, _, an_id = path.partition("/")
            raise BadInput(
                f"{file}: {place}: there is no {an_id!r} among the {section} of the file, nor"
                f" {path} in the project; add it, or check the id and --project"
            )


def names_in(
    season_file: SeasonFile, stored: Mapping[str, dict[str, Any] | None]
) -> Mapping[str, str | None]:
    """Return the names of teams and people by path; the project's name takes precedence."""
    fields_by_path = {each.path: dict(each.fields) for each in season_file.documents}
    fields_by_path |= {path: fields for path, fields in stored.items() if fields is not None}
    return {
        path: fields.get(NAMES[path.partition("/")[0]])
        for path, fields in fields_by_path.items()
        if path.partition("/")[0] in NAMES
    }


def as_document(stated: StatedDocument, names: Mapping[str, str | None]) -> Document:
    """Return the document to write: with its author, time, and the names that the pages show."""
    fields = stated.fields
    match stated.path.split("/"):
        case ["matches", _]:
            added = {
                "homeTeamName": names.get(f"teams/{fields['homeTeamId']}"),
                "awayTeamName": names.get(f"teams/{fields['awayTeamId']}"),
                "status": str(MatchStatus.SCHEDULED),
                "createdBy": BY,
                **acceptance_fields(fields, BY),
            }
        case ["matches", _, "lineups", _]:
            name = names.get(f"people/{fields['playerId']}")
            added = {"playerName": name, "selectedBy": BY, "selectedAt": SERVER_TIMESTAMP}
        case _:
            added = {"updatedBy": BY}
    non_null = {name: value for name, value in added.items() if value is not None}
    return Document(stated.path, {**fields, **non_null, **STAMPS})


def differences(
    season_file: SeasonFile, stored: Mapping[str, dict[str, Any] | None]
) -> Iterator[tuple[str, str]]:
    """Yield the path and the first differing field of each stored document that differs."""
    for each in season_file.documents:
        stored_fields = stored.get(each.path)
        if stored_fields is None:
            continue
        wanted, actual = comparable(each.fields), comparable(stored_fields)
        for name in wanted:
            if format_value(wanted, name) != format_value(actual, name):
                yield each.path, name
                break
