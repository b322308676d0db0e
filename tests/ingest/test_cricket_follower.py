"""A match is followed poll by poll: the provider's events are in the log, once each, in order."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from scrbrd_ingest.model import Phase
from scrbrd_ingest.ports import CloseReason, FencedOut, RateLimited
from tests.ingest.followed import Ground, renamed
from tests.ingest.memory import Died, poll_events


def test_a_match_is_brought_in_by_deltas_and_ends() -> None:
    ground = Ground()
    ground.alpha.window = 30
    ground.play_to(len(ground.events), step=25)
    ground.alpha.phase = Phase.FINISHED
    assert not poll_events(ground.follower).is_final
    assert poll_events(ground.follower).is_final
    assert ground.agrees_with_log
    assert len(ground.store.known.log) == len(ground.events)
    assert ground.store.feed is not None
    assert ground.store.feed["gaps"] == []
    assert ground.store.feed["lastActionId"] == ground.actions[-1].id


def test_answers_that_say_nothing_new_write_nothing() -> None:
    ground = Ground()
    ground.play_to(30)
    commits = ground.store.commits
    poll_events(ground.follower, times=5)
    assert ground.store.commits == commits


def test_a_ball_that_is_taken_back_is_voided_and_one_said_again_counts_again() -> None:
    ground = Ground()
    ground.play_to(30)
    last = ground.events[29]
    ground.alpha.hidden = {last.id}
    ground.follower = ground.new_follower()  # which requests the whole match at first
    poll_events(ground.follower)
    assert ground.store.known.log[ground.actions[29].id].is_voided
    ground.alpha.hidden = set()
    poll_events(ground.follower)
    assert ground.agrees_with_log
    [again] = [each for each in ground.store.known.log.values() if each.corrects]
    assert again.corrects == ground.actions[29].id
    assert again.recorded_by == "provider:alpha"
    assert again.provider_event_id == last.id


def test_an_answer_that_has_lost_its_balls_takes_none_out_of_the_log() -> None:
    ground = Ground()
    ground.play_to(40)
    ground.alpha.distort = lambda events: events[:5]
    ground.follower = ground.new_follower()
    for _ in range(25):
        poll_events(ground.follower)
        ground.clock.forward(1)
    assert ground.problems == ["doubted"]
    assert ground.agrees_with_log
    ground.clock.forward(10)
    poll_events(ground.follower)  # it has been confirmed for half a minute
    assert sum(not each.is_voided for each in ground.store.known.log.values()) == 5


@pytest.mark.parametrize("until", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_process_that_dies_between_two_commits_is_gone_on_from(until: int) -> None:
    ground = Ground("1206059")  # which takes three
    ground.alpha.until = len(ground.events)
    ground.store.most_commits = until
    with pytest.raises(Died):
        poll_events(ground.follower, times=until + 1)
    assert 0 < len(ground.store.known.log) < len(ground.events)
    ground.store.most_commits = None
    poll_events(ground.new_follower(), fence=2)
    assert ground.agrees_with_log
    assert len(ground.store.known.log) == len(ground.events)


def test_what_somebody_else_wrote_meanwhile_is_read_again() -> None:
    ground = Ground()
    ground.play_to(10)
    other = ground.new_follower()
    ground.alpha.until = 12
    poll_events(other)
    ground.alpha.until = 14
    poll_events(ground.follower)
    assert ground.agrees_with_log
    assert len(ground.store.known.log) == 14


def test_an_older_number_writes_no_more() -> None:
    ground = Ground()
    ground.play_to(10)
    poll_events(ground.new_follower(), fence=2)  # it has nothing new to write, and claims the match
    ground.alpha.until = 12
    with pytest.raises(FencedOut):
        poll_events(ground.follower, fence=1)
    assert len(ground.store.known.log) == 10
    with pytest.raises(FencedOut):
        poll_events(ground.new_follower(), fence=1)


def test_a_provider_that_fails_is_told_to_the_selector() -> None:
    ground = Ground()
    ground.play_to(10)
    ground.alpha.failure = RateLimited("too many", retry_after=7.0)
    result = poll_events(ground.follower)
    assert (result.failure, result.retry_after) == ("rate_limited", 7.0)
    assert ground.selector.polls[-1] is result


def test_a_match_without_news_is_closed_by_a_word_of_its_own() -> None:
    ground = Ground()
    ground.play_to(10)
    asyncio.run(ground.follower.close(1, CloseReason.STALE))
    assert ground.store.feed is not None
    assert ground.store.feed["closed"] == "stale"
    poll_events(ground.follower, times=2)
    assert ground.store.feed["closed"] == "stale", "nothing new came"
    ground.alpha.until = 12
    poll_events(ground.follower)
    assert ground.store.feed["closed"] is None


def test_each_ball_is_measured_from_its_own_time_and_what_was_before_us_is_not() -> None:
    ground = Ground()
    timed = [replace(each, said_at=ground.clock.now) for each in ground.events[:12]]
    ground.alpha.events = timed
    ground.clock.forward(60)
    ground.play_to(10, step=10)
    assert ground.measures.seconds == [], "nobody followed the match then"
    late = ground.clock.now
    ground.alpha.events[10:] = [replace(each, said_at=late) for each in timed[10:]]
    ground.clock.forward(3)
    ground.play_to(12)
    assert ground.measures.seconds == [3.0, 3.0]
    ground.selector.name, ground.beta.until = "beta", 12
    ground.beta.events = [replace(each, said_at=late) for each in renamed(timed)]
    poll_events(ground.follower, times=2)
    assert len(ground.measures.seconds) == 2, "what stood already did not come again"
