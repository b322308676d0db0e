"""Owns trying again when another writer was first."""

from collections.abc import Callable
from typing import TypeVar

from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from scrbrd.handlers.ports import ContendedError

Outcome = TypeVar("Outcome")
LONGEST_WAIT = 1.0
"""Seconds between two tries, at most; the first waits are some hundredths."""


def persistently(once: Callable[[], Outcome], most: int) -> tuple[Outcome, int]:
    """What an attempt came to, and how many it took; each after a random wait, twice as long on
    average as the one before. Raises ContendedError after `most` tries."""
    tries = 0

    @retry(
        retry=retry_if_exception_type(ContendedError),
        wait=wait_random_exponential(multiplier=0.02, max=LONGEST_WAIT),
        stop=stop_after_attempt(most),
        reraise=True,
    )
    def attempt() -> Outcome:
        nonlocal tries
        tries += 1
        return once()

    outcome = attempt()
    return outcome, tries
