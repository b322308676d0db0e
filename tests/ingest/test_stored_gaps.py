"""A gap before balls that are already in the log: nothing waits for it, but it is reported."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scrbrd_ingest.model import Observation, Span
from scrbrd_ingest.ports import FeedRequest
from tests.ingest.followed import Ground
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


def test_a_ball_that_moves_away_leaves_a_gap_that_is_told_and_stops_no_later_ball() -> None:
    ground = Ground()
    ground.alpha = OneOverProvider("alpha", ground.events)
    ground.follower = ground.new_follower()
    ground.play_to(20)
    gone, last = ground.events[12], ground.events[19]
    assert gone.place.over < last.place.over
    beyond = replace(last.place, ball=last.place.ball + 1)
    ground.alpha.distort = lambda events: [
        replace(each, place=beyond) if each.id == gone.id else each for each in events
    ]
    ground.alpha.window = 10
    poll_events(ground.follower, times=10)
    assert ground.problems == ["gap"]
    assert ground.measures.missed_balls == 1
    ground.alpha.until = 24
    assert poll_events(ground.follower, times=2).waiting == 4
    ground.alpha.distort = list
    poll_events(ground.follower, times=21)
    assert ground.problems == []
    assert ground.agrees_with_log
