"""Defines `scrbrd backup` and `scrbrd restore`: matches into a file and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from admin.options import (
    REFUSED,
    ApplyOption,
    ProjectOption,
    YesOption,
    echo,
    exit_codes,
)
from scrbrd.domain.errors import ScrbrdError

if TYPE_CHECKING:
    from admin.connection import Connection
    from scrbrd.adapters.store import FirestoreMatchStore
    from scrbrd.domain.json_types import Json

DRILL = "drill"


def backup(
    arguments: Annotated[
        list[str], typer.Argument(metavar="[MATCH]... FILE", help="Ids of matches, then a file.")
    ],
    everything: Annotated[
        bool, typer.Option("--all", help="All that people made in the project.")
    ] = False,
    project: ProjectOption = None,
    yes: YesOption = False,
) -> None:
    """Write matches as people made them into FILE: documents, lineups, logs, books, rulings, roles.

    With --all also people with their private profiles, schools, teams, squads, seasons,
    competitions, configuration, scoreboards and the state of migrations; accounts with claims are
    listed. Every record has a checksum.

    JSON lines, zipped where FILE ends in .gz. The ledgers of the matches are in it too; what else
    follows from a log is left out: `restore` makes it again. FILE appears when it is whole, and
    never half.

    \b
    scrbrd backup m42 m42.jsonl
    scrbrd backup --all school.jsonl.gz
    scrbrd backup drill school.jsonl.gz     # restores it into an emulator, and verifies it
    """
    if arguments[0] == DRILL and len(arguments) == 2 and not everything:
        drill(Path(arguments[1]))
        return
    with exit_codes():
        from admin.connection import connected
        from admin.maintenance.select_matches import select_matches
        from admin.transfer.atomic_file import atomic_file
        from admin.transfer.backup import documents_of, unknown_collections
        from admin.transfer.backup_file import backup_lines
        from admin.transfer.interrupts import deferred_interrupt, interruptible, stopping_between
        from admin.transfer.progress import document_progress
        from scrbrd.adapters.store import FirestoreMatchStore

        *named, name = arguments
        path = Path(name)
        with (
            interruptible(lambda: f"nothing was left at {path}"),
            deferred_interrupt() as stop_if_asked,
            connected(project, yes=yes) as connection,
            document_progress("backed up") as progress,
        ):
            client = connection.firestore
            if not everything:
                require_file(FirestoreMatchStore(client), named, name)
            chosen = select_matches(FirestoreMatchStore(client), named, everything=everything)
            documents = documents_of(client, chosen, everything=everything)
            accounts, missing = listed(connection) if everything else ([], "")
            with atomic_file(path) as file:
                lines = backup_lines(connection.project, documents, accounts)
                for text in stopping_between(lines, stop_if_asked):
                    file.write(text)
                    progress.add(1)
            progress.add(-2 - len(accounts))  # the header and the end
            unknown = unknown_collections(client) if everything else []
        echo(f"{path}: {progress}")
        if accounts:
            echo(f"{len(accounts)} accounts with claims are listed in it.")
        for each in unknown:
            echo(f"Not in the backup: collection {each}, which is none of SCRBRD's.")
        if missing:
            echo(missing)


def require_file(store: FirestoreMatchStore, named: list[str], name: str) -> None:
    """Raise BadInput where the last argument, which is the file, is a match, or stands alone."""
    from admin.maintenance.select_matches import exists
    from scrbrd.domain.errors import BadInput
    from scrbrd.domain.identifiers import can_name_document

    if can_name_document(name) and exists(store, name):
        raise BadInput(
            f"FILE: {name} is a match, and the last argument is the file; name one behind the"
            f" matches, such as {name}.jsonl.gz"
        )
    if not named:
        raise BadInput(f"name one or more matches, or say --all, before the file {name}")


def listed(connection: Connection) -> tuple[list[Json], str]:
    """Return the accounts with claims, and why they are not listed where they cannot be."""
    try:
        found = connection.accounts.with_claims()
        return [
            {"uid": each.uid, "email": each.email, "claims": dict(each.claims)} for each in found
        ], ""
    except ScrbrdError as error:
        return [], f"Not in the backup: accounts and their claims ({error})."


def drill(file: Path) -> None:
    """Restore a backup into an empty project of the emulator, verify it, and clear it again."""
    with exit_codes():
        from admin.options import plain_console
        from admin.transfer.drill import run_drill

        if not run_drill(file, plain_console()):
            raise typer.Exit(REFUSED)


def restore(
    file: Annotated[Path, typer.Argument(help="A file of `scrbrd backup`.", show_default=False)],
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace documents that differ.")
    ] = False,
    erased: Annotated[
        Path | None,
        typer.Option("--erased", help="A file of ids of erased people.", show_default=False),
    ] = None,
    project: ProjectOption = None,
    apply: ApplyOption = False,
    yes: YesOption = False,
) -> None:
    """Put a backup back and rebuild its matches; what is there already is left alone.

    The whole file is compared first: one other document in the way, and nothing is written. A match
    goes on with its ledger of the backup, or with the one that is there: that is never replaced.
    What names people who were erased since (--erased) is not put.
    Ctrl-C ends it after the match at hand; run again, it goes on.
    """
    with exit_codes():
        from admin.connection import connected
        from admin.options import plain_console
        from admin.transfer import restore as course
        from admin.transfer.erased import read_erased
        from scrbrd.adapters.store import FirestoreMatchStore

        people = read_erased(erased) if erased is not None else frozenset()
        with connected(project, yes=yes) as connection:
            store = FirestoreMatchStore(connection.firestore)
            course.restore(
                store, file, plain_console(), apply=apply, overwrite=overwrite, erased=people
            )
