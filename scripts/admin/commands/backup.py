"""Defines `scrbrd backup` and `scrbrd restore`: matches into a file and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from admin.options import REFUSED, ApplyOption, ProjectOption, YesOption, exit_codes

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
    """Write what people recorded into FILE: matches, lineups, logs, books, rulings, roles.

    With --all also people with their private profiles, schools, teams, squads, seasons,
    competitions, configuration, scoreboards and the state of migrations; accounts with claims are
    listed. Every record has a checksum.

    JSON lines, compressed if FILE ends in .gz. The ledgers of the matches are included; everything
    else that is derived from a log is left out, because `restore` makes it again. FILE appears only
    when it is complete.

    \b
    scrbrd backup m42 m42.jsonl
    scrbrd backup --all school.jsonl.gz
    scrbrd backup drill school.jsonl.gz     # restores it into an emulator, and verifies it
    """
    if arguments[0] == DRILL and len(arguments) == 2 and not everything:
        drill(Path(arguments[1]))
        return
    with exit_codes():
        from admin.connection import open_connection
        from admin.transfer.backup_run import write_backup
        from admin.transfer.interrupts import deferred_interrupt, exit_on_interrupt

        *match_ids, name = arguments
        with (
            exit_on_interrupt(lambda: f"nothing was left at {name}"),
            deferred_interrupt() as stop_if_interrupted,
            open_connection(project, yes=yes) as connection,
        ):
            write_backup(
                connection, match_ids, Path(name), stop_if_interrupted, everything=everything
            )


def drill(file: Path) -> None:
    """Restore a backup into an empty project of the emulator and verify it.

    The project is cleared afterwards.
    """
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
    """Restore a backup and rebuild its matches; documents that exist already are left alone.

    The whole file is compared first: if one document differs, nothing is written. A match keeps the
    ledger that is in the project, which is never replaced, or else gets that of the backup.
    Documents that name people erased since (--erased) are not restored.
    Ctrl-C ends it after the match at hand; run again, it goes on.
    """
    with exit_codes():
        from admin.connection import open_connection
        from admin.options import plain_console
        from admin.transfer.erasure import read_erased
        from admin.transfer.restore import restore as restore_backup

        erased_people = read_erased(erased) if erased is not None else frozenset()
        with open_connection(project, yes=yes) as connection:
            restore_backup(
                connection.store,
                file,
                plain_console(),
                apply=apply,
                overwrite=overwrite,
                erased=erased_people,
            )
