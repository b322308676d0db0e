"""One provider fails in mid-over and another continues: no ball doubled, none lost."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from scrbrd.domain.effective import effective_log
from scrbrd_ingest.model import FeedEvent
from tests.ingest.following import MemoryFollower, spoilt
from tests.ingest.provider_events import answer, cards, committed, events_of

LOGS = sorted(each for each in committed() if len(committed()[each].actions) < 300)
SEEDS = range(8)


class Match:
    """The beginning of a match from two providers, each with ids of its own."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        log = committed()[self.chance.choice(LOGS)]
        self.setup = log.inputs.setup
        actions = effective_log(log.actions).actions
        self.actions = actions[: self.chance.randint(20, min(160, len(actions)))]
        self.alpha = events_of(self.actions)
        self.beta = [
            replace(each, id=f"{number * 7}", action=poorer(each))
            for number, each in enumerate(events_of(self.actions, "q:"))
        ]
        self.following = MemoryFollower(self.setup)

    def receive(self, provider: str, events: list[FeedEvent], sequence: int) -> None:
        """Receive everything that a provider has."""
        received = answer(events, sequence, provider=provider)
        mark = "p:" if provider == "alpha" else "q:"
        self.following.receive(received, is_confirmed=True, mark=mark)

    @property
    def agrees_with_log(self) -> bool:
        """Whether the log folds to the match."""
        return cards(self.setup, self.following.log) == cards(self.setup, self.actions)


def poorer(event: FeedEvent) -> dict[str, object]:
    """Return an event's content without the fields that no score depends on."""
    return {name: each for name, each in event.action.items() if name not in ("shotData", "note")}


@pytest.mark.parametrize("seed", SEEDS)
def test_another_provider_goes_on_with_the_same_log(seed: int) -> None:
    match = Match(seed)
    cut = match.chance.randint(1, len(match.actions))
    match.receive("alpha", match.alpha[:cut], 1)
    assert len(match.following.log) == cut
    behind = max(1, cut - match.chance.randint(0, 8))
    match.receive("beta", match.beta[:behind], 1)  # it has not come that far: nothing is removed
    assert len(match.following.log) == cut
    assert not any(each.is_voided for each in match.following.log)
    match.receive("beta", match.beta, 2)
    assert len(match.following.log) == len(match.actions), (
        "a ball doubled, or corrected for nothing"
    )
    assert match.agrees_with_log
    roots = {each.action_id for each in match.following.known.records.values()}
    assert roots == set(match.following.known.log)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_first_said_wrongly_is_mended_by_the_second(seed: int) -> None:
    match = Match(100 + seed)
    cut = match.chance.randint(1, len(match.actions))
    match.receive("alpha", spoilt(match.chance, match.alpha[:cut]), 1)
    match.receive("beta", match.beta, 1)
    last = max(each.place for each in match.beta)
    beyond = [each for each in match.following.known.records.values() if each.place > last]
    if not any(each.provider == "alpha" for each in beyond):
        assert match.agrees_with_log


@pytest.mark.parametrize("seed", range(3))
def test_there_and_back_again_changes_nothing(seed: int) -> None:
    match = Match(200 + seed)
    cut = match.chance.randint(1, len(match.actions))
    match.receive("alpha", match.alpha[:cut], 1)
    match.receive("beta", match.beta, 1)
    log = dict(match.following.known.log)
    match.receive("alpha", match.alpha, 2)
    match.receive("beta", match.beta, 2)
    assert match.following.known.log == log
    assert match.agrees_with_log


@pytest.mark.parametrize("lacking", [1, 2, 9], ids=["a-ball", "two-balls", "the-over"])
def test_the_last_balls_of_an_over_that_the_second_has_not_yet_are_those_of_the_first(
    lacking: int,
) -> None:
    match = Match(3)
    over = [each.place for each in match.beta if each.place.over == 1 and each.place.ball]
    cut = 1 + next(n for n, each in enumerate(match.beta) if each.place == over[-1])
    match.receive("alpha", match.alpha[:cut], 1)
    late = [each for each in match.beta if each.place not in over[-lacking:]]
    match.receive("beta", late[: cut + 4 - len(over[-lacking:])], 1)
    assert not any(each.is_voided for each in match.following.log)
    assert len(match.following.log) == cut + 4, "the over is whole, and what follows it enters"
    match.receive("beta", match.beta[: cut + 4], 2)
    assert len(match.following.log) == cut + 4
    assert {each.recorded_by for each in match.following.log[:cut]} == {"provider:alpha"}
