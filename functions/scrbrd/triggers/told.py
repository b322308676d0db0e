"""Owns what a trigger says in the log: one line for each call, with how long it took."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from firebase_functions import logger

from scrbrd.handlers.catch_up import CaughtUp

Tell = Callable[[CaughtUp, datetime | None], None]


@contextmanager
def told(what: str, **context: Any) -> Iterator[Tell]:
    """Log what a catch-up did; a failure is logged and raised, for the platform to see it.

    `lagMs` is counted from the commit of the document that moved, where the event has its time.
    """
    started = time.perf_counter()
    said: dict[str, Any] = {}

    def tell(done: CaughtUp, committed: datetime | None) -> None:
        said.update(report(done, committed))

    try:
        yield tell
    except Exception as error:
        logger.error(f"{what} failed", **context, error=repr(error), milliseconds=since(started))
        raise
    logger.info(what, **context, **said, milliseconds=since(started))


def report(done: CaughtUp, committed: datetime | None) -> dict[str, Any]:
    """What is said of a catch-up; times are in milliseconds."""
    lag = None if committed is None else (datetime.now(UTC) - committed).total_seconds() * 1000
    return {
        "path": str(done.path),
        "wrote": done.wrote,
        "tries": done.tries,
        "actions": done.actions,
        "lastActionId": done.last_action_id,
        "problems": done.problems,
        "lagMs": None if lag is None else round(lag),
    }


def since(started: float) -> int:
    """Milliseconds since a moment of `time.perf_counter`."""
    return round((time.perf_counter() - started) * 1000)
