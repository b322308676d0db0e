"""Owns telling how fast long work goes: a bar for people, a figure at the end."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


class DocumentProgress:
    """Counts documents; shows their number and rate on standard error where that is a terminal."""

    def __init__(self, what: str) -> None:
        self.what, self.documents, self._began = what, 0, time.monotonic()
        console = Console(stderr=True)
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        self._bar = Progress(
            *columns, console=console, transient=True, disable=not console.is_terminal
        )
        self._task = self._bar.add_task(what, total=None)

    def __enter__(self) -> Self:
        self._began = time.monotonic()
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def add(self, documents: int) -> None:
        """So many more are done."""
        self.documents += documents
        self._bar.update(self._task, description=f"{self.what}: {self}")

    def __str__(self) -> str:
        seconds = time.monotonic() - self._began
        rate = self.documents / seconds if seconds > 0 else 0.0
        return f"{self.documents} documents in {seconds:.1f} s ({rate:.0f} a second)"
