"""Replays a match through the ingest service: `scripts/ingest replay FILE --feed NAME`."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import typer

from admin.logfile import load_match
from devtools.emulators import EmulatorError
from devtools.feeds.server import CRICKET
from devtools.replay.run import ReplayPlan, replay
from devtools.toolchain.errors import MissingToolError
from scrbrd.domain.errors import BadInput

DIFFERS, BAD_USAGE = 1, 2
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    file: Annotated[Path, typer.Argument(help="A log of ours or a Cricsheet JSON file.")],
    feed: Annotated[str, typer.Option(help="The feed whose format is used: " + ", ".join(CRICKET))],
    faults: Annotated[
        int | None, typer.Option(help="Seed of mistakes, late balls and failing answers.")
    ] = None,
    kill_leader: Annotated[
        bool,
        typer.Option("--kill-leader", help="Two processes; the leader and the poller are killed."),
    ] = False,
    failover: Annotated[
        str | None, typer.Option(help="Kill the provider in mid-over; this one goes on.")
    ] = None,
    factor: Annotated[float, typer.Option(min=1, help="How fast the clock runs.")] = 60.0,
    as_json: Annotated[bool, typer.Option("--json", help="Nothing but the last line.")] = False,
) -> None:
    """Replay a match; exit code 0 only when balls, cards and result are the match's own."""
    check_feeds(feed, failover)
    signal.signal(signal.SIGTERM, raise_interrupt)
    try:
        plan = ReplayPlan(load_match(file), feed, faults, kill_leader, failover, factor)
        outcome = replay(plan, print_line)
    except BadInput as error:
        end(str(error), BAD_USAGE)
    except (EmulatorError, MissingToolError) as error:
        end(str(error), DIFFERS)
    except KeyboardInterrupt:
        end("interrupted", DIFFERS)
    for each in () if as_json else outcome.disagreements:
        typer.echo(f"DISAGREES: {each}")
    typer.echo(json.dumps(outcome.as_json()))
    raise typer.Exit(0 if outcome.is_right else DIFFERS)


def check_feeds(feed: str, failover: str | None) -> None:
    """Exit with a message if a feed is not one of cricket's, or both are the same."""
    for each in (feed, failover):
        if each is not None and each not in CRICKET:
            end(f"{each} is no feed of cricket; say one of {', '.join(CRICKET)}", BAD_USAGE)
    if failover == feed:
        end("--failover must name another feed than --feed", BAD_USAGE)


def print_line(line: str) -> None:
    """Print a line of progress on the error stream."""
    typer.echo(f"ingest: {line}", err=True)


def end(line: str, code: int) -> NoReturn:
    """Print the reason and exit with a code."""
    print_line(line)
    raise typer.Exit(code)


def raise_interrupt(_number: int, _frame: FrameType | None) -> None:
    """Handle SIGTERM as Ctrl-C, so that all processes that were started are stopped."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    app(prog_name="scripts/ingest replay")
