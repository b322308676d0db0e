"""Tests providers that send only correct data: none of their balls is ever voided or corrected,
while processes join, leave and return, requests and writes fail, and providers replace each other.
"""

from __future__ import annotations

import contextlib
import random

import pytest

from scrbrd.engine.contention import ContendedError
from scrbrd_ingest.log.content import text_of
from scrbrd_ingest.model import Phase
from scrbrd_ingest.ports import BadAnswer, FencedOut, RateLimited, Unavailable
from tests.ingest.followed_match import FollowedMatch, with_other_event_ids
from tests.ingest.memory import poll_events

BALLS = 60
POLLS = 60
STEPS = ("load", "commit", "committed", "names")


class MatchWithFailures:
    """The beginning of a match, followed while requests, writes and processes fail at random."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.match = match = FollowedMatch()
        match.alpha.events = match.events[:BALLS]
        match.beta.events = with_other_event_ids(match.alpha.events)
        self.providers = (match.alpha, match.beta)
        for provider in self.providers:
            provider.window = self.rng.choice((3, 6, 12))
        self.fences = {match.follower: 1}
        self.expected_texts = [text_of(each) for each in match.actions[:BALLS]]

    def poll_repeatedly(self) -> None:
        """Let random parts fail or change, and poll once."""
        rng, match = self.rng, self.match
        for provider in self.providers:
            if rng.random() < 0.6:
                provider.until = min(BALLS, provider.until + rng.choice((1, 1, 1, 2, 3, 8)))
            failures = (Unavailable("down"), RateLimited("wait", 3.0), BadAnswer("odd"))
            provider.failure = rng.choice(failures) if rng.random() < 0.1 else None
        if rng.random() < 0.12:
            match.selector.name = rng.choice(("alpha", "beta"))
        if rng.random() < 0.25:
            earlier_follower = rng.choice([*self.fences, None])
            match.follower = earlier_follower or match.new_follower()
            self.fences[match.follower] = max(self.fences.values()) + 1
        if rng.random() < 0.08:
            failure = rng.choice((OSError("down"), ContendedError("written meanwhile")))
            match.store.failures[rng.choice(STEPS)] = [failure]
        follower = match.follower if rng.random() < 0.9 else rng.choice([*self.fences])
        with contextlib.suppress(FencedOut, OSError, ContendedError):
            poll_events(follower, self.fences[follower])
        match.clock.forward(rng.choice((1, 1, 1, 5, 20)))

    def end(self) -> None:
        """Let both providers show the finished match, and poll to its end."""
        self.match.store.failures.clear()
        for provider in self.providers:
            provider.until, provider.failure, provider.phase = BALLS, None, Phase.FINISHED
        poll_events(self.match.follower, self.fences[self.match.follower], times=25)

    def check(self) -> None:
        """Assert that the log is the beginning of the match, each ball in its first version."""
        log = list(self.match.store.known.log.values())
        assert not any(each.is_voided or each.corrects or each.after for each in log)
        assert [text_of(each) for each in log] == self.expected_texts[: len(log)]


def follow_to_end(seed: int) -> None:
    """Follow a match to its end."""
    trial = MatchWithFailures(seed)
    for _ in range(POLLS):
        trial.poll_repeatedly()
        trial.check()
    trial.end()
    trial.check()
    assert len(trial.match.store.known.log) == BALLS
    assert trial.match.problems == []


@pytest.mark.parametrize("seed", range(8))
def test_no_correct_ball_is_voided_or_corrected(seed: int) -> None:
    follow_to_end(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 200))
def test_no_correct_ball_of_many_matches_is_voided_or_corrected(seed: int) -> None:
    follow_to_end(seed)
