"""`/v1/ws`: many matches on one socket, snapshots, deltas, errors."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from scrbrd_gateway.model import Cursor
from scrbrd_gateway.sockets import SocketLimits
from scrbrd_gateway.sockets.requests import read_request
from tests.gateway.client_models import BEFORE_MARKS
from tests.gateway.fake_rooms import ball, bowl, encoded_state, feed_event, score, ticker
from tests.gateway.socket_serving import Client, Tokens, eventually, run, serving


async def snapshots(client: Client, tiers: list[int]) -> dict[int, dict[str, Any]]:
    """Return the first snapshot of each tier."""
    found = [await client.message() for _ in tiers]
    assert all(each["type"] == "snapshot" for each in found)
    return {each["tier"]: each for each in found}


def test_a_subscription_begins_with_the_whole_of_each_tier() -> None:
    async def talk() -> None:
        async with serving() as gateway, gateway.many() as client:
            bowl(gateway.rooms["m"], 1)
            await client.subscribe(tiers=[0, 1, 2])
            received = await snapshots(client, [0, 2, 1])
            assert received[0]["document"] == {**ticker(1), "version": 1000}
            assert received[2]["document"] == {**score(1), "version": 1000}
            assert received[0]["version"] == received[2]["version"] == 1000
            assert received[1]["events"] == []
            assert (received[1]["replay"], received[1]["resumed"]) == (False, None)
            assert received[1]["cursor"] == Cursor(1, "1_1").text("m")

    run(talk())


def test_a_ball_brings_an_event_and_deltas_from_version_to_version() -> None:
    async def talk() -> None:
        async with serving() as gateway, gateway.many() as client:
            room = gateway.rooms["m"]
            bowl(room, 1)
            await client.subscribe(tiers=[0, 1, 2])
            await snapshots(client, [0, 1, 2])
            bowl(room, 2)
            received = [
                await client.message() for _ in range(3)
            ]  # in the order that listeners bring
            small, event, whole = sorted(received, key=lambda each: each["tier"])
            assert (event["from"], event["to"]) == (
                Cursor(1, "1_1").text("m"),
                Cursor(2, "1_2").text("m"),
            )
            assert event["events"] == [{"id": "1_2", "cursor": event["to"], "document": ball(2)}]
            assert [(each["type"], each["tier"]) for each in (small, whole)] == [
                ("delta", 0), ("delta", 2),
            ]  # fmt: skip
            assert (small["from"], small["to"]) == (1000, 2000)
            assert {"op": "replace", "path": "/innings/0/runs", "value": 2} in small["patch"]

    run(talk())


def test_a_match_begins_with_nothing_and_gets_its_first_state_whole() -> None:
    async def talk() -> None:
        async with serving() as gateway, gateway.many() as client:
            await client.subscribe(tiers=[0])
            first = await client.message()
            assert (first["version"], first["document"]) == (None, None)
            gateway.rooms["m"].publish_state(ticker=encoded_state(7, ticker(0)))
            second = await client.message()
            assert (second["type"], second["version"]) == ("snapshot", 7)

    run(talk())


def test_many_matches_on_one_socket_and_one_is_left() -> None:
    async def talk() -> None:
        async with serving("m", "n") as gateway, gateway.many() as client:
            for match_id in ("m", "n"):
                await client.subscribe(match_id, tiers=[0])
                assert (await client.message())["match_id"] == match_id
            await client.send({"type": "unsubscribe", "match_id": "m"})
            await eventually(lambda: gateway.followers.counts == {"n": 1})
            gateway.rooms["m"].publish_state(ticker=encoded_state(1, ticker(1)))
            gateway.rooms["n"].publish_state(ticker=encoded_state(2, ticker(2)))
            assert (await client.message())["match_id"] == "n"
            assert not gateway.rooms["m"].readers

    run(talk())


def test_subscribing_again_gives_the_whole_anew_in_the_place_of_the_old() -> None:
    async def talk() -> None:
        async with serving() as gateway, gateway.many() as client:
            bowl(gateway.rooms["m"], 1)
            await client.subscribe(tiers=[0])
            await client.message()
            await client.subscribe(tiers=[1], after="start")
            first, page = await client.message(), await client.message()
            assert (first["resumed"], first["cursor"]) == (True, None)
            assert (page["replay"], [each["id"] for each in page["events"]]) == (True, ["1_1"])
            assert gateway.followers.count("m") == len(gateway.rooms["m"].readers) == 1

    run(talk())


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        ("?", "malformed"),
        (Cursor(1, "a/b").text("m"), "malformed"),
        (Cursor(9, "1_9").text("m"), "foreign"),
        (Cursor(3, "1_3").text("another"), "foreign"),
        (BEFORE_MARKS, "foreign"),
        (Cursor(1, "1_7").text("m"), "gap"),
        (Cursor(1, "1_1").text("m"), "gap"),
    ],
    ids=[
        "no cursor",
        "no id",
        "newer than the match",
        "of another match",
        "of before marks",
        "never there",
        "deleted since",
    ],
)
def test_a_cursor_that_cannot_be_used_is_said_and_the_whole_feed_follows(
    after: str, reason: str
) -> None:
    async def talk() -> None:
        async with serving() as gateway, gateway.many() as client:
            room = gateway.rooms["m"]
            for number in (1, 2, 3):
                bowl(room, number)
            room.forget("1_1")
            await client.subscribe(tiers=[1], after=after)
            first, page = await client.message(), await client.message()
            assert (first["resumed"], first["reason"], first["cursor"]) == (False, reason, None)
            assert [each["id"] for each in page["events"]] == ["1_2", "1_3"]

    run(talk())


def test_a_cursor_whose_event_was_changed_since_is_still_good() -> None:
    async def talk() -> None:
        async with serving() as gateway, gateway.many() as client:
            room = gateway.rooms["m"]
            for number in (1, 2):
                bowl(room, number)
            room.publish_event(feed_event(3, "1_1", ball(1)))
            await client.subscribe(tiers=[1], after=Cursor(1, "1_1").text("m"))
            first, page = await client.message(), await client.message()
            assert first["resumed"] is True
            assert [each["id"] for each in page["events"]] == ["1_2", "1_1"]

    run(talk())


UNREADABLE = (
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
UNKNOWN = ("other", "a/b", "..", "__m__", "日本")


def test_a_message_that_is_refused_is_answered_and_the_connection_stays() -> None:
    async def talk() -> None:
        async with serving() as gateway, gateway.many() as client:
            for each in UNREADABLE:
                await client.send(each)
                assert (await client.message())["code"] == "bad_message", each
            for match_id in UNKNOWN:
                await client.subscribe(match_id)
                received = await client.message()
                assert (received["code"], received["match_id"]) == ("unknown_match", match_id)
            await client.send("ping")
            assert await client.text() == "pong"

    run(talk())


@pytest.mark.parametrize("tiers", [[3], [0, -1], ["1"], ["events"], [True], [1.5]], ids=str)
def test_a_tier_that_is_none_is_told_with_its_field(tiers: list[Any]) -> None:
    async def talk() -> None:
        async with serving() as gateway, gateway.many() as client:
            await client.subscribe(tiers=tiers)
            received = await client.message()
            assert (received["type"], received["code"]) == ("error", "bad_message")
            assert received["message"] == "subscribe.tiers: should be 0, 1 or 2"

    run(talk())


@pytest.mark.parametrize(
    ("text", "received"),
    [
        ('{"type": "watch", "match_id": "m"}', "type: should be auth or ping or close"),
        ('{"match_id": "m"}', "type: should be auth or ping or close"),
        ("[1]", "no JSON object"),
        ("{", "no JSON"),
    ],
    ids=["another type", "no type", "a list", "a part"],
)
def test_a_message_of_no_type_is_told_of_those_there_are(text: str, received: str) -> None:
    assert read_request(text, is_live=True) == received
    others = received.replace("auth", "auth or subscribe or unsubscribe")
    assert read_request(text, is_live=False) == others


@pytest.mark.parametrize(
    "limits",
    [SocketLimits(subscriptions=1), SocketLimits(matches_per_address=1)],
    ids=["of a socket", "of an address"],
)
def test_as_many_matches_as_may_be_followed_are(limits: SocketLimits) -> None:
    async def talk() -> None:
        async with serving("m", "n", limits=limits) as gateway, gateway.many() as client:
            await client.subscribe("m", tiers=[0])
            await client.message()
            await client.subscribe("n", tiers=[0])
            received = await client.message()
            assert (received["code"], received["match_id"]) == ("subscription_limit", "n")
            await client.send({"type": "unsubscribe", "match_id": "m"})
            await client.subscribe("n", tiers=[0])
            assert (await client.message())["type"] == "snapshot"

    run(talk())


def test_nobody_needs_a_token_and_one_that_is_sent_is_answered() -> None:
    async def talk() -> None:
        limits = SocketLimits(auth_seconds=0.05)
        async with serving(limits=limits) as gateway, gateway.many() as client:
            await client.subscribe(tiers=[0])
            assert (await client.message())["type"] == "snapshot"
            await asyncio.sleep(0.1)  # longer than a token is waited for where one is needed
            await client.send({"type": "auth", "token": "good"})
            assert (await client.message())["type"] == "ready"

    run(talk())


def test_a_bad_token_is_refused_without_a_word_of_it() -> None:
    async def talk() -> None:
        async with serving(tokens=Tokens()) as gateway, gateway.many() as client:
            await client.send({"type": "auth", "token": "secret-of-mine"})
            text = await client.text()
            assert '"unauthorized"' in text
            assert "secret" not in text
            assert await client.close_code() == 4500

    run(talk())


def test_a_client_that_closes_is_not_dead() -> None:
    async def talk() -> None:
        async with serving() as gateway:
            async with gateway.many() as client:
                await client.socket.close()
            await eventually(lambda: not gateway.drain.sockets)
            assert gateway.metrics.registry.get_sample_value("ws_dead_connections_total") == 0

    run(talk())


def test_a_lost_client_leaves_nothing_behind() -> None:
    async def talk() -> None:
        async with serving() as gateway:
            async with gateway.many() as client:
                await client.subscribe()
                await client.message()
                client.socket.transport.abort()
            await eventually(lambda: not gateway.followers.counts)
            await eventually(lambda: not gateway.drain.sockets)
            assert (gateway.rooms.inside, gateway.rooms["m"].readers) == (0, [])
            assert gateway.metrics.registry.get_sample_value("ws_dead_connections_total") == 1
            await asyncio.sleep(0)

    run(talk())


def test_a_cursor_that_another_process_was_quicker_to_tell_is_still_good() -> None:
    async def talk() -> None:
        async with serving() as gateway, gateway.many() as client:
            room = gateway.rooms["m"]
            for number in (1, 2):
                bowl(room, number)
            third = feed_event(3, "1_3", ball(3))
            room.feed["1_3"] = third  # stored, but the listeners here have not brought it yet
            await client.subscribe(tiers=[1], after=third.cursor.text("m"))
            first = await client.message()
            assert (first["resumed"], first["cursor"]) == (True, third.cursor.text("m"))
            room.publish_event(third)
            bowl(room, 4)
            received = await client.message()
            assert (received["from"], [each["id"] for each in received["events"]]) == (
                third.cursor.text("m"), ["1_4"],
            )  # fmt: skip

    run(talk())
