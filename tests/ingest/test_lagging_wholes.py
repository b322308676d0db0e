"""A cache that lags before what holds all of a match alone: the match goes on meanwhile, and what
only all of it tells is known once the cache has it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from scrbrd_ingest.changes import NO_STATE, SET_BACK, observe
from scrbrd_ingest.model import FeedEvent, Observation, Phase
from scrbrd_ingest.ports import Ask, Want
from tests.ingest.followed import Ground
from tests.ingest.memory import Teller, polled
from tests.ingest.told import answer


@dataclass
class Mirror(Teller):
    """A provider that gives all of a match as it was some answers ago, and its latest as it is."""

    lag: int = 0
    said: list[Observation] = field(default_factory=list)
    stuck: Observation | None = None

    async def observe(self, provider_match_id: str, ask: Ask) -> Observation:
        """Return what is asked for."""
        found = await super().observe(provider_match_id, ask)
        told = self.spoil([e for e in self.events[: self.until] if e.id not in self.hidden])
        self.said.append(replace(answer(told, self.sequence, phase=self.phase), provider=self.name))
        is_whole = ask.want is Want.WHOLE
        if is_whole and self.stuck is not None:
            return self.stuck
        return self.said[max(0, len(self.said) - 1 - self.lag)] if is_whole else found


def mirrored(lag: int) -> Ground:
    """A match in play, told so."""
    ground = Ground()
    mirror = Mirror("alpha", ground.events)
    ground.alpha = mirror
    ground.follower = ground.another()
    ground.tell(24, step=2)
    mirror.lag = lag
    return ground


def one_after_another(ground: Ground, until: int) -> Iterator[int]:
    """Let the provider tell a ball a poll."""
    while ground.alpha.until < until:
        ground.alpha.until += 1
        polled(ground.follower)
        yield ground.alpha.until


@pytest.mark.parametrize("lag", [15, 10**6], ids=["some", "for-ever"])
def test_a_match_goes_on_while_all_of_it_comes_late(lag: int) -> None:
    ground = mirrored(lag)
    late = [told - len(ground.store.known.log) for told in one_after_another(ground, 100)]
    assert max(late) <= 1
    assert late.count(0) > 70, "all of it is asked for every twenty answers, and no more"
    assert not any(each.is_voided or each.corrects for each in ground.store.known.log.values())


def test_a_match_goes_on_though_all_of_it_stays_another_than_is_known() -> None:
    ground = mirrored(0)
    told = [each for each in ground.events[:20] if each is not ground.events[12]]
    assert isinstance(ground.alpha, Mirror)
    ground.alpha.window = 30
    ground.alpha.stuck = replace(answer(told, ground.alpha.sequence - 2), provider="alpha")
    late = [told - len(ground.store.known.log) for told in one_after_another(ground, 110)]
    assert max(late) <= SET_BACK, "it may only lag"
    assert max(late[60:]) <= 1
    assert not any(each.is_voided or each.corrects for each in ground.store.known.log.values())


def test_a_ball_is_taken_back_when_the_late_whole_lacks_it() -> None:
    ground = mirrored(15)
    gone = ground.events[33].id
    assert list(one_after_another(ground, 50))
    ground.alpha.hidden = {gone}
    for told in one_after_another(ground, 100):
        voided = [each for each in ground.store.known.log.values() if each.is_voided]
        if told < 64:
            assert voided == []
    assert [each.provider_event_id for each in voided] == [gone]


def test_an_end_is_not_believed_of_a_whole_that_came_before_it() -> None:
    ground = mirrored(4)
    assert list(one_after_another(ground, 36))
    ground.alpha.phase = Phase.FINISHED
    finals = [polled(ground.follower).is_final for _ in range(9)]
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
    said, state, model = [dict[str, FeedEvent]()], NO_STATE, dict[str, tuple[int, object]]()
    for _ in range(80):
        said.append(dict(said[-1]))
        each = chance.choice(pool)
        if chance.random() < 0.3:
            said[-1][each.id] = revised(each, chance.randint(0, 2))
        is_whole = not state.is_whole or chance.random() < 0.5
        order = max(0, len(said) - 1 - chance.choice((0, 0, 3, 9)) * is_whole)
        told = said[order] if is_whole else dict(list(said[order].items())[-1:])
        words = {name: told.get(name) for name in ({*model, *told} if is_whole else told)}
        is_newest = order >= (state.sequence or 0)
        is_known = all(
            model.get(name, (0, None))[1] == word or model.get(name, (0, None))[0] > order
            for name, word in words.items()
        )
        if is_newest:
            model |= {name: (order, word) for name, word in words.items()}
        covers = answer([]).covers if is_whole else None
        heard = answer(list(told.values()), order, covers=covers)
        dropped = state.dropped
        state, _ = observe(state, heard, asked_for_all=is_whole)
        assert state.events == {name: word for name, (_, word) in model.items() if word}
        assert (state.dropped == dropped) is (is_newest or is_known)
        yield is_newest or is_known
