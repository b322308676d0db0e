"""Defines `scrbrd bench`: measures the projection, the gateway or the pages against a floor."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Group
    from rich.progress import Progress

    from devtools.bench.gateway_run import GatewaySizes

FAILED = 1
GATEWAY_MATCHES = 10
SCALE_MATCHES = 10_000


class Subject(StrEnum):
    """The subject of a simulation, which replaces the measurement."""

    SCALE = "scale"


Simulated = Annotated[
    Subject | None,
    typer.Argument(help="A simulation of many matches at once; seconds, no emulator."),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print everything as one object in the last line.")
]
Quick = Annotated[
    bool, typer.Option("--quick", help="A few runs of each: whether it works, not how fast.")
]
Cricketstats = Annotated[
    Path | None,
    typer.Option(
        metavar="PYTHON",
        help="An interpreter with scripts/devtools/bench/rival/requirements.txt.",
        show_default=False,
    ),
]
OfGateway = Annotated[
    bool, typer.Option("--gateway", help="The gateway instead; its last line is JSON always.")
]
OfPages = Annotated[
    bool,
    typer.Option("--pages", help="From a tap to a spectator's paint instead; JSON, minutes."),
]
Sockets = Annotated[int, typer.Option(min=1, help="Sockets over all matches.")]
Matches = Annotated[
    int | None,
    typer.Option(min=1, help="Matches; 10 that they follow, 10,000 for scale."),
]
OnOneMatch = Annotated[int, typer.Option(min=1, help="Sockets on one match, after.")]
Seconds = Annotated[
    float, typer.Option(min=4, max=200, help="Seconds of balls, one each 2 s of each match.")
]
Spectators = Annotated[int, typer.Option(min=0, help="Of each match, for scale.")]


def bench(
    subject: Simulated = None,
    as_json: AsJson = False,
    quick: Quick = False,
    cricketstats: Cricketstats = None,
    gateway: OfGateway = False,
    pages: OfPages = False,
    sockets: Sockets = 5_000,
    matches: Matches = None,
    on_one_match: OnOneMatch = 2_000,
    seconds: Seconds = 20.0,
    spectators: Spectators = 300,
) -> None:
    """Measure speed, cost and contention on an emulator of its own; full runs take minutes.

    The four numbers are the gateway's. `scripts/bench scale` asks which limit of the platform comes
    first, in a model whose assumptions are data (docs/scale.md); its last line is JSON.
    """
    if subject is Subject.SCALE:
        print_scale(matches or SCALE_MATCHES, spectators)
        return
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
                sizes = GatewaySizes(sockets, matches or GATEWAY_MATCHES, on_one_match, seconds)
                tables, measured = measured_gateway(sizes, progress)
            else:
                tables, measured = measured_projection(quick, cricketstats, progress)
    except (EmulatorError, MissingToolError, TooFewFiles) as error:
        typer.echo(f"scrbrd: {error}", err=True)
        raise typer.Exit(FAILED) from None
    console.print(tables)
    if as_json or gateway:
        typer.echo(json.dumps(measured))


def print_scale(matches: int, spectators: int) -> None:
    """Print the limits in the order in which they are reached, the queue, and all as JSON."""
    from rich.console import Console
    from rich.table import Table

    from admin.money.measurements import read_formats
    from devtools.bench.scale import read_limits, simulate

    result = simulate(matches, spectators, read_formats()["T20"], read_limits())
    table = Table(title=f"{matches:,} matches at once, {spectators:,} spectators each", box=None)
    table.add_column("limit")
    for heading in ("used", "of", "reached at matches"):
        table.add_column(heading, justify="right")
    for each in result["limits"]:
        reached = "-" if each["matches"] is None else f"{each['matches']:,}"
        table.add_row(each["what"], f"{each['used']:,.2f}", f"{each['limit']:,.0f}", reached)
    console = Console(soft_wrap=True, highlight=False)
    console.print(table)
    queue = result["queue"]
    console.print(
        f"{queue['balls']:,} calls in five minutes: p50 {queue['p50']:,.0f} ms, p95"
        f" {queue['p95']:,.0f} ms, p99 {queue['p99']:,.0f} ms, {queue['left']:,} still waiting"
    )
    typer.echo(json.dumps(result))


def measured_pages() -> dict[str, Any]:
    """Run the pages' bench; return its JSON."""
    from devtools.bench.pages_run import measure_pages

    return measure_pages(lambda line: typer.echo(line, err=True))


def measured_gateway(sizes: GatewaySizes, progress: Progress) -> tuple[Group, dict[str, Any]]:
    """Run the gateway's bench; return its tables and its JSON."""
    from devtools.bench.gateway_report import gateway_report
    from devtools.bench.gateway_run import measure_gateway

    measured = measure_gateway(sizes, progress)
    return gateway_report(measured), measured


def measured_projection(
    quick: bool, cricketstats: Path | None, progress: Progress
) -> tuple[Group, dict[str, Any]]:
    """Run the projection's bench; return its tables and its JSON."""
    from devtools.bench import run
    from devtools.bench.report import report

    measured = run.measure(run.QUICK if quick else run.FULL, cricketstats, progress)
    return report(measured), run.as_json(measured)
