"""Tests odd answers: partly unreadable, with a wrong clock, or endless. Each is reported."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from scrbrd_ingest.answer_order import CLOCK_RESET_AFTER
from scrbrd_ingest.log.overturn_limit import MOST_REVISIONS
from scrbrd_ingest.model import Phase, Tier
from scrbrd_ingest.ports import BadAnswer
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import START, cards
from tests.ingest.scoreboards import FollowedScoreboard, board


def test_an_unreadable_event_is_reported_and_delays_no_other_event() -> None:
    match = FollowedMatch()
    unreadable_index = next(n for n, each in enumerate(match.events) if n > 20 and each.place.part)
    match.alpha.hidden = {match.events[unreadable_index].id}
    match.alpha.faults = ("timeline[21]: item.params: must be an object, is null",)
    match.alpha.until = unreadable_index + 5
    poll_events(match.follower, times=2)
    assert len(match.store.known.log) == unreadable_index + 4, "a process that has just begun"
    assert match.problems == ["unreadable"]
    assert ("alpha", "unreadable") in match.measures.faults
    match.alpha.faults, match.alpha.hidden = (), set()
    poll_events(match.follower, times=25)
    assert match.problems == []
    assert match.agrees_with_log


def test_a_ball_that_becomes_unreadable_stays_in_the_log() -> None:
    match = FollowedMatch()
    match.play_to(30)
    match.alpha.hidden = {match.events[25].id}
    match.alpha.faults = ("timeline[25]: item.batting_params: must be an object, is null",)
    match.follower = match.new_follower()
    poll_events(match.follower, times=25)
    assert match.agrees_with_log


def test_one_answer_with_a_future_number_does_not_block_its_provider() -> None:
    match = FollowedMatch()
    match.play_to(10)
    right, match.alpha.sequence = match.alpha.sequence, 10**15
    poll_events(match.follower)
    match.alpha.sequence = right + 1
    match.alpha.until = 12
    poll_events(match.follower, times=CLOCK_RESET_AFTER - 1)
    assert len(match.store.known.log) == 10
    poll_events(match.follower, times=2)
    assert match.agrees_with_log
    assert len(match.store.known.log) == 12
    assert match.measures.faults.count(("alpha", "clock")) == 1
    assert match.measures.faults.count(("alpha", "older")) == CLOCK_RESET_AFTER - 1


def test_a_cache_that_repeats_an_old_answer_among_new_ones_is_never_believed() -> None:
    match = FollowedMatch()
    match.play_to(20)
    newest, commits = match.alpha.sequence, match.store.commits
    for turn in range(3 * CLOCK_RESET_AFTER):
        match.alpha.sequence = newest - 6  # the answer has the next number
        match.alpha.until = 12
        poll_events(match.follower)
        if turn % 7 == 0:
            newest, match.alpha.sequence, match.alpha.until = newest + 1, newest, 20
            poll_events(match.follower)
    assert match.store.commits == commits
    assert len(match.store.known.log) == 20
    assert not any(each.is_voided for each in match.store.known.log.values())


def test_one_scoreboard_from_the_future_does_not_block_its_provider() -> None:
    match = FollowedScoreboard()
    far_future = START + timedelta(days=30_000)
    match.publish(board(0, 0, 1), board(0, 0, 2, sequence=10**15, said_at=far_future, clock="2'"))
    for minute in range(3, 3 + CLOCK_RESET_AFTER):
        match.publish(board(1, 0, minute))
    assert match.document["home"]["score"] == 1
    match.publish(board(2, 0, 60))
    assert match.document["home"]["score"] == 2, "and from then on in order"
    assert match.measures.faults.count(("espn", "clock")) == 1


def test_a_match_in_play_missing_from_its_scoreboard_is_counted() -> None:
    match = FollowedScoreboard()
    match.poll()
    assert match.measures.faults == []
    match.publish(board(0, 0, 1))
    match.provider.board = None
    match.poll()
    assert match.measures.faults == [("espn", "absent")]
    assert match.document["phase"] == "live"


@pytest.mark.parametrize("match_type", [FollowedMatch, FollowedScoreboard])
def test_an_endless_answer_counts_as_a_failure_of_its_provider(
    match_type: type[FollowedMatch | FollowedScoreboard],
) -> None:
    match = match_type()
    if isinstance(match, FollowedMatch):
        match.alpha.hangs = True
    else:
        match.provider.hangs = True
    tier = Tier.EVENTS if isinstance(match, FollowedMatch) else Tier.SCOREBOARD

    async def poll_with_timeout() -> None:
        async with asyncio.timeout(0.02):
            await match.follower.poll(tier, 1)

    with pytest.raises(TimeoutError):
        asyncio.run(poll_with_timeout())
    assert [each.failure for each in match.selector.polls] == ["unavailable"]


def test_repeated_failures_of_a_provider_are_all_counted_and_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    match = FollowedMatch()
    match.play_to(4)
    match.alpha.failure = BadAnswer("alpha, match feed-1: answer.timeline: must be a list")
    with caplog.at_level(logging.WARNING):
        poll_events(match.follower, times=4)
    assert match.measures.faults == [("alpha", "bad_answer")] * 4
    assert caplog.text.count("must be a list") == 1


def test_a_match_whose_end_is_withdrawn_is_continued() -> None:
    match = FollowedMatch()
    match.play_to(30)
    match.alpha.phase = Phase.FINISHED
    assert poll_events(match.follower, times=3).is_final
    match.alpha.phase = Phase.LIVE
    match.alpha.until = 33
    assert not poll_events(match.follower).is_final
    assert match.agrees_with_log


def test_two_mirrors_that_differ_in_a_ball_do_not_correct_it_endlessly() -> None:
    match = FollowedMatch()
    match.play_to(58)
    own_events, ball = match.events, match.events[56]
    revised = replace(ball, action={**ball.action, "runsOffBat": 3, "boundary": False})
    other_events = [revised if each is ball else each for each in own_events]
    problems_seen = set[str]()
    for number in range(200):
        match.alpha.events = other_events if number % 2 else own_events
        match.alpha.until = 58 + number // 100
        match.clock.forward(1)
        poll_events(match.follower)
        problems_seen.update(match.problems)
    corrections = [each for each in match.store.known.log.values() if each.corrects]
    assert len(corrections) <= MOST_REVISIONS
    assert problems_seen == {"doubted"}
    assert len(match.store.known.log) - len(corrections) == 59, "what both say enters"
    for _ in range(40):
        match.clock.forward(1)
        poll_events(match.follower)
    assert match.problems == []
    setup = match.store.setup
    score = cards(setup, match.store.known.log.values())["innings"][0]["runs"]
    right = cards(setup, match.actions[:59])["innings"][0]["runs"]
    assert score == right - ball.action["runsOffBat"] + 3, "what it keeps to is believed"
