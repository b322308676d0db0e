"""Runs the fakes until they are interrupted: `python -m devtools.feeds --fakes`."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from admin.logfile import load_match
from devtools.feeds.broadcast import PACE_SECONDS
from devtools.feeds.clock import VirtualClock
from devtools.feeds.games import invented_game
from devtools.feeds.server import CRICKET, KEYS, PROJECT, SCOREBOARDS, FakeFeeds
from devtools.toolchain.layout import ROOT
from scrbrd.domain.errors import BadInput
from scrbrd_ingest.model import Sport

MATCHES = ROOT / "scripts" / "matches"
console = Console(soft_wrap=True, highlight=False)
stop = threading.Event()
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def serve(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Match files: logs of ours or of Cricsheet.")
    ] = None,
    fakes: Annotated[bool, typer.Option("--fakes", help="Start the fakes of providers.")] = False,
    seed: Annotated[int | None, typer.Option("--faults", help="Seed of faults.")] = None,
    factor: Annotated[float, typer.Option(help="How fast the providers' clock runs.")] = 1.0,
    pace: Annotated[float, typer.Option(help="Seconds from one event to the next.")] = PACE_SECONDS,
    port: Annotated[int | None, typer.Option(help="Port; a free one without it.")] = None,
) -> None:
    """Serve matches, and a game of each other sport, in the shapes of the feeds."""
    if not fakes:
        console.print("ingest: say what to do: --fakes", style="red")
        raise typer.Exit(2)
    with FakeFeeds(VirtualClock(factor=factor), port) as feeds:
        try:
            add_matches(feeds, files or sorted(MATCHES.glob("*.log")), seed, pace)
        except BadInput as error:
            console.print(f"ingest: {error}", style="red")
            raise typer.Exit(2) from None
        for number, sport in enumerate(each for each in Sport if each is not Sport.CRICKET):
            game = invented_game(sport, number, feeds.clock.now(), faults=seed is not None)
            feeds.add_game(game, seed)
        feeds.fail(seed)
        show(feeds)
        stop.wait(float(os.environ.get("INGEST_FAKES_SECONDS", "1e9")))


def add_matches(feeds: FakeFeeds, files: list[Path], seed: int | None, pace: float) -> None:
    """Publish each match on the providers of cricket, and print its ids. Raises BadInput."""
    for path in files:
        log = load_match(path)
        ids = feeds.add_match(log, seed, pace=pace)
        names = "  ".join(f"{name} {theirs}" for name, theirs in ids.items())
        console.print(f"match {log.match_id}: {names}")


def show(feeds: FakeFeeds) -> None:
    """Print the addresses, the invented keys and the leagues."""
    for name in dict.fromkeys((*CRICKET, *SCOREBOARDS)):
        key = f"  key {KEYS[name]}" if name in KEYS else ""
        console.print(f"{name}: {feeds.base_url(name)}{key}")
    console.print(f"roanuz's project: {PROJECT}")
    for sport in (each for each in Sport if each is not Sport.CRICKET):
        console.print(f"league of {sport}: {sport}-invented")
    console.print(f"control: POST {feeds.address}/_control")


if __name__ == "__main__":
    app(prog_name="scripts/ingest")
