"""A new process restores earlier event versions from the log, also for answers without an order, so
that a lagging cache neither removes a ball nor brings an earlier version back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.actions import Delivery
from scrbrd_ingest.changes import LAG_BELIEVED_AFTER
from scrbrd_ingest.model import FeedEvent, Observation
from scrbrd_ingest.ports import FeedRequest
from tests.ingest.followed import Ground
from tests.ingest.memory import FakeProvider, poll_events
from tests.ingest.test_unordered_answers import Lagging

AT = 27


def with_runs(event: FeedEvent, runs: int) -> FeedEvent:
    """A ball with other runs off the bat."""
    fields = {"runsOffBat": runs, "totalRuns": runs, "boundary": False}
    return replace(event, action={**event.action, **fields})


class Restarted(Lagging):
    """A match in which one ball was revised twice."""

    def __init__(self, revisions: tuple[int, ...] = (7, 5)) -> None:
        super().__init__()
        self.alpha.is_whole_cached = True
        self.fence, self.last = 1, self.follower
        for runs in revisions:
            self.publish(runs)
        self.log_then = self.store.known.log

    def publish(self, runs: int | None, until: int = 30, times: int = 1, lag: int = 0) -> None:
        """Poll with the provider at a number of events, one ball with these runs."""
        known = self.events[AT]
        revised = known if runs is None else with_runs(known, runs)
        self.alpha.distort = lambda events: [
            revised if each.id == known.id else each for each in events
        ]
        self.alpha.until, self.alpha.lag = until, lag
        self.fence += self.follower is not self.last
        self.last = self.follower
        poll_events(self.follower, self.fence, times)

    @property
    def runs(self) -> int:
        """The runs of the ball that count in the log."""
        chain = [each for each in self.store.known.log.values() if not each.is_voided]
        [ball] = [each for each in chain if each.provider_event_id == self.events[AT].id][-1:]
        assert isinstance(ball, Delivery)
        return ball.runs_off_bat


def new_follower(ground: Restarted) -> None:
    """Continue with another process."""
    ground.follower = ground.new_follower()


@pytest.mark.parametrize("runs", [None, 7], ids=["the-first", "the-second"])
def test_a_process_that_begins_brings_no_earlier_word_of_a_ball_back(runs: int | None) -> None:
    ground = Restarted()
    new_follower(ground)
    ground.publish(runs, times=LAG_BELIEVED_AFTER - 1)
    assert ground.store.known.log == ground.log_then
    ground.publish(5, until=31)
    ground.publish(runs, until=31, times=LAG_BELIEVED_AFTER - 1)
    assert (ground.runs, len(ground.store.known.log)) == (5, len(ground.log_then) + 1)


def test_what_is_said_often_enough_counts_after_a_restart_too() -> None:
    ground = Restarted()
    new_follower(ground)
    ground.publish(7, times=LAG_BELIEVED_AFTER)
    assert ground.runs == 7
    corrections = len(ground.store.known.log)
    ground.publish(7, times=5)
    assert len(ground.store.known.log) == corrections
    ground.publish(7, until=32)
    assert len(ground.store.known.log) == corrections + 2, "the match goes on"


def test_a_word_that_was_never_said_counts_at_once() -> None:
    ground = Restarted()
    new_follower(ground)
    ground.publish(3)
    assert ground.runs == 3


@pytest.mark.parametrize("lag", [1, 3])
def test_a_process_that_begins_takes_no_ball_back_by_a_cache_that_lags(lag: int) -> None:
    ground = Restarted()
    new_follower(ground)
    ground.publish(5, times=LAG_BELIEVED_AFTER - 1, lag=lag)
    assert ground.store.known.log == ground.log_then
    ground.publish(5, until=31)
    assert (ground.voided, ground.runs) == (0, 5)
    assert len(ground.store.known.log) == len(ground.log_then) + 1


def test_a_match_that_comes_back_to_a_process_keeps_what_was_revised_meanwhile() -> None:
    ground = Restarted(revisions=())
    first = ground.follower
    new_follower(ground)
    ground.publish(5)
    assert ground.runs == 5
    log, ground.follower = ground.store.known.log, first
    ground.publish(None, times=LAG_BELIEVED_AFTER)
    assert ground.store.known.log == log
    ground.publish(5, until=31)
    assert (ground.runs, ground.voided) == (5, 0)


class InPart(FakeProvider):
    """A provider whose answers lack a part, and declare that: they cover nothing."""

    is_ordered = True
    lacks = 0

    async def observe(self, provider_match_id: str, request: FeedRequest) -> Observation:
        """Return the requested answer without its last events."""
        self.distort = lambda events: events[: len(events) - self.lacks]
        found = await super().observe(provider_match_id, request)
        covers = None if self.lacks else found.covers
        return replace(found, covers=covers, sequence=found.sequence if self.is_ordered else None)


@pytest.mark.parametrize("is_ordered", [True, False])
def test_what_an_answer_lacks_that_covers_nothing_stays_after_a_restart(
    *, is_ordered: bool
) -> None:
    ground = Ground()
    ground.alpha = InPart("alpha", ground.events)
    ground.alpha.is_ordered = is_ordered
    ground.follower = ground.new_follower()
    ground.play_to(30, step=10)
    ground.follower, ground.alpha.lacks = ground.new_follower(), 3
    poll_events(ground.follower, fence=2, times=8)
    assert not any(each.is_voided for each in ground.store.known.log.values())
    ground.alpha.lacks, ground.alpha.until = 0, 32
    poll_events(ground.follower, fence=2)
    assert (ground.agrees_with_log, len(ground.store.known.log)) == (True, 32)
    assert ground.problems == []


def test_a_mirror_that_is_behind_brings_no_earlier_word_back_after_a_restart() -> None:
    """Its answers are in order, as of a clock that was set back, and say nothing that is new."""
    ground = Ground()
    ground.alpha.window = 30
    ground.play_to(30, step=10)
    known = ground.events[AT]
    ground.alpha.distort = lambda events: [with_runs(e, 5) if e is known else e for e in events]
    poll_events(ground.follower)
    log, newest = ground.store.known.log, ground.alpha.sequence
    assert len(log) == 31
    ground.follower, ground.alpha.distort = ground.new_follower(), list
    for late in range(newest - 40, newest - 1):
        ground.alpha.sequence = late
        poll_events(ground.follower, fence=2)
    assert ground.store.known.log == log
