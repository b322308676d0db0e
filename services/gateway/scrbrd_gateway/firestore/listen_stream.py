"""Keeps one stream of Firestore's Listen open as long as somebody listens on it.

It runs on the event loop, without a thread. The library's own listener needs a stream and two
threads for each document or query, and reports one commit once per listener.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from typing import Any, Protocol

from google.api_core.exceptions import GoogleAPIError
from grpc import RpcError  # type: ignore[import-untyped]

from scrbrd_gateway.firestore.watches import OnDocuments, Watch, Watches

LOG = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 0.1, 5.0
"""Seconds before a broken stream is opened again; the wait doubles on each failure."""


class Call(Protocol):
    """An open stream."""

    def __aiter__(self) -> AsyncIterator[Any]:
        """Iterate over its responses, which are protocol buffers."""

    def cancel(self) -> Any:
        """End the stream."""


class ListenApi(Protocol):
    """The database's side of a stream."""

    def call(self, requests: AsyncIterable[Any]) -> Call:
        """Open a stream."""

    def add_request(self, number: int, target: Mapping[str, Any]) -> Any:
        """Return the request that adds a target."""

    def remove_request(self, number: int) -> Any:
        """Return the request that removes a target."""

    async def close(self) -> None:
        """Close the connection."""


class ListenStream:
    """One stream with all its watches. Every method is called on the event loop.

    A stream that ends is opened again, and Firestore sends everything anew: listeners ignore what
    they know already. `interleaves_results` as in Watches.
    """

    def __init__(self, api: ListenApi, *, interleaves_results: bool = False) -> None:
        self._api = api
        self._watches = Watches(interleaves_results=interleaves_results)
        self._requests: asyncio.Queue[Any] = asyncio.Queue()
        self._run_task: asyncio.Task[None] | None = None
        self._exchange_task: asyncio.Task[None] | None = None
        self._is_closed = False
        self._has_received = False

    def listen(self, target: Mapping[str, Any], on_documents: OnDocuments) -> Watch:
        """Listen to a document or a query."""
        watch = self._watches.add(target, on_documents)
        self._requests.put_nowait(self._api.add_request(watch.number, watch.target))
        if self._run_task is None or self._run_task.done():
            self._run_task = asyncio.get_running_loop().create_task(self._run())
        return watch

    def stop(self, watch: Watch) -> None:
        """Stop listening to a watch. A stream without watches ends."""
        if self._watches.discard(watch):
            self._requests.put_nowait(self._api.remove_request(watch.number))
        if not self._watches:
            self.reconnect()

    def reconnect(self) -> None:
        """Replace the stream by a new one, for example because it went silent."""
        if self._exchange_task is not None:
            self._exchange_task.cancel()

    def close(self) -> None:
        """End the stream for good."""
        self._is_closed = True
        for watch in self._watches:
            self._watches.discard(watch)
        self.reconnect()

    async def wait_closed(self) -> None:
        """Wait until a closed stream has ended."""
        if self._run_task is not None:
            await asyncio.wait([self._run_task])
        await self._api.close()  # needed if the stream was idle already

    async def _run(self) -> None:
        wait = FIRST_WAIT
        while self._watches and not self._is_closed:
            self._exchange_task = asyncio.get_running_loop().create_task(self._exchange())
            await asyncio.wait([self._exchange_task])
            if self._exchange_task.cancelled():
                continue
            error = self._exchange_task.exception()
            is_usual = error is None or isinstance(error, (GoogleAPIError, RpcError))
            LOG.warning(
                "a stream of Firestore ended: %s", error, exc_info=None if is_usual else error
            )
            wait = FIRST_WAIT if self._has_received else min(2 * wait, LONGEST_WAIT)
            await asyncio.sleep(wait * random.uniform(0.5, 1))
        if self._is_closed:
            await self._api.close()

    async def _exchange(self) -> None:
        """Request all targets and handle responses until the stream ends."""
        self._has_received = False
        self._requests = asyncio.Queue()
        for watch in self._watches:
            watch.restart()
            self._requests.put_nowait(self._api.add_request(watch.number, watch.target))
        call = self._api.call(queued_requests(self._requests))
        try:
            async for response in call:
                self._has_received = True
                self._handle(response)
        finally:
            call.cancel()

    def _handle(self, response: Any) -> None:
        for watch in self._watches.handle(response):
            LOG.warning("a listener may lack documents: it is restarted")
            self._requests.put_nowait(self._api.remove_request(watch.number))
            self._watches.renumber(watch)
            self._requests.put_nowait(self._api.add_request(watch.number, watch.target))


async def queued_requests(requests: asyncio.Queue[Any]) -> AsyncIterator[Any]:
    """Yield the requests of a stream as they are queued."""
    while True:
        yield await requests.get()
