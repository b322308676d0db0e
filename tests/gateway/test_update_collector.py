"""Tests the gathering of updates: those of one commit from three listeners are sent together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache

from scrbrd_gateway.match_feed import MatchUpdate
from scrbrd_gateway.model import EncodedDocument, MatchView
from scrbrd_gateway.sockets.channels import TiersChannel
from scrbrd_gateway.sockets.encoding import Encoder
from scrbrd_gateway.sockets.requests import Tier
from scrbrd_gateway.source import Target
from scrbrd_gateway.update_collector import UpdateCollector
from tests.gateway.fakes import event
from tests.gateway.served_sockets import eventually

LONG_SECONDS = 60.0


@cache
def encoded_state(version: int) -> EncodedDocument:
    """Return the state of a version, the same object each time."""
    return EncodedDocument.of(version, {"version": version}, b"{}")


def gathered_updates(
    seconds: float, add: Callable[[UpdateCollector], None], update_count: int
) -> list[MatchUpdate]:
    """Return the updates that the gatherer passes on, once there are `update_count`."""

    async def scenario() -> list[MatchUpdate]:
        updates = list[MatchUpdate]()
        gatherer = UpdateCollector(seconds, updates.append)
        add(gatherer)
        await eventually(lambda: len(updates) >= update_count)
        gatherer.drop()
        return updates

    return asyncio.run(scenario())


def test_updates_of_all_three_listeners_are_sent_together_without_waiting() -> None:
    def add(gatherer: UpdateCollector) -> None:
        gatherer.add(Target.EVENTS, MatchUpdate(events=(event(1),)))
        gatherer.add(Target.TICKER, MatchUpdate(ticker=encoded_state(1)))
        gatherer.add(Target.SCORE, MatchUpdate(score=encoded_state(1)))

    [update] = gathered_updates(LONG_SECONDS, add, 1)
    assert (update.score, update.ticker, update.events) == (
        encoded_state(1),
        encoded_state(1),
        (event(1),),
    )


def test_updates_of_one_listener_are_sent_when_the_time_is_over() -> None:
    def add(gatherer: UpdateCollector) -> None:
        gatherer.add(Target.EVENTS, MatchUpdate(events=(event(1),)))
        gatherer.add(Target.EVENTS, MatchUpdate(events=(event(2),)))

    [update] = gathered_updates(0.01, add, 1)
    assert update.events == (event(1), event(2))


def test_the_newer_of_two_states_is_sent_in_whatever_order_they_arrive() -> None:
    def add(gatherer: UpdateCollector) -> None:
        for version in (2, 1):
            gatherer.add(Target.SCORE, MatchUpdate(score=encoded_state(version)))

    [update] = gathered_updates(0.01, add, 1)
    assert update.score == encoded_state(2)


def test_without_a_waiting_time_each_update_is_sent_at_once() -> None:
    def add(gatherer: UpdateCollector) -> None:
        gatherer.add(Target.SCORE, MatchUpdate(score=encoded_state(1)))
        gatherer.add(Target.TICKER, MatchUpdate(ticker=encoded_state(1)))

    assert len(gathered_updates(0.0, add, 2)) == 2


def test_no_update_is_sent_twice_or_after_the_gatherer_was_dropped() -> None:
    async def scenario() -> None:
        updates = list[MatchUpdate]()
        gatherer = UpdateCollector(0.01, updates.append)
        for target in Target:
            gatherer.add(target, MatchUpdate(score=encoded_state(1)))
        gatherer.add(Target.SCORE, MatchUpdate(score=encoded_state(2)))
        gatherer.drop()
        await asyncio.sleep(0.03)
        assert len(updates) == 1

    asyncio.run(scenario())


class RecordingConnection:
    """A connection that records the number of messages of each write."""

    is_clear = True

    def __init__(self) -> None:
        self.written = list[int]()

    def send_now(self, frames: bytes, count: int) -> None:
        assert frames
        self.written.append(count)

    async def send(self, text: str) -> None:
        raise AssertionError(text)


def test_the_messages_of_a_ball_are_written_to_a_socket_in_one_write() -> None:
    connection = RecordingConnection()
    channel = TiersChannel(connection, Encoder(), "m", (Tier.SCOREBOARD, Tier.EVENTS))
    assert channel.send_new_now(MatchView("m", ticker=encoded_state(1)), [event(1)])
    assert channel.send_new_now(MatchView("m", ticker=encoded_state(1), score=encoded_state(2)), [])
    assert connection.written == [2]
