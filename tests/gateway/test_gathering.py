"""What comes of a commit by three listeners is told at once, and nothing is kept back for long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache

from scrbrd_gateway.gathering import Gathering
from scrbrd_gateway.match_feed import Seen
from scrbrd_gateway.model import MatchView, Shown
from scrbrd_gateway.sockets.channels import TiersChannel
from scrbrd_gateway.sockets.encoding import Encoder
from scrbrd_gateway.sockets.requests import Tier
from scrbrd_gateway.source import Target
from tests.gateway.fakes import event
from tests.gateway.socket_serving import eventually

LONG = 60.0


@cache
def shown(version: int) -> Shown:
    """The one state of a version."""
    return Shown.of(version, {"version": version}, b"{}")


def gathered(seconds: float, add: Callable[[Gathering], None], told: int) -> list[Seen]:
    """Return what is told of what is added, once it is so much."""

    async def talk() -> list[Seen]:
        found = list[Seen]()
        gathering = Gathering(seconds, found.append)
        add(gathering)
        await eventually(lambda: len(found) >= told)
        gathering.drop()
        return found

    return asyncio.run(talk())


def test_what_three_listeners_bring_is_told_once_and_at_once() -> None:
    def add(gathering: Gathering) -> None:
        gathering.add(Target.EVENTS, Seen(events=(event(1),)))
        gathering.add(Target.TICKER, Seen(ticker=shown(1)))
        gathering.add(Target.SCORE, Seen(score=shown(1)))

    [seen] = gathered(LONG, add, 1)
    assert (seen.score, seen.ticker, seen.events) == (shown(1), shown(1), (event(1),))


def test_what_one_listener_brings_is_told_when_the_time_is_over() -> None:
    def add(gathering: Gathering) -> None:
        gathering.add(Target.EVENTS, Seen(events=(event(1),)))
        gathering.add(Target.EVENTS, Seen(events=(event(2),)))

    [seen] = gathered(0.01, add, 1)
    assert seen.events == (event(1), event(2))


def test_the_newer_of_two_states_is_told_in_whatever_order_they_come() -> None:
    def add(gathering: Gathering) -> None:
        for version in (2, 1):
            gathering.add(Target.SCORE, Seen(score=shown(version)))

    [seen] = gathered(0.01, add, 1)
    assert seen.score == shown(2)


def test_without_a_time_nothing_waits() -> None:
    def add(gathering: Gathering) -> None:
        gathering.add(Target.SCORE, Seen(score=shown(1)))
        gathering.add(Target.TICKER, Seen(ticker=shown(1)))

    assert len(gathered(0.0, add, 2)) == 2


def test_nothing_is_told_twice_nor_after_it_was_dropped() -> None:
    async def talk() -> None:
        found = list[Seen]()
        gathering = Gathering(0.01, found.append)
        for target in Target:
            gathering.add(target, Seen(score=shown(1)))
        gathering.add(Target.SCORE, Seen(score=shown(2)))
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
    assert channel.tell_now(MatchView("m", ticker=shown(1)), [event(1)])
    assert channel.tell_now(MatchView("m", ticker=shown(1), score=shown(2)), [])
    assert line.written == [2]
