"""Defines `scrbrd replay`: a match ball by ball in the terminal."""

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
    """Tell MATCH ball by ball: over and ball, bowler to batter, what happened, the score.

    A ball that was corrected is told as corrected, a voided one not at all.
    """
    with exit_codes():
        from admin.connection import connected
        from admin.standard_streams import is_output_read
        from admin.stored_match.read import log_entries, require_place, stored_match
        from admin.stored_match.replay import replay_lines as told
        from admin.transfer.interrupts import deferred_interrupt, interruptible

        with interruptible(lambda: "the match itself is as it was"):
            with deferred_interrupt() as stop_if_asked, connected(project, yes=yes) as connection:
                stored = stored_match(connection.store, match)
                entries = log_entries(connection.store, match)
                stop_if_asked()
            if not entries:
                raise Refusal(f"match {match}: its log is empty; there is nothing to tell")
            named = None if first is None else require_place(match, entries, first, "--from")
            place = min(entries) if named is None else named
            actions = stored.log(tuple(entries.values())).actions
            due = time.monotonic()
            for line, is_ball in told(stored.inputs, actions, place):
                echo(line.rstrip())
                if not is_output_read():
                    return
                if speed and is_ball:
                    due += 1 / speed
                    time.sleep(max(0.0, due - time.monotonic()))
