"""Shows the live score of the demo and the progress of its match."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from scrbrd.domain.match import Inputs


class Screen:
    """Shows the live score and a progress bar on a terminal; elsewhere, prints a line an over."""

    def __init__(self, console: Console, inputs: Inputs, bar: Progress, task: TaskID) -> None:
        self.console, self.inputs = console, inputs
        self._bar, self._task = bar, task
        self._last_line = ""

    def show(self, score: dict[str, Any], done: int) -> None:
        """Show a score; `done` is the number of actions recorded so far."""
        current = score.get("currentInnings")
        if not current:
            return
        team = self.inputs.team_name(current["battingTeamId"])
        figures = f"{team} {current['runs']}/{current['wickets']} ({current['overs']} ov)"
        balls = " ".join(ball["display"] for ball in score["currentOver"])
        self._bar.update(self._task, completed=done, description=f"{figures}  {balls}")
        is_over = float(current["overs"]).is_integer()
        if not self.console.is_terminal and is_over and figures != self._last_line:
            self._last_line = figures
            self.console.print(f"{figures}  {balls}", highlight=False)

    def print_line(self, text: str) -> None:
        """Print one line above the bar."""
        self.console.print(text, highlight=False)


@contextmanager
def live_screen(console: Console, inputs: Inputs, actions: int) -> Iterator[Screen]:
    """Yield a screen for a match of that many actions; it is closed at the end."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )
    task = bar.add_task("waiting for the first ball", total=actions)
    with bar:
        yield Screen(console, inputs, bar, task)
