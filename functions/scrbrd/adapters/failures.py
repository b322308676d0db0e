"""Separates errors that may pass, so that a call is worth repeating, from all others.

Also lists the errors of a commit whose guard does not hold.
"""

from google.api_core.exceptions import (
    Aborted,
    AlreadyExists,
    Cancelled,
    Conflict,
    FailedPrecondition,
    Forbidden,
    RetryError,
    ServerError,
    TooManyRequests,
    Unauthorized,
)
from google.auth.exceptions import GoogleAuthError

from scrbrd.engine.contention import ContendedError

CONTENDED = (Aborted, AlreadyExists, FailedPrecondition)
"""Errors of the server if the guard of a commit does not hold because another writer was first. If
a document to update is gone, the error is NotFound."""

MAY_PASS = (
    ContendedError,
    Conflict,
    Cancelled,
    ServerError,  # away, a deadline, an internal error
    TooManyRequests,
    RetryError,
    ConnectionError,
    TimeoutError,
    FailedPrecondition,  # a query whose index is being built
    Forbidden,  # this and the next two: a wrongly configured project, for all matches alike
    Unauthorized,
    GoogleAuthError,
)


def may_pass(error: BaseException) -> bool:
    """Return True if the same call may succeed later.

    False for a fault of the document or of our code: a TypeError, a ValueError, InvalidArgument.
    """
    return isinstance(error, MAY_PASS)
