"""Tells the errors that may pass, so that a call is worth repeating, from all others; and those of
a commit whose guard does not hold.
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
"""What the server says where the guard of a commit does not hold: somebody else was first. Where a
document to update is gone it says NotFound."""

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
    Forbidden,  # these three: a project that is set up wrongly, for all matches alike
    Unauthorized,
    GoogleAuthError,
)


def may_pass(error: BaseException) -> bool:
    """Whether the same call may succeed later.

    False for what lies in the document or in our code: a TypeError, a ValueError, InvalidArgument.
    """
    return isinstance(error, MAY_PASS)
