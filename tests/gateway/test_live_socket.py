"""Tests `/live`, which sends the state and then every event with the state of its innings."""

from __future__ import annotations

import asyncio

import pytest

from scrbrd_gateway.model import Cursor
from scrbrd_gateway.sockets import SocketLimits
from tests.gateway.fake_rooms import ball, bowl, encoded_state, feed_event, over_complete, score
from tests.gateway.served_sockets import LIVE_PATH, FakeTokens, eventually, run, serve_sockets


def test_a_spectator_gets_the_state_then_each_event_with_the_state_after_it() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway:
            room = gateway.rooms["m"]
            bowl(room, 1)
            async with gateway.live() as client:
                first = await client.receive_message()
                assert first["type"] == "CONNECTION_ESTABLISHED"
                assert first["state"] == {**score(1), "version": 1000}
                assert (first["resumed"], first["cursor"]) == (None, Cursor(1, "1_1").text("m"))
                bowl(room, 2, over_complete())
                received, over = await client.receive_message(), await client.receive_message()
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

    run(scenario())


def test_an_event_waits_for_the_score_that_includes_it() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway:
            room = gateway.rooms["m"]
            bowl(room, 1)
            async with gateway.live() as client:
                await client.receive_message()
                room.publish_event(feed_event(2, "1_2", ball(2)))
                await eventually(lambda: room.readers[0].waiting_since is None)
                room.publish_state(encoded_state(2000, score(2)))
                assert (await client.receive_message())["inningsState"]["runs"] == 2

    run(scenario())


def test_a_void_waits_for_the_score_without_the_ball() -> None:
    """The listeners of a match may be on two streams, and the feed's may be first. The score alone
    causes no message, so the innings state of the void stays until the next ball."""

    async def scenario() -> None:
        async with serve_sockets() as gateway:
            room = gateway.rooms["m"]
            bowl(room, 1)
            bowl(room, 2)
            async with gateway.live() as client:
                await client.receive_message()
                room.publish_event(feed_event(3000, "1_2", {**ball(2), "isRetracted": True}))
                await eventually(lambda: room.readers[0].waiting_since is None)
                room.publish_state(encoded_state(3000, {**score(1), "lastActionId": "1_2"}))
                assert (await client.receive_message())["inningsState"]["runs"] == 1

    run(scenario())


def test_a_dispute_event_does_not_wait_for_a_score() -> None:
    async def scenario() -> None:
        limits = SocketLimits(anonymous_allowed=True, state_seconds=60.0)
        async with serve_sockets(limits=limits) as gateway:
            room = gateway.rooms["m"]
            bowl(room, 1)
            async with gateway.live() as client:
                await client.receive_message()
                room.publish_event(feed_event(3000, "dispute_1_1", ball(1)))
                assert (await client.receive_message())["inningsState"]["runs"] == 1

    run(scenario())


def test_an_event_whose_score_does_not_come_is_sent_after_a_short_time() -> None:
    async def scenario() -> None:
        limits = SocketLimits(anonymous_allowed=True, state_seconds=0.05)
        async with serve_sockets(limits=limits) as gateway:
            room = gateway.rooms["m"]
            bowl(room, 1)
            async with gateway.live() as client:
                await client.receive_message()
                room.publish_event(feed_event(2, "1_2", ball(2)))
                state = (await client.receive_message())["inningsState"]
                assert (state["runs"], state["lastActionId"]) == (1, "1_1")

    run(scenario())


RESUME_CURSORS = {
    "new": "",
    "back": Cursor(2, "1_2").text("m"),
    "behind": Cursor(1, "1_1").text("m"),
}


@pytest.mark.parametrize("after", RESUME_CURSORS.values(), ids=RESUME_CURSORS)
def test_the_first_state_includes_the_events_that_are_not_sent_again(after: str) -> None:
    """A client may connect between a ball's event and its score, or come from a process that was
    ahead. A score alone causes no message: the state would lack the ball until the next one."""

    async def scenario() -> None:
        async with serve_sockets() as gateway:
            room = gateway.rooms["m"]
            bowl(room, 1)
            if after == RESUME_CURSORS["back"]:
                room.feed["1_2"] = feed_event(2, "1_2", ball(2))  # not received by this process yet
            else:
                room.publish_event(feed_event(2, "1_2", ball(2)))
            async with gateway.live(query=after and f"?after={after}") as client:
                await eventually(lambda: bool(room.readers))
                await asyncio.sleep(0.05)
                room.publish_event(feed_event(2, "1_2", ball(2)))
                room.publish_event(feed_event(3, "1_3", ball(3)))
                room.publish_state(encoded_state(3000, score(3)))
                first = await client.receive_message()
                assert first["state"] == {**score(3), "version": 3000}
                assert first["cursor"] == (after or RESUME_CURSORS["back"])
                received = await client.receive_message()
                if received["replay"]:
                    received = await client.receive_message()
                assert (received["actionId"], received["inningsState"]["runs"]) == ("1_3", 3)

    run(scenario())


def test_a_state_that_does_not_arrive_is_awaited_only_for_a_short_time() -> None:
    async def scenario() -> None:
        limits = SocketLimits(anonymous_allowed=True, state_seconds=0.05)
        async with serve_sockets(limits=limits) as gateway:
            room = gateway.rooms["m"]
            bowl(room, 1)
            room.publish_event(feed_event(2, "1_2", ball(2)))
            async with gateway.live() as client:
                assert (await client.receive_message())["version"] == 1000
                bowl(room, 3)
                assert (await client.receive_message())["actionId"] == "1_3"

    run(scenario())


def test_an_action_without_events_is_sent_as_fact_recorded() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway, gateway.live() as client:
            assert (await client.receive_message())["state"] is None
            document = {**ball(1), "events": [], "fact": {"type": "play_stopped", "reason": "rain"}}
            gateway.rooms["m"].publish_state(encoded_state(1, score(1)))
            gateway.rooms["m"].publish_event(feed_event(1, "1_1", document))
            received = await client.receive_message()
            assert (received["type"], received["fact"]["reason"]) == ("FACT_RECORDED", "rain")

    run(scenario())


def test_a_resuming_client_gets_the_missed_events_marked_as_replay() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway:
            room = gateway.rooms["m"]
            for number in (1, 2, 3):
                bowl(room, number)
            async with gateway.live(query=f"?after={Cursor(1, '1_1').text('m')}") as client:
                assert (await client.receive_message())["resumed"] is True
                missed = [await client.receive_message(), await client.receive_message()]
                assert [each["actionId"] for each in missed] == ["1_2", "1_3"]
                assert all(each["replay"] and "inningsState" not in each for each in missed)
                bowl(room, 4)
                assert (await client.receive_message())["replay"] is False

    run(scenario())


def test_text_ping_is_answered_with_pong_and_close_with_1000() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway, gateway.live() as client:
            await client.receive_message()
            await client.send("ping")
            assert await client.receive_text() == "pong"
            await client.send({"type": "ping"})
            assert await client.receive_message() == {"type": "pong"}
            await client.send("close")
            assert await client.close_code() == 1000

    run(scenario())


AUTHENTICATED_ONLY = SocketLimits(auth_seconds=0.2)


@pytest.mark.parametrize("way", ["message", "sub-protocol", "query"])
def test_a_token_can_be_sent_in_three_ways(way: str) -> None:
    async def scenario() -> None:
        async with serve_sockets(limits=AUTHENTICATED_ONLY) as gateway:
            path = LIVE_PATH.format("m") + ("?token=good" if way == "query" else "")
            offered = ["scrbrd.v1", "bearer.good"] if way == "sub-protocol" else None
            async with gateway.open(path, subprotocols=offered) as client:
                assert client.socket.subprotocol == (offered and "scrbrd.v1")
                if way == "message":
                    await client.send({"type": "auth", "token": "good"})
                assert (await client.receive_message())["uid"] == "uid-good"
                assert (await client.receive_message())["type"] == "CONNECTION_ESTABLISHED"

    run(scenario())


@pytest.mark.parametrize("query", ["", "?token=good"], ids=["anonymous", "authenticated"])
def test_a_connected_client_can_resume_by_a_cursor_sent_with_its_token(query: str) -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway:
            for number in (1, 2, 3):
                bowl(gateway.rooms["m"], number)
            async with gateway.live(query=query) as client:
                assert (await client.receive_until("CONNECTION_ESTABLISHED"))["resumed"] is None
                after = Cursor(1, "1_1").text("m")
                await client.send({"type": "auth", "token": "good", "after": after})
                established = await client.receive_until("CONNECTION_ESTABLISHED")
                assert (established["resumed"], established["cursor"]) == (True, after)
                assert [(await client.receive_message())["actionId"] for _ in range(2)] == [
                    "1_2",
                    "1_3",
                ]
                bowl(gateway.rooms["m"], 4)
                assert (await client.receive_message())["actionId"] == "1_4"
                assert gateway.followers.count("m") == 1

    run(scenario())


def test_a_resuming_client_may_send_its_cursor_with_the_token() -> None:
    async def scenario() -> None:
        async with serve_sockets(limits=AUTHENTICATED_ONLY) as gateway:
            bowl(gateway.rooms["m"], 1)
            async with gateway.live() as client:
                await client.send({"type": "auth", "token": "good", "after": "start"})
                assert (await client.receive_until("CONNECTION_ESTABLISHED"))["resumed"] is True
                assert (await client.receive_message())["actionId"] == "1_1"

    run(scenario())


@pytest.mark.parametrize(
    ("first", "code"),
    [(None, 4501), ({"type": "auth", "token": "bad"}, 4500), ("close", 1000)],
    ids=["nothing", "a bad token", "close"],
)
def test_a_socket_without_a_valid_token_is_closed(first: dict[str, str] | str, code: int) -> None:
    async def scenario() -> None:
        async with serve_sockets(limits=AUTHENTICATED_ONLY) as gateway, gateway.live() as client:
            if first:
                await client.send(first)
            assert await client.close_code() == code

    run(scenario())


def test_an_expiring_token_closes_the_connection_unless_it_was_renewed() -> None:
    async def scenario() -> None:
        tokens = FakeTokens({"short": 0.2, "good": 3600.0})
        async with serve_sockets(limits=AUTHENTICATED_ONLY, tokens=tokens) as gateway:
            async with gateway.live(query="?token=short") as client:
                assert await client.close_code() == 4001
            async with gateway.live(query="?token=short") as client:
                await client.send({"type": "auth", "token": "good"})
                await client.receive_until("ready")
                await client.receive_until("ready")
                await asyncio.sleep(0.3)  # longer than the first token lasts
                await client.send("ping")
                while (received := await client.receive_text()) != "pong":
                    assert "CONNECTION_ESTABLISHED" in received

    run(scenario())


def test_an_unknown_or_invalid_match_id_is_refused_for_good() -> None:
    async def scenario() -> None:
        async with serve_sockets("m", "Ünïcode·1") as gateway:
            for match_id in ("other", "__x__", "%E4%BD%A0"):
                async with gateway.live(match_id) as client:
                    assert await client.close_code() == 4503
            async with gateway.live("%C3%9Cn%C3%AFcode%C2%B71") as client:
                assert (await client.receive_message())["matchId"] == "Ünïcode·1"

    run(scenario())


def test_connections_to_one_match_are_limited() -> None:
    async def scenario() -> None:
        limits = SocketLimits(anonymous_allowed=True, connections_per_match=1)
        async with serve_sockets(limits=limits) as gateway, gateway.live() as first:
            await first.receive_message()
            async with gateway.live() as second:
                assert await second.close_code() == 4003
            assert gateway.followers.counts == {"m": 1}
            assert gateway.metrics.registry.get_sample_value("ws_rooms") == 1

    run(scenario())


def test_event_streams_do_not_count_as_sockets_of_a_match() -> None:
    async def scenario() -> None:
        limits = SocketLimits(anonymous_allowed=True, connections_per_match=1)
        async with serve_sockets(limits=limits) as gateway:
            with gateway.followers.follows("m"):
                async with gateway.live() as client:
                    await client.receive_until("CONNECTION_ESTABLISHED")

    run(scenario())


def test_an_address_at_its_limit_of_matches_may_follow_the_same_match_again() -> None:
    async def scenario() -> None:
        limits = SocketLimits(anonymous_allowed=True, matches_per_address=1)
        async with serve_sockets("m", "n", limits=limits) as gateway:
            async with gateway.live() as first, gateway.live() as second:
                await first.receive_message()
                await second.receive_message()
                async with gateway.live("n") as third:
                    assert await third.close_code() == 4004
            await eventually(lambda: not gateway.followers.counts)
            async with gateway.live("n") as client:
                await client.receive_until("CONNECTION_ESTABLISHED")

    run(scenario())


def test_heartbeats_are_sent_and_an_idle_connection_is_closed() -> None:
    async def scenario() -> None:
        limits = SocketLimits(anonymous_allowed=True, heartbeat_seconds=0.05, idle_seconds=0.3)
        async with serve_sockets(limits=limits) as gateway, gateway.live() as client:
            await client.receive_message()
            assert await client.receive_message() == {"type": "heartbeat"}
            assert await client.close_code() == 4000

    run(scenario())
