"""A match is followed poll by poll: what a provider says stands in the log, once, in order."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from scrbrd_ingest.model import Phase
from scrbrd_ingest.ports import Closed, FencedOut, RateLimited
from tests.ingest.followed import Ground, renamed
from tests.ingest.memory import Died, polled


def test_a_match_is_brought_in_by_deltas_and_ends() -> None:
    ground = Ground()
    ground.alpha.window = 30
    ground.tell(len(ground.events), step=25)
    ground.alpha.phase = Phase.FINISHED
    assert not polled(ground.follower).is_final
    assert polled(ground.follower).is_final
    assert ground.stands
    assert len(ground.store.known.log) == len(ground.events)
    assert ground.store.feed is not None
    assert ground.store.feed["gaps"] == []
    assert ground.store.feed["lastActionId"] == ground.actions[-1].id


def test_answers_that_say_nothing_new_write_nothing() -> None:
    ground = Ground()
    ground.tell(30)
    commits = ground.store.commits
    polled(ground.follower, times=5)
    assert ground.store.commits == commits


def test_a_ball_that_is_taken_back_is_voided_and_one_said_again_counts_again() -> None:
    ground = Ground()
    ground.tell(30)
    last = ground.events[29]
    ground.alpha.hidden = {last.id}
    ground.follower = ground.another()  # which asks for everything at first
    polled(ground.follower)
    assert ground.store.known.log[ground.actions[29].id].is_voided
    ground.alpha.hidden = set()
    polled(ground.follower)
    assert ground.stands
    [again] = [each for each in ground.store.known.log.values() if each.corrects]
    assert again.corrects == ground.actions[29].id
    assert again.recorded_by == "provider:alpha"
    assert again.provider_event_id == last.id


def test_an_answer_that_has_lost_its_balls_takes_none_out_of_the_log() -> None:
    ground = Ground()
    ground.tell(40)
    ground.alpha.spoil = lambda events: events[:5]
    ground.follower = ground.another()
    for _ in range(25):
        polled(ground.follower)
        ground.clock.forward(1)
    assert ground.problems == ["doubted"]
    assert ground.stands
    ground.clock.forward(10)
    polled(ground.follower)  # it has said so for half a minute
    assert sum(not each.is_voided for each in ground.store.known.log.values()) == 5


@pytest.mark.parametrize("until", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_process_that_dies_between_two_commits_is_gone_on_from(until: int) -> None:
    ground = Ground("1206059")  # which takes three
    ground.alpha.until = len(ground.events)
    ground.store.most_commits = until
    with pytest.raises(Died):
        polled(ground.follower, times=until + 1)
    assert 0 < len(ground.store.known.log) < len(ground.events)
    ground.store.most_commits = None
    polled(ground.another(), fence=2)
    assert ground.stands
    assert len(ground.store.known.log) == len(ground.events)


def test_what_somebody_else_wrote_meanwhile_is_read_again() -> None:
    ground = Ground()
    ground.tell(10)
    other = ground.another()
    ground.alpha.until = 12
    polled(other)
    ground.alpha.until = 14
    polled(ground.follower)
    assert ground.stands
    assert len(ground.store.known.log) == 14


def test_an_older_number_writes_no_more() -> None:
    ground = Ground()
    ground.tell(10)
    polled(ground.another(), fence=2)  # it has nothing new to write, and claims the match
    ground.alpha.until = 12
    with pytest.raises(FencedOut):
        polled(ground.follower, fence=1)
    assert len(ground.store.known.log) == 10
    with pytest.raises(FencedOut):
        polled(ground.another(), fence=1)


def test_a_provider_that_fails_is_told_to_the_selector() -> None:
    ground = Ground()
    ground.tell(10)
    ground.alpha.failure = RateLimited("too many", retry_after=7.0)
    result = polled(ground.follower)
    assert (result.failure, result.retry_after) == ("rate_limited", 7.0)
    assert ground.chooser.polled[-1] is result


def test_a_match_without_news_is_closed_by_a_word_of_its_own() -> None:
    ground = Ground()
    ground.tell(10)
    asyncio.run(ground.follower.close(1, Closed.STALE))
    assert ground.store.feed is not None
    assert ground.store.feed["closed"] == "stale"
    polled(ground.follower, times=2)
    assert ground.store.feed["closed"] == "stale", "nothing new came"
    ground.alpha.until = 12
    polled(ground.follower)
    assert ground.store.feed["closed"] is None


def test_each_ball_is_measured_from_its_own_time_and_what_was_before_us_is_not() -> None:
    ground = Ground()
    timed = [replace(each, said_at=ground.clock.now) for each in ground.events[:12]]
    ground.alpha.events = timed
    ground.clock.forward(60)
    ground.tell(10, step=10)
    assert ground.measures.seconds == [], "nobody followed the match then"
    late = ground.clock.now
    ground.alpha.events[10:] = [replace(each, said_at=late) for each in timed[10:]]
    ground.clock.forward(3)
    ground.tell(12)
    assert ground.measures.seconds == [3.0, 3.0]
    ground.chooser.name, ground.beta.until = "beta", 12
    ground.beta.events = [replace(each, said_at=late) for each in renamed(timed)]
    polled(ground.follower, times=2)
    assert len(ground.measures.seconds) == 2, "what stood already did not come again"
