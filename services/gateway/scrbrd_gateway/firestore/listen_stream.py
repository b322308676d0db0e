"""Holds one stream of Firestore's Listen open, for as long as somebody listens on it.

It runs on the loop, without a thread. The library's own listener takes a stream and two threads for
each document or query, and tells of one commit as often as there are listeners.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from typing import Any, Protocol

from google.api_core.exceptions import GoogleAPIError
from grpc import RpcError  # type: ignore[import-untyped]

from scrbrd_gateway.firestore.watches import Tell, Watch, Watches

LOG = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 0.1, 5.0
"""Seconds before a stream that broke is opened again; the wait doubles."""


class Call(Protocol):
    """An open stream."""

    def __aiter__(self) -> AsyncIterator[Any]:
        """Return its responses, which are protocol buffers."""

    def cancel(self) -> Any:
        """End it."""


class ListenApi(Protocol):
    """The database's side of a stream."""

    def call(self, requests: AsyncIterable[Any]) -> Call:
        """Open a stream."""

    def adding(self, number: int, target: Mapping[str, Any]) -> Any:
        """Return the request for a target."""

    def removing(self, number: int) -> Any:
        """Return the request for one no more."""

    async def close(self) -> None:
        """Close the connection."""


class ListenStream:
    """One stream with all that is listened to on it. Every method is called on the loop.

    A stream that ends is opened again, and everything sent anew: whoever listens passes over what
    it knows.
    """

    def __init__(self, api: ListenApi) -> None:
        self._api = api
        self._watches = Watches()
        self._requests: asyncio.Queue[Any] = asyncio.Queue()
        self._running: asyncio.Task[None] | None = None
        self._talking: asyncio.Task[None] | None = None
        self._is_closed = False
        self._was_heard = False

    def listen(self, target: Mapping[str, Any], tell: Tell) -> Watch:
        """Listen to a document or a query."""
        watch = self._watches.add(target, tell)
        self._requests.put_nowait(self._api.adding(watch.number, watch.target))
        if self._running is None or self._running.done():
            self._running = asyncio.get_running_loop().create_task(self._run())
        return watch

    def stop(self, watch: Watch) -> None:
        """Listen to it no more; a stream without anything to listen to ends."""
        if self._watches.discard(watch):
            self._requests.put_nowait(self._api.removing(watch.number))
        if not self._watches:
            self.begin_anew()

    def begin_anew(self) -> None:
        """Open another stream in the place of this one, which went silent perhaps."""
        if self._talking is not None:
            self._talking.cancel()

    def close(self) -> None:
        """End it for good."""
        self._is_closed = True
        for watch in self._watches:
            self._watches.discard(watch)
        self.begin_anew()

    async def ended(self) -> None:
        """Wait until it has ended, once it was closed."""
        if self._running is not None:
            await asyncio.wait([self._running])
        await self._api.close()  # of one that was idle already

    async def _run(self) -> None:
        wait = FIRST_WAIT
        while self._watches and not self._is_closed:
            self._talking = asyncio.get_running_loop().create_task(self._talk())
            await asyncio.wait([self._talking])
            if self._talking.cancelled():
                continue
            error = self._talking.exception()
            is_usual = error is None or isinstance(error, (GoogleAPIError, RpcError))
            LOG.warning(
                "a stream of Firestore ended: %s", error, exc_info=None if is_usual else error
            )
            wait = FIRST_WAIT if self._was_heard else min(2 * wait, LONGEST_WAIT)
            await asyncio.sleep(wait * random.uniform(0.5, 1))
        if self._is_closed:
            await self._api.close()

    async def _talk(self) -> None:
        """Ask for everything, and take in what comes until the stream ends."""
        self._was_heard = False
        self._requests = asyncio.Queue()
        for watch in self._watches:
            watch.forget()
            self._requests.put_nowait(self._api.adding(watch.number, watch.target))
        call = self._api.call(sent(self._requests))
        try:
            async for response in call:
                self._was_heard = True
                self._take(response)
        finally:
            call.cancel()

    def _take(self, response: Any) -> None:
        for watch in self._watches.take(response):
            LOG.warning("a listener lacks documents that Firestore counts: it begins again")
            self._requests.put_nowait(self._api.removing(watch.number))
            self._watches.renumber(watch)
            self._requests.put_nowait(self._api.adding(watch.number, watch.target))


async def sent(requests: asyncio.Queue[Any]) -> AsyncIterator[Any]:
    """Yield the requests of a stream as they come."""
    while True:
        yield await requests.get()
