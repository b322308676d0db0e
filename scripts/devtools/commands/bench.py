"""Defines `scrbrd bench`: measure the projection beside a floor and others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

FAILED = 1


def bench(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print everything as one object in the last line.")
    ] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="A few runs of each: whether it works, not how fast.")
    ] = False,
    cricketstats: Annotated[
        Path | None,
        typer.Option(
            metavar="PYTHON",
            help="An interpreter with scripts/devtools/bench/rival/requirements.txt.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Measure speed, cost and contention on an emulator of its own; full runs take minutes."""
    from rich.console import Console
    from rich.progress import Progress

    from devtools.bench import run
    from devtools.bench.report import report
    from devtools.emulators import EmulatorError
    from devtools.toolchain.errors import MissingToolError

    console = Console(soft_wrap=True, highlight=False)
    try:
        with Progress(console=Console(stderr=True)) as progress:
            measured = run.measure(run.QUICK if quick else run.FULL, cricketstats, progress)
    except (EmulatorError, MissingToolError) as error:
        typer.echo(f"scrbrd: {error}", err=True)
        raise typer.Exit(FAILED) from None
    console.print(report(measured))
    if as_json:
        typer.echo(json.dumps(run.as_json(measured)))
