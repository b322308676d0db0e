"""A scored match for tests of the feed, with hooks that run before each feed write."""

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
from tests.handlers.test_feed_races import action_documents, new_store, without_stamps
from tests.handlers.test_feed_reader import MATCH_ID, feed_from_log, kill_worker

OVER = "1 . 2 . 1 . "
SECOND = timedelta(seconds=1)


class Clock:
    """A clock that advances a millisecond per call; a test may move it."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at


class OneBowler(Book):
    """A book in which one player bowls every over, so that no over is found to end early.

    If the first ball is voided, every later ball therefore gets another place in its over.
    """

    def usual_bowler(self) -> PlayerId:
        """Return the last player of the fielding side."""
        return player(AWAY, 11)


class ScoredMatch:
    """A match with a number of balls already scored, and further balls to score one by one."""

    def __init__(self, balls: int, **match: Any) -> None:
        self.now = Clock()
        self.store = new_store(format="Custom", **match)
        book = OneBowler().innings(HOME, OVER * ((balls + 60) // 6))
        self.log = action_documents(book)
        for each in self.log[:balls]:
            self.store.put(*each)
        rebuild(self.store, self.now, MATCH_ID, "as it was")
        self.next_index = balls
        self.now.at += 60 * SECOND

    def write_next_ball(self) -> ObservedAction:
        """Write the next ball and return it as its event shows it."""
        self.next_index += 1
        return self.store.put(*self.log[self.next_index - 1])

    def score_next_ball(self) -> None:
        """Score the next ball; assert that it neither waits nor is retried."""
        event = self.write_next_ball()
        result = catch_up(self.store, self.now, MATCH_ID, [event])
        assert (result.path, result.tries) == (Route.NEXT, 1)
        assert (self.store.score or {})["lastActionId"] == event.action_id

    def void_first_ball(self) -> ObservedAction:
        """Void the first ball, which changes or may change the feed documents of all others."""
        name, document = self.log[1]
        return self.store.put(name, document | {"isVoided": True})

    def has_pending_feed(self) -> bool:
        """Return True if documents of the feed are pending."""
        snapshot = self.store.read_state(MATCH_ID).snapshot
        return isinstance(snapshot, Snapshot) and snapshot.pending.feed > 0

    def check_feed(self) -> None:
        """Assert that the feed is complete and agrees with the log."""
        assert not self.has_pending_feed()
        assert without_stamps(self.store.events) == feed_from_log(self.store)
        assert verify(self.store, self.now, MATCH_ID) == []


def before_each_write(store: MemoryMatchStore, callback: Callable[[int], None]) -> None:
    """Call `callback` before each write of the lease's holder with its number, from 0."""
    numbers = iter(range(1_000_000))

    def hook() -> None:
        callback(next(numbers))
        store.before_follow_up = hook

    store.before_follow_up = hook


def kill_before_write(store: MemoryMatchStore, number: int) -> None:
    """Kill the worker before its write with this number under the lease, from 0."""
    before_each_write(store, lambda each: kill_worker() if each == number else None)
