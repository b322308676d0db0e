"""Tests that a gap that one provider does not fill is requested from another."""

from __future__ import annotations

from scrbrd_ingest.model import Phase
from scrbrd_ingest.policy.failover import RECOVERY
from scrbrd_ingest.ports import Unavailable
from scrbrd_ingest.provider_selector import HealthBook, MatchSelector
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import poll_events

MISSING_INDEX = 20


class MatchWithSelector(FollowedMatch):
    """A match of two providers, chosen by health; the first one lacks an event."""

    def __init__(self) -> None:
        self.changes: list[str] = []
        super().__init__()
        self.alpha.hidden = {self.alpha.events[MISSING_INDEX].id}
        self.alpha.until = self.beta.until = 30
        self.health_selector = MatchSelector(
            "m1",
            ["alpha", "beta"],
            HealthBook(),
            self.clock(),
            lambda _, to: self.changes.append(to),
        )
        self.follower._selector = self.health_selector

    def poll(self, times: int) -> bool:
        """Poll once per second; return True if nothing more needs to be requested."""
        is_final = False
        for _ in range(times):
            self.clock.forward(1)
            is_final = poll_events(self.follower).is_final
        return is_final

    @property
    def log_length(self) -> int:
        """The number of actions in the log."""
        return len(self.store.known.log)


def test_a_gap_that_the_first_provider_does_not_fill_is_filled_by_the_second() -> None:
    match = MatchWithSelector()
    match.poll(6)
    assert (match.log_length, match.changes) == (MISSING_INDEX, [])
    match.poll(2)
    assert (match.log_length, match.changes) == (30, ["beta"])
    assert match.agrees_with_log
    assert match.problems == []
    match.alpha.until = match.beta.until = 36
    match.poll(2 * int(RECOVERY.total_seconds()))
    assert match.changes == ["beta", "alpha"], "its gap is no gap of the log any more"
    assert match.log_length == 36
    assert match.agrees_with_log
    assert match.measures.missed_balls == 1


def test_an_unfilled_gap_is_counted_once_and_requested_from_each_provider() -> None:
    match = MatchWithSelector()
    match.beta.hidden = {match.beta.events[MISSING_INDEX].id}
    match.poll(300)
    assert match.log_length == MISSING_INDEX
    assert match.changes == ["beta", "alpha"], "and there it stays"
    assert match.measures.missed_balls == 1
    assert match.store.feed is not None
    assert match.store.feed["gaps"][0]["state"] == "unfilled"


def test_a_match_with_a_gap_ends_when_both_providers_have_been_polled() -> None:
    match = MatchWithSelector()
    match.beta.hidden = {match.beta.events[MISSING_INDEX].id}
    match.alpha.phase = match.beta.phase = Phase.FINISHED
    assert not match.poll(7)
    assert match.changes == []
    assert match.poll(9)
    assert match.changes == ["beta"]


def test_a_failing_provider_is_left_for_one_that_lacks_the_ball() -> None:
    match = MatchWithSelector()
    match.beta.hidden = {match.beta.events[MISSING_INDEX].id}
    match.poll(200)
    assert match.changes == ["beta", "alpha"]
    match.alpha.failure = Unavailable("gone")
    match.poll(120)
    assert match.changes[2:3] == ["beta"]
