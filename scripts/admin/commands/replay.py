"""Defines `scrbrd replay`: prints a match ball by ball in the terminal."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from admin.options import MatchArgument, ProjectOption, Refusal, YesOption, echo, exit_codes

DEFAULT_SPEED = 2.0


def replay(
    match: MatchArgument,
    speed: Annotated[
        float, typer.Option(min=0.0, help="Balls a second; 0 is as fast as it goes.")
    ] = DEFAULT_SPEED,
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="ACTION", help="Begin with this action, not the first."),
    ] = None,
    project: ProjectOption = None,
    yes: YesOption = False,
) -> None:
    """Print MATCH ball by ball: over and ball, bowler to batter, what happened, the score.

    A corrected ball is shown as corrected; voided balls are left out.
    """
    with exit_codes():
        from admin.connection import open_connection
        from admin.standard_streams import is_output_read
        from admin.stored_match.read import log_entries, require_place, stored_match
        from admin.stored_match.replay import replay_lines
        from admin.transfer.interrupts import deferred_interrupt, exit_on_interrupt

        with exit_on_interrupt(lambda: "the match itself is as it was"):
            with (
                deferred_interrupt() as stop_if_interrupted,
                open_connection(project, yes=yes) as connection,
            ):
                stored = stored_match(connection.store, match)
                entries = log_entries(connection.store, match)
                stop_if_interrupted()
            if not entries:
                raise Refusal(f"match {match}: its log is empty; there is nothing to tell")
            start = None if first is None else require_place(match, entries, first, "--from")
            first_place = min(entries) if start is None else start
            actions = stored.log(tuple(entries.values())).actions
            due = time.monotonic()
            for line, is_ball in replay_lines(stored.inputs, actions, first_place):
                echo(line.rstrip())
                if not is_output_read():
                    return
                if speed and is_ball:
                    due += 1 / speed
                    time.sleep(max(0.0, due - time.monotonic()))
