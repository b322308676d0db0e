"""Runs calls that block in threads, so many at a time; nobody waits long for one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from google.api_core.exceptions import ServiceUnavailable

Outcome = TypeVar("Outcome")


class ReadThreads:
    """At most `most` calls at a time; one more waits `wait` seconds for its turn. Each has
    `timeout` seconds to return."""

    def __init__(self, most: int, wait: float, timeout: float) -> None:
        self._pool = ThreadPoolExecutor(most, thread_name_prefix="firestore")
        self._free = asyncio.Semaphore(most)
        self._wait = wait
        self._timeout = timeout

    async def run(self, call: Callable[[], Outcome]) -> Outcome:
        """Return what a call returns. Raises ServiceUnavailable where it takes too long, or no
        thread is free in time: the calls before it wait for a database that does not answer."""
        try:
            async with asyncio.timeout(self._wait):
                await self._free.acquire()
        except TimeoutError:
            raise ServiceUnavailable("all reads before this one wait for an answer") from None
        loop = asyncio.get_running_loop()

        def release(_: Future[Outcome]) -> None:
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(self._free.release)

        # A thread is free when its call ends, which is later than whoever gave up on it.
        running = self._pool.submit(call)
        running.add_done_callback(release)
        try:
            async with asyncio.timeout(self._timeout) as limit:
                return await asyncio.wrap_future(running)
        except TimeoutError:
            if not limit.expired():
                raise
            raise ServiceUnavailable("the database does not answer in time") from None

    def close(self) -> None:
        """Begin no more; calls that run are not waited for, and end with their connection: the
        database may not answer them."""
        self._pool.shutdown(wait=False, cancel_futures=True)
