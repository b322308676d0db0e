"""What comes of a commit by three listeners is told at once, and nothing is kept back for long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache

from scrbrd_gateway.gathering import UpdateGatherer
from scrbrd_gateway.match_feed import MatchUpdate
from scrbrd_gateway.model import EncodedDocument, MatchView
from scrbrd_gateway.sockets.channels import TiersChannel
from scrbrd_gateway.sockets.encoding import Encoder
from scrbrd_gateway.sockets.requests import Tier
from scrbrd_gateway.source import Target
from tests.gateway.fakes import event
from tests.gateway.socket_serving import eventually

LONG = 60.0


@cache
def encoded_state(version: int) -> EncodedDocument:
    """The one state of a version."""
    return EncodedDocument.of(version, {"version": version}, b"{}")


def gathered(
    seconds: float, add: Callable[[UpdateGatherer], None], update_count: int
) -> list[MatchUpdate]:
    """Return what is told of what is added, once it is so much."""

    async def talk() -> list[MatchUpdate]:
        found = list[MatchUpdate]()
        gathering = UpdateGatherer(seconds, found.append)
        add(gathering)
        await eventually(lambda: len(found) >= update_count)
        gathering.drop()
        return found

    return asyncio.run(talk())


def test_what_three_listeners_bring_is_told_once_and_at_once() -> None:
    def add(gathering: UpdateGatherer) -> None:
        gathering.add(Target.EVENTS, MatchUpdate(events=(event(1),)))
        gathering.add(Target.TICKER, MatchUpdate(ticker=encoded_state(1)))
        gathering.add(Target.SCORE, MatchUpdate(score=encoded_state(1)))

    [update] = gathered(LONG, add, 1)
    assert (update.score, update.ticker, update.events) == (
        encoded_state(1),
        encoded_state(1),
        (event(1),),
    )


def test_what_one_listener_brings_is_told_when_the_time_is_over() -> None:
    def add(gathering: UpdateGatherer) -> None:
        gathering.add(Target.EVENTS, MatchUpdate(events=(event(1),)))
        gathering.add(Target.EVENTS, MatchUpdate(events=(event(2),)))

    [update] = gathered(0.01, add, 1)
    assert update.events == (event(1), event(2))


def test_the_newer_of_two_states_is_told_in_whatever_order_they_come() -> None:
    def add(gathering: UpdateGatherer) -> None:
        for version in (2, 1):
            gathering.add(Target.SCORE, MatchUpdate(score=encoded_state(version)))

    [update] = gathered(0.01, add, 1)
    assert update.score == encoded_state(2)


def test_without_a_time_nothing_waits() -> None:
    def add(gathering: UpdateGatherer) -> None:
        gathering.add(Target.SCORE, MatchUpdate(score=encoded_state(1)))
        gathering.add(Target.TICKER, MatchUpdate(ticker=encoded_state(1)))

    assert len(gathered(0.0, add, 2)) == 2


def test_nothing_is_told_twice_nor_after_it_was_dropped() -> None:
    async def talk() -> None:
        found = list[MatchUpdate]()
        gathering = UpdateGatherer(0.01, found.append)
        for target in Target:
            gathering.add(target, MatchUpdate(score=encoded_state(1)))
        gathering.add(Target.SCORE, MatchUpdate(score=encoded_state(2)))
        gathering.drop()
        await asyncio.sleep(0.03)
        assert len(found) == 1

    asyncio.run(talk())


class Line:
    """A line that notes what is written at once."""

    is_clear = True

    def __init__(self) -> None:
        self.written = list[int]()

    def send_now(self, frames: bytes, count: int) -> None:
        assert frames
        self.written.append(count)

    async def send(self, text: str) -> None:
        raise AssertionError(text)


def test_the_messages_of_a_ball_are_written_to_a_socket_in_one_turn() -> None:
    line = Line()
    channel = TiersChannel(line, Encoder(), "m", (Tier.SCOREBOARD, Tier.EVENTS))
    assert channel.send_new_now(MatchView("m", ticker=encoded_state(1)), [event(1)])
    assert channel.send_new_now(MatchView("m", ticker=encoded_state(1), score=encoded_state(2)), [])
    assert line.written == [2]
