"""Whatever a provider sends meanwhile, the log folds to its last state."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrbrd_ingest.model import FeedEvent
from tests.domain.strategies import LegalLog, legal_logs
from tests.ingest.following import MemoryFollower, spoilt
from tests.ingest.provider_events import answer, cards, events_of

SOME = settings(max_examples=12, deadline=None)
MANY = settings(max_examples=300, deadline=None)


def revised(following: MemoryFollower, events: list[FeedEvent], chance: random.Random) -> None:
    """Let a provider tell a match in a few answers, wrongly at first."""
    until = sorted(chance.randint(0, len(events)) for _ in range(chance.randint(1, 4)))
    for number, end in enumerate([*until, len(events)]):
        following.receive(answer(spoilt(chance, events[:end]), number), is_confirmed=True)
    following.receive(answer(events, 99), is_confirmed=True)


@SOME
@given(legal_logs(), st.integers(0, 10**6))
def test_the_log_folds_to_the_last_timeline_however_it_was_revised(
    legal: LegalLog, seed: int
) -> None:
    comes_to_the_same(legal, seed)


@pytest.mark.slow
@MANY
@given(legal_logs(), st.integers(0, 10**6))
def test_many_logs_fold_to_their_last_timelines(legal: LegalLog, seed: int) -> None:
    comes_to_the_same(legal, seed)


def comes_to_the_same(legal: LegalLog, seed: int) -> None:
    """Hold the log that comes of a provider's words against the match itself."""
    events = events_of(legal.actions)
    following = MemoryFollower(legal.setup)
    revised(following, events, random.Random(seed))
    decision = following.decide("alpha")
    assert decision.target.gap is None
    assert cards(legal.setup, following.log) == cards(legal.setup, legal.actions)
    assert decision.plan.is_empty
