"""Tests that the log folds to the provider's last state, whatever it sent before."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrbrd_ingest.model import FeedEvent
from tests.domain.strategies import LegalLog, legal_logs
from tests.ingest.minimal_follower import MemoryFollower, with_random_errors
from tests.ingest.provider_events import answer, cards, events_of

FEW_EXAMPLES = settings(max_examples=12, deadline=None)
MANY_EXAMPLES = settings(max_examples=300, deadline=None)


def receive_with_revisions(
    follower: MemoryFollower, events: list[FeedEvent], rng: random.Random
) -> None:
    """Receive a match in a few answers, all with errors except the last one."""
    until = sorted(rng.randint(0, len(events)) for _ in range(rng.randint(1, 4)))
    for number, end in enumerate([*until, len(events)]):
        follower.receive(answer(with_random_errors(rng, events[:end]), number), is_confirmed=True)
    follower.receive(answer(events, 99), is_confirmed=True)


@FEW_EXAMPLES
@given(legal_logs(), st.integers(0, 10**6))
def test_the_log_folds_to_the_last_timeline_after_any_revisions(legal: LegalLog, seed: int) -> None:
    check_folded_log(legal, seed)


@pytest.mark.slow
@MANY_EXAMPLES
@given(legal_logs(), st.integers(0, 10**6))
def test_many_logs_fold_to_their_last_timelines(legal: LegalLog, seed: int) -> None:
    check_folded_log(legal, seed)


def check_folded_log(legal: LegalLog, seed: int) -> None:
    """Compare the log made from a provider's answers with the match itself."""
    events = events_of(legal.actions)
    follower = MemoryFollower(legal.setup)
    receive_with_revisions(follower, events, random.Random(seed))
    decision = follower.decide("alpha")
    assert decision.target.gap is None
    assert cards(legal.setup, follower.log) == cards(legal.setup, legal.actions)
    assert decision.plan.is_empty
