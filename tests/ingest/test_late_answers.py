"""Answers that arrive late, for example from a cache, are ignored."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd_ingest.model import Phase
from scrbrd_ingest.ports import RequestScope
from tests.ingest.followed import Ground
from tests.ingest.memory import poll_events


def test_a_last_answer_that_was_too_late_is_asked_for_again_before_a_match_ends() -> None:
    ground = Ground()
    ground.alpha.window = 30
    ground.play_to(len(ground.events), step=25)
    ground.alpha.phase = Phase.FINISHED
    poll_events(ground.follower)
    ground.alpha.sequence -= 10
    assert not poll_events(ground.follower).is_final
    ground.alpha.sequence += 10
    changed = ground.events[5]
    revised = replace(changed, action={**changed.action, "runsOffBat": 3, "boundary": False})
    ground.alpha.events = [revised if each is changed else each for each in ground.events]
    assert poll_events(ground.follower).is_final
    assert ground.alpha.requests[-1].scope is RequestScope.WHOLE
    [correction] = [each for each in ground.store.known.log.values() if each.corrects]
    assert correction.provider_event_id == changed.id


def test_a_process_that_takes_over_believes_no_answer_older_than_those_in_the_log() -> None:
    ground = Ground()
    ground.play_to(20)
    known = ground.alpha.sequence
    ground.follower = ground.new_follower()
    ground.alpha.sequence, ground.alpha.until = known - 3, 16
    poll_events(ground.follower, fence=2)
    assert not any(each.is_voided for each in ground.store.known.log.values())
    assert ground.measures.faults == [("alpha", "older")]
    ground.alpha.sequence, ground.alpha.until = known, 22
    poll_events(ground.follower, fence=2)
    assert ground.agrees_with_log
    assert len(ground.store.known.log) == 22


def test_a_provider_whose_clock_went_back_is_believed_by_the_next_process_in_time() -> None:
    ground = Ground()
    ground.play_to(20)
    ground.follower = ground.new_follower()
    ground.alpha.sequence, ground.alpha.until = -100, 22
    poll_events(ground.follower, fence=2, times=21)
    assert ground.agrees_with_log
    assert len(ground.store.known.log) == 22


def test_the_order_of_one_provider_says_nothing_of_another() -> None:
    ground = Ground()
    ground.play_to(20)
    ground.beta.until, ground.selector.name = 22, "beta"
    assert ground.beta.sequence < ground.alpha.sequence
    poll_events(ground.follower)
    assert len(ground.store.known.log) == 22


def test_a_provider_that_is_asked_again_takes_back_nothing_by_an_older_answer() -> None:
    ground = Ground()
    ground.play_to(20)
    known = ground.alpha.sequence
    ground.beta.until, ground.selector.name = 22, "beta"
    poll_events(ground.follower)
    ground.alpha.sequence, ground.alpha.until, ground.selector.name = known - 3, 16, "alpha"
    poll_events(ground.follower)
    assert not any(each.is_voided for each in ground.store.known.log.values())
    assert ground.measures.faults == [("alpha", "older")]
    assert (ground.store.feed or {})["newest"]["alpha"]["sequence"] == known
    ground.alpha.sequence, ground.alpha.until = known + 1, 24
    poll_events(ground.follower)
    assert len(ground.store.known.log) == 24


def test_an_answer_of_another_match_hands_no_order_of_one_provider_to_the_next() -> None:
    ground = Ground()
    ground.play_to(20)
    ground.beta.until, ground.selector.name = 22, "beta"
    ground.beta.team_ids = ("p:nobody", "p:neither")
    assert poll_events(ground.follower).failure == "bad_answer"
    assert ground.problems == ["other_match"]
    ground.beta.team_ids = ()
    ground.follower = ground.new_follower()
    poll_events(ground.follower, fence=2)
    assert len(ground.store.known.log) == 22


@pytest.mark.parametrize("is_another", [False, True], ids=["the-same", "another-process"])
@pytest.mark.parametrize("lag", [25, 60])
def test_a_mirror_that_is_behind_takes_no_ball_back(lag: int, *, is_another: bool) -> None:
    """Its answers come in order, each newer than the one before: as of a clock that was set back,
    and yet they say what is known."""
    ground = Ground()
    for until in range(1, 81):
        ground.alpha.until = until
        poll_events(ground.follower)
    if is_another:
        ground.follower = ground.new_follower()
    newest = ground.alpha.sequence
    for late in range(newest - lag, newest + 20):
        ground.alpha.sequence, ground.alpha.until = late, min(late + 1, 90)
        poll_events(ground.follower, fence=2)
    assert not any(each.is_voided for each in ground.store.known.log.values())
    assert ground.agrees_with_log
    assert len(ground.store.known.log) == 90


def test_a_provider_whose_clock_went_back_says_that_the_match_is_over() -> None:
    ground = Ground()
    ground.play_to(len(ground.events), step=40)
    ground.alpha.sequence, ground.alpha.phase = -100, Phase.FINISHED
    assert not poll_events(ground.follower, times=19).is_final
    assert poll_events(ground.follower, times=3).is_final
