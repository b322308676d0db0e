"""Tests a change of provider in mid-over: no ball is doubled and none is lost."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from scrbrd.domain.effective import effective_log
from scrbrd_ingest.model import FeedEvent
from tests.ingest.minimal_follower import MemoryFollower, with_random_errors
from tests.ingest.provider_events import answer, cards, committed_matches, events_of

LOGS = sorted(each for each in committed_matches() if len(committed_matches()[each].actions) < 300)
SEEDS = range(8)


class TwoProviderMatch:
    """The beginning of a match from two providers, each with its own ids."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        log = committed_matches()[self.rng.choice(LOGS)]
        self.setup = log.inputs.setup
        actions = effective_log(log.actions).actions
        self.actions = actions[: self.rng.randint(20, min(160, len(actions)))]
        self.alpha = events_of(self.actions)
        self.beta = [
            replace(each, id=f"{number * 7}", action=without_optional_fields(each))
            for number, each in enumerate(events_of(self.actions, "q:"))
        ]
        self.follower = MemoryFollower(self.setup)

    def receive(self, provider: str, events: list[FeedEvent], sequence: int) -> None:
        """Receive a whole answer of a provider."""
        received = answer(events, sequence, provider=provider)
        mark = "p:" if provider == "alpha" else "q:"
        self.follower.receive(received, is_confirmed=True, mark=mark)

    @property
    def agrees_with_log(self) -> bool:
        """Whether the log folds to the match."""
        return cards(self.setup, self.follower.log) == cards(self.setup, self.actions)


def without_optional_fields(event: FeedEvent) -> dict[str, object]:
    """Return an event's content without the fields that do not affect the score."""
    return {name: each for name, each in event.action.items() if name not in ("shotData", "note")}


@pytest.mark.parametrize("seed", SEEDS)
def test_another_provider_continues_the_same_log(seed: int) -> None:
    match = TwoProviderMatch(seed)
    switch_index = match.rng.randint(1, len(match.actions))
    match.receive("alpha", match.alpha[:switch_index], 1)
    assert len(match.follower.log) == switch_index
    second_count = max(1, switch_index - match.rng.randint(0, 8))
    match.receive("beta", match.beta[:second_count], 1)  # beta is behind: nothing is removed
    assert len(match.follower.log) == switch_index
    assert not any(each.is_voided for each in match.follower.log)
    match.receive("beta", match.beta, 2)
    assert len(match.follower.log) == len(match.actions), "a ball doubled, or corrected for nothing"
    assert match.agrees_with_log
    roots = {each.action_id for each in match.follower.known.records.values()}
    assert roots == set(match.follower.known.log)


@pytest.mark.parametrize("seed", SEEDS)
def test_errors_of_the_first_provider_are_corrected_by_the_second(seed: int) -> None:
    match = TwoProviderMatch(100 + seed)
    switch_index = match.rng.randint(1, len(match.actions))
    match.receive("alpha", with_random_errors(match.rng, match.alpha[:switch_index]), 1)
    match.receive("beta", match.beta, 1)
    last = max(each.place for each in match.beta)
    records_after_last = [
        each for each in match.follower.known.records.values() if each.place > last
    ]
    if not any(each.provider == "alpha" for each in records_after_last):
        assert match.agrees_with_log


@pytest.mark.parametrize("seed", range(3))
def test_a_change_of_provider_and_back_changes_nothing(seed: int) -> None:
    match = TwoProviderMatch(200 + seed)
    switch_index = match.rng.randint(1, len(match.actions))
    match.receive("alpha", match.alpha[:switch_index], 1)
    match.receive("beta", match.beta, 1)
    log = dict(match.follower.known.log)
    match.receive("alpha", match.alpha, 2)
    match.receive("beta", match.beta, 2)
    assert match.follower.known.log == log
    assert match.agrees_with_log


@pytest.mark.parametrize("missing_balls", [1, 2, 9], ids=["a-ball", "two-balls", "the-over"])
def test_last_balls_that_the_second_provider_still_lacks_are_kept_from_the_first(
    missing_balls: int,
) -> None:
    match = TwoProviderMatch(3)
    over = [each.place for each in match.beta if each.place.over == 1 and each.place.ball]
    switch_index = 1 + next(n for n, each in enumerate(match.beta) if each.place == over[-1])
    match.receive("alpha", match.alpha[:switch_index], 1)
    events_without_last_balls = [
        each for each in match.beta if each.place not in over[-missing_balls:]
    ]
    match.receive(
        "beta", events_without_last_balls[: switch_index + 4 - len(over[-missing_balls:])], 1
    )
    assert not any(each.is_voided for each in match.follower.log)
    assert len(match.follower.log) == switch_index + 4, (
        "the over is whole, and what follows it enters"
    )
    match.receive("beta", match.beta[: switch_index + 4], 2)
    assert len(match.follower.log) == switch_index + 4
    assert {each.recorded_by for each in match.follower.log[:switch_index]} == {"provider:alpha"}
