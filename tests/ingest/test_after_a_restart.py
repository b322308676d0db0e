"""A process that begins knows of the log what was said before it, in answers without an order too:
a cache that lags takes no ball back, and brings no earlier word of one back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.actions import Delivery
from scrbrd_ingest.changes import TAKEN_BACK
from scrbrd_ingest.model import FeedEvent, Observation
from scrbrd_ingest.ports import Ask
from tests.ingest.followed import Ground
from tests.ingest.memory import Teller, polled
from tests.ingest.test_unordered_answers import Lagging

AT = 27


def with_runs(event: FeedEvent, runs: int) -> FeedEvent:
    """A ball with other runs off the bat."""
    fields = {"runsOffBat": runs, "totalRuns": runs, "boundary": False}
    return replace(event, action={**event.action, **fields})


class Restarted(Lagging):
    """A match of which one ball was revised, to some runs and to others."""

    def __init__(self, revised: tuple[int, ...] = (7, 5)) -> None:
        super().__init__()
        self.alpha.is_whole_cached = True
        self.fence, self.last = 1, self.follower
        for runs in revised:
            self.say(runs)
        self.log_then = self.store.known.log

    def say(self, runs: int | None, until: int = 30, times: int = 1, lag: int = 0) -> None:
        """Let the provider say all up to an event, one ball with these runs."""
        known = self.events[AT]
        word = known if runs is None else with_runs(known, runs)
        self.alpha.spoil = lambda told: [word if each.id == known.id else each for each in told]
        self.alpha.until, self.alpha.lag = until, lag
        self.fence += self.follower is not self.last
        self.last = self.follower
        polled(self.follower, self.fence, times)

    @property
    def runs(self) -> int:
        """The runs of the ball that count in the log."""
        chain = [each for each in self.store.known.log.values() if not each.is_voided]
        [ball] = [each for each in chain if each.provider_event_id == self.events[AT].id][-1:]
        assert isinstance(ball, Delivery)
        return ball.runs_off_bat


def another(ground: Restarted) -> None:
    """Another process asks."""
    ground.follower = ground.another()


@pytest.mark.parametrize("word", [None, 7], ids=["the-first", "the-second"])
def test_a_process_that_begins_brings_no_earlier_word_of_a_ball_back(word: int | None) -> None:
    ground = Restarted()
    another(ground)
    ground.say(word, times=TAKEN_BACK - 1)
    assert ground.store.known.log == ground.log_then
    ground.say(5, until=31)
    ground.say(word, until=31, times=TAKEN_BACK - 1)
    assert (ground.runs, len(ground.store.known.log)) == (5, len(ground.log_then) + 1)


def test_what_is_said_often_enough_counts_after_a_restart_too() -> None:
    ground = Restarted()
    another(ground)
    ground.say(7, times=TAKEN_BACK)
    assert ground.runs == 7
    corrections = len(ground.store.known.log)
    ground.say(7, times=5)
    assert len(ground.store.known.log) == corrections
    ground.say(7, until=32)
    assert len(ground.store.known.log) == corrections + 2, "the match goes on"


def test_a_word_that_was_never_said_counts_at_once() -> None:
    ground = Restarted()
    another(ground)
    ground.say(3)
    assert ground.runs == 3


@pytest.mark.parametrize("lag", [1, 3])
def test_a_process_that_begins_takes_no_ball_back_by_a_cache_that_lags(lag: int) -> None:
    ground = Restarted()
    another(ground)
    ground.say(5, times=TAKEN_BACK - 1, lag=lag)
    assert ground.store.known.log == ground.log_then
    ground.say(5, until=31)
    assert (ground.voided, ground.runs) == (0, 5)
    assert len(ground.store.known.log) == len(ground.log_then) + 1


def test_a_match_that_comes_back_to_a_process_keeps_what_was_revised_meanwhile() -> None:
    ground = Restarted(revised=())
    first = ground.follower
    another(ground)
    ground.say(5)
    assert ground.runs == 5
    log, ground.follower = ground.store.known.log, first
    ground.say(None, times=TAKEN_BACK)
    assert ground.store.known.log == log
    ground.say(5, until=31)
    assert (ground.runs, ground.voided) == (5, 0)


class InPart(Teller):
    """A provider whose answers lack a part, and say so: they cover nothing."""

    is_ordered = True
    lacks = 0

    async def observe(self, provider_match_id: str, ask: Ask) -> Observation:
        """Return what is asked for."""
        self.spoil = lambda told: told[: len(told) - self.lacks]
        found = await super().observe(provider_match_id, ask)
        covers = None if self.lacks else found.covers
        return replace(found, covers=covers, sequence=found.sequence if self.is_ordered else None)


@pytest.mark.parametrize("is_ordered", [True, False])
def test_what_an_answer_lacks_that_covers_nothing_stays_after_a_restart(
    *, is_ordered: bool
) -> None:
    ground = Ground()
    ground.alpha = InPart("alpha", ground.events)
    ground.alpha.is_ordered = is_ordered
    ground.follower = ground.another()
    ground.tell(30, step=10)
    ground.follower, ground.alpha.lacks = ground.another(), 3
    polled(ground.follower, fence=2, times=8)
    assert not any(each.is_voided for each in ground.store.known.log.values())
    ground.alpha.lacks, ground.alpha.until = 0, 32
    polled(ground.follower, fence=2)
    assert (ground.stands, len(ground.store.known.log)) == (True, 32)
    assert ground.problems == []


def test_a_mirror_that_is_behind_brings_no_earlier_word_back_after_a_restart() -> None:
    """Its answers are in order, as of a clock that was set back, and say nothing that is new."""
    ground = Ground()
    ground.alpha.window = 30
    ground.tell(30, step=10)
    known = ground.events[AT]
    ground.alpha.spoil = lambda told: [with_runs(e, 5) if e is known else e for e in told]
    polled(ground.follower)
    log, newest = ground.store.known.log, ground.alpha.sequence
    assert len(log) == 31
    ground.follower, ground.alpha.spoil = ground.another(), list
    for late in range(newest - 40, newest - 1):
        ground.alpha.sequence = late
        polled(ground.follower, fence=2)
    assert ground.store.known.log == log
