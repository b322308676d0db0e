"""Defines `scrbrd import cricsheet` and `scrbrd export cricsheet`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from admin.options import (
    REFUSED,
    ApplyOption,
    MatchArgument,
    ProjectOption,
    YesOption,
    complain,
    exit_codes,
)

importing = typer.Typer(help="Bring matches in from files.", no_args_is_help=True)
exporting = typer.Typer(help="Write matches into files.", no_args_is_help=True)


@importing.callback()
def _import() -> None:
    """Bring matches in from files."""


@exporting.callback()
def _export() -> None:
    """Write matches into files."""


@importing.command("cricsheet")
def import_cricsheet(
    files: Annotated[
        list[Path], typer.Argument(help="Cricsheet JSON files, or logs of ours.", metavar="FILE...")
    ],
    project: ProjectOption = None,
    apply: ApplyOption = False,
    yes: YesOption = False,
) -> None:
    """Import matches; a match's id is its file's name without the ending.

    A second import of a file changes nothing. Every file is read before anything is written. Exits
    1, with all matches imported, where scores or results differ from those that the files state.
    """
    with exit_codes():
        from admin.connection import open_connection
        from admin.options import plain_console
        from admin.transfer.import_run import import_files

        with open_connection(project, yes=yes) as connection:
            agrees = import_files(connection.firestore, files, plain_console(), apply=apply)
        if not agrees:
            raise typer.Exit(REFUSED)


@exporting.command("cricsheet")
def export_cricsheet(
    match: MatchArgument,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A file; standard output if omitted.")
    ] = None,
    project: ProjectOption = None,
    yes: YesOption = False,
) -> None:
    """Write a match as a Cricsheet file. Standard error lists what the format cannot hold."""
    with exit_codes():
        import json

        from admin.connection import open_connection
        from admin.cricsheet.exporter import export_log
        from admin.stored_match.read import log_entries, stored_match
        from admin.transfer.atomic_file import atomic_file
        from admin.transfer.interrupts import deferred_interrupt, exit_on_interrupt

        leftover = f"nothing was left at {output}" if output else "nothing was written"
        with (
            exit_on_interrupt(lambda: leftover),
            deferred_interrupt() as stop_if_interrupted,
            open_connection(project, yes=yes) as connection,
        ):
            stored = stored_match(connection.store, match)
            entries = log_entries(connection.store, match)
            exported = export_log(stored.log(tuple(entries.values())))
            stop_if_interrupted()
            text = json.dumps(exported.data, ensure_ascii=False, indent=1) + "\n"
            if output is None:
                typer.echo(text.encode(), nl=False)  # in UTF-8, whatever the terminal has
            else:
                with atomic_file(output) as file:
                    file.write(text)
        for each in exported.omitted:
            complain(f"not in the file: {each}")
