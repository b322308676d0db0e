"""Tests that leftovers of a lost log are deleted under a guard, on the Firestore emulator."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from google.cloud.firestore import SERVER_TIMESTAMP, Client

from scrbrd.adapters import deleting, guarded_writes, paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.catch_up import catch_up, rebuild
from scrbrd.handlers.verify import verify
from tests.fakes.small_match import MATCH_ID, lineup_documents, match_document, one_over

OLD_EVENTS = ("1_1", "1_2", "1_3", "1_4")


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def store(firestore_client: Client, monkeypatch: pytest.MonkeyPatch) -> FirestoreMatchStore:
    """Return a store with a feed but neither log nor projection; one deletion per batch."""
    monkeypatch.setattr(deleting, "MOST_DELETES", 1)
    firestore_client.document(paths.match(MATCH_ID)).set(match_document())
    for key, document in lineup_documents().items():
        firestore_client.document(f"{paths.lineups(MATCH_ID)}/{key}").set(document)
    for name in OLD_EVENTS:
        firestore_client.document(f"{paths.events(MATCH_ID)}/{name}").set({"revision": 1})
    return FirestoreMatchStore(firestore_client)


def score_first_ball(store: FirestoreMatchStore) -> None:
    """Write the first action of a new log and run its trigger."""
    action = store.client.document(paths.scoring_action(MATCH_ID, "1_1"))
    action.set(one_over()["1_1"] | {"updatedAt": SERVER_TIMESTAMP})
    catch_up(store, now, MATCH_ID, store.read_actions(MATCH_ID, ["1_1"]))


def test_the_feed_of_a_lost_log_is_deleted_and_no_state_is_left(store: FirestoreMatchStore) -> None:
    rebuild(store, now, MATCH_ID, "asked for")
    assert dict(store.read_events(MATCH_ID)) == {}
    assert store.read_state(MATCH_ID).token is None


@pytest.mark.parametrize("batches", [0, 1, 3])
def test_a_first_ball_between_two_deletions_keeps_its_event(
    store: FirestoreMatchStore, monkeypatch: pytest.MonkeyPatch, batches: int
) -> None:
    commit, commits = guarded_writes.commit_batch, []

    def score_between_batches(batch: Any, match_id: str) -> Any:
        commits.append(1)
        if len(commits) == batches + 1:
            monkeypatch.setattr(guarded_writes, "commit_batch", commit)
            score_first_ball(store)
        return commit(batch, match_id)

    monkeypatch.setattr(guarded_writes, "commit_batch", score_between_batches)
    assert rebuild(store, now, MATCH_ID, "asked for").tries > 1
    feed_actions = {
        name for name, each in store.read_events(MATCH_ID).items() if not each["isRetracted"]
    }
    assert feed_actions == {"1_1"}
    assert verify(store, now, MATCH_ID) == []
