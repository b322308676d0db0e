"""A match leaves a provider that answers but has nothing new, if another provider has the match."""

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
from scrbrd_ingest.scoreboard_follower import ScoreboardFeed, ScoreboardFollower
from scrbrd_ingest.selecting import HealthBook, MatchSelector
from tests.ingest.doubles import FakeFollower, good, loop_of, run_for, sample
from tests.ingest.followed import Ground
from tests.ingest.memory import poll_events
from tests.ingest.scoreboards import Ground as OtherGround
from tests.ingest.scoreboards import board, goal
from tests.ingest.virtual import in_virtual_time


class Cricket(Ground):
    """A match of cricket whose provider is chosen by health; the second is always up to date."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        order = names or ("alpha", "beta")
        self.health_selector = MatchSelector("m1", order, HealthBook(), self.clock.now)
        feeds = {
            each.name: CricketFeed(each, "f")
            for each in (self.alpha, self.beta)
            if each.name in order
        }
        self.follower = CricketFollower(
            "m1", feeds, self.health_selector, self.store, self.clock, measures=self.measures
        )
        self.play_to(20)

    def poll_repeatedly(self, polls: int, seconds: float = 2.0) -> list[PollResult]:
        """Let time pass, polling a number of times; return the results."""
        results = []
        for _ in range(polls):
            self.clock.forward(seconds)
            results.append(poll_events(self.follower))
        return results


class Soccer(OtherGround):
    """A match of soccer whose provider is chosen by health, and that both providers have."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        order = names or ("espn", "sr")
        feeds = {
            "espn": ScoreboardFeed(self.provider, "e1"),
            "sr": ScoreboardFeed(self.other, "s1"),
        }
        self.follower = ScoreboardFollower(
            "soccer-1",
            self.follower.sport,
            "eng.1",
            {name: feeds[name] for name in order},
            MatchSelector("soccer-1", order, HealthBook(), self.clock.now),
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
        """Let minutes pass, polling tiers in each; return the results."""
        results = []
        for minute in range(11, 11 + minutes):
            self.clock.forward(60)
            self.advance_other(minute)
            results += [self.poll(tier) for tier in tiers]
        return results


@pytest.mark.parametrize(
    "tiers", [(Tier.SCOREBOARD,), (Tier.SCOREBOARD, Tier.EVENTS)], ids=["scores", "and-events"]
)
def test_a_provider_that_lists_a_match_in_play_no_more_is_left_for_another(
    tiers: tuple[Tier, ...],
) -> None:
    ground = Soccer()
    ground.provider.board = None
    results = [each for each in ground.poll_repeatedly(60, tiers) if each.tier is Tier.SCOREBOARD]
    providers_used = [each.provider for each in results]
    assert [each.failure for each in results[:3]] == [None, None, "bad_answer"], "once is nothing"
    assert providers_used[:4] == ["espn", "espn", "espn", "sr"]
    assert ("espn", "espn") not in set(pairwise(providers_used[3:])), (
        "one look at a time, ever more seldom"
    )
    assert providers_used[3:].count("espn") <= 5
    assert ground.document["home"]["score"] == 70 // 20


def test_a_provider_that_lists_the_match_again_is_gone_back_to_and_kept() -> None:
    ground = Soccer()
    ground.provider.board = None
    ground.poll_repeatedly(8)
    ground.provider.board = board(0, 0, 19, said_at=ground.clock.now)
    results = ground.poll_repeatedly(
        2 * int(RECOVERY.total_seconds()) // 60 + 10, (Tier.EVENTS, Tier.SCOREBOARD)
    )
    back = next(n for n, each in enumerate(results) if each.provider == "espn")
    assert all(each.failure is None and each.provider == "espn" for each in results[back:])


def test_the_only_provider_of_a_match_may_list_it_no_more() -> None:
    ground = Soccer("espn")
    ground.provider.board = None
    results = ground.poll_repeatedly(20)
    assert {each.failure for each in results} == {None}, "it is closed as stale in time"
    assert ("espn", "absent") in ground.measures.faults


def test_a_match_that_is_over_may_be_listed_no_more() -> None:
    ground = Soccer()
    ground.publish(board(2, 0, 90, phase=Phase.FINISHED))
    ground.provider.board = None
    results = ground.poll_repeatedly(10)
    assert {(each.provider, each.failure) for each in results} == {("espn", None)}


def test_a_provider_of_whose_match_nothing_new_can_be_read_is_left_for_another() -> None:
    ground = Cricket()
    ground.beta.until = 60
    ground.alpha.faults = ("timeline[20]: bowler: must be an object",)
    results = ground.poll_repeatedly(10)
    assert [each.failure for each in results[:3]] == [None, None, "bad_answer"]
    assert results[-1].provider == "beta"
    assert len(ground.store.known.log) == 60


def test_one_ball_that_stays_unreadable_among_others_keeps_its_provider() -> None:
    ground = Cricket()
    ground.alpha.faults = ("timeline[20]: bowler: must be an object",)
    ground.alpha.hidden = {next(e.id for e in ground.events[20:] if e.place.part)}
    for until in range(21, 40):
        ground.alpha.until = ground.beta.until = until
        results = ground.poll_repeatedly(1) + (ground.poll_repeatedly(30) if until > 21 else [])
        assert {each.provider for each in results} == {"alpha"}
        assert {each.failure for each in results} == {None}


def test_the_only_provider_of_a_match_may_be_unreadable() -> None:
    ground = Cricket("alpha")
    ground.alpha.faults = ("timeline[20]: bowler: must be an object",)
    assert {each.failure for each in ground.poll_repeatedly(30)} == {None}
    assert ground.problems == ["unreadable"]


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
def test_answers_count_that_hold_more_that_cannot_be_read_and_no_news(
    answers: list[tuple[str, int, bool]], count: int
) -> None:
    unread = UnreadStreak()
    for question, faults, has_changes in answers:
        unread = unread.after(question, faults, has_changes=has_changes)
    assert unread.count == count


def test_a_match_that_no_provider_lists_is_asked_of_both_and_found_where_it_is_again() -> None:
    ground = Soccer()
    ground.provider.board = None
    for _ in range(40):
        ground.clock.forward(60)
        ground.other.board = None
        ground.poll()
    results = ground.poll_repeatedly(10)
    assert "sr" in {each.provider for each in results if each.failure is None}
    assert ground.document["provider"] == "sr"


@pytest.mark.parametrize("kind", [Cricket, Soccer])
def test_a_provider_whose_answers_raise_is_left_for_another_and_the_traceback_logged_once(
    kind: type[Cricket | Soccer], caplog: pytest.LogCaptureFixture
) -> None:
    ground = kind()
    error = UnicodeEncodeError("ascii", "é", 0, 1, "ordinal not in range(128)")
    if isinstance(ground, Cricket):
        ground.beta.until = 60
        ground.alpha.failure = error
    else:
        ground.provider.fails = error
    with caplog.at_level(logging.ERROR):
        results = ground.poll_repeatedly(10)
    assert [each.failure for each in results[:3]] == [CRASHED] * 3
    assert (results[-1].provider, results[-1].failure) in [("beta", None), ("sr", None)]
    assert caplog.text.count("Traceback") == 1
    assert "UnicodeEncodeError" in caplog.text


def test_an_answer_that_cannot_be_taken_in_counts_as_a_failure_of_its_provider() -> None:
    ground = Cricket()
    ground.beta.until = 60
    odd = replace(ground.events[20], place=Place("one"))  # type: ignore[arg-type]
    ground.alpha.distort = lambda events: [*events, odd]
    results = ground.poll_repeatedly(10)
    assert [each.failure for each in results[:3]] == [CRASHED] * 3
    assert results[-1].provider == "beta"
    assert len(ground.store.known.log) == 60


@pytest.mark.parametrize("error", [ServiceUnavailable("away"), FencedOut("2 is newer")])
def test_what_the_store_raises_is_no_failure_of_the_provider(error: Exception) -> None:
    ground = Cricket()
    for until in range(21, 27):
        ground.alpha.until = until
        ground.store.fails["commit"] = [error]
        with pytest.raises(type(error)):
            ground.poll_repeatedly(1)
    ground.store.fails.clear()
    assert ground.poll_repeatedly(1)[-1].provider == "alpha"


def test_a_poll_that_crashed_is_measured_and_the_match_asked_again() -> None:
    def crashed(tier: Tier, _fence: int) -> PollResult:
        return good(tier, failure=CRASHED)

    metrics, match = Metrics(), FakeFollower("m", answer=crashed)

    async def work() -> None:
        await run_for(loop_of(match, metrics=metrics), 60.0)

    in_virtual_time(work())
    raised = sample(metrics.registry, "follower_failures_total", kind="raised")
    assert raised == len(match.polls) > 3


def test_a_goal_is_told_by_who_lists_the_match_no_more_and_yet_the_other_is_asked() -> None:
    ground = Soccer()
    ground.provider.board = None
    ground.provider.events_answer = Timeline("e1", (goal("g1", 1, 0),), is_full=True)
    ground.poll_repeatedly(5, (Tier.EVENTS, Tier.SCOREBOARD))
    assert "g1" in ground.events
    assert ground.document["provider"] == "sr"
