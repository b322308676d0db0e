"""Tests which durations count as a provider's latency, from which its health is computed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from scrbrd_ingest.model import Observation
from scrbrd_ingest.ports import FeedRequest
from scrbrd_ingest.scheduling.context import CURRENT, PollContext, current_poll
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import poll_events


@pytest.fixture
def poll_context() -> Iterator[PollContext]:
    """The context of the poll that the test makes, as the poll loop sets it."""
    context = PollContext()
    token = CURRENT.set(context)
    yield context
    CURRENT.reset(token)


@pytest.mark.usefixtures("poll_context")
def test_waiting_for_our_own_budget_is_not_latency(monkeypatch: pytest.MonkeyPatch) -> None:
    match = FollowedMatch()
    match.play_to(10)
    observe = match.alpha.observe

    async def observe_after_waiting(match_id: str, request: FeedRequest) -> Observation:
        current_poll().waited += 8.0
        match.clock.forward(8.5)
        return await observe(match_id, request)

    monkeypatch.setattr(match.alpha, "observe", observe_after_waiting)
    assert poll_events(match.follower).latency == pytest.approx(0.5)


def test_reading_our_own_store_is_not_latency(monkeypatch: pytest.MonkeyPatch) -> None:
    match = FollowedMatch()
    match.play_to(10)
    load = match.store.load

    async def load_slowly(*arguments: Any) -> Any:
        match.clock.forward(4.0)
        return await load(*arguments)

    monkeypatch.setattr(match.store, "load", load_slowly)
    assert poll_events(match.new_follower()).latency == 0.0
