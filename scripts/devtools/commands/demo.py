"""Defines `scrbrd demo`: starts the emulators and scores a recorded match through them."""

from __future__ import annotations

import json
import os
import shlex
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from admin.options import echo

if TYPE_CHECKING:
    from rich.console import Console

    from admin.matchlog import MatchLog
    from devtools.demo.run import Demo
    from devtools.emulators import EmulatorSuite

DEFAULT_MATCH = Path(__file__).resolve().parents[2] / "matches" / "1386111.log"
DIFFERS = 1
BAD_INPUT = 2


def demo(
    file: Annotated[
        Path, typer.Argument(help="A Cricsheet JSON file or a log of ours.", show_default=False)
    ] = DEFAULT_MATCH,
    balls_per_second: Annotated[
        float, typer.Option(min=0.0, help="Pace; 0 is as fast as the listener keeps up.")
    ] = 0.0,
    keep: Annotated[
        bool,
        typer.Option("--keep", help="Leave emulators, a gateway and the pages up until Ctrl-C."),
    ] = False,
    scorers: Annotated[
        int,
        typer.Option(
            min=1,
            max=2,
            help="2: six overs by two scorers, one of whom errs, beside the same by one.",
        ),
    ] = 1,
    score: Annotated[
        bool, typer.Option("--score/--no-score", help="With --keep: score no match first.")
    ] = True,
) -> None:
    """Score a match through the emulators; exit code 0 only when score, fold and file agree."""
    from admin.logfile import load_match
    from admin.plain_console import PlainConsole
    from devtools.emulators import EmulatorError
    from devtools.toolchain.errors import MissingToolError
    from scrbrd.domain.errors import BadInput

    console = PlainConsole(soft_wrap=True)
    try:
        log = load_match(file)
        if not score and not keep:
            raise BadInput("--no-score: nothing would be done; say --keep too")
        if not score:
            raise typer.Exit(keep_up(console, log))
        raise typer.Exit(run(console, log, balls_per_second, keep=keep, scorers=scorers))
    except BadInput as error:
        echo(f"scrbrd: {error}", err=True)
        raise typer.Exit(BAD_INPUT) from None
    except (EmulatorError, MissingToolError) as error:
        echo(f"scrbrd: {error}", err=True)
        raise typer.Exit(DIFFERS) from None


def run(
    console: Console, log: MatchLog, balls_per_second: float, *, keep: bool, scorers: int = 1
) -> int:
    """Run the whole demo on new emulators; return the exit code."""
    from devtools.demo.run import one_scorer
    from devtools.demo.two_scorers import two_scorers
    from devtools.emulators import EmulatorSuite
    from devtools.pages.build import build
    from devtools.toolchain.layout import Layout

    if keep:
        build(Layout(), console.print)
    console.print(f"Starting the Firebase emulators for match {log.match_id} ...")
    with EmulatorSuite() as suite:
        os.environ.update(suite.env())
        with (two_scorers if scorers == 2 else one_scorer)(suite, log) as match:
            play(console, match, balls_per_second, suite)
        if keep:
            wait_for_interrupt(console, suite, log)
    for disagreement in match.report.disagreements:
        console.print(f"DISAGREES: {disagreement}")
    console.print(json.dumps(match.report.as_json()))
    return DIFFERS if match.report.disagreements else 0


def keep_up(console: Console, log: MatchLog) -> int:
    """Run emulators, a gateway and the pages until Ctrl-C, without scoring a match."""
    from devtools.emulators import EmulatorSuite
    from devtools.pages.build import build
    from devtools.toolchain.layout import Layout

    build(Layout(), console.print)
    console.print("Starting the Firebase emulators ...")
    with EmulatorSuite() as suite:
        os.environ.update(suite.env())
        wait_for_interrupt(console, suite, log, is_scored=False)
    return 0


def play(console: Console, match: Demo, balls_per_second: float, suite: EmulatorSuite) -> None:
    """Score a match, compare it with the fold and print its scorecard.

    An error of ours is recorded as a disagreement.
    """
    from admin.rest_client import RestClient
    from admin.text_scorecard import print_scorecard
    from devtools.demo.screen import live_screen
    from scrbrd.domain.errors import ScrbrdError

    public_client = RestClient(suite.firestore_host, suite.project)
    try:
        with live_screen(console, match.inputs, len(match.log.actions)) as screen:
            match.score_match(screen, balls_per_second)
        match.compare(public_client)
    except ScrbrdError as error:
        match.report.disagreements.append(str(error))
    finally:
        public_client.close()
    if match.report.score is not None:
        print_scorecard(console, match.report.score, match.inputs, match.log)


def wait_for_interrupt(
    console: Console, suite: EmulatorSuite, log: MatchLog, *, is_scored: bool = True
) -> None:
    """Start a gateway and the pages, print their addresses, and wait until Ctrl-C."""
    from devtools.demo.gateway import running_gateway
    from devtools.demo.sample_matches import write_sample_matches
    from devtools.emulators.hosting import HostingEmulator
    from devtools.pages.settings import emulator_settings

    console.print("Starting the gateway and the pages ...")
    with (
        running_gateway(suite.env()) as gateway,
        HostingEmulator(emulator_settings(suite.env(), gateway)) as pages,
    ):
        for line in write_sample_matches(suite, log).links(pages.address, is_scored=is_scored):
            console.print(line, highlight=False)
        console.print(
            f"Firestore is on {suite.firestore_host}, Auth on {suite.auth_host}, the gateway on"
            f" {gateway}; Ctrl-C ends them."
        )
        console.print("For scripts/scrbrd in another terminal:")
        for each in export_lines(suite.env()):
            console.print(each)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


def export_lines(variables: dict[str, str]) -> list[str]:
    """Return shell lines that export the variables."""
    return [f"  export {name}={shlex.quote(value)}" for name, value in variables.items()]
