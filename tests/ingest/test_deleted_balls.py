"""Tests that the place of a deleted ball is not a gap, whichever process follows the match."""

from __future__ import annotations

import pytest

from scrbrd_ingest.log.records import RecordState
from scrbrd_ingest.model import FeedEvent
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import poll_events
from tests.ingest.minimal_follower import with_next_ball_number

WIDE_INDEX = 12
"""Index at which the provider inserts a wide that was none; later events are renumbered."""


class MatchWithExtraWide(FollowedMatch):
    """A match whose provider has one wide too many, and keeps the other numbers when it deletes
    it."""

    def __init__(self) -> None:
        super().__init__()
        ball = self.events[WIDE_INDEX]
        assert ball.place.ball > 1
        action = {**ball.action, "extras": {"wide": 1}, "runsOffBat": 0}
        self.wide = FeedEvent("wide", ball.place, action)
        later_events = [
            with_next_ball_number(each, ball.place) for each in self.events[WIDE_INDEX:]
        ]
        self.alpha.events = [*self.events[:WIDE_INDEX], self.wide, *later_events]
        self.play_to(WIDE_INDEX + 3)

    def poll_repeatedly(self, until: int) -> None:
        """Advance the provider, without the wide, to a number of its events, with polls."""
        while self.alpha.until < until:
            self.alpha.until += 2
            self.clock.forward(1)
            poll_events(self.follower, fence=2)

    @property
    def is_complete(self) -> bool:
        """Whether all of the provider's events count in the log, and none waits."""
        counting = [each for each in self.store.known.log.values() if not each.is_voided]
        assert self.store.feed is not None
        waits = self.store.feed["waiting"] or self.store.feed["gaps"]
        return len(counting) == self.alpha.until - 1 and not waits


@pytest.mark.parametrize("process", ["the-same", "another", "another-that-saw-it-go"])
def test_balls_after_a_deleted_ball_are_written(process: str) -> None:
    match = MatchWithExtraWide()
    if process == "another-that-saw-it-go":
        match.follower = match.new_follower()
    match.alpha.hidden = {"wide"}
    poll_events(match.follower, times=25)
    [record] = [each for each in match.store.known.records.values() if each.event_id == "wide"]
    assert record.state is RecordState.DELETED
    if process == "another":
        match.follower = match.new_follower()
    match.poll_repeatedly(WIDE_INDEX + 41)
    assert match.is_complete
    assert match.problems == []


def test_a_ball_deleted_between_two_processes_is_no_gap_at_once() -> None:
    match = MatchWithExtraWide()
    match.alpha.hidden = {"wide"}
    match.follower = match.new_follower()
    poll_events(match.follower, fence=2)
    assert match.is_complete


def test_a_ball_that_was_never_sent_is_a_gap_after_a_deleted_ball() -> None:
    match = MatchWithExtraWide()
    missing = match.alpha.events[WIDE_INDEX + 4]
    match.alpha.hidden = {"wide", missing.id}
    match.follower = match.new_follower()
    match.poll_repeatedly(WIDE_INDEX + 21)
    assert not match.is_complete
    assert match.store.feed is not None
    [gap] = match.store.feed["gaps"]
    assert gap["key"] == f"{missing.place.innings}.{missing.place.over}"


def test_a_ball_missing_from_an_unreadable_answer_is_not_voided() -> None:
    match = FollowedMatch()
    match.play_to(30)
    match.alpha.hidden = {match.events[25].id}
    match.alpha.faults = ("timeline[25]: item.batting_params: must be an object, is null",)
    match.follower = match.new_follower()
    poll_events(match.follower, times=3)
    assert match.agrees_with_log
    records = match.store.known.records.values()
    assert {each.state for each in records} == {RecordState.ENTERED}
