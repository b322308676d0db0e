"""Runs blocking calls in a bounded number of threads, with a bounded wait for a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from google.api_core.exceptions import ServiceUnavailable

Outcome = TypeVar("Outcome")


class ReadThreads:
    """Runs at most `most` calls at a time. A further call waits at most `wait` seconds for its
    turn. Each call has `timeout` seconds to return."""

    def __init__(self, most: int, wait: float, timeout: float) -> None:
        self._pool = ThreadPoolExecutor(most, thread_name_prefix="firestore")
        self._free = asyncio.Semaphore(most)
        self._wait = wait
        self._timeout = timeout

    async def run(self, call: Callable[[], Outcome]) -> Outcome:
        """Return the result of a call. Raises ServiceUnavailable if the call takes too long, or if
        no thread becomes free in time because earlier calls wait for a database that does not
        answer."""
        try:
            async with asyncio.timeout(self._wait):
                await self._free.acquire()
        except TimeoutError:
            raise ServiceUnavailable("all reads before this one wait for an answer") from None
        loop = asyncio.get_running_loop()

        def release(_: Future[Outcome]) -> None:
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(self._free.release)

        # A thread is free only when its call ends, perhaps long after the caller has given up.
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
        """Accept no more calls. Running calls are not waited for: they end with their connection,
        because the database may not answer them."""
        self._pool.shutdown(wait=False, cancel_futures=True)
