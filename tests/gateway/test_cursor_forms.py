"""Tests clients at one place of the feed whose cursors differ in form: early releases made cursors
without the mark of the event's creation, and a stranger may send another mark."""

from __future__ import annotations

from contextlib import AsyncExitStack

import pytest

from scrbrd_gateway.model import Cursor
from tests.gateway.fake_rooms import bowl
from tests.gateway.served_sockets import run, serve_sockets

CURSORS = [Cursor(1, "1_1", mark).text("m") for mark in ("", "0123abcd", "00000000")]


@pytest.mark.parametrize("tiers", [[1], [0, 1]])
def test_each_client_gets_the_next_event_from_its_own_cursor(tiers: list[int]) -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway, AsyncExitStack() as stack:
            bowl(gateway.rooms["m"], 1)
            clients = [await stack.enter_async_context(gateway.many()) for _ in CURSORS]
            for client, cursor in zip(clients, CURSORS, strict=True):
                await client.subscribe(tiers=tiers, after=cursor)
                while (message := await client.receive_message())["tier"] != 1:
                    pass
                assert message["cursor"] == cursor
            for number in (2, 3):
                bowl(gateway.rooms["m"], number)
            for client, cursor in zip(clients, CURSORS, strict=True):
                received = [await client.receive_until("delta") for _ in range(2 * len(tiers))]
                first, second = [each for each in received if each["tier"] == 1]
                assert first["from"] == cursor
                assert second["from"] == first["to"]

    run(scenario())


def test_each_client_of_a_live_socket_resumes_at_its_own_cursor() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway:
            bowl(gateway.rooms["m"], 1)
            for cursor in CURSORS:
                async with gateway.live(query=f"?after={cursor}") as client:
                    established = await client.receive_message()
                    assert (established["resumed"], established["cursor"]) == (True, cursor)

    run(scenario())
