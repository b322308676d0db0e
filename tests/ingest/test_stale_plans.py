"""Tests a process that stops between its plan and its commit while others change the match."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from google.cloud.firestore import SERVER_TIMESTAMP, Client

from scrbrd.adapters import paths
from scrbrd_ingest.firestore_log import FirestoreLog
from scrbrd_ingest.model import FeedEvent, Observation
from scrbrd_ingest.ports import FeedRequest, FencedOut
from tests.ingest.test_log_on_firestore import EVENTS, MATCH, StoredMatch

REVISED_INDEX = 12
"""Index of the event that the provider deletes or revises."""


def events_with_runs(runs: int) -> list[FeedEvent]:
    """Return the events, with other runs off the bat of one ball."""
    ball = EVENTS[REVISED_INDEX]
    other = replace(ball, action={**ball.action, "runsOffBat": runs, "boundary": False})
    return [*EVENTS[:REVISED_INDEX], other, *EVENTS[REVISED_INDEX + 1 :]]


class PausedLog(FirestoreLog):
    """A store that calls `meanwhile` once before a commit is sent."""

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        self.meanwhile: Callable[[], object] | None = None

    def _commit(self, *args: Any) -> Any:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        return super()._commit(*args)


class LongMatch(StoredMatch):
    """A match with more events than one commit takes."""

    match_id = "1386111"


class PausableMatch(StoredMatch):
    """A match followed by a process that will stop for a minute."""

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        self.store = PausedLog(client)
        self.follower = self.new_follower(self.store)
        self.poll(30)

    def revise(self) -> None:
        """Let every answer of the provider have other runs for one ball."""
        self.alpha.events, self.alpha.window = events_with_runs(3), len(EVENTS)

    def follow_in_other_process(self, until: int, events: list[FeedEvent]) -> None:
        """Let a process with a higher fence number follow the match, with these events of the
        provider."""
        other = StoredMatch(self.client)
        other.alpha.events, other.alpha.sequence = events, self.alpha.sequence + 10
        other.poll(until, fence=2)

    def hand_over(self, **fields: object) -> None:
        """Update fields of the match document."""
        self.client.document(paths.match(MATCH)).update(fields)


def test_a_plan_of_an_old_timeline_is_not_written_over_a_newer_one(
    firestore_client: Client,
) -> None:
    match = PausableMatch(firestore_client)
    newer_events = events_with_runs(3)
    match.store.meanwhile = lambda: match.follow_in_other_process(33, newer_events)
    with pytest.raises(FencedOut):
        match.poll(34)
    other = StoredMatch(firestore_client)
    other.alpha.events, other.alpha.sequence = newer_events, 100
    before = match.log
    other.poll(33, fence=2)
    assert match.log == before, "it stands as the newer one says"
    assert len(before) == 34, "33 events and a correction"


def test_the_next_process_corrects_what_an_old_plan_wrote_before_it(
    firestore_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    match = PausableMatch(firestore_client)
    other = StoredMatch(firestore_client)
    other.alpha.events = [*EVENTS[:31], *EVENTS[32:]]  # without an event of the old plan
    other.alpha.sequence = match.alpha.sequence + 10
    observe = other.alpha.observe

    async def observe_after_old_plan(provider_match_id: str, request: FeedRequest) -> Observation:
        answer = await observe(provider_match_id, request)
        await asyncio.to_thread(match.poll, 34)
        return answer

    monkeypatch.setattr(other.alpha, "observe", observe_after_old_plan)
    other.poll(33, fence=2)
    counting = [each for each in match.log if not each.is_voided]
    assert EVENTS[31].id not in {each.provider_event_id for each in counting}
    assert (match.feed()["fence"], len(counting)) == (2, 33)


HANDOVER_FIELDS = [
    {"scoredBy": "scorers"},
    {"validationTier": "DUAL"},
    {"lockedAt": datetime(2026, 5, 1, 18, tzinfo=UTC)},
]


@pytest.mark.parametrize("fields", HANDOVER_FIELDS, ids=["people", "books", "locked"])
@pytest.mark.parametrize("scorer_does", ["a-new-ball", "another-ball"])
def test_no_ball_is_written_to_a_match_handed_over_before_the_commit(
    firestore_client: Client, scorer_does: str, fields: dict[str, object]
) -> None:
    match = PausableMatch(firestore_client)
    if scorer_does == "another-ball":
        match.revise()
    before = match.log
    match.store.meanwhile = lambda: match.hand_over(**fields)
    match.poll(31 if scorer_does == "a-new-ball" else 30)
    assert match.log == before
    assert match.feed()["mode"] == "compares"


@pytest.mark.parametrize("is_voided", [True, False], ids=["void", "redo"])
def test_a_persons_change_to_a_ball_is_kept_despite_an_earlier_plan(
    firestore_client: Client, *, is_voided: bool
) -> None:
    match = PausableMatch(firestore_client)
    match.revise()
    name = f"1_{REVISED_INDEX + 1}"
    change = {"isVoided": is_voided, "voidedBy": "somebody", "updatedAt": SERVER_TIMESTAMP}
    reference = firestore_client.document(paths.scoring_action(MATCH, name))
    match.store.meanwhile = lambda: reference.update(change)
    match.poll(30)
    stored_action = reference.get().to_dict() or {}
    assert (stored_action["isVoided"], stored_action.get("correctedBy")) == (is_voided, None)
    assert len(match.log) == 30
    assert match.feed()["mode"] == "compares"


def test_a_match_locked_between_two_commits_gets_no_more_balls(
    firestore_client: Client,
) -> None:
    stored = LongMatch(firestore_client)
    match, lengths = firestore_client.document(paths.match(LongMatch.match_id)), list[int]()

    class LockingLog(FirestoreLog):
        """A store that locks the match after a commit."""

        def _commit(self, *args: Any) -> Any:
            token = super()._commit(*args)
            lengths.append(len(stored.log))
            match.update({"lockedAt": SERVER_TIMESTAMP})
            return token

    stored.follower = stored.new_follower(LockingLog(firestore_client))
    stored.poll(len(stored.alpha.events))
    assert 0 < lengths[0] < len(stored.alpha.events)
    assert len(stored.log) == lengths[0]
    feed = stored.feed()
    assert (feed["mode"], "locked" in str(feed["why"])) == ("compares", True)
