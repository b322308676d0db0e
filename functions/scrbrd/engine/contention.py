"""Defines the errors between a read and a commit, and retries after contention."""

from collections.abc import Callable
from typing import TypeVar

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

Outcome = TypeVar("Outcome")

LONGEST_WAIT = 1.0
"""Seconds between two tries, at most; the first waits are some hundredths."""


class ContendedError(Exception):
    """Another worker wrote between our read and our commit; read again and try again."""


class VanishedError(ContendedError):
    """A document that existed when it was read or written is gone; a rebuild writes it again."""


class NeedsRebuild(Exception):
    """The snapshot cannot be advanced; the match must be rebuilt from its log."""


class UnusableError(NeedsRebuild, ValueError):
    """The packed data are of an older version, or damaged."""


class NewerError(UnusableError):
    """The packed data were written by a newer version of the functions, which will handle them."""


def retry_contended(attempt: Callable[[], Outcome], most: int) -> tuple[Outcome, int]:
    """Call `attempt` until it is not contended; return its result and the number of tries.

    Waits between tries are random and grow exponentially. Raises ContendedError after `most` tries.
    """
    retrying = Retrying(
        retry=retry_if_exception_type(ContendedError),
        wait=wait_random_exponential(multiplier=0.02, max=LONGEST_WAIT),
        stop=stop_after_attempt(most),
        reraise=True,
    )
    outcome = retrying(attempt)
    tries: int = retrying.statistics["attempt_number"]
    return outcome, tries
