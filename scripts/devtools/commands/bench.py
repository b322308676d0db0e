"""Defines `scrbrd bench`: measure the projection, the gateway, or the pages, beside a floor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Group
    from rich.progress import Progress

    from devtools.bench.gateway_run import GatewaySizes

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
    gateway: Annotated[
        bool, typer.Option("--gateway", help="The gateway instead; its last line is JSON always.")
    ] = False,
    pages: Annotated[
        bool,
        typer.Option("--pages", help="From a tap to a spectator's paint instead; JSON, minutes."),
    ] = False,
    sockets: Annotated[int, typer.Option(min=1, help="Sockets over all matches.")] = 5_000,
    matches: Annotated[int, typer.Option(min=1, help="Matches that they follow.")] = 10,
    on_one_match: Annotated[int, typer.Option(min=1, help="Sockets on one match, after.")] = 2_000,
    seconds: Annotated[
        float, typer.Option(min=4, max=200, help="Seconds of balls, one each 2 s of each match.")
    ] = 20.0,
) -> None:
    """Measure speed, cost and contention on an emulator of its own; full runs take minutes.

    The four numbers are the gateway's.
    """
    from rich.console import Console
    from rich.progress import Progress

    from devtools.bench.gateway_run import GatewaySizes
    from devtools.bench.open_files import TooFewFiles
    from devtools.emulators import EmulatorError
    from devtools.toolchain.errors import MissingToolError

    console = Console(soft_wrap=True, highlight=False)
    try:
        if pages:
            typer.echo(json.dumps(measured_pages()))
            return
        with Progress(console=Console(stderr=True)) as progress:
            if gateway:
                sizes = GatewaySizes(sockets, matches, on_one_match, seconds)
                tables, measured = measured_gateway(sizes, progress)
            else:
                tables, measured = measured_projection(quick, cricketstats, progress)
    except (EmulatorError, MissingToolError, TooFewFiles) as error:
        typer.echo(f"scrbrd: {error}", err=True)
        raise typer.Exit(FAILED) from None
    console.print(tables)
    if as_json or gateway:
        typer.echo(json.dumps(measured))


def measured_pages() -> dict[str, Any]:
    """Return the JSON of the pages' bench."""
    from devtools.bench.pages_run import measure_pages

    return measure_pages(lambda line: typer.echo(line, err=True))


def measured_gateway(sizes: GatewaySizes, progress: Progress) -> tuple[Group, dict[str, Any]]:
    """Return the tables of the gateway's bench, and its JSON."""
    from devtools.bench.gateway_report import gateway_report
    from devtools.bench.gateway_run import measure_gateway

    measured = measure_gateway(sizes, progress)
    return gateway_report(measured), measured


def measured_projection(
    quick: bool, cricketstats: Path | None, progress: Progress
) -> tuple[Group, dict[str, Any]]:
    """Return the tables of the projection's bench, and its JSON."""
    from devtools.bench import run
    from devtools.bench.report import report

    measured = run.measure(run.QUICK if quick else run.FULL, cricketstats, progress)
    return report(measured), run.as_json(measured)
