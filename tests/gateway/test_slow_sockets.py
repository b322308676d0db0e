"""Tests slow clients: they are disconnected, and no other client waits; texts are encoded once."""

from __future__ import annotations

import asyncio
import json
import socket

from websockets.client import ClientProtocol
from websockets.uri import parse_uri

from scrbrd_gateway.sockets import SocketLimits
from tests.gateway.fake_rooms import ball, bowl, encoded_state, feed_event, score
from tests.gateway.served_sockets import LIVE_PATH, Client, Gateway, eventually, run, serve_sockets

SHORT_LIMITS = SocketLimits(
    anonymous_allowed=True, send_seconds=0.2, close_seconds=0.1, events_waiting=8
)  # fmt: skip
LONG_COMMENTARY = {"note": "x" * 200_000}


async def silent_client(gateway: Gateway, path: str, first: str = "") -> asyncio.StreamWriter:
    """Connect, send a message, and read nothing after the handshake."""
    client_socket = socket.socket()
    client_socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client_socket.setblocking(False)
    await asyncio.get_running_loop().sock_connect(client_socket, ("127.0.0.1", gateway.port))
    reader, writer = await asyncio.open_connection(sock=client_socket, limit=1024)
    protocol = ClientProtocol(parse_uri(gateway.address(path)))
    protocol.send_request(protocol.connect())
    writer.write(b"".join(protocol.data_to_send()))
    protocol.receive_data(await reader.readuntil(b"\r\n\r\n"))
    if first:
        protocol.send_text(first.encode())
        writer.write(b"".join(protocol.data_to_send()))
    return writer


def test_a_client_that_reads_nothing_is_dropped_and_others_get_every_event() -> None:
    async def scenario() -> None:
        async with serve_sockets(limits=SHORT_LIMITS) as gateway, gateway.live() as client:
            room = gateway.rooms["m"]
            await client.receive_message()
            writer = await silent_client(gateway, LIVE_PATH.format("m"))
            await eventually(lambda: gateway.followers.count("m") == 2)
            for number in range(1, 60):
                room.publish_state(encoded_state(number, score(number)))
                room.publish_event(
                    feed_event(
                        number, f"1_{number}", {**ball(number), "commentary": LONG_COMMENTARY}
                    )
                )
                assert (await client.receive_message())["actionId"] == f"1_{number}"
            await eventually(lambda: gateway.followers.count("m") == 1)
            await eventually(lambda: len(gateway.server.server_state.connections) == 1)
            assert gateway.metrics.registry.get_sample_value("ws_slow_connections_total") == 1
            writer.transport.abort()

    run(scenario())


def test_a_client_with_too_many_waiting_events_is_closed_and_can_resume() -> None:
    async def scenario() -> None:
        async with serve_sockets(limits=SHORT_LIMITS) as gateway, gateway.live() as client:
            first = await client.receive_message()
            for number in range(1, 12):
                gateway.rooms["m"].publish_event(feed_event(number, f"1_{number}", ball(number)))
            assert await client.close_code() == 4002
            assert first["cursor"] is None
            async with gateway.live(query="?after=start") as again:
                await again.receive_message()
                received = [(await again.receive_message())["actionId"] for _ in range(11)]
                assert received == [f"1_{number}" for number in range(1, 12)]

    run(scenario())


def test_a_slow_client_skips_states_and_gets_the_latest() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway, gateway.many() as client:
            room = gateway.rooms["m"]
            await client.subscribe(tiers=[2])
            await client.receive_message()
            for number in range(1, 500):
                room.publish_state(
                    encoded_state(number, score(number) | {"note": str(number) * 200_000})
                )
            versions = [0]
            while versions[-1] < 499:
                received = await client.receive_message()
                versions.append(received.get("to") or received["version"])
            assert len(versions) < 200, "what the buffers of the connection do not hold is skipped"

    run(scenario())


def test_texts_are_encoded_once_for_all_sockets() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway:
            room = gateway.rooms["m"]
            bowl(room, 1)
            async with asyncio.TaskGroup() as group:
                ready = asyncio.Semaphore(0)
                for _ in range(20):
                    group.create_task(follow_three_balls(gateway, ready))
                for _ in range(20):
                    await ready.acquire()
                made = gateway.encoder.texts.made
                assert made == 2  # a snapshot each of tiers 0 and 2
                for number in (2, 3, 4):
                    bowl(room, number)
                    await wait_until_sent(gateway, 20 * 3 * (number - 1))
            assert gateway.encoder.texts.made == made + 3 * 3  # two deltas and an event a ball

    run(scenario())


async def wait_until_sent(gateway: Gateway, deltas: int) -> None:
    """Wait until the gateway has sent `deltas` messages after the first three of each socket."""
    registry = gateway.metrics.registry
    labels = {"direction": "out"}
    await eventually(
        lambda: registry.get_sample_value("ws_messages_total", labels) == 20 * 3 + deltas
    )


async def follow_three_balls(gateway: Gateway, ready: asyncio.Semaphore) -> None:
    """Follow three balls on all tiers."""
    async with gateway.many() as client:
        await client.subscribe(tiers=[0, 1, 2])
        for _ in range(3):
            await client.receive_message()
        ready.release()
        await read_balls(client)


async def read_balls(client: Client) -> None:
    """Check the nine messages of three balls."""
    received = [json.loads(await client.receive_text()) for _ in range(9)]
    assert [each["to"] for each in received if each["tier"] == 0] == [2000, 3000, 4000]
    assert [each["events"][0]["id"] for each in received if each["tier"] == 1] == [
        "1_2",
        "1_3",
        "1_4",
    ]
