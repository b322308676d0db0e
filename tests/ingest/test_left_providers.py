"""Tests that a match leaves a provider that answers without changes, if another one has it."""

from __future__ import annotations

import logging
from dataclasses import replace
from itertools import pairwise

import pytest
from google.api_core.exceptions import ServiceUnavailable

from scrbrd_ingest.changes import UnreadStreak
from scrbrd_ingest.cricket_follower import CricketFeed, CricketFollower
from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.model import Phase, Place, Tier, Timeline
from scrbrd_ingest.policy.failover import RECOVERY
from scrbrd_ingest.ports import CRASHED, FencedOut, PollResult
from scrbrd_ingest.provider_selector import HealthBook, MatchSelector
from scrbrd_ingest.scoreboard_follower import ScoreboardFeed, ScoreboardFollower
from tests.ingest.doubles import FakeFollower, good_result, metric_value, poll_loop_over, run_for
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import poll_events
from tests.ingest.scoreboards import FollowedScoreboard, board, goal
from tests.ingest.virtual import in_virtual_time


class CricketMatch(FollowedMatch):
    """A match of cricket whose provider is chosen by health; the second is always up to date."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        provider_names = names or ("alpha", "beta")
        self.health_selector = MatchSelector("m1", provider_names, HealthBook(), self.clock.now)
        feeds = {
            each.name: CricketFeed(each, "f")
            for each in (self.alpha, self.beta)
            if each.name in provider_names
        }
        self.follower = CricketFollower(
            "m1", feeds, self.health_selector, self.store, self.clock, measures=self.measures
        )
        self.play_to(20)

    def poll_repeatedly(self, polls: int, seconds: float = 2.0) -> list[PollResult]:
        """Poll `polls` times, `seconds` apart; return the results."""
        results = []
        for _ in range(polls):
            self.clock.forward(seconds)
            results.append(poll_events(self.follower))
        return results


class SoccerMatch(FollowedScoreboard):
    """A match of soccer whose provider is chosen by health, and that both providers have."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        provider_names = names or ("espn", "sr")
        feeds = {
            "espn": ScoreboardFeed(self.provider, "e1"),
            "sr": ScoreboardFeed(self.other, "s1"),
        }
        self.follower = ScoreboardFollower(
            "soccer-1",
            self.follower.sport,
            "eng.1",
            {name: feeds[name] for name in provider_names},
            MatchSelector("soccer-1", provider_names, HealthBook(), self.clock.now),
            self.store,
            self.clock,
            self.measures,
        )
        self.provider.board = board(0, 0, 10, said_at=self.clock.now)
        self.provider.events_answer = Timeline("e1", (), is_full=True)
        self.advance_other(10)
        self.poll()

    def advance_other(self, minute: int, phase: Phase = Phase.LIVE) -> None:
        """Set the second provider's scoreboard."""
        now, score = self.clock.now, minute // 20
        new_board = board(score, 0, minute, said_at=now, phase=phase)
        self.other.board = replace(new_board, provider="sr", provider_match_id="s1")

    def poll_repeatedly(
        self, minutes: int, tiers: tuple[Tier, ...] = (Tier.SCOREBOARD,)
    ) -> list[PollResult]:
        """Poll the tiers once a minute for `minutes`; return the results."""
        results = []
        for minute in range(11, 11 + minutes):
            self.clock.forward(60)
            self.advance_other(minute)
            results += [self.poll(tier) for tier in tiers]
        return results


@pytest.mark.parametrize(
    "tiers", [(Tier.SCOREBOARD,), (Tier.SCOREBOARD, Tier.EVENTS)], ids=["scores", "and-events"]
)
def test_a_provider_that_no_longer_lists_a_match_in_play_is_left_for_another(
    tiers: tuple[Tier, ...],
) -> None:
    match = SoccerMatch()
    match.provider.board = None
    results = [each for each in match.poll_repeatedly(60, tiers) if each.tier is Tier.SCOREBOARD]
    providers_used = [each.provider for each in results]
    assert [each.failure for each in results[:3]] == [None, None, "bad_answer"], "once is nothing"
    assert providers_used[:4] == ["espn", "espn", "espn", "sr"]
    assert ("espn", "espn") not in set(pairwise(providers_used[3:])), (
        "one look at a time, ever more seldom"
    )
    assert providers_used[3:].count("espn") <= 5
    assert match.document["home"]["score"] == 70 // 20


def test_a_provider_that_lists_the_match_again_is_chosen_again_and_kept() -> None:
    match = SoccerMatch()
    match.provider.board = None
    match.poll_repeatedly(8)
    match.provider.board = board(0, 0, 19, said_at=match.clock.now)
    results = match.poll_repeatedly(
        2 * int(RECOVERY.total_seconds()) // 60 + 10, (Tier.EVENTS, Tier.SCOREBOARD)
    )
    return_index = next(n for n, each in enumerate(results) if each.provider == "espn")
    assert all(each.failure is None and each.provider == "espn" for each in results[return_index:])


def test_the_only_provider_is_kept_although_it_no_longer_lists_the_match() -> None:
    match = SoccerMatch("espn")
    match.provider.board = None
    results = match.poll_repeatedly(20)
    assert {each.failure for each in results} == {None}, "it is closed as stale in time"
    assert ("espn", "absent") in match.measures.faults


def test_a_provider_that_no_longer_lists_a_finished_match_is_kept() -> None:
    match = SoccerMatch()
    match.publish(board(2, 0, 90, phase=Phase.FINISHED))
    match.provider.board = None
    results = match.poll_repeatedly(10)
    assert {(each.provider, each.failure) for each in results} == {("espn", None)}


def test_a_provider_whose_new_events_are_all_unreadable_is_left_for_another() -> None:
    match = CricketMatch()
    match.beta.until = 60
    match.alpha.faults = ("timeline[20]: bowler: must be an object",)
    results = match.poll_repeatedly(10)
    assert [each.failure for each in results[:3]] == [None, None, "bad_answer"]
    assert results[-1].provider == "beta"
    assert len(match.store.known.log) == 60


def test_one_permanently_unreadable_event_does_not_change_the_provider() -> None:
    match = CricketMatch()
    match.alpha.faults = ("timeline[20]: bowler: must be an object",)
    match.alpha.hidden = {next(e.id for e in match.events[20:] if e.place.part)}
    for until in range(21, 40):
        match.alpha.until = match.beta.until = until
        results = match.poll_repeatedly(1) + (match.poll_repeatedly(30) if until > 21 else [])
        assert {each.provider for each in results} == {"alpha"}
        assert {each.failure for each in results} == {None}


def test_the_only_provider_is_kept_although_it_is_unreadable() -> None:
    match = CricketMatch("alpha")
    match.alpha.faults = ("timeline[20]: bowler: must be an object",)
    assert {each.failure for each in match.poll_repeatedly(30)} == {None}
    assert match.problems == ["unreadable"]


@pytest.mark.parametrize(
    ("answers", "count"),
    [
        ([("latest", 0, True), ("latest", 1, False), ("latest", 2, False)], 2),
        ([("latest", 0, True), ("latest", 1, False), ("latest", 0, False)], 0),
        ([("whole", 1, True), ("latest", 1, False), ("latest", 1, False)], 0),
        ([("whole", 1, True), ("latest", 0, True), ("whole", 1, False)], 0),
        ([("whole", 1, False), ("whole", 1, False)], 2),
        ([("latest", 0, True), ("latest", 1, False), ("latest", 1, True)], 0),
    ],
)
def test_successive_answers_with_new_faults_and_no_changes_are_counted(
    answers: list[tuple[str, int, bool]], count: int
) -> None:
    streak = UnreadStreak()
    for scope, faults, has_changes in answers:
        streak = streak.after(scope, faults, has_changes=has_changes)
    assert streak.count == count


def test_a_match_listed_by_no_provider_is_found_at_the_first_that_lists_it_again() -> None:
    match = SoccerMatch()
    match.provider.board = None
    for _ in range(40):
        match.clock.forward(60)
        match.other.board = None
        match.poll()
    results = match.poll_repeatedly(10)
    assert "sr" in {each.provider for each in results if each.failure is None}
    assert match.document["provider"] == "sr"


@pytest.mark.parametrize("match_type", [CricketMatch, SoccerMatch])
def test_a_provider_whose_answers_crash_is_left_and_the_traceback_logged_once(
    match_type: type[CricketMatch | SoccerMatch], caplog: pytest.LogCaptureFixture
) -> None:
    match = match_type()
    error = UnicodeEncodeError("ascii", "é", 0, 1, "ordinal not in range(128)")
    if isinstance(match, CricketMatch):
        match.beta.until = 60
        match.alpha.failure = error
    else:
        match.provider.failure = error
    with caplog.at_level(logging.ERROR):
        results = match.poll_repeatedly(10)
    assert [each.failure for each in results[:3]] == [CRASHED] * 3
    assert (results[-1].provider, results[-1].failure) in [("beta", None), ("sr", None)]
    assert caplog.text.count("Traceback") == 1
    assert "UnicodeEncodeError" in caplog.text


def test_an_answer_that_crashes_the_follower_counts_as_its_providers_failure() -> None:
    match = CricketMatch()
    match.beta.until = 60
    invalid_event = replace(match.events[20], place=Place("one"))  # type: ignore[arg-type]
    match.alpha.distort = lambda events: [*events, invalid_event]
    results = match.poll_repeatedly(10)
    assert [each.failure for each in results[:3]] == [CRASHED] * 3
    assert results[-1].provider == "beta"
    assert len(match.store.known.log) == 60


@pytest.mark.parametrize("error", [ServiceUnavailable("away"), FencedOut("2 is newer")])
def test_an_error_of_the_store_is_no_failure_of_the_provider(error: Exception) -> None:
    match = CricketMatch()
    for until in range(21, 27):
        match.alpha.until = until
        match.store.failures["commit"] = [error]
        with pytest.raises(type(error)):
            match.poll_repeatedly(1)
    match.store.failures.clear()
    assert match.poll_repeatedly(1)[-1].provider == "alpha"


def test_a_crashed_poll_is_counted_and_the_match_polled_again() -> None:
    def crash_result(tier: Tier, _fence: int) -> PollResult:
        return good_result(tier, failure=CRASHED)

    metrics, match = Metrics(), FakeFollower("m", answer=crash_result)

    async def work() -> None:
        await run_for(poll_loop_over(match, metrics=metrics), 60.0)

    in_virtual_time(work())
    raised = metric_value(metrics.registry, "follower_failures_total", kind="raised")
    assert raised == len(match.polls) > 3


def test_a_providers_goal_counts_although_the_match_moves_to_one_that_lists_it() -> None:
    match = SoccerMatch()
    match.provider.board = None
    match.provider.events_answer = Timeline("e1", (goal("g1", 1, 0),), is_full=True)
    match.poll_repeatedly(5, (Tier.EVENTS, Tier.SCOREBOARD))
    assert "g1" in match.events
    assert match.document["provider"] == "sr"
