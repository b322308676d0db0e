"""A process stops between its plan and its commit, and continues when everything has changed."""

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
from tests.ingest.test_log_on_firestore import EVENTS, MATCH, Stored

AT = 12
"""The event that the provider takes back, or revises."""


def revised(runs: int) -> list[FeedEvent]:
    """Return the events, with other runs off the bat of one ball."""
    ball = EVENTS[AT]
    other = replace(ball, action={**ball.action, "runsOffBat": runs, "boundary": False})
    return [*EVENTS[:AT], other, *EVENTS[AT + 1 :]]


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


class LongMatch(Stored):
    """A match of more events than one commit takes."""

    match_id = "1386111"


class Ground(Stored):
    """A match followed by a process that will stop for a minute."""

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        self.store = PausedLog(client)
        self.follower = self.new_follower(self.store)
        self.poll(30)

    def revise(self) -> None:
        """Let every answer of the provider have other runs for one ball."""
        self.alpha.events, self.alpha.window = revised(3), len(EVENTS)

    def other_process(self, until: int, events: list[FeedEvent]) -> None:
        """Let a process with a higher number follow the match, with further events of the
        provider."""
        other = Stored(self.client)
        other.alpha.events, other.alpha.sequence = events, self.alpha.sequence + 10
        other.poll(until, fence=2)

    def hand_over(self, **fields: object) -> None:
        """Write fields of the match."""
        self.client.document(paths.match(MATCH)).update(fields)


def test_a_plan_of_an_old_timeline_is_not_written_over_a_newer_one(
    firestore_client: Client,
) -> None:
    ground = Ground(firestore_client)
    newer = revised(3)
    ground.store.meanwhile = lambda: ground.other_process(33, newer)
    with pytest.raises(FencedOut):
        ground.poll(34)
    other = Stored(firestore_client)
    other.alpha.events, other.alpha.sequence = newer, 100
    before = ground.log
    other.poll(33, fence=2)
    assert ground.log == before, "it stands as the newer one says"
    assert len(before) == 34, "33 events and a correction"


def test_what_an_old_plan_enters_before_the_next_process_writes_is_put_right_by_it(
    firestore_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = Ground(firestore_client)
    other = Stored(firestore_client)
    other.alpha.events = [*EVENTS[:31], *EVENTS[32:]]  # one of those that the old plan enters
    other.alpha.sequence = ground.alpha.sequence + 10
    slow = other.alpha.observe

    async def answered(provider_match_id: str, ask: FeedRequest) -> Observation:
        answer = await slow(provider_match_id, ask)
        await asyncio.to_thread(ground.poll, 34)
        return answer

    monkeypatch.setattr(other.alpha, "observe", answered)
    other.poll(33, fence=2)
    counted = [each for each in ground.log if not each.is_voided]
    assert EVENTS[31].id not in {each.provider_event_id for each in counted}
    assert (ground.feed()["fence"], len(counted)) == (2, 33)


HANDED_OVER = [
    {"scoredBy": "scorers"},
    {"validationTier": "DUAL"},
    {"lockedAt": datetime(2026, 5, 1, 18, tzinfo=UTC)},
]


@pytest.mark.parametrize("fields", HANDED_OVER, ids=["people", "books", "locked"])
@pytest.mark.parametrize("scorer_does", ["a-new-ball", "another-ball"])
def test_no_ball_enters_a_match_that_was_handed_over_before_the_commit(
    firestore_client: Client, scorer_does: str, fields: dict[str, object]
) -> None:
    ground = Ground(firestore_client)
    if scorer_does == "another-ball":
        ground.revise()
    before = ground.log
    ground.store.meanwhile = lambda: ground.hand_over(**fields)
    ground.poll(31 if scorer_does == "a-new-ball" else 30)
    assert ground.log == before
    assert ground.feed()["mode"] == "compares"


@pytest.mark.parametrize("is_voided", [True, False], ids=["void", "redo"])
def test_what_a_person_did_to_a_ball_stands_against_a_plan_made_before(
    firestore_client: Client, *, is_voided: bool
) -> None:
    ground = Ground(firestore_client)
    ground.revise()
    name = f"1_{AT + 1}"
    by_hand = {"isVoided": is_voided, "voidedBy": "somebody", "updatedAt": SERVER_TIMESTAMP}
    reference = firestore_client.document(paths.scoring_action(MATCH, name))
    ground.store.meanwhile = lambda: reference.update(by_hand)
    ground.poll(30)
    found = reference.get().to_dict() or {}
    assert (found["isVoided"], found.get("correctedBy")) == (is_voided, None)
    assert len(ground.log) == 30
    assert ground.feed()["mode"] == "compares"


def test_a_match_that_is_locked_between_two_commits_of_one_round_is_written_no_further(
    firestore_client: Client,
) -> None:
    stored = LongMatch(firestore_client)
    match, lengths = firestore_client.document(paths.match(LongMatch.match_id)), list[int]()

    class LockedAfter(FirestoreLog):
        """A store behind whose first commit the match is locked."""

        def _commit(self, *args: Any) -> Any:
            token = super()._commit(*args)
            lengths.append(len(stored.log))
            match.update({"lockedAt": SERVER_TIMESTAMP})
            return token

    stored.follower = stored.new_follower(LockedAfter(firestore_client))
    stored.poll(len(stored.alpha.events))
    assert 0 < lengths[0] < len(stored.alpha.events)
    assert len(stored.log) == lengths[0]
    feed = stored.feed()
    assert (feed["mode"], "locked" in str(feed["why"])) == ("compares", True)
