"""Tests that a new process restores earlier event versions from the log, also for answers without
sequence numbers, so that a lagging cache neither removes a ball nor restores an earlier version."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.actions import Delivery
from scrbrd_ingest.changes import LAG_BELIEVED_AFTER
from scrbrd_ingest.model import FeedEvent, Observation
from scrbrd_ingest.ports import FeedRequest
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import FakeProvider, poll_events
from tests.ingest.test_unordered_answers import MatchBehindCache

REVISED_INDEX = 27


def with_runs(event: FeedEvent, runs: int) -> FeedEvent:
    """Return a ball with other runs off the bat."""
    fields = {"runsOffBat": runs, "totalRuns": runs, "boundary": False}
    return replace(event, action={**event.action, **fields})


class RevisedMatch(MatchBehindCache):
    """A match in which one ball was revised twice."""

    def __init__(self, revisions: tuple[int, ...] = (7, 5)) -> None:
        super().__init__()
        self.alpha.is_whole_cached = True
        self.fence, self.last_follower = 1, self.follower
        for runs in revisions:
            self.publish(runs)
        self.log_at_restart = self.store.known.log

    def publish(self, runs: int | None, until: int = 30, times: int = 1, lag: int = 0) -> None:
        """Poll with the provider at a number of events and the revised ball with these runs."""
        known = self.events[REVISED_INDEX]
        revised = known if runs is None else with_runs(known, runs)
        self.alpha.distort = lambda events: [
            revised if each.id == known.id else each for each in events
        ]
        self.alpha.until, self.alpha.lag = until, lag
        self.fence += self.follower is not self.last_follower
        self.last_follower = self.follower
        poll_events(self.follower, self.fence, times)

    @property
    def runs(self) -> int:
        """The runs of the revised ball that count in the log."""
        chain = [each for each in self.store.known.log.values() if not each.is_voided]
        [ball] = [
            each for each in chain if each.provider_event_id == self.events[REVISED_INDEX].id
        ][-1:]
        assert isinstance(ball, Delivery)
        return ball.runs_off_bat


def restart(match: RevisedMatch) -> None:
    """Continue with a new follower, as after a restart of the process."""
    match.follower = match.new_follower()


@pytest.mark.parametrize("runs", [None, 7], ids=["the-first", "the-second"])
def test_a_new_process_does_not_restore_an_earlier_version_of_a_ball(runs: int | None) -> None:
    match = RevisedMatch()
    restart(match)
    match.publish(runs, times=LAG_BELIEVED_AFTER - 1)
    assert match.store.known.log == match.log_at_restart
    match.publish(5, until=31)
    match.publish(runs, until=31, times=LAG_BELIEVED_AFTER - 1)
    assert (match.runs, len(match.store.known.log)) == (5, len(match.log_at_restart) + 1)


def test_an_earlier_version_repeated_often_enough_counts_after_a_restart() -> None:
    match = RevisedMatch()
    restart(match)
    match.publish(7, times=LAG_BELIEVED_AFTER)
    assert match.runs == 7
    corrections = len(match.store.known.log)
    match.publish(7, times=5)
    assert len(match.store.known.log) == corrections
    match.publish(7, until=32)
    assert len(match.store.known.log) == corrections + 2, "the match goes on"


def test_a_version_of_a_ball_that_was_never_sent_before_counts_at_once() -> None:
    match = RevisedMatch()
    restart(match)
    match.publish(3)
    assert match.runs == 3


@pytest.mark.parametrize("lag", [1, 3])
def test_a_new_process_voids_no_ball_because_of_a_lagging_cache(lag: int) -> None:
    match = RevisedMatch()
    restart(match)
    match.publish(5, times=LAG_BELIEVED_AFTER - 1, lag=lag)
    assert match.store.known.log == match.log_at_restart
    match.publish(5, until=31)
    assert (match.voided_count, match.runs) == (0, 5)
    assert len(match.store.known.log) == len(match.log_at_restart) + 1


def test_a_match_returned_to_a_process_keeps_the_revisions_made_meanwhile() -> None:
    match = RevisedMatch(revisions=())
    first = match.follower
    restart(match)
    match.publish(5)
    assert match.runs == 5
    log, match.follower = match.store.known.log, first
    match.publish(None, times=LAG_BELIEVED_AFTER)
    assert match.store.known.log == log
    match.publish(5, until=31)
    assert (match.runs, match.voided_count) == (5, 0)


class PartialProvider(FakeProvider):
    """A provider whose answers lack their last events and therefore declare no coverage."""

    is_ordered = True
    missing_events = 0

    async def observe(self, provider_match_id: str, request: FeedRequest) -> Observation:
        """Return the requested answer without its last events."""
        self.distort = lambda events: events[: len(events) - self.missing_events]
        answer = await super().observe(provider_match_id, request)
        covers = None if self.missing_events else answer.covers
        return replace(answer, covers=covers, sequence=answer.sequence if self.is_ordered else None)


@pytest.mark.parametrize("is_ordered", [True, False])
def test_events_missing_from_an_answer_without_coverage_stay_after_a_restart(
    *, is_ordered: bool
) -> None:
    match = FollowedMatch()
    match.alpha = PartialProvider("alpha", match.events)
    match.alpha.is_ordered = is_ordered
    match.follower = match.new_follower()
    match.play_to(30, step=10)
    match.follower, match.alpha.missing_events = match.new_follower(), 3
    poll_events(match.follower, fence=2, times=8)
    assert not any(each.is_voided for each in match.store.known.log.values())
    match.alpha.missing_events, match.alpha.until = 0, 32
    poll_events(match.follower, fence=2)
    assert (match.agrees_with_log, len(match.store.known.log)) == (True, 32)
    assert match.problems == []


def test_a_lagging_mirror_restores_no_earlier_version_after_a_restart() -> None:
    """The mirror's answers have rising numbers, as after a clock was set back, and nothing new."""
    match = FollowedMatch()
    match.alpha.window = 30
    match.play_to(30, step=10)
    known = match.events[REVISED_INDEX]
    match.alpha.distort = lambda events: [with_runs(e, 5) if e is known else e for e in events]
    poll_events(match.follower)
    log, newest = match.store.known.log, match.alpha.sequence
    assert len(log) == 31
    match.follower, match.alpha.distort = match.new_follower(), list
    for sequence in range(newest - 40, newest - 1):
        match.alpha.sequence = sequence
        poll_events(match.follower, fence=2)
    assert match.store.known.log == log
