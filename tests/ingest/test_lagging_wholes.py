"""A cache that lags only for the whole match: the match goes on meanwhile, and what only the whole
match shows is known once the cache has it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from scrbrd_ingest.changes import CLOCK_RESET_AFTER, NO_STATE, observe
from scrbrd_ingest.model import FeedEvent, Observation, Phase
from scrbrd_ingest.ports import FeedRequest, RequestScope
from tests.ingest.followed import Ground
from tests.ingest.memory import FakeProvider, poll_events
from tests.ingest.provider_events import answer


@dataclass
class Mirror(FakeProvider):
    """A provider whose whole match lags some answers behind, while its latest is current."""

    lag: int = 0
    answers_given: list[Observation] = field(default_factory=list)
    stuck: Observation | None = None

    async def observe(self, provider_match_id: str, request: FeedRequest) -> Observation:
        """Return the requested answer."""
        found = await super().observe(provider_match_id, request)
        events = self.distort([e for e in self.events[: self.until] if e.id not in self.hidden])
        self.answers_given.append(
            replace(answer(events, self.sequence, phase=self.phase), provider=self.name)
        )
        is_whole = request.scope is RequestScope.WHOLE
        if is_whole and self.stuck is not None:
            return self.stuck
        return (
            self.answers_given[max(0, len(self.answers_given) - 1 - self.lag)]
            if is_whole
            else found
        )


def mirrored_match(lag: int) -> Ground:
    """Return a match in play with such a provider."""
    ground = Ground()
    mirror = Mirror("alpha", ground.events)
    ground.alpha = mirror
    ground.follower = ground.new_follower()
    ground.play_to(24, step=2)
    mirror.lag = lag
    return ground


def play_ball_by_ball(ground: Ground, until: int) -> Iterator[int]:
    """Let the provider advance by one event per poll; yield its number of events."""
    while ground.alpha.until < until:
        ground.alpha.until += 1
        poll_events(ground.follower)
        yield ground.alpha.until


@pytest.mark.parametrize("lag", [15, 10**6], ids=["some", "for-ever"])
def test_a_match_goes_on_while_all_of_it_comes_late(lag: int) -> None:
    ground = mirrored_match(lag)
    late = [events - len(ground.store.known.log) for events in play_ball_by_ball(ground, 100)]
    assert max(late) <= 1
    assert late.count(0) > 70, "all of it is asked for every twenty answers, and no more"
    assert not any(each.is_voided or each.corrects for each in ground.store.known.log.values())


def test_a_match_goes_on_though_all_of_it_stays_another_than_is_known() -> None:
    ground = mirrored_match(0)
    events = [each for each in ground.events[:20] if each is not ground.events[12]]
    assert isinstance(ground.alpha, Mirror)
    ground.alpha.window = 30
    ground.alpha.stuck = replace(answer(events, ground.alpha.sequence - 2), provider="alpha")
    late = [events - len(ground.store.known.log) for events in play_ball_by_ball(ground, 110)]
    assert max(late) <= CLOCK_RESET_AFTER, "it may only lag"
    assert max(late[60:]) <= 1
    assert not any(each.is_voided or each.corrects for each in ground.store.known.log.values())


def test_a_ball_is_taken_back_when_the_late_whole_lacks_it() -> None:
    ground = mirrored_match(15)
    gone = ground.events[33].id
    assert list(play_ball_by_ball(ground, 50))
    ground.alpha.hidden = {gone}
    for events in play_ball_by_ball(ground, 100):
        voided = [each for each in ground.store.known.log.values() if each.is_voided]
        if events < 64:
            assert voided == []
    assert [each.provider_event_id for each in voided] == [gone]


def test_an_end_is_not_believed_of_a_whole_that_came_before_it() -> None:
    ground = mirrored_match(4)
    assert list(play_ball_by_ball(ground, 36))
    ground.alpha.phase = Phase.FINISHED
    finals = [poll_events(ground.follower).is_final for _ in range(9)]
    assert not any(finals[:4])
    assert finals[-1]


def revised(event: FeedEvent, runs: int) -> FeedEvent:
    """A ball with other runs."""
    return replace(event, action={**event.action, "runsOffBat": runs})


def test_an_older_whole_changes_nothing_and_counts_if_it_says_what_is_known() -> None:
    """Held against a plain model: of each event the newest word, and the answer that it came in."""
    counts = [count for seed in range(20) for count in counted(random.Random(seed))]
    assert 20 < counts.count(False) < counts.count(True)


def counted(chance: random.Random) -> Iterator[bool]:
    """Let answers come, some of them late; yield whether each counts."""
    pool = Ground().events[:8]
    answers_given, state, model = (
        [dict[str, FeedEvent]()],
        NO_STATE,
        dict[str, tuple[int, object]](),
    )
    for _ in range(80):
        answers_given.append(dict(answers_given[-1]))
        each = chance.choice(pool)
        if chance.random() < 0.3:
            answers_given[-1][each.id] = revised(each, chance.randint(0, 2))
        is_whole = not state.is_whole or chance.random() < 0.5
        order = max(0, len(answers_given) - 1 - chance.choice((0, 0, 3, 9)) * is_whole)
        events = answers_given[order] if is_whole else dict(list(answers_given[order].items())[-1:])
        contents = {name: events.get(name) for name in ({*model, *events} if is_whole else events)}
        is_newest = order >= (state.sequence or 0)
        is_known = all(
            model.get(name, (0, None))[1] == content or model.get(name, (0, None))[0] > order
            for name, content in contents.items()
        )
        if is_newest:
            model |= {name: (order, content) for name, content in contents.items()}
        covers = answer([]).covers if is_whole else None
        received = answer(list(events.values()), order, covers=covers)
        dropped = state.dropped_count
        state, _ = observe(state, received, whole_requested=is_whole)
        assert state.events == {name: content for name, (_, content) in model.items() if content}
        assert (state.dropped_count == dropped) is (is_newest or is_known)
        yield is_newest or is_known
