"""Tests `/v1/ws`: many matches on one socket, with snapshots, deltas and errors."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from scrbrd_gateway.model import Cursor
from scrbrd_gateway.sockets import SocketLimits
from scrbrd_gateway.sockets.requests import read_request
from tests.gateway.client_models import UNMARKED_CURSOR
from tests.gateway.fake_rooms import ball, bowl, encoded_state, feed_event, score, ticker
from tests.gateway.served_sockets import Client, FakeTokens, eventually, run, serve_sockets


async def first_snapshots(client: Client, tiers: list[int]) -> dict[int, dict[str, Any]]:
    """Return the first snapshot of each tier."""
    messages = [await client.receive_message() for _ in tiers]
    assert all(each["type"] == "snapshot" for each in messages)
    return {each["tier"]: each for each in messages}


def test_a_subscription_begins_with_a_snapshot_of_each_tier() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway, gateway.many() as client:
            bowl(gateway.rooms["m"], 1)
            await client.subscribe(tiers=[0, 1, 2])
            received = await first_snapshots(client, [0, 2, 1])
            assert received[0]["document"] == {**ticker(1), "version": 1000}
            assert received[2]["document"] == {**score(1), "version": 1000}
            assert received[0]["version"] == received[2]["version"] == 1000
            assert received[1]["events"] == []
            assert (received[1]["replay"], received[1]["resumed"]) == (False, None)
            assert received[1]["cursor"] == Cursor(1, "1_1").text("m")

    run(scenario())


def test_a_ball_sends_an_event_and_deltas_between_versions() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway, gateway.many() as client:
            room = gateway.rooms["m"]
            bowl(room, 1)
            await client.subscribe(tiers=[0, 1, 2])
            await first_snapshots(client, [0, 1, 2])
            bowl(room, 2)
            # The messages are in the order in which the listeners deliver.
            received = [await client.receive_message() for _ in range(3)]
            scoreboard_delta, event, stats_delta = sorted(received, key=lambda each: each["tier"])
            assert (event["from"], event["to"]) == (
                Cursor(1, "1_1").text("m"),
                Cursor(2, "1_2").text("m"),
            )
            assert event["events"] == [{"id": "1_2", "cursor": event["to"], "document": ball(2)}]
            assert [(each["type"], each["tier"]) for each in (scoreboard_delta, stats_delta)] == [
                ("delta", 0), ("delta", 2),
            ]  # fmt: skip
            assert (scoreboard_delta["from"], scoreboard_delta["to"]) == (1000, 2000)
            assert {"op": "replace", "path": "/innings/0/runs", "value": 2} in scoreboard_delta[
                "patch"
            ]

    run(scenario())


def test_a_match_without_a_state_gets_its_first_state_as_a_snapshot() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway, gateway.many() as client:
            await client.subscribe(tiers=[0])
            first = await client.receive_message()
            assert (first["version"], first["document"]) == (None, None)
            gateway.rooms["m"].publish_state(ticker=encoded_state(7, ticker(0)))
            second = await client.receive_message()
            assert (second["type"], second["version"]) == ("snapshot", 7)

    run(scenario())


def test_after_an_unsubscribe_only_the_other_match_is_sent() -> None:
    async def scenario() -> None:
        async with serve_sockets("m", "n") as gateway, gateway.many() as client:
            for match_id in ("m", "n"):
                await client.subscribe(match_id, tiers=[0])
                assert (await client.receive_message())["match_id"] == match_id
            await client.send({"type": "unsubscribe", "match_id": "m"})
            await eventually(lambda: gateway.followers.counts == {"n": 1})
            gateway.rooms["m"].publish_state(ticker=encoded_state(1, ticker(1)))
            gateway.rooms["n"].publish_state(ticker=encoded_state(2, ticker(2)))
            assert (await client.receive_message())["match_id"] == "n"
            assert not gateway.rooms["m"].readers

    run(scenario())


def test_a_second_subscription_replaces_the_first_and_sends_a_snapshot_again() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway, gateway.many() as client:
            bowl(gateway.rooms["m"], 1)
            await client.subscribe(tiers=[0])
            await client.receive_message()
            await client.subscribe(tiers=[1], after="start")
            first, page = await client.receive_message(), await client.receive_message()
            assert (first["resumed"], first["cursor"]) == (True, None)
            assert (page["replay"], [each["id"] for each in page["events"]]) == (True, ["1_1"])
            assert gateway.followers.count("m") == len(gateway.rooms["m"].readers) == 1

    run(scenario())


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        ("?", "malformed"),
        (Cursor(1, "a/b").text("m"), "malformed"),
        (Cursor(9, "1_9").text("m"), "foreign"),
        (Cursor(3, "1_3").text("another"), "foreign"),
        (UNMARKED_CURSOR, "foreign"),
        (Cursor(1, "1_7").text("m"), "gap"),
        (Cursor(1, "1_1").text("m"), "gap"),
    ],
    ids=[
        "not a cursor",
        "invalid id",
        "newer than the match",
        "of another match",
        "without a match mark",
        "of an unknown event",
        "of a deleted event",
    ],
)
def test_an_unusable_cursor_is_reported_and_the_whole_feed_follows(after: str, reason: str) -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway, gateway.many() as client:
            room = gateway.rooms["m"]
            for number in (1, 2, 3):
                bowl(room, number)
            room.expire_event("1_1")
            await client.subscribe(tiers=[1], after=after)
            first, page = await client.receive_message(), await client.receive_message()
            assert (first["resumed"], first["reason"], first["cursor"]) == (False, reason, None)
            assert [each["id"] for each in page["events"]] == ["1_2", "1_3"]

    run(scenario())


def test_a_cursor_whose_event_was_changed_since_is_still_valid() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway, gateway.many() as client:
            room = gateway.rooms["m"]
            for number in (1, 2):
                bowl(room, number)
            room.publish_event(feed_event(3, "1_1", ball(1)))
            await client.subscribe(tiers=[1], after=Cursor(1, "1_1").text("m"))
            first, page = await client.receive_message(), await client.receive_message()
            assert first["resumed"] is True
            assert [each["id"] for each in page["events"]] == ["1_2", "1_1"]

    run(scenario())


MALFORMED_MESSAGES = (
    {"type": "subscribe", "match_id": "m", "tiers": [3]},
    {"type": "subscribe", "match_id": "m", "tiers": []},
    {"type": "subscribe", "match_id": "m", "aftr": "x"},
    {"type": "subscribe", "match_id": 7},
    {"type": "subscribe", "match_id": "x" * 1_501},
    {"type": "dance"},
    "",
    "[]",
    "{",
    "[" * 5000,
    '{"a":' * 2500,
    '{"type":"unsubscribe","match_id":"\\ud800"}',
    '{"type":"ping","type":NaN}',
)
UNKNOWN_MATCH_IDS = ("other", "a/b", "..", "__m__", "日本")


def test_a_refused_message_is_answered_and_the_connection_stays_open() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway, gateway.many() as client:
            for each in MALFORMED_MESSAGES:
                await client.send(each)
                assert (await client.receive_message())["code"] == "bad_message", each
            for match_id in UNKNOWN_MATCH_IDS:
                await client.subscribe(match_id)
                received = await client.receive_message()
                assert (received["code"], received["match_id"]) == ("unknown_match", match_id)
            await client.send("ping")
            assert await client.receive_text() == "pong"

    run(scenario())


@pytest.mark.parametrize("tiers", [[3], [0, -1], ["1"], ["events"], [True], [1.5]], ids=str)
def test_an_invalid_tier_is_refused_with_its_field(tiers: list[Any]) -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway, gateway.many() as client:
            await client.subscribe(tiers=tiers)
            received = await client.receive_message()
            assert (received["type"], received["code"]) == ("error", "bad_message")
            assert received["message"] == "subscribe.tiers: should be 0, 1 or 2"

    run(scenario())


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ('{"type": "watch", "match_id": "m"}', "type: should be auth or ping or close"),
        ('{"match_id": "m"}', "type: should be auth or ping or close"),
        ("[1]", "no JSON object"),
        ("{", "no JSON"),
    ],
    ids=["another type", "no type", "a list", "incomplete JSON"],
)
def test_a_message_of_an_unknown_type_is_refused_with_the_known_types(
    text: str, refusal: str
) -> None:
    assert read_request(text, is_live=True) == refusal
    refusal_on_many = refusal.replace("auth", "auth or subscribe or unsubscribe")
    assert read_request(text, is_live=False) == refusal_on_many


@pytest.mark.parametrize(
    "limits",
    [SocketLimits(subscriptions=1), SocketLimits(matches_per_address=1)],
    ids=["of a socket", "of an address"],
)
def test_the_number_of_followed_matches_is_limited(limits: SocketLimits) -> None:
    async def scenario() -> None:
        async with serve_sockets("m", "n", limits=limits) as gateway, gateway.many() as client:
            await client.subscribe("m", tiers=[0])
            await client.receive_message()
            await client.subscribe("n", tiers=[0])
            received = await client.receive_message()
            assert (received["code"], received["match_id"]) == ("subscription_limit", "n")
            await client.send({"type": "unsubscribe", "match_id": "m"})
            await client.subscribe("n", tiers=[0])
            assert (await client.receive_message())["type"] == "snapshot"

    run(scenario())


def test_no_token_is_needed_and_a_valid_one_is_acknowledged() -> None:
    async def scenario() -> None:
        limits = SocketLimits(auth_seconds=0.05)
        async with serve_sockets(limits=limits) as gateway, gateway.many() as client:
            await client.subscribe(tiers=[0])
            assert (await client.receive_message())["type"] == "snapshot"
            await asyncio.sleep(0.1)  # longer than the time allowed where a token is required
            await client.send({"type": "auth", "token": "good"})
            assert (await client.receive_message())["type"] == "ready"

    run(scenario())


def test_an_invalid_token_is_refused_without_being_repeated() -> None:
    async def scenario() -> None:
        async with serve_sockets(tokens=FakeTokens()) as gateway, gateway.many() as client:
            await client.send({"type": "auth", "token": "secret-of-mine"})
            text = await client.receive_text()
            assert '"unauthorized"' in text
            assert "secret" not in text
            assert await client.close_code() == 4500

    run(scenario())


def test_a_client_that_closes_is_not_counted_as_dead() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway:
            async with gateway.many() as client:
                await client.socket.close()
            await eventually(lambda: not gateway.drain.sockets)
            assert gateway.metrics.registry.get_sample_value("ws_dead_connections_total") == 0

    run(scenario())


def test_a_lost_client_leaves_no_reader_or_follower_behind() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway:
            async with gateway.many() as client:
                await client.subscribe()
                await client.receive_message()
                client.socket.transport.abort()
            await eventually(lambda: not gateway.followers.counts)
            await eventually(lambda: not gateway.drain.sockets)
            assert (gateway.rooms.readers_inside, gateway.rooms["m"].readers) == (0, [])
            assert gateway.metrics.registry.get_sample_value("ws_dead_connections_total") == 1
            await asyncio.sleep(0)

    run(scenario())


def test_a_cursor_from_a_process_that_is_ahead_is_valid() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway, gateway.many() as client:
            room = gateway.rooms["m"]
            for number in (1, 2):
                bowl(room, number)
            third = feed_event(3, "1_3", ball(3))
            room.feed["1_3"] = third  # stored, but not delivered by the listeners here yet
            await client.subscribe(tiers=[1], after=third.cursor.text("m"))
            first = await client.receive_message()
            assert (first["resumed"], first["cursor"]) == (True, third.cursor.text("m"))
            room.publish_event(third)
            bowl(room, 4)
            received = await client.receive_message()
            assert (received["from"], [each["id"] for each in received["events"]]) == (
                third.cursor.text("m"), ["1_4"],
            )  # fmt: skip

    run(scenario())
