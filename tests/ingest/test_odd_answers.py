"""Odd answers: partly unreadable, with a wrong clock, endless. Each of them is reported."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from scrbrd_ingest.changes import CLOCK_RESET_AFTER
from scrbrd_ingest.log.overturning import MOST_REVISIONS
from scrbrd_ingest.model import Phase, Tier
from scrbrd_ingest.ports import BadAnswer
from tests.ingest.followed import Ground
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import START, cards
from tests.ingest.scoreboards import Ground as OtherGround
from tests.ingest.scoreboards import board


def test_one_event_that_cannot_be_read_is_told_and_holds_up_no_other() -> None:
    ground = Ground()
    spoilt = next(n for n, each in enumerate(ground.events) if n > 20 and each.place.part)
    ground.alpha.hidden = {ground.events[spoilt].id}
    ground.alpha.faults = ("timeline[21]: item.params: must be an object, is null",)
    ground.alpha.until = spoilt + 5
    poll_events(ground.follower, times=2)
    assert len(ground.store.known.log) == spoilt + 4, "a process that has just begun"
    assert ground.problems == ["unreadable"]
    assert ("alpha", "unreadable") in ground.measures.faults
    ground.alpha.faults, ground.alpha.hidden = (), set()
    poll_events(ground.follower, times=25)
    assert ground.problems == []
    assert ground.agrees_with_log


def test_a_ball_that_can_be_read_no_more_stays_as_it_was() -> None:
    ground = Ground()
    ground.play_to(30)
    ground.alpha.hidden = {ground.events[25].id}
    ground.alpha.faults = ("timeline[25]: item.batting_params: must be an object, is null",)
    ground.follower = ground.new_follower()
    poll_events(ground.follower, times=25)
    assert ground.agrees_with_log


def test_one_answer_of_the_future_does_not_silence_a_provider() -> None:
    ground = Ground()
    ground.play_to(10)
    right, ground.alpha.sequence = ground.alpha.sequence, 10**15
    poll_events(ground.follower)
    ground.alpha.sequence = right + 1
    ground.alpha.until = 12
    poll_events(ground.follower, times=CLOCK_RESET_AFTER - 1)
    assert len(ground.store.known.log) == 10
    poll_events(ground.follower, times=2)
    assert ground.agrees_with_log
    assert len(ground.store.known.log) == 12
    assert ground.measures.faults.count(("alpha", "clock")) == 1
    assert ground.measures.faults.count(("alpha", "older")) == CLOCK_RESET_AFTER - 1


def test_a_cache_that_repeats_an_old_answer_or_mixes_it_with_new_ones_is_never_believed() -> None:
    ground = Ground()
    ground.play_to(20)
    newest, commits = ground.alpha.sequence, ground.store.commits
    for turn in range(3 * CLOCK_RESET_AFTER):
        ground.alpha.sequence = newest - 6  # the answer has the next number
        ground.alpha.until = 12
        poll_events(ground.follower)
        if turn % 7 == 0:
            newest, ground.alpha.sequence, ground.alpha.until = newest + 1, newest, 20
            poll_events(ground.follower)
    assert ground.store.commits == commits
    assert len(ground.store.known.log) == 20
    assert not any(each.is_voided for each in ground.store.known.log.values())


def test_a_scoreboard_of_the_future_does_not_silence_a_provider() -> None:
    ground = OtherGround()
    far = START + timedelta(days=30_000)
    ground.publish(board(0, 0, 1), board(0, 0, 2, sequence=10**15, said_at=far, clock="2'"))
    for minute in range(3, 3 + CLOCK_RESET_AFTER):
        ground.publish(board(1, 0, minute))
    assert ground.document["home"]["score"] == 1
    ground.publish(board(2, 0, 60))
    assert ground.document["home"]["score"] == 2, "and from then on in order"
    assert ground.measures.faults.count(("espn", "clock")) == 1


def test_a_match_in_play_that_is_missing_on_its_scoreboard_is_counted() -> None:
    ground = OtherGround()
    ground.poll()
    assert ground.measures.faults == []
    ground.publish(board(0, 0, 1))
    ground.provider.board = None
    ground.poll()
    assert ground.measures.faults == [("espn", "absent")]
    assert ground.document["phase"] == "live"


@pytest.mark.parametrize("kind", [Ground, OtherGround])
def test_a_provider_that_answers_without_end_counts_as_one_that_failed(
    kind: type[Ground | OtherGround],
) -> None:
    ground = kind()
    if isinstance(ground, Ground):
        ground.alpha.hangs = True
    else:
        ground.provider.hangs = True
    tier = Tier.EVENTS if isinstance(ground, Ground) else Tier.SCOREBOARD

    async def cut() -> None:
        async with asyncio.timeout(0.02):
            await ground.follower.poll(tier, 1)

    with pytest.raises(TimeoutError):
        asyncio.run(cut())
    assert [each.failure for each in ground.selector.polls] == ["unavailable"]


def test_what_a_provider_fails_by_is_counted_and_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ground = Ground()
    ground.play_to(4)
    ground.alpha.failure = BadAnswer("alpha, match feed-1: answer.timeline: must be a list")
    with caplog.at_level(logging.WARNING):
        poll_events(ground.follower, times=4)
    assert ground.measures.faults == [("alpha", "bad_answer")] * 4
    assert caplog.text.count("must be a list") == 1


def test_an_end_that_is_taken_back_after_all_was_said_goes_on() -> None:
    ground = Ground()
    ground.play_to(30)
    ground.alpha.phase = Phase.FINISHED
    assert poll_events(ground.follower, times=3).is_final
    ground.alpha.phase = Phase.LIVE
    ground.alpha.until = 33
    assert not poll_events(ground.follower).is_final
    assert ground.agrees_with_log


def test_two_mirrors_that_differ_in_a_ball_do_not_correct_it_for_ever() -> None:
    ground = Ground()
    ground.play_to(58)
    own, ball = ground.events, ground.events[56]
    revised = replace(ball, action={**ball.action, "runsOffBat": 3, "boundary": False})
    other = [revised if each is ball else each for each in own]
    problems_seen = set[str]()
    for number in range(200):
        ground.alpha.events = other if number % 2 else own
        ground.alpha.until = 58 + number // 100
        ground.clock.forward(1)
        poll_events(ground.follower)
        problems_seen.update(ground.problems)
    corrections = [each for each in ground.store.known.log.values() if each.corrects]
    assert len(corrections) <= MOST_REVISIONS
    assert problems_seen == {"doubted"}
    assert len(ground.store.known.log) - len(corrections) == 59, "what both say enters"
    for _ in range(40):
        ground.clock.forward(1)
        poll_events(ground.follower)
    assert ground.problems == []
    setup = ground.store.setup
    score = cards(setup, ground.store.known.log.values())["innings"][0]["runs"]
    right = cards(setup, ground.actions[:59])["innings"][0]["runs"]
    assert score == right - ball.action["runsOffBat"] + 3, "what it keeps to is believed"
