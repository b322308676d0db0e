"""Retries attempts that met another writer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from scrbrd.engine.contention import ContendedError

Outcome = TypeVar("Outcome")


async def retry_contended(
    attempt: Callable[[], Awaitable[Outcome]], forget: Callable[[], None], tries: int
) -> Outcome:
    """Call an attempt until no other writer interferes, and return its result.

    `forget` makes the next attempt start from the stored state. Raises ContendedError if the last
    of `tries` attempts met another writer too.
    """
    async for attempt_context in AsyncRetrying(
        retry=retry_if_exception_type(ContendedError),
        wait=wait_random_exponential(multiplier=0.02, max=1.0),
        stop=stop_after_attempt(tries),
        reraise=True,
    ):
        with attempt_context:
            try:
                return await attempt()
            except ContendedError:
                forget()
                raise
    raise AssertionError("the last attempt returns or raises")
