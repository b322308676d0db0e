"""Tests a provider whose whole match, or an over, cannot be read: its latest answers count."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd_ingest.model import WHOLE_MATCH, Observation, Phase, Span
from scrbrd_ingest.ports import FeedRequest, RequestScope, Unavailable
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import FakeProvider, poll_events


class BrokenProvider(FakeProvider):
    """A provider that sends its latest events, and the whole match only if `has_whole_match`."""

    has_whole_match = True

    async def observe(self, provider_match_id: str, request: FeedRequest) -> Observation:
        """Return the requested answer."""
        answer = await super().observe(provider_match_id, request)
        if request.scope is RequestScope.WHOLE and not self.has_whole_match:
            raise Unavailable("alpha: a page of long ago is broken")
        return answer


def match_without_timeline() -> tuple[FollowedMatch, BrokenProvider]:
    """Return a match in play whose whole timeline cannot be read any more."""
    match = FollowedMatch()
    alpha = BrokenProvider("alpha", match.events)
    match.alpha = alpha
    match.follower = match.new_follower()
    match.play_to(30)
    alpha.has_whole_match = False
    return match, alpha


def test_new_balls_are_written_from_latest_answers_without_the_whole_match() -> None:
    match, alpha = match_without_timeline()
    for until in range(31, 91):
        alpha.until = until
        poll_events(match.follower, times=2)
    match.clock.forward(2)
    assert len(match.store.known.log) == 90
    assert match.agrees_with_log
    scopes = [each.scope for each in alpha.requests[-40:]]
    assert scopes.count(RequestScope.WHOLE) >= 15, "all of it is asked for all the same"
    alpha.has_whole_match = True
    poll_events(match.follower, times=3 + 15)
    assert {each.scope for each in alpha.requests[-15:]} == {RequestScope.LATEST}


def test_a_provider_without_the_whole_match_fails_three_times_in_a_row() -> None:
    match, alpha = match_without_timeline()
    alpha.failure = None
    failures = []
    for until in range(31, 80):
        alpha.until = until
        failures.append(poll_events(match.follower).failure)
    first = failures.index("unavailable")
    assert failures[first : first + 4] == ["unavailable"] * 3 + [None]


def test_a_late_ball_fills_its_gap_although_no_over_can_be_read() -> None:
    match, alpha = match_without_timeline()
    late_event_id = match.events[33].id
    alpha.hidden = {late_event_id}
    for until in range(31, 37):
        alpha.until = until
        poll_events(match.follower, times=4)
    assert len(match.store.known.log) == 33
    alpha.hidden = set()
    poll_events(match.follower, times=2)
    assert len(match.store.known.log) == 36
    assert match.problems == []


def test_a_doubted_answer_does_not_stop_a_match_whose_whole_timeline_cannot_be_read() -> None:
    match, alpha = match_without_timeline()
    alpha.window = 12
    alpha.distort = lambda events: [
        replace(each, action={**each.action, "runsOffBat": 3}) for each in events
    ]
    poll_events(match.follower)
    assert match.problems == ["doubted"]
    alpha.distort = list
    for until in range(31, 61):
        alpha.until = until
        match.clock.forward(1)
        poll_events(match.follower, times=2)
    assert len(match.store.known.log) == 60
    assert match.agrees_with_log
    assert match.problems == []


class ScriptedProvider(FakeProvider):
    """A provider that sends what the test sets, whatever is requested."""

    span: Span | None = WHOLE_MATCH
    shown = slice(None)

    async def observe(self, provider_match_id: str, request: FeedRequest) -> Observation:
        """Return the set part of the match, with the set span."""
        answer = await super().observe(
            provider_match_id, replace(request, scope=RequestScope.WHOLE)
        )
        return replace(answer, events=answer.events[self.shown], covers=self.span)


def test_a_ball_removed_while_a_whole_answer_lacked_a_part_goes_with_the_next_complete_one() -> (
    None
):
    """Nothing changes in the complete answer, since the removal was already known."""
    match = FollowedMatch()
    alpha = match.alpha = ScriptedProvider("alpha", match.events)
    match.follower = match.new_follower()
    match.play_to(20)
    alpha.span = None
    poll_events(match.follower, times=21)
    alpha.hidden = {match.events[19].id}
    alpha.span, alpha.shown = Span(first=match.events[15].place), slice(14, None)
    poll_events(match.follower)
    alpha.span, alpha.shown = WHOLE_MATCH, slice(None)
    poll_events(match.follower)
    assert match.store.known.log[match.actions[19].id].is_voided
    assert not match.store.known.log[match.actions[18].id].is_voided


@pytest.mark.parametrize("phase", [Phase.LIVE, Phase.FINISHED])
def test_a_new_process_writes_nothing_before_it_has_read_the_whole_match(phase: Phase) -> None:
    match, alpha = match_without_timeline()
    match.follower = match.new_follower()
    alpha.phase, alpha.until = phase, 35
    for _ in range(12):
        assert not poll_events(match.follower, fence=2).is_final
    assert {each.scope for each in alpha.requests[-12:]} == {RequestScope.WHOLE}
    assert len(match.store.known.log) == 30
