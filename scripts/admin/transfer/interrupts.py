"""Ends long work on Ctrl-C at the next safe point, with exit code 130."""

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
"""The exit code of a command that Ctrl-C ended."""

WHOLE: Final = "what was written is whole; run it again to go on"
"""The state of work that can be repeated, which then completes what is missing."""

AFTER_THE_MATCH: Final = "the match at hand is finished first"


@contextmanager
def exit_on_interrupt(state: Callable[[], str]) -> Iterator[None]:
    """Convert Ctrl-C to the exit code, after one line on the state of the work."""
    try:
        yield
    except KeyboardInterrupt:
        complain(f"interrupted; {state()}")
        raise typer.Exit(INTERRUPTED) from None


@contextmanager
def reporting_state_on_error(state: Callable[[], str]) -> Iterator[None]:
    """Print the state of the work if a server ends it, and raise the error again.

    `state` returns an empty text if nothing was done.
    """
    try:
        yield
    except (ServerRefusal, GoogleAPICallError, RetryError):
        if text := state():
            complain(f"stopped; {text}")
        raise


@contextmanager
def deferred_interrupt(notice: str | None = None) -> Iterator[Callable[[], None]]:
    """Defer Ctrl-C until the yielded function is called; `notice` is printed meanwhile.

    An exception in the middle of a call to the server can leave its library waiting for ever. A
    second Ctrl-C is not deferred.
    """
    is_interrupted = False

    def on_signal(_signal: int, _frame: FrameType | None) -> None:
        nonlocal is_interrupted
        if is_interrupted:
            raise KeyboardInterrupt
        is_interrupted = True
        if notice is not None:
            complain(f"{notice}; Ctrl-C again stops at once")

    def stop_if_interrupted() -> None:
        if is_interrupted:
            raise KeyboardInterrupt

    previous_handler = signal.signal(signal.SIGINT, on_signal)
    try:
        yield stop_if_interrupted
    finally:
        signal.signal(signal.SIGINT, previous_handler)


def stopping_between(
    items: Iterable[Item], stop_if_interrupted: Callable[[], None]
) -> Iterator[Item]:
    """Yield the items; before each, a deferred interrupt takes effect."""
    for item in items:
        stop_if_interrupted()
        yield item
    stop_if_interrupted()
