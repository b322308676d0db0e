"""Tests a gap before balls that are already in the log: they stay, but the gap is reported."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scrbrd_ingest.model import Observation, Span
from scrbrd_ingest.ports import FeedRequest
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import FakeProvider, poll_events


@dataclass
class OneOverProvider(FakeProvider):
    """A provider that answers the request for an over with only that over."""

    async def observe(self, provider_match_id: str, request: FeedRequest) -> Observation:
        """Return the requested answer."""
        answer = await super().observe(provider_match_id, request)
        if request.over is None:
            return answer
        events = [e for e in answer.events if (e.place.innings, e.place.over) == request.over]
        return replace(answer, events=tuple(events), covers=Span(events[0].place, events[-1].place))


def test_a_ball_moved_to_a_later_over_leaves_a_gap_that_is_reported() -> None:
    match = FollowedMatch()
    match.alpha = OneOverProvider("alpha", match.events)
    match.follower = match.new_follower()
    match.play_to(20)
    moved, last = match.events[12], match.events[19]
    assert moved.place.over < last.place.over
    place_after_last = replace(last.place, ball=last.place.ball + 1)
    match.alpha.distort = lambda events: [
        replace(each, place=place_after_last) if each.id == moved.id else each for each in events
    ]
    match.alpha.window = 10
    poll_events(match.follower, times=10)
    assert match.problems == ["gap"]
    assert match.measures.missed_balls == 1
    match.alpha.until = 24
    assert poll_events(match.follower, times=2).waiting == 4
    match.alpha.distort = list
    poll_events(match.follower, times=21)
    assert match.problems == []
    assert match.agrees_with_log
