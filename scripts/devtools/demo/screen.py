"""Owns what the demo shows while the match is on: the live score, and how far it has come."""

from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from scrbrd.domain.match import Inputs


class Screen:
    """A bar with the score on a terminal; a line an over where there is none."""

    def __init__(self, console: Console, inputs: Inputs, actions: int) -> None:
        self.console, self.inputs = console, inputs
        self._last_line = ""
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task("waiting for the first ball", total=actions)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def show(self, score: dict[str, Any], done: int) -> None:
        """The score as the listener holds it."""
        current = score.get("currentInnings")
        if not current:
            return
        team = self.inputs.team_name(current["battingTeamId"])
        figures = f"{team} {current['runs']}/{current['wickets']} ({current['overs']} ov)"
        balls = " ".join(ball["display"] for ball in score["currentOver"])
        self._progress.update(self._task, completed=done, description=f"{figures}  {balls}")
        is_over = float(current["overs"]).is_integer()
        if not self.console.is_terminal and is_over and figures != self._last_line:
            self._last_line = figures
            self.console.print(f"{figures}  {balls}", highlight=False)

    def say(self, text: str) -> None:
        """One line above the bar."""
        self.console.print(text, highlight=False)
