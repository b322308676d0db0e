"""Tests a cache that lags only for whole-match answers: new balls are written meanwhile; changes
that only the whole match shows take effect once the cache has them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from scrbrd_ingest.answer_order import CLOCK_RESET_AFTER
from scrbrd_ingest.changes import NO_STATE, observe
from scrbrd_ingest.model import FeedEvent, Observation, Phase
from scrbrd_ingest.ports import FeedRequest, RequestScope
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import FakeProvider, poll_events
from tests.ingest.provider_events import answer


@dataclass
class Mirror(FakeProvider):
    """A provider whose whole-match answers lag by `lag` answers; its latest events are current."""

    lag: int = 0
    answers_given: list[Observation] = field(default_factory=list)
    stuck_answer: Observation | None = None

    async def observe(self, provider_match_id: str, request: FeedRequest) -> Observation:
        """Return the requested answer."""
        latest = await super().observe(provider_match_id, request)
        events = self.distort([e for e in self.events[: self.until] if e.id not in self.hidden])
        self.answers_given.append(
            replace(answer(events, self.sequence, phase=self.phase), provider=self.name)
        )
        is_whole = request.scope is RequestScope.WHOLE
        if is_whole and self.stuck_answer is not None:
            return self.stuck_answer
        return (
            self.answers_given[max(0, len(self.answers_given) - 1 - self.lag)]
            if is_whole
            else latest
        )


def mirrored_match(lag: int) -> FollowedMatch:
    """Return a match in play with a lagging mirror."""
    match = FollowedMatch()
    mirror = Mirror("alpha", match.events)
    match.alpha = mirror
    match.follower = match.new_follower()
    match.play_to(24, step=2)
    mirror.lag = lag
    return match


def play_ball_by_ball(match: FollowedMatch, until: int) -> Iterator[int]:
    """Let the provider advance by one event per poll; yield its number of events."""
    while match.alpha.until < until:
        match.alpha.until += 1
        poll_events(match.follower)
        yield match.alpha.until


@pytest.mark.parametrize("lag", [15, 10**6], ids=["some", "for-ever"])
def test_new_balls_are_written_while_whole_match_answers_lag(lag: int) -> None:
    match = mirrored_match(lag)
    missing_counts = [
        events - len(match.store.known.log) for events in play_ball_by_ball(match, 100)
    ]
    assert max(missing_counts) <= 1
    assert missing_counts.count(0) > 70, "all of it is asked for every twenty answers, and no more"
    assert not any(each.is_voided or each.corrects for each in match.store.known.log.values())


def test_new_balls_are_written_although_the_whole_match_never_agrees_with_the_log() -> None:
    match = mirrored_match(0)
    events = [each for each in match.events[:20] if each is not match.events[12]]
    assert isinstance(match.alpha, Mirror)
    match.alpha.window = 30
    match.alpha.stuck_answer = replace(answer(events, match.alpha.sequence - 2), provider="alpha")
    missing_counts = [
        events - len(match.store.known.log) for events in play_ball_by_ball(match, 110)
    ]
    assert max(missing_counts) <= CLOCK_RESET_AFTER, "it may only lag"
    assert max(missing_counts[60:]) <= 1
    assert not any(each.is_voided or each.corrects for each in match.store.known.log.values())


def test_a_ball_is_voided_when_the_lagging_whole_match_lacks_it() -> None:
    match = mirrored_match(15)
    withdrawn = match.events[33].id
    assert list(play_ball_by_ball(match, 50))
    match.alpha.hidden = {withdrawn}
    for events in play_ball_by_ball(match, 100):
        voided = [each for each in match.store.known.log.values() if each.is_voided]
        if events < 64:
            assert voided == []
    assert [each.provider_event_id for each in voided] == [withdrawn]


def test_a_match_does_not_end_by_a_whole_match_answer_from_before_its_end() -> None:
    match = mirrored_match(4)
    assert list(play_ball_by_ball(match, 36))
    match.alpha.phase = Phase.FINISHED
    are_final = [poll_events(match.follower).is_final for _ in range(9)]
    assert not any(are_final[:4])
    assert are_final[-1]


def with_runs(event: FeedEvent, runs: int) -> FeedEvent:
    """Return a ball with other runs off the bat."""
    return replace(event, action={**event.action, "runsOffBat": runs})


def test_an_older_whole_answer_changes_nothing_and_counts_if_it_agrees() -> None:
    """Compares with a plain model: each event's newest content and the number of its answer."""
    counts = [count for seed in range(20) for count in answers_that_count(random.Random(seed))]
    assert 20 < counts.count(False) < counts.count(True)


def answers_that_count(rng: random.Random) -> Iterator[bool]:
    """Observe random answers, some of them late; yield whether each counts."""
    pool = FollowedMatch().events[:8]
    answers_given, state, model = (
        [dict[str, FeedEvent]()],
        NO_STATE,
        dict[str, tuple[int, object]](),
    )
    for _ in range(80):
        answers_given.append(dict(answers_given[-1]))
        each = rng.choice(pool)
        if rng.random() < 0.3:
            answers_given[-1][each.id] = with_runs(each, rng.randint(0, 2))
        is_whole = not state.is_whole or rng.random() < 0.5
        sequence = max(0, len(answers_given) - 1 - rng.choice((0, 0, 3, 9)) * is_whole)
        events = (
            answers_given[sequence]
            if is_whole
            else dict(list(answers_given[sequence].items())[-1:])
        )
        contents = {name: events.get(name) for name in ({*model, *events} if is_whole else events)}
        is_newest = sequence >= (state.sequence or 0)
        is_known = all(
            model.get(name, (0, None))[1] == content or model.get(name, (0, None))[0] > sequence
            for name, content in contents.items()
        )
        if is_newest:
            model |= {name: (sequence, content) for name, content in contents.items()}
        covers = answer([]).covers if is_whole else None
        received = answer(list(events.values()), sequence, covers=covers)
        dropped = state.dropped_count
        state, _ = observe(state, received, whole_requested=is_whole)
        assert state.events == {name: content for name, (_, content) in model.items() if content}
        assert (state.dropped_count == dropped) is (is_newest or is_known)
        yield is_newest or is_known
