"""The place of a deleted ball is not a gap, whichever process follows the match."""

from __future__ import annotations

import pytest

from scrbrd_ingest.log.records import RecordState
from scrbrd_ingest.model import FeedEvent
from tests.ingest.followed import Ground
from tests.ingest.following import shifted
from tests.ingest.memory import poll_events

AT = 12
"""The event at whose place a wide is told that was none; those behind it are numbered on."""


class Renumbered(Ground):
    """A match whose provider has one wide too many, and keeps the other numbers when it deletes
    it."""

    def __init__(self) -> None:
        super().__init__()
        ball = self.events[AT]
        assert ball.place.ball > 1
        action = {**ball.action, "extras": {"wide": 1}, "runsOffBat": 0}
        self.wide = FeedEvent("wide", ball.place, action)
        behind = [shifted(each, ball.place) for each in self.events[AT:]]
        self.alpha.events = [*self.events[:AT], self.wide, *behind]
        self.play_to(AT + 3)

    def poll_repeatedly(self, until: int) -> None:
        """Let the provider advance, without the wide, to a number of its events."""
        while self.alpha.until < until:
            self.alpha.until += 2
            self.clock.forward(1)
            poll_events(self.follower, fence=2)

    @property
    def has_all(self) -> bool:
        """Whether all of the provider's events count in the log, and nothing waits."""
        counted = [each for each in self.store.known.log.values() if not each.is_voided]
        assert self.store.feed is not None
        waits = self.store.feed["waiting"] or self.store.feed["gaps"]
        return len(counted) == self.alpha.until - 1 and not waits


@pytest.mark.parametrize("process", ["the-same", "another", "another-that-saw-it-go"])
def test_a_match_goes_on_behind_a_ball_that_was_taken_back(process: str) -> None:
    ground = Renumbered()
    if process == "another-that-saw-it-go":
        ground.follower = ground.new_follower()
    ground.alpha.hidden = {"wide"}
    poll_events(ground.follower, times=25)
    [record] = [each for each in ground.store.known.records.values() if each.event_id == "wide"]
    assert record.state is RecordState.DELETED
    if process == "another":
        ground.follower = ground.new_follower()
    ground.poll_repeatedly(AT + 41)
    assert ground.has_all
    assert ground.problems == []


def test_a_ball_that_is_taken_back_between_two_processes_is_no_gap_at_once() -> None:
    ground = Renumbered()
    ground.alpha.hidden = {"wide"}
    ground.follower = ground.new_follower()
    poll_events(ground.follower, fence=2)
    assert ground.has_all


def test_a_ball_that_was_never_told_is_a_gap_behind_one_that_was_taken_back() -> None:
    ground = Renumbered()
    missing = ground.alpha.events[AT + 4]
    ground.alpha.hidden = {"wide", missing.id}
    ground.follower = ground.new_follower()
    ground.poll_repeatedly(AT + 21)
    assert not ground.has_all
    assert ground.store.feed is not None
    [gap] = ground.store.feed["gaps"]
    assert gap["key"] == f"{missing.place.innings}.{missing.place.over}"


def test_a_ball_whose_number_an_unreadable_answer_lacks_is_not_taken_back() -> None:
    ground = Ground()
    ground.play_to(30)
    ground.alpha.hidden = {ground.events[25].id}
    ground.alpha.faults = ("timeline[25]: item.batting_params: must be an object, is null",)
    ground.follower = ground.new_follower()
    poll_events(ground.follower, times=3)
    assert ground.agrees_with_log
    records = ground.store.known.records.values()
    assert {each.state for each in records} == {RecordState.ENTERED}
