"""Keeps progress and output apart on a terminal: the line of progress goes while lines are printed.

Nothing printed ever goes through the bar, so that a pipe gets what is printed and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, ProgressColumn

_shown: list[Progress] = []
"""The bar on the terminal, if one is there."""


@contextmanager
def progress_line(*columns: str | ProgressColumn) -> Iterator[Progress]:
    """A bar on standard error while the context lasts, where that is a terminal."""
    console = Console(stderr=True)
    bar = Progress(
        *columns,
        console=console,
        transient=True,
        disable=not console.is_terminal,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    with bar:
        if not bar.disable:
            _shown.append(bar)
        try:
            yield bar
        finally:
            if bar in _shown:
                _shown.remove(bar)


@contextmanager
def without_progress() -> Iterator[None]:
    """Take the line of progress away while something is printed, and put it back behind it."""
    hidden = list(_shown)
    for bar in hidden:
        bar.stop()
    try:
        yield
    finally:
        for bar in hidden:
            bar.start()
