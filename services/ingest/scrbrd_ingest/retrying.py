"""Calls anew what met another writer."""

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


async def retried(
    attempt: Callable[[], Awaitable[Outcome]], forget: Callable[[], None], tries: int
) -> Outcome:
    """Return what an attempt returns; it is called anew where somebody else wrote meanwhile.

    `forget` lets the next attempt go on from what is stored then. Raises ContendedError where the
    last of `tries` attempts met another writer too.
    """
    async for trial in AsyncRetrying(
        retry=retry_if_exception_type(ContendedError),
        wait=wait_random_exponential(multiplier=0.02, max=1.0),
        stop=stop_after_attempt(tries),
        reraise=True,
    ):
        with trial:
            try:
                return await attempt()
            except ContendedError:
                forget()
                raise
    raise AssertionError("the last attempt returns or raises")
