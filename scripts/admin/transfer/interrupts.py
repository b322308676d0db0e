"""Ends long work on Ctrl-C at the next safe place, with exit code 130."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final, TypeVar

import typer
from google.api_core.exceptions import GoogleAPICallError, RetryError

from admin.options import ServerRefusal, complain

Item = TypeVar("Item")
INTERRUPTED: Final = 130
"""What a shell calls a command that Ctrl-C ended."""

WHOLE: Final = "what was written is whole; run it again to go on"
"""What is left of work that is done again as far as it is missing."""

AFTER_THE_MATCH: Final = "the match at hand is finished first"


@contextmanager
def interruptible(left: Callable[[], str]) -> Iterator[None]:
    """Turn Ctrl-C into one line that says what is left of the work, and the exit code."""
    try:
        yield
    except KeyboardInterrupt:
        complain(f"interrupted; {left()}")
        raise typer.Exit(INTERRUPTED) from None


@contextmanager
def saying_what_is_left(left: Callable[[], str]) -> Iterator[None]:
    """Say in a line what is left of the work where a server ends it; the error is raised on.

    `left` returns an empty text where nothing was done.
    """
    try:
        yield
    except (ServerRefusal, GoogleAPICallError, RetryError):
        if said := left():
            complain(f"stopped; {said}")
        raise


@contextmanager
def deferred_interrupt(said: str | None = None) -> Iterator[Callable[[], None]]:
    """Hold Ctrl-C back until the given function is called; `said` is printed meanwhile.

    An exception out of the middle of a call to the server can leave its library waiting for ever.
    A second Ctrl-C is not held back.
    """
    asked = False

    def ask(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        if said is not None:
            complain(f"{said}; Ctrl-C again stops at once")

    def stop_if_asked() -> None:
        if asked:
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield stop_if_asked
    finally:
        signal.signal(signal.SIGINT, before)


def stopping_between(items: Iterable[Item], stop_if_asked: Callable[[], None]) -> Iterator[Item]:
    """Yield the same items; a good place to stop is before each."""
    for item in items:
        stop_if_asked()
        yield item
    stop_if_asked()
