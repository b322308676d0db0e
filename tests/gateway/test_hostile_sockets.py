"""Tests hostile clients, and clients of a process that stops, on real sockets."""

from __future__ import annotations

import asyncio
import json
import logging
import struct

import pytest
from websockets.exceptions import InvalidStatus
from websockets.frames import Frame, Opcode

from scrbrd_gateway.sockets import SocketLimits
from tests.gateway.fake_rooms import bowl
from tests.gateway.served_sockets import (
    ANONYMOUS_LIMITS,
    LIVE_PATH,
    Client,
    Gateway,
    eventually,
    run,
    serve_sockets,
)

STRICT = SocketLimits(
    anonymous_allowed=True,
    messages_per_second=0.001,
    messages_at_once=3,
    refused_messages=5,
    connections_per_address=2,
)


@pytest.mark.parametrize("path", [LIVE_PATH.format("m"), "/v1/ws"])
def test_a_message_of_a_mebibyte_closes_with_1009(path: str) -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway, gateway.open(path) as client:
            await client.send("x" * 2**20)
            assert await client.close_code() == 1009

    run(scenario())


def test_the_application_refuses_a_long_message_that_the_server_lets_through() -> None:
    async def scenario() -> None:
        async with serve_sockets(ws_max_size=2**24) as gateway, gateway.many() as client:
            await client.send("x" * (ANONYMOUS_LIMITS.message_bytes + 1))
            assert await client.close_code() == 1009

    run(scenario())


def test_a_binary_message_closes_the_socket_for_good() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway, gateway.many() as client:
            await client.socket.send(b"\x00\xff")
            assert await client.close_code() == 4502

    run(scenario())


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"\xff\xff" + bytes(64), 1002),
        (Frame(Opcode.TEXT, b"\xff\xfe").serialize(mask=True), 1007),
        (b"\x81\xff" + struct.pack("!Q", 2**62) + bytes(4), 1009),
        (b"\x81\x04ping", 1002),
    ],
    ids=["reserved bits", "invalid UTF-8", "excessive length", "not masked"],
)
def test_a_malformed_frame_closes_only_its_own_socket(frame: bytes, code: int) -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway, gateway.many() as other, gateway.many() as client:
            client.socket.transport.write(frame)
            assert await client.close_code() == code
            await other.send("ping")
            assert await other.receive_text() == "pong"
            await eventually(lambda: gateway.drain.sockets == 1)

    run(scenario())


def test_ten_thousand_subscribes_end_the_connection_without_a_read() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway, gateway.many() as client:
            await flood(client, 10_000)
            assert await client.close_code() == 4504
            assert gateway.rooms["m"].reads == 0
            await eventually(lambda: not gateway.followers.counts)

    run(scenario())


async def flood(client: Client, times: int) -> None:
    """Send many subscribe messages without reading the answers."""
    for number in range(times):
        message = {"type": "subscribe", "match_id": "m", "tiers": [number % 2 * 2]}
        frame = Frame(Opcode.TEXT, json.dumps(message).encode()).serialize(mask=True)
        client.socket.transport.write(frame)


def test_too_many_messages_are_refused_and_then_end_the_connection() -> None:
    async def scenario() -> None:
        async with serve_sockets(limits=STRICT) as gateway, gateway.many() as client:
            for _ in range(4):
                await client.send("ping")
            assert [await client.receive_text() for _ in range(3)] == ["pong"] * 3
            assert (await client.receive_message())["code"] == "rate_limited"
            for _ in range(5):
                await client.send("ping")
            assert await client.close_code() == 4504

    run(scenario())


def test_too_many_malformed_messages_end_the_connection() -> None:
    async def scenario() -> None:
        limits = SocketLimits(anonymous_allowed=True, refused_messages=5)
        async with serve_sockets(limits=limits) as gateway, gateway.many() as client:
            for _ in range(6):
                await client.send("{")
            assert await client.close_code() == 4502

    run(scenario())


def test_connections_of_an_address_are_limited() -> None:
    async def scenario() -> None:
        async with (
            serve_sockets(limits=STRICT) as gateway,
            gateway.many(),
            gateway.many() as second,
        ):
            async with gateway.many() as third:
                assert await third.close_code() == 4004
            await second.send("close")
            assert await second.close_code() == 1000
            await eventually(lambda: gateway.drain.sockets == 1)
            async with gateway.many() as again:
                await again.send("ping")
                assert await again.receive_text() == "pong"

    run(scenario())


def test_an_unlisted_origin_is_refused_before_it_connects() -> None:
    async def scenario() -> None:
        limits = SocketLimits(anonymous_allowed=True, origins=frozenset({"https://ours.test"}))
        async with serve_sockets(limits=limits) as gateway:
            async with gateway.open("/v1/ws", origin="https://ours.test") as client:
                await client.send("ping")
                assert await client.receive_text() == "pong"
            with pytest.raises(InvalidStatus) as refused:
                async with gateway.open("/v1/ws", origin="https://theirs.test"):
                    pass
            answer = refused.value.response
            assert answer.status_code == 403
            assert answer.headers["content-type"] == "application/problem+json"

    run(scenario())


def test_a_stopping_process_notifies_clients_when_to_reconnect() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway, gateway.live() as live, gateway.many() as many:
            bowl(gateway.rooms["m"], 1)
            await many.subscribe(tiers=[0])
            gateway.server.should_exit = True
            for client in (live, many):
                notice = await client.receive_until("server_going_away")
                assert 0 <= notice["reconnectInMs"] <= 10_000
                assert await client.close_code() == 1012
            await eventually(lambda: not gateway.followers.counts)

    run(scenario())


def test_a_client_that_connects_to_a_stopping_process_gets_only_the_notice() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway:
            assert await gateway.drain.drain(1) == 0
            async with gateway.live() as client:
                assert (await client.receive_message())["type"] == "server_going_away"
                assert await client.close_code() == 1012

    run(scenario())


def test_a_failure_of_the_room_closes_with_1011_and_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def scenario() -> None:
        async with serve_sockets(log_config=None) as gateway:
            bowl(gateway.rooms["m"], 1)
            gateway.rooms["m"].failure = RuntimeError("the listener broke")
            async with gateway.live(query="?after=start") as client:
                assert await client.close_code() == 1011

    with caplog.at_level(logging.ERROR, "uvicorn.error"):
        run(scenario())
    assert "the listener broke" in caplog.text


@pytest.mark.parametrize("level", ["info", "debug", "trace"])
def test_no_token_is_logged(level: str, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(gateway: Gateway) -> None:
        async with gateway.live(query="?token=secret.of.mine&after=start") as client:
            await client.close_code()
        offered = ["scrbrd.v1", "bearer.secret.of.mine"]
        async with gateway.open("/v1/ws", subprotocols=offered) as client:
            await client.close_code()
        async with gateway.many() as client:
            await client.send({"type": "auth", "token": "secret.of.mine"})
            await client.close_code()

    async def serve_and_run_scenario() -> None:
        async with serve_sockets(log_level=level, log_config=None) as gateway:
            await scenario(gateway)

    for name in ("uvicorn.error", "uvicorn.access", "uvicorn.asgi"):
        caplog.set_level(level.upper() if level != "trace" else 5, name)
    run(serve_and_run_scenario())
    assert "[token]" in caplog.text
    assert "secret" not in caplog.text


FIRST_FRAGMENT = Frame(Opcode.TEXT, b"", fin=False).serialize(mask=True)
FEW_FRAMES = SocketLimits(anonymous_allowed=True, frames_per_second=0.001, frames_at_once=20)


@pytest.mark.parametrize(
    ("first", "each"),
    [
        (b"", Frame(Opcode.PING, b"x" * 125)),
        (b"", Frame(Opcode.PONG, b"")),
        (FIRST_FRAGMENT, Frame(Opcode.CONT, b"", fin=False)),
    ],
    ids=["pings", "pongs", "message fragments"],
)  # fmt: skip
def test_frames_without_a_message_are_rate_limited_too(first: bytes, each: Frame) -> None:
    async def scenario() -> None:
        async with serve_sockets(limits=FEW_FRAMES) as gateway, gateway.many() as client:
            client.socket.transport.write(first + each.serialize(mask=True) * 50)
            assert await client.close_code() == 4504
            await eventually(lambda: not gateway.drain.sockets)
            await eventually(lambda: not gateway.server.server_state.connections)

    run(scenario())


def test_a_client_that_floods_with_pings_and_reads_no_pong_is_dropped() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway, gateway.many() as client:
            client.socket.transport.pause_reading()
            ping = Frame(Opcode.PING, b"x" * 125).serialize(mask=True)
            for _ in range(200):
                client.socket.transport.write(ping * 500)
                await asyncio.sleep(0)
            await eventually(lambda: not gateway.server.server_state.connections)
            client.socket.transport.abort()

    run(scenario())


def test_a_few_pings_and_a_fragmented_message_are_allowed() -> None:
    async def scenario() -> None:
        async with serve_sockets(limits=FEW_FRAMES) as gateway, gateway.many() as client:
            for _ in range(5):
                await (await client.socket.ping())
            await client.socket.send(iter(["pi", "n", "g"]))
            assert await client.receive_text() == "pong"

    run(scenario())
