"""Tests that concurrent workers and the readers between their writes end with the same feed."""

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
from tests.handlers.scored_matches import SECOND, ScoredMatch
from tests.handlers.test_feed_reader import MATCH_ID, WorkerKilled


class Turmoil:
    """Workers that start while others write, are killed or sleep, and readers between writes."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.match = ScoredMatch(40)
        self.readers = (Reader(), Reader())
        self.queue = list(self.events())
        self.depth = 0

    def events(self) -> Iterator[Callable[[], ObservedAction]]:
        """Yield balls, with voids and redos of old ones between them."""
        log, put = self.match.log, self.match.store.put
        for _ in range(25):
            yield self.match.write_next_ball
            if self.chance.random() < 0.4:
                name, document = log[self.chance.randrange(1, 40)]
                voided = document | {"isVoided": self.chance.random() < 0.6}
                yield partial(put, name, voided)

    def run_worker(self) -> None:
        """Handle the next event, which is sometimes dropped; its worker may be killed."""
        changed = self.queue.pop(0)()
        if self.chance.random() < 0.1:
            return
        self.depth += 1
        try:
            catch_up(self.match.store, self.match.now, MATCH_ID, [changed])
        except WorkerKilled:
            pass
        finally:
            self.depth -= 1

    def interfere(self) -> None:
        """Interfere before a write: read, let time pass, start or kill a worker."""
        store, chance = self.match.store, self.chance
        self.readers[0].read(store.events)
        self.readers[1].read(store.events, limit=2)
        if chance.random() < 0.1:
            self.match.now.at += LIMITS.lease * chance.random() * 2
        if self.queue and self.depth < 4 and chance.random() < 0.3:
            self.interfere_with_next_write()
            self.run_worker()
        self.interfere_with_next_write()
        if chance.random() < 0.05:
            raise WorkerKilled

    def interfere_with_next_write(self) -> None:
        """Interfere with the next write, too."""
        store = self.match.store
        store.before_follow_up = self.interfere
        store.before_commit = self.interfere if self.chance.random() < 0.2 else None

    def play(self) -> None:
        """Play all events, then reconcile, as the schedule does."""
        while self.queue:
            self.match.now.at += SECOND
            self.interfere_with_next_write()
            self.run_worker()
        store = self.match.store
        store.before_follow_up = store.before_commit = None
        self.match.now.at += 10 * LIMITS.lease
        reconcile(store, self.match.now, MATCH_ID)


@pytest.mark.usefixtures("small_pages", "small_commits")
@pytest.mark.parametrize(
    "seed", [*range(8), *(pytest.param(each, marks=pytest.mark.slow) for each in range(8, 25))]
)
def test_concurrent_workers_and_readers_between_writes_end_with_the_same_feed(seed: int) -> None:
    turmoil = Turmoil(seed)
    turmoil.play()
    turmoil.match.check_feed()
    for reader in turmoil.readers:
        reader.read(turmoil.match.store.events)
        assert reader.documents == turmoil.match.store.events
