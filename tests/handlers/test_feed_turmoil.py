"""Workers at odds over the feed, and readers between them, end with the same feed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from scrbrd.handlers.catch_up import catch_up
from scrbrd.handlers.limits import LIMITS
from scrbrd.handlers.ports import ObservedAction
from scrbrd.handlers.reconcile import reconcile
from tests.fakes.reader import Reader
from tests.handlers.scored import (
    SECOND,
    Scored,
)
from tests.handlers.test_feed_reader import MATCH_ID, Broken


class Turmoil:
    """Workers that come while others write, are killed, or sleep; and readers who look on."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.match = Scored(40)
        self.readers = (Reader(), Reader())
        self.todo = list(self.events())
        self.depth = 0

    def events(self) -> Iterator[Callable[[], ObservedAction]]:
        """Balls, with old ones voided and taken back between."""
        log, put = self.match.log, self.match.store.put
        for _ in range(25):
            yield self.match.ball
            if self.chance.random() < 0.4:
                name, document = log[self.chance.randrange(1, 40)]
                voided = document | {"isVoided": self.chance.random() < 0.6}
                yield partial(put, name, voided)

    def worker(self) -> None:
        """An event, sometimes dropped; its worker may be killed."""
        moved = self.todo.pop(0)()
        if self.chance.random() < 0.1:
            return
        self.depth += 1
        try:
            catch_up(self.match.store, self.match.now, MATCH_ID, [moved])
        except Broken:
            pass
        finally:
            self.depth -= 1

    def meddle(self) -> None:
        """What happens before a write."""
        store, chance = self.match.store, self.chance
        self.readers[0].read(store.events)
        self.readers[1].read(store.events, most=2)
        if chance.random() < 0.1:
            self.match.now.at += LIMITS.lease * chance.random() * 2
        if self.todo and self.depth < 4 and chance.random() < 0.3:
            self.arm()
            self.worker()
        self.arm()
        if chance.random() < 0.05:
            raise Broken

    def arm(self) -> None:
        """Meddle with the next write, too."""
        store = self.match.store
        store.before_after = self.meddle
        store.before_commit = self.meddle if self.chance.random() < 0.2 else None

    def play(self) -> None:
        """All of it, healed in the end, as the schedule does."""
        while self.todo:
            self.match.now.at += SECOND
            self.arm()
            self.worker()
        store = self.match.store
        store.before_after = store.before_commit = None
        self.match.now.at += 10 * LIMITS.lease
        reconcile(store, self.match.now, MATCH_ID)


@pytest.mark.usefixtures("small_pages", "deep")
@pytest.mark.parametrize(
    "seed", [*range(8), *(pytest.param(each, marks=pytest.mark.slow) for each in range(8, 25))]
)
def test_workers_at_odds_and_readers_between_end_with_the_same_feed(seed: int) -> None:
    turmoil = Turmoil(seed)
    turmoil.play()
    turmoil.match.check()
    for reader in turmoil.readers:
        reader.read(turmoil.match.store.events)
        assert reader.held == turmoil.match.store.events
