"""Tests clients that end their session and read nothing more: their connections must not stay."""

from __future__ import annotations

import asyncio
import socket

import pytest
from websockets.frames import Frame, Opcode

from scrbrd_gateway.sockets import SocketLimits
from scrbrd_gateway.sockets.server import SocketProtocol
from tests.gateway.fake_rooms import ball, feed_event
from tests.gateway.served_sockets import LIVE_PATH, eventually, run, serve_sockets

LIMITS = SocketLimits(anonymous_allowed=True, close_seconds=0.2)
HANDSHAKE = (
    f"GET {LIVE_PATH.format('m')}?after=start HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Version: 13\r\n\r\n"
).encode()


@pytest.mark.parametrize(
    "last",
    [
        Frame(Opcode.CLOSE, b"\x03\xe8").serialize(mask=True),
        b"\xff\xff" + bytes(64),
        Frame(Opcode.TEXT, b"close").serialize(mask=True),
    ],
    ids=["close frame", "malformed frame", "close message"],
)
def test_a_client_that_ends_its_session_without_reading_is_dropped(last: bytes) -> None:
    async def scenario() -> None:
        async with serve_sockets(limits=LIMITS) as gateway:
            for number in range(1, 1001):
                document = ball(number) | {"commentary": "x" * 10_000}
                gateway.rooms["m"].publish_event(feed_event(number, f"1_{number}", document))
            connections = gateway.server.server_state.connections
            with socket.socket() as client:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                client.connect(("127.0.0.1", gateway.port))
                client.sendall(HANDSHAKE)
                await eventually(lambda: gateway.drain.sockets == 1)
                [connection] = connections
                assert isinstance(connection, SocketProtocol)
                connection.close_timeout = 0.2
                await eventually(lambda: not connection.is_clear)
                client.sendall(last)
                await eventually(lambda: not gateway.drain.sockets)
                await eventually(lambda: not connections)
            await asyncio.sleep(0)

    run(scenario())
