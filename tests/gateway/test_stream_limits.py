"""Tests the limits of event streams for readers that come at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager

from scrbrd_gateway.gateway import Gateway, Process
from scrbrd_gateway.routes.stream import stream_parts
from tests.gateway.fakes import MATCH_ID, FakeLibrary, FakeSource
from tests.gateway.served_gateway import SETTINGS, fake_gateway
from tests.gateway.served_sockets import run


@asynccontextmanager
async def gateway_with(**settings: object) -> AsyncIterator[Gateway]:
    """Yield a gateway of two matches with changed settings."""
    source = FakeSource(MATCH_ID, "m2")
    source.bowl(1)
    changed_settings = SETTINGS.model_copy(update=settings)
    async with fake_gateway(changed_settings, Process(), source, FakeLibrary(source)) as gateway:
        yield gateway


async def first_part(gateway: Gateway, stack: AsyncExitStack, match_id: str = MATCH_ID) -> str:
    """Open a stream until the stack is closed; return its first event."""
    parts = await stack.enter_async_context(aclosing(stream_parts(gateway, "host", match_id, None)))
    return (await anext(parts)).decode()


def test_readers_that_wait_for_the_same_room_are_limited_too() -> None:
    async def scenario() -> None:
        async with gateway_with(most_streams=2) as gateway, AsyncExitStack() as stack:
            parts = await asyncio.gather(*(first_part(gateway, stack) for _ in range(5)))
            assert sum("event: start" in each for each in parts) == 2
            assert sum('"reason":"full"' in each for each in parts) == 3
            assert gateway.metrics.open_streams == 2

    run(scenario())


def test_a_stream_whose_room_was_closed_for_another_match_ends_as_full() -> None:
    async def scenario() -> None:
        async with gateway_with(most_rooms=1) as gateway, AsyncExitStack() as stack:
            assert "event: start" in await first_part(gateway, stack)
            assert '"reason":"full"' in await first_part(gateway, stack, "m2")

    run(scenario())
