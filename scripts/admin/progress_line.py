"""Hides the progress line of a terminal while lines are printed.

Output never passes through the progress bar, so that a pipe receives only the output.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, ProgressColumn

_visible_bars: list[Progress] = []
"""The bars on the terminal: at most one."""


@contextmanager
def progress_line(*columns: str | ProgressColumn) -> Iterator[Progress]:
    """Show a bar on standard error during a context, if that is a terminal."""
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
            _visible_bars.append(bar)
        try:
            yield bar
        finally:
            if bar in _visible_bars:
                _visible_bars.remove(bar)


@contextmanager
def without_progress() -> Iterator[None]:
    """Hide the progress line in a context, and show it again afterwards."""
    hidden_bars = list(_visible_bars)
    for bar in hidden_bars:
        bar.stop()
    try:
        yield
    finally:
        for bar in hidden_bars:
            bar.start()
