"""A gap before balls that are in the log already: nothing waits for it, and yet it is one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scrbrd_ingest.model import Observation, Span
from scrbrd_ingest.ports import Ask
from tests.ingest.followed import Ground
from tests.ingest.memory import Teller, polled


@dataclass
class OverTeller(Teller):
    """A provider that answers the question for an over with that over alone."""

    async def observe(self, provider_match_id: str, ask: Ask) -> Observation:
        """Return what is asked for."""
        answer = await super().observe(provider_match_id, ask)
        if ask.over is None:
            return answer
        told = [e for e in answer.events if (e.place.innings, e.place.over) == ask.over]
        return replace(answer, events=tuple(told), covers=Span(told[0].place, told[-1].place))


def test_a_ball_that_moves_away_leaves_a_gap_that_is_told_and_stops_no_later_ball() -> None:
    ground = Ground()
    ground.alpha = OverTeller("alpha", ground.events)
    ground.follower = ground.another()
    ground.tell(20)
    gone, last = ground.events[12], ground.events[19]
    assert gone.place.over < last.place.over
    beyond = replace(last.place, ball=last.place.ball + 1)
    ground.alpha.spoil = lambda told: [
        replace(each, place=beyond) if each.id == gone.id else each for each in told
    ]
    ground.alpha.window = 10
    polled(ground.follower, times=10)
    assert ground.problems == ["gap"]
    assert ground.measures.missed_balls == 1
    ground.alpha.until = 24
    assert polled(ground.follower, times=2).waiting == 4
    ground.alpha.spoil = list
    polled(ground.follower, times=21)
    assert ground.problems == []
    assert ground.stands
