"""Whatever a provider says on the way, the log folds to what it says at last."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from scrbrd_ingest.model import FeedEvent
from tests.domain.strategies import LegalLog, legal_logs
from tests.ingest.following import Following, spoilt
from tests.ingest.told import answer, cards, events_of

SOME = settings(max_examples=60, deadline=None)


def revised(following: Following, events: list[FeedEvent], chance: random.Random) -> None:
    """Let a provider tell a match in a few answers, wrongly at first."""
    until = sorted(chance.randint(0, len(events)) for _ in range(chance.randint(1, 4)))
    for number, end in enumerate([*until, len(events)]):
        following.hear(answer(spoilt(chance, events[:end]), number), is_confirmed=True)
    following.hear(answer(events, 99), is_confirmed=True)


@SOME
@given(legal_logs(), st.integers(0, 10**6))
def test_the_log_folds_to_the_last_timeline_however_it_was_revised(
    legal: LegalLog, seed: int
) -> None:
    events = events_of(legal.actions)
    following = Following(legal.setup)
    revised(following, events, random.Random(seed))
    decision = following.decide("alpha")
    if decision.target.gap is None:
        assert cards(legal.setup, following.log) == cards(legal.setup, legal.actions)
    assert decision.plan.is_empty
