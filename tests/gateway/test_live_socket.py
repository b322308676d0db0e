"""`/live`: the state, then every event with the state of its innings."""

from __future__ import annotations

import asyncio

import pytest

from scrbrd_gateway.model import Cursor
from scrbrd_gateway.sockets import SocketLimits
from tests.gateway.fake_rooms import ball, bowl, encoded_state, feed_event, over_complete, score
from tests.gateway.socket_serving import LIVE, Tokens, eventually, run, serving


def test_a_spectator_gets_the_state_then_each_event_with_the_state_after_it() -> None:
    async def talk() -> None:
        async with serving() as gateway:
            room = gateway.rooms["m"]
            bowl(room, 1)
            async with gateway.live() as client:
                first = await client.message()
                assert first["type"] == "CONNECTION_ESTABLISHED"
                assert first["state"] == {**score(1), "version": 1000}
                assert (first["resumed"], first["cursor"]) == (None, Cursor(1, "1_1").text("m"))
                bowl(room, 2, over_complete())
                received, over = await client.message(), await client.message()
                assert (received["type"], received["part"], received["parts"]) == (
                    "BALL_BOWLED",
                    1,
                    2,
                )
                assert received["data"]["strikerName"] == "Home 1"
                assert received["commentary"] == "Away 11 to Home 1, 1 run"
                assert received["inningsState"]["runs"] == 2
                assert received["inningsState"]["lastActionId"] == received["actionId"] == "1_2"
                assert (over["type"], over["part"]) == ("OVER_COMPLETE", 2)
                assert over["cursor"] == received["cursor"] == Cursor(2, "1_2").text("m")

    run(talk())


def test_an_event_waits_for_the_score_that_counts_it() -> None:
    async def talk() -> None:
        async with serving() as gateway:
            room = gateway.rooms["m"]
            bowl(room, 1)
            async with gateway.live() as client:
                await client.message()
                room.publish_event(feed_event(2, "1_2", ball(2)))
                await eventually(lambda: room.readers[0].waiting_since is None)
                room.publish_state(encoded_state(2000, score(2)))
                assert (await client.message())["inningsState"]["runs"] == 2

    run(talk())


def test_a_void_waits_for_the_score_without_the_ball() -> None:
    """The listeners of a match may be on two streams: the feed's may be first. No message comes of
    the score alone, so that what the void says of the innings stays until the next ball."""

    async def talk() -> None:
        async with serving() as gateway:
            room = gateway.rooms["m"]
            bowl(room, 1)
            bowl(room, 2)
            async with gateway.live() as client:
                await client.message()
                room.publish_event(feed_event(3000, "1_2", {**ball(2), "isRetracted": True}))
                await eventually(lambda: room.readers[0].waiting_since is None)
                room.publish_state(encoded_state(3000, {**score(1), "lastActionId": "1_2"}))
                assert (await client.message())["inningsState"]["runs"] == 1

    run(talk())


def test_what_has_no_score_of_its_own_waits_for_none() -> None:
    async def talk() -> None:
        limits = SocketLimits(anonymous_allowed=True, state_seconds=60.0)
        async with serving(limits=limits) as gateway:
            room = gateway.rooms["m"]
            bowl(room, 1)
            async with gateway.live() as client:
                await client.message()
                room.publish_event(feed_event(3000, "dispute_1_1", ball(1)))
                assert (await client.message())["inningsState"]["runs"] == 1

    run(talk())


def test_an_event_whose_score_does_not_come_is_sent_after_a_short_time() -> None:
    async def talk() -> None:
        limits = SocketLimits(anonymous_allowed=True, state_seconds=0.05)
        async with serving(limits=limits) as gateway:
            room = gateway.rooms["m"]
            bowl(room, 1)
            async with gateway.live() as client:
                await client.message()
                room.publish_event(feed_event(2, "1_2", ball(2)))
                state = (await client.message())["inningsState"]
                assert (state["runs"], state["lastActionId"]) == (1, "1_1")

    run(talk())


CAME_AS_FAR = {
    "new": "",
    "back": Cursor(2, "1_2").text("m"),
    "from afar": Cursor(1, "1_1").text("m"),
}


@pytest.mark.parametrize("after", CAME_AS_FAR.values(), ids=CAME_AS_FAR)
def test_the_first_state_counts_what_the_client_is_not_told_any_more(after: str) -> None:
    """Who comes between a ball's event and its score, or from a process that was ahead: no message
    comes of a score alone, so that the state would lack the ball until the next one."""

    async def talk() -> None:
        async with serving() as gateway:
            room = gateway.rooms["m"]
            bowl(room, 1)
            if after == CAME_AS_FAR["back"]:
                room.feed["1_2"] = feed_event(2, "1_2", ball(2))  # not heard of here yet
            else:
                room.publish_event(feed_event(2, "1_2", ball(2)))
            async with gateway.live(query=after and f"?after={after}") as client:
                await eventually(lambda: bool(room.readers))
                await asyncio.sleep(0.05)
                room.publish_event(feed_event(2, "1_2", ball(2)))
                room.publish_event(feed_event(3, "1_3", ball(3)))
                room.publish_state(encoded_state(3000, score(3)))
                first = await client.message()
                assert first["state"] == {**score(3), "version": 3000}
                assert first["cursor"] == (after or CAME_AS_FAR["back"])
                received = await client.message()
                if received["replay"]:
                    received = await client.message()
                assert (received["actionId"], received["inningsState"]["runs"]) == ("1_3", 3)

    run(talk())


def test_a_state_that_does_not_come_is_not_waited_for_any_longer() -> None:
    async def talk() -> None:
        limits = SocketLimits(anonymous_allowed=True, state_seconds=0.05)
        async with serving(limits=limits) as gateway:
            room = gateway.rooms["m"]
            bowl(room, 1)
            room.publish_event(feed_event(2, "1_2", ball(2)))
            async with gateway.live() as client:
                assert (await client.message())["version"] == 1000
                bowl(room, 3)
                assert (await client.message())["actionId"] == "1_3"

    run(talk())


def test_an_action_without_events_is_a_fact_recorded() -> None:
    async def talk() -> None:
        async with serving() as gateway, gateway.live() as client:
            assert (await client.message())["state"] is None
            document = {**ball(1), "events": [], "fact": {"type": "play_stopped", "reason": "rain"}}
            gateway.rooms["m"].publish_state(encoded_state(1, score(1)))
            gateway.rooms["m"].publish_event(feed_event(1, "1_1", document))
            received = await client.message()
            assert (received["type"], received["fact"]["reason"]) == ("FACT_RECORDED", "rain")

    run(talk())


def test_who_comes_back_gets_what_was_missed_and_is_told_so() -> None:
    async def talk() -> None:
        async with serving() as gateway:
            room = gateway.rooms["m"]
            for number in (1, 2, 3):
                bowl(room, number)
            async with gateway.live(query=f"?after={Cursor(1, '1_1').text('m')}") as client:
                assert (await client.message())["resumed"] is True
                missed = [await client.message(), await client.message()]
                assert [each["actionId"] for each in missed] == ["1_2", "1_3"]
                assert all(each["replay"] and "inningsState" not in each for each in missed)
                bowl(room, 4)
                assert (await client.message())["replay"] is False

    run(talk())


def test_text_ping_is_answered_with_pong_and_close_with_1000() -> None:
    async def talk() -> None:
        async with serving() as gateway, gateway.live() as client:
            await client.message()
            await client.send("ping")
            assert await client.text() == "pong"
            await client.send({"type": "ping"})
            assert await client.message() == {"type": "pong"}
            await client.send("close")
            assert await client.close_code() == 1000

    run(talk())


CLOSED = SocketLimits(auth_seconds=0.2)


@pytest.mark.parametrize("how", ["message", "sub-protocol", "query"])
def test_a_token_comes_in_three_ways(how: str) -> None:
    async def talk() -> None:
        async with serving(limits=CLOSED) as gateway:
            path = LIVE.format("m") + ("?token=good" if how == "query" else "")
            offered = ["scrbrd.v1", "bearer.good"] if how == "sub-protocol" else None
            async with gateway.open(path, subprotocols=offered) as client:
                assert client.socket.subprotocol == (offered and "scrbrd.v1")
                if how == "message":
                    await client.send({"type": "auth", "token": "good"})
                assert (await client.message())["uid"] == "uid-good"
                assert (await client.message())["type"] == "CONNECTION_ESTABLISHED"

    run(talk())


@pytest.mark.parametrize("query", ["", "?token=good"], ids=["anonymous", "let in"])
def test_a_cursor_beside_the_token_counts_for_who_is_let_in_already(query: str) -> None:
    async def talk() -> None:
        async with serving() as gateway:
            for number in (1, 2, 3):
                bowl(gateway.rooms["m"], number)
            async with gateway.live(query=query) as client:
                assert (await client.until("CONNECTION_ESTABLISHED"))["resumed"] is None
                after = Cursor(1, "1_1").text("m")
                await client.send({"type": "auth", "token": "good", "after": after})
                begins = await client.until("CONNECTION_ESTABLISHED")
                assert (begins["resumed"], begins["cursor"]) == (True, after)
                assert [(await client.message())["actionId"] for _ in range(2)] == ["1_2", "1_3"]
                bowl(gateway.rooms["m"], 4)
                assert (await client.message())["actionId"] == "1_4"
                assert gateway.followers.count("m") == 1

    run(talk())


def test_a_resuming_client_may_name_its_cursor_beside_the_token() -> None:
    async def talk() -> None:
        async with serving(limits=CLOSED) as gateway:
            bowl(gateway.rooms["m"], 1)
            async with gateway.live() as client:
                await client.send({"type": "auth", "token": "good", "after": "start"})
                assert (await client.until("CONNECTION_ESTABLISHED"))["resumed"] is True
                assert (await client.message())["actionId"] == "1_1"

    run(talk())


@pytest.mark.parametrize(
    ("first", "code"),
    [(None, 4501), ({"type": "auth", "token": "bad"}, 4500), ("close", 1000)],
    ids=["nothing", "a bad token", "close"],
)
def test_without_a_good_token_a_socket_is_closed(first: dict[str, str] | str, code: int) -> None:
    async def talk() -> None:
        async with serving(limits=CLOSED) as gateway, gateway.live() as client:
            if first:
                await client.send(first)
            assert await client.close_code() == code

    run(talk())


def test_a_token_that_ends_during_the_connection_closes_it_unless_another_came() -> None:
    async def talk() -> None:
        tokens = Tokens({"short": 0.2, "good": 3600.0})
        async with serving(limits=CLOSED, tokens=tokens) as gateway:
            async with gateway.live(query="?token=short") as client:
                assert await client.close_code() == 4001
            async with gateway.live(query="?token=short") as client:
                await client.send({"type": "auth", "token": "good"})
                await client.until("ready")
                await client.until("ready")
                await asyncio.sleep(0.3)  # longer than the first token lasts
                await client.send("ping")
                while (received := await client.text()) != "pong":
                    assert "CONNECTION_ESTABLISHED" in received

    run(talk())


def test_a_match_that_is_unknown_or_no_id_is_refused_for_good() -> None:
    async def talk() -> None:
        async with serving("m", "Ünïcode·1") as gateway:
            for match_id in ("other", "__x__", "%E4%BD%A0"):
                async with gateway.live(match_id) as client:
                    assert await client.close_code() == 4503
            async with gateway.live("%C3%9Cn%C3%AFcode%C2%B71") as client:
                assert (await client.message())["matchId"] == "Ünïcode·1"

    run(talk())


def test_as_many_as_may_watch_a_match_do() -> None:
    async def talk() -> None:
        limits = SocketLimits(anonymous_allowed=True, connections_per_match=1)
        async with serving(limits=limits) as gateway, gateway.live() as first:
            await first.message()
            async with gateway.live() as second:
                assert await second.close_code() == 4003
            assert gateway.followers.counts == {"m": 1}
            assert gateway.metrics.registry.get_sample_value("ws_rooms") == 1

    run(talk())


def test_event_streams_take_no_place_of_a_socket() -> None:
    async def talk() -> None:
        limits = SocketLimits(anonymous_allowed=True, connections_per_match=1)
        async with serving(limits=limits) as gateway:
            with gateway.followers.follows("m"):
                async with gateway.live() as client:
                    await client.until("CONNECTION_ESTABLISHED")

    run(talk())


def test_an_address_that_follows_too_many_matches_may_still_follow_those() -> None:
    async def talk() -> None:
        limits = SocketLimits(anonymous_allowed=True, matches_per_address=1)
        async with serving("m", "n", limits=limits) as gateway:
            async with gateway.live() as first, gateway.live() as second:
                await first.message()
                await second.message()
                async with gateway.live("n") as third:
                    assert await third.close_code() == 4004
            await eventually(lambda: not gateway.followers.counts)
            async with gateway.live("n") as client:
                await client.until("CONNECTION_ESTABLISHED")

    run(talk())


def test_heartbeats_come_and_a_quiet_connection_ends() -> None:
    async def talk() -> None:
        limits = SocketLimits(anonymous_allowed=True, heartbeat_seconds=0.05, idle_seconds=0.3)
        async with serving(limits=limits) as gateway, gateway.live() as client:
            await client.message()
            assert await client.message() == {"type": "heartbeat"}
            assert await client.close_code() == 4000

    run(talk())
