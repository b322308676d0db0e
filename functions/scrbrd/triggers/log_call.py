"""Logs each call of a trigger in one line, and handles its errors.

An error that may pass is raised, and the platform calls again. Any other error would recur at each
call for 24 hours, on instances that all matches share: it is logged with its traceback, written to
`live/health.failed` if there is a match, and acknowledged (ADR 14).
"""

import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from firebase_functions import logger

from scrbrd.adapters import runtime
from scrbrd.adapters.failures import may_pass
from scrbrd.handlers.catch_up import CaughtUp

LogOutcome = Callable[[CaughtUp, datetime | None], None]

MOST_OF_AN_ERROR = 500
MOST_OF_A_TRACEBACK = 8_000
"""Characters; of a traceback the last ones, which show where the error was raised."""


@contextmanager
def log_catch_up(
    what: str, match_id: str, document_id: str, **context: Any
) -> Iterator[LogOutcome]:
    """Log the outcome of a match's catch-up; write an error that will not pass to its health.

    `lagMs` is counted from the commit of the changed document, if the event has its time.
    """

    def note(error: Exception) -> None:
        note_failure(match_id, what, document_id, error)

    with log_call(what, note, matchId=match_id, **context) as fields:

        def log_outcome(done: CaughtUp, committed: datetime | None) -> None:
            fields.update(log_fields(done, committed))

        yield log_outcome


@contextmanager
def log_call(
    what: str, note: Callable[[Exception], None] | None = None, **context: Any
) -> Iterator[dict[str, Any]]:
    """Log a call with its duration in milliseconds and the fields added to the yielded dict.

    Raises an error that may pass. Any other is passed to `note`, and the call counts as done.
    """
    started = time.perf_counter()
    fields: dict[str, Any] = {}
    try:
        yield fields
    except Exception as error:
        log_failure(what, error, **context, milliseconds=milliseconds_since(started))
        if may_pass(error):
            raise
        if note is not None:
            note(error)
        return
    logger.info(what, **context, **fields, milliseconds=milliseconds_since(started))


def log_failure(what: str, error: Exception, **context: Any) -> None:
    """Log an error with its traceback; `retried` says whether the platform will call again."""
    trace = "".join(traceback.format_exception(error))
    logger.error(
        f"{what} failed",
        **context,
        error=repr(error)[:MOST_OF_AN_ERROR],
        traceback=trace[-MOST_OF_A_TRACEBACK:],
        retried=may_pass(error),
    )


def note_failure(match_id: str, what: str, document_id: str, error: Exception) -> None:
    """Write an error to `live/health.failed`; the next commit or reconcile removes it.

    If that fails too, the second error is only logged.
    """
    failure = {
        "at": runtime.utc_now(),
        "what": what,
        "error": repr(error)[:MOST_OF_AN_ERROR],
        "documentId": document_id,
    }
    try:
        runtime.match_store().note_failure(match_id, failure)
    except Exception as second:
        log_failure("note_failure", second, matchId=match_id)


def log_fields(done: CaughtUp, committed: datetime | None) -> dict[str, Any]:
    """Return the log fields of a catch-up; times are in milliseconds."""
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


def milliseconds_since(started: float) -> int:
    """Return the milliseconds since a time of `time.perf_counter`."""
    return round((time.perf_counter() - started) * 1000)
