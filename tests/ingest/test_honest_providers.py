"""Providers that send only correct data: no ball of theirs is ever voided or corrected, whatever
happens around them. Processes join, leave and return, requests and writes fail, one provider
replaces another."""

from __future__ import annotations

import contextlib
import random

import pytest

from scrbrd.engine.contention import ContendedError
from scrbrd_ingest.log.content import text_of
from scrbrd_ingest.model import Phase
from scrbrd_ingest.ports import BadAnswer, FencedOut, RateLimited, Unavailable
from tests.ingest.followed import Ground, renamed
from tests.ingest.memory import poll_events

BALLS = 60
POLLS = 60
STEPS = ("load", "commit", "committed", "names")


class Unlucky:
    """The beginning of a match that is followed while many things fail."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.ground = ground = Ground()
        ground.alpha.events = ground.events[:BALLS]
        ground.beta.events = renamed(ground.alpha.events)
        self.providers = (ground.alpha, ground.beta)
        for provider in self.providers:
            provider.window = self.chance.choice((3, 6, 12))
        self.numbers = {ground.follower: 1}
        self.truth = [text_of(each) for each in ground.actions[:BALLS]]

    def poll_repeatedly(self) -> None:
        """Let something fail, and poll once."""
        chance, ground = self.chance, self.ground
        for provider in self.providers:
            if chance.random() < 0.6:
                provider.until = min(BALLS, provider.until + chance.choice((1, 1, 1, 2, 3, 8)))
            failures = (Unavailable("down"), RateLimited("wait", 3.0), BadAnswer("odd"))
            provider.failure = chance.choice(failures) if chance.random() < 0.1 else None
        if chance.random() < 0.12:
            ground.selector.name = chance.choice(("alpha", "beta"))
        if chance.random() < 0.25:
            known = chance.choice([*self.numbers, None])
            ground.follower = known or ground.new_follower()
            self.numbers[ground.follower] = max(self.numbers.values()) + 1
        if chance.random() < 0.08:
            failure = chance.choice((OSError("down"), ContendedError("written meanwhile")))
            ground.store.fails[chance.choice(STEPS)] = [failure]
        follower = ground.follower if chance.random() < 0.9 else chance.choice([*self.numbers])
        with contextlib.suppress(FencedOut, OSError, ContendedError):
            poll_events(follower, self.numbers[follower])
        ground.clock.forward(chance.choice((1, 1, 1, 5, 20)))

    def end(self) -> None:
        """Let both providers have the whole match, which ends."""
        self.ground.store.fails.clear()
        for provider in self.providers:
            provider.until, provider.failure, provider.phase = BALLS, None, Phase.FINISHED
        poll_events(self.ground.follower, self.numbers[self.ground.follower], times=25)

    def check(self) -> None:
        """Check the log against the match: its beginning, each ball in its first version."""
        log = list(self.ground.store.known.log.values())
        assert not any(each.is_voided or each.corrects or each.after for each in log)
        assert [text_of(each) for each in log] == self.truth[: len(log)]


def follow_to_end(seed: int) -> None:
    """Follow a match to its end."""
    match = Unlucky(seed)
    for _ in range(POLLS):
        match.poll_repeatedly()
        match.check()
    match.end()
    match.check()
    assert len(match.ground.store.known.log) == BALLS
    assert match.ground.problems == []


@pytest.mark.parametrize("seed", range(8))
def test_no_ball_is_taken_back_that_was_rightly_told(seed: int) -> None:
    follow_to_end(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 200))
def test_no_ball_of_many_matches_is_taken_back(seed: int) -> None:
    follow_to_end(seed)
