"""A match of some balls and its next ones, and what happens before each write of its feed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from scrbrd.domain.vocabulary import PlayerId
from scrbrd.handlers.catch_up import Route, catch_up, rebuild
from scrbrd.handlers.ports import ObservedAction
from scrbrd.handlers.snapshot.model import Snapshot
from scrbrd.handlers.verify import verify
from tests.domain.notation import AWAY, HOME, Book, player
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.handlers.test_feed_races import documents, new_store, without_stamps
from tests.handlers.test_feed_reader import MATCH_ID, die, feed_from_nothing

OVER = "1 . 2 . 1 . "
SECOND = timedelta(seconds=1)


class Clock:
    """A millisecond a look; a test moves it on."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at


class OneBowler(Book):
    """A book in which one bowls every over, so that no over is seen to end early: without its first
    ball every later one stands elsewhere."""

    def usual_bowler(self) -> PlayerId:
        """The last of the fielding side."""
        return player(AWAY, 11)


class Scored:
    """A match of some balls, all of them in, and its next balls one by one."""

    def __init__(self, balls: int, **match: Any) -> None:
        self.now = Clock()
        self.store = new_store(format="Custom", **match)
        book = OneBowler().innings(HOME, OVER * ((balls + 60) // 6))
        self.log = documents(book)
        for each in self.log[:balls]:
            self.store.put(*each)
        rebuild(self.store, self.now, MATCH_ID, "as it was")
        self.next = balls
        self.now.at += 60 * SECOND

    def ball(self) -> ObservedAction:
        """The next ball, written."""
        self.next += 1
        return self.store.put(*self.log[self.next - 1])

    def scored(self) -> None:
        """Catch up with the next ball, which must neither wait nor try again."""
        event = self.ball()
        done = catch_up(self.store, self.now, MATCH_ID, [event])
        assert (done.path, done.tries) == (Route.NEXT, 1)
        assert (self.store.score or {})["lastActionId"] == event.action_id

    def corrected(self) -> ObservedAction:
        """The first ball voided: what is told of all others changes, or may."""
        name, document = self.log[1]
        return self.store.put(name, document | {"isVoided": True})

    def is_owed(self) -> bool:
        """Whether documents of the feed are still to be written."""
        snapshot = self.store.read_state(MATCH_ID).snapshot
        return isinstance(snapshot, Snapshot) and snapshot.pending.feed > 0

    def check(self) -> None:
        """The feed is whole, and that of the log."""
        assert not self.is_owed()
        assert without_stamps(self.store.events) == feed_from_nothing(self.store)
        assert verify(self.store, self.now, MATCH_ID) == []


def at_each_write(store: MemoryMatchStore, happens: Callable[[int], None]) -> None:
    """Let something happen before each write of the lease's holder, given its number from 0."""
    numbers = iter(range(1_000_000))

    def hook() -> None:
        happens(next(numbers))
        store.before_after = hook

    store.before_after = hook


def killed_at(store: MemoryMatchStore, number: int) -> None:
    """Let a worker die before its so-manieth write under the lease."""
    at_each_write(store, lambda each: die() if each == number else None)
