"""Tests sockets that connect at the moment at which the process stops: they get the notice too."""

from __future__ import annotations

import asyncio
import logging
from contextlib import ExitStack
from typing import Any

import pytest
from starlette.websockets import WebSocket

from scrbrd_gateway.sockets.drain import Drain
from tests.gateway.served_sockets import LIVE_PATH, eventually, run, serve_sockets


def test_the_drain_also_waits_for_a_socket_that_opens_while_the_last_one_closes() -> None:
    async def scenario() -> None:
        drain = Drain()
        with ExitStack() as last:
            last.enter_context(drain.open(lambda _: None))
            draining = asyncio.create_task(drain.drain(5))
            await asyncio.sleep(0.01)
        with drain.open(lambda _: None):
            await asyncio.sleep(0.01)
            assert not draining.done()
        assert await draining == 0

    run(scenario())


@pytest.mark.parametrize("path", [LIVE_PATH.format("m"), "/v1/ws"])
def test_a_socket_that_is_not_accepted_yet_when_the_server_stops_gets_the_notice(
    path: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        has_arrived, has_stopped = asyncio.Event(), asyncio.Event()
        accept = WebSocket.accept

        async def accept_late(socket: WebSocket, *args: Any) -> None:
            has_arrived.set()
            await has_stopped.wait()
            await accept(socket, *args)

        monkeypatch.setattr(WebSocket, "accept", accept_late)

        async def close_code() -> int:
            async with gateway.open(path) as client:
                assert (await client.receive_message())["type"] == "server_going_away"
                return await client.close_code()

        async with serve_sockets(log_config=None) as gateway:
            closing = asyncio.create_task(close_code())
            await has_arrived.wait()
            gateway.server.should_exit = True
            await eventually(lambda: not gateway.server.servers[0].is_serving())
            await asyncio.sleep(0)
            has_stopped.set()
            assert await closing == 1012

    with caplog.at_level(logging.ERROR):
        run(scenario())
    assert not caplog.records
