"""Tests a match followed poll by poll: each event of the provider is in the log once, in order."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from scrbrd_ingest.model import Phase
from scrbrd_ingest.ports import CloseReason, FencedOut, RateLimited
from tests.ingest.followed_match import FollowedMatch, with_other_event_ids
from tests.ingest.memory import ProcessKilled, poll_events


def test_a_match_is_followed_by_deltas_to_its_end() -> None:
    match = FollowedMatch()
    match.alpha.window = 30
    match.play_to(len(match.events), step=25)
    match.alpha.phase = Phase.FINISHED
    assert not poll_events(match.follower).is_final
    assert poll_events(match.follower).is_final
    assert match.agrees_with_log
    assert len(match.store.known.log) == len(match.events)
    assert match.store.feed is not None
    assert match.store.feed["gaps"] == []
    assert match.store.feed["lastActionId"] == match.actions[-1].id


def test_answers_without_changes_write_nothing() -> None:
    match = FollowedMatch()
    match.play_to(30)
    commits = match.store.commits
    poll_events(match.follower, times=5)
    assert match.store.commits == commits


def test_a_withdrawn_ball_is_voided_and_counts_again_when_it_returns() -> None:
    match = FollowedMatch()
    match.play_to(30)
    last = match.events[29]
    match.alpha.hidden = {last.id}
    match.follower = match.new_follower()  # which requests the whole match at first
    poll_events(match.follower)
    assert match.store.known.log[match.actions[29].id].is_voided
    match.alpha.hidden = set()
    poll_events(match.follower)
    assert match.agrees_with_log
    [correction] = [each for each in match.store.known.log.values() if each.corrects]
    assert correction.corrects == match.actions[29].id
    assert correction.recorded_by == "provider:alpha"
    assert correction.provider_event_id == last.id


def test_an_answer_that_lost_balls_voids_none_until_it_is_confirmed() -> None:
    match = FollowedMatch()
    match.play_to(40)
    match.alpha.distort = lambda events: events[:5]
    match.follower = match.new_follower()
    for _ in range(25):
        poll_events(match.follower)
        match.clock.forward(1)
    assert match.problems == ["doubted"]
    assert match.agrees_with_log
    match.clock.forward(10)
    poll_events(match.follower)  # it has been confirmed for half a minute
    assert sum(not each.is_voided for each in match.store.known.log.values()) == 5


@pytest.mark.parametrize("until", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_the_next_process_continues_after_one_killed_between_two_commits(until: int) -> None:
    match = FollowedMatch("1206059")  # which takes three commits
    match.alpha.until = len(match.events)
    match.store.most_commits = until
    with pytest.raises(ProcessKilled):
        poll_events(match.follower, times=until + 1)
    assert 0 < len(match.store.known.log) < len(match.events)
    match.store.most_commits = None
    poll_events(match.new_follower(), fence=2)
    assert match.agrees_with_log
    assert len(match.store.known.log) == len(match.events)


def test_the_log_is_reloaded_after_another_process_wrote_to_it() -> None:
    match = FollowedMatch()
    match.play_to(10)
    other_follower = match.new_follower()
    match.alpha.until = 12
    poll_events(other_follower)
    match.alpha.until = 14
    poll_events(match.follower)
    assert match.agrees_with_log
    assert len(match.store.known.log) == 14


def test_a_follower_with_an_older_fence_cannot_write() -> None:
    match = FollowedMatch()
    match.play_to(10)
    poll_events(match.new_follower(), fence=2)  # has nothing new to write, but claims the match
    match.alpha.until = 12
    with pytest.raises(FencedOut):
        poll_events(match.follower, fence=1)
    assert len(match.store.known.log) == 10
    with pytest.raises(FencedOut):
        poll_events(match.new_follower(), fence=1)


def test_a_providers_failure_is_reported_to_the_selector() -> None:
    match = FollowedMatch()
    match.play_to(10)
    match.alpha.failure = RateLimited("too many", retry_after=7.0)
    result = poll_events(match.follower)
    assert (result.failure, result.retry_after) == ("rate_limited", 7.0)
    assert match.selector.polls[-1] is result


def test_a_match_closed_as_stale_stays_closed_until_a_new_ball_arrives() -> None:
    match = FollowedMatch()
    match.play_to(10)
    asyncio.run(match.follower.close(1, CloseReason.STALE))
    assert match.store.feed is not None
    assert match.store.feed["closed"] == "stale"
    poll_events(match.follower, times=2)
    assert match.store.feed["closed"] == "stale", "nothing new came"
    match.alpha.until = 12
    poll_events(match.follower)
    assert match.store.feed["closed"] is None


def test_the_delay_of_a_ball_is_measured_once_and_not_for_balls_before_the_start() -> None:
    match = FollowedMatch()
    timed_events = [replace(each, said_at=match.clock.now) for each in match.events[:12]]
    match.alpha.events = timed_events
    match.clock.forward(60)
    match.play_to(10, step=10)
    assert match.measures.delays == [], "nobody followed the match then"
    said_at = match.clock.now
    match.alpha.events[10:] = [replace(each, said_at=said_at) for each in timed_events[10:]]
    match.clock.forward(3)
    match.play_to(12)
    assert match.measures.delays == [3.0, 3.0]
    match.selector.name, match.beta.until = "beta", 12
    match.beta.events = [
        replace(each, said_at=said_at) for each in with_other_event_ids(timed_events)
    ]
    poll_events(match.follower, times=2)
    assert len(match.measures.delays) == 2, "what stood already did not come again"
