"""Defines `scrbrd backup` and `scrbrd restore`: matches into a file and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from admin.options import ApplyOption, ProjectOption, YesOption, echo, exit_codes


def backup(
    arguments: Annotated[
        list[str], typer.Argument(metavar="[MATCH]... FILE", help="Ids of matches, then a file.")
    ],
    everything: Annotated[
        bool, typer.Option("--all", help="Every match and every role of the project.")
    ] = False,
    project: ProjectOption = None,
    yes: YesOption = False,
) -> None:
    """Write matches as people made them into FILE: documents, lineups, logs, books, rulings, roles.

    JSON lines, zipped where FILE ends in .gz. The ledgers of the matches are in it too; what else
    follows from a log is left out: `restore` makes it again. FILE appears when it is whole, and
    never half.

    \b
    scrbrd backup m42 m42.jsonl
    scrbrd backup --all school.jsonl.gz
    """
    with exit_codes():
        from admin.connection import connected
        from admin.maintenance.select_matches import select_matches
        from admin.transfer.atomic_file import atomic_file
        from admin.transfer.backup import backup_lines, documents_of
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
            chosen = select_matches(FirestoreMatchStore(client), named, everything=everything)
            documents = documents_of(client, chosen, everything=everything)
            with atomic_file(path) as file:
                lines = backup_lines(connection.project, documents)
                for text in stopping_between(lines, stop_if_asked):
                    file.write(text)
                    progress.add(1)
            progress.add(-2)  # the header and the end
        echo(f"{path}: {progress}")


def restore(
    file: Annotated[Path, typer.Argument(help="A file of `scrbrd backup`.", show_default=False)],
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace documents that differ.")
    ] = False,
    project: ProjectOption = None,
    apply: ApplyOption = False,
    yes: YesOption = False,
) -> None:
    """Put a backup back and rebuild its matches; what is there already is left alone.

    The whole file is compared first: one other document in the way, and nothing is written. A match
    goes on with its ledger of the backup, or with the one that is there: that is never replaced.
    Ctrl-C ends it after the match at hand; run again, it goes on.
    """
    with exit_codes():
        from admin.connection import connected
        from admin.options import plain_console
        from admin.transfer import restore as course
        from scrbrd.adapters.store import FirestoreMatchStore

        with connected(project, yes=yes) as connection:
            store = FirestoreMatchStore(connection.firestore)
            course.restore(store, file, plain_console(), apply=apply, overwrite=overwrite)
