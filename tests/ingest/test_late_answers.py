"""Tests that answers that arrive late, for example from a cache, are ignored."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd_ingest.model import Phase
from scrbrd_ingest.ports import RequestScope
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import poll_events


def test_a_late_last_answer_is_requested_again_before_the_match_ends() -> None:
    match = FollowedMatch()
    match.alpha.window = 30
    match.play_to(len(match.events), step=25)
    match.alpha.phase = Phase.FINISHED
    poll_events(match.follower)
    match.alpha.sequence -= 10
    assert not poll_events(match.follower).is_final
    match.alpha.sequence += 10
    changed = match.events[5]
    revised = replace(changed, action={**changed.action, "runsOffBat": 3, "boundary": False})
    match.alpha.events = [revised if each is changed else each for each in match.events]
    assert poll_events(match.follower).is_final
    assert match.alpha.requests[-1].scope is RequestScope.WHOLE
    [correction] = [each for each in match.store.known.log.values() if each.corrects]
    assert correction.provider_event_id == changed.id


def test_a_new_process_ignores_answers_older_than_those_in_the_log() -> None:
    match = FollowedMatch()
    match.play_to(20)
    newest_sequence = match.alpha.sequence
    match.follower = match.new_follower()
    match.alpha.sequence, match.alpha.until = newest_sequence - 3, 16
    poll_events(match.follower, fence=2)
    assert not any(each.is_voided for each in match.store.known.log.values())
    assert match.measures.faults == [("alpha", "older")]
    match.alpha.sequence, match.alpha.until = newest_sequence, 22
    poll_events(match.follower, fence=2)
    assert match.agrees_with_log
    assert len(match.store.known.log) == 22


def test_the_next_process_finally_accepts_a_provider_whose_clock_went_back() -> None:
    match = FollowedMatch()
    match.play_to(20)
    match.follower = match.new_follower()
    match.alpha.sequence, match.alpha.until = -100, 22
    poll_events(match.follower, fence=2, times=21)
    assert match.agrees_with_log
    assert len(match.store.known.log) == 22


def test_the_sequence_numbers_of_two_providers_are_not_compared() -> None:
    match = FollowedMatch()
    match.play_to(20)
    match.beta.until, match.selector.name = 22, "beta"
    assert match.beta.sequence < match.alpha.sequence
    poll_events(match.follower)
    assert len(match.store.known.log) == 22


def test_an_older_answer_of_a_provider_polled_again_voids_no_ball() -> None:
    match = FollowedMatch()
    match.play_to(20)
    newest_sequence = match.alpha.sequence
    match.beta.until, match.selector.name = 22, "beta"
    poll_events(match.follower)
    match.alpha.sequence, match.alpha.until, match.selector.name = newest_sequence - 3, 16, "alpha"
    poll_events(match.follower)
    assert not any(each.is_voided for each in match.store.known.log.values())
    assert match.measures.faults == [("alpha", "older")]
    assert (match.store.feed or {})["newest"]["alpha"]["sequence"] == newest_sequence
    match.alpha.sequence, match.alpha.until = newest_sequence + 1, 24
    poll_events(match.follower)
    assert len(match.store.known.log) == 24


def test_another_matchs_answer_passes_no_sequence_number_to_the_next_provider() -> None:
    match = FollowedMatch()
    match.play_to(20)
    match.beta.until, match.selector.name = 22, "beta"
    match.beta.team_ids = ("p:nobody", "p:neither")
    assert poll_events(match.follower).failure == "bad_answer"
    assert match.problems == ["other_match"]
    match.beta.team_ids = ()
    match.follower = match.new_follower()
    poll_events(match.follower, fence=2)
    assert len(match.store.known.log) == 22


@pytest.mark.parametrize("is_other_process", [False, True], ids=["the-same", "another-process"])
@pytest.mark.parametrize("lag", [25, 60])
def test_a_lagging_mirror_voids_no_ball(lag: int, *, is_other_process: bool) -> None:
    """The mirror's answers have rising numbers, as after its clock was set back, but contain only
    known events at first."""
    match = FollowedMatch()
    for until in range(1, 81):
        match.alpha.until = until
        poll_events(match.follower)
    if is_other_process:
        match.follower = match.new_follower()
    newest = match.alpha.sequence
    for sequence in range(newest - lag, newest + 20):
        match.alpha.sequence, match.alpha.until = sequence, min(sequence + 1, 90)
        poll_events(match.follower, fence=2)
    assert not any(each.is_voided for each in match.store.known.log.values())
    assert match.agrees_with_log
    assert len(match.store.known.log) == 90


def test_the_end_of_a_match_is_accepted_from_a_provider_whose_clock_went_back() -> None:
    match = FollowedMatch()
    match.play_to(len(match.events), step=40)
    match.alpha.sequence, match.alpha.phase = -100, Phase.FINISHED
    assert not poll_events(match.follower, times=19).is_final
    assert poll_events(match.follower, times=3).is_final
