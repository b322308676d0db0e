"""Tests damage of what a commit adds to documents: heads of the ledger, versions, failures."""

from __future__ import annotations

from typing import Any

import pytest

from scrbrd.domain.json_types import Json
from scrbrd.handlers.catch_up import catch_up, rebuild
from scrbrd.handlers.verify import verify
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, lineup_documents, match_document, one_over

OTHER_HEADS: list[Any] = [{"number": 3, "head": "0" * 64}, {"number": 3}, "x", None, []]


@pytest.fixture
def store() -> MemoryMatchStore:
    """Return a finished match of two innings of one over."""
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    for action_id, document in (one_over(1) | one_over(2)).items():
        catch_up(store, lambda: NOON, MATCH_ID, [store.put(action_id, document)])
    assert differences(store) == []
    return store


def differences(store: MemoryMatchStore) -> list[tuple[str, str]]:
    return [(each.document, each.field) for each in verify(store, lambda: NOON, MATCH_ID)]


def match_complete(store: MemoryMatchStore) -> tuple[str, Json]:
    """Return the feed's document of the match's end, and the data of its last event."""
    [(name, data)] = [
        (name, event["data"])
        for name, document in store.events.items()
        for event in document["events"]
        if event["type"] == "MATCH_COMPLETE"
    ]
    return name, data


@pytest.mark.parametrize("head", OTHER_HEADS, ids=repr)
def test_a_summary_with_a_head_of_another_ledger_is_reported_and_written_again(
    store: MemoryMatchStore, head: Any
) -> None:
    published = store.match_end["archive/summary"]["ledger"]
    store.match_end["archive/summary"]["ledger"] = head
    assert differences(store) == [("archive/summary", "ledger")]
    rebuild(store, lambda: NOON, MATCH_ID, "asked for")
    assert store.match_end["archive/summary"]["ledger"] == published
    assert differences(store) == []


@pytest.mark.parametrize("head", OTHER_HEADS, ids=repr)
def test_a_completed_match_event_with_a_head_of_another_ledger_is_reported_and_written_again(
    store: MemoryMatchStore, head: Any
) -> None:
    name, data = match_complete(store)
    published, data["ledger"] = data["ledger"], head
    assert differences(store) == [(f"events/{name}", "ledger")]
    rebuild(store, lambda: NOON, MATCH_ID, "asked for")
    assert match_complete(store)[1]["ledger"] == published
    assert differences(store) == []


def test_an_earlier_head_of_the_same_ledger_is_right_and_stays(store: MemoryMatchStore) -> None:
    earlier = {"number": 3, "head": store.read_ledger(MATCH_ID)[2].hash}
    store.match_end["archive/summary"]["ledger"] = earlier
    rebuild(store, lambda: NOON, MATCH_ID, "asked for")
    assert differences(store) == []
    assert store.match_end["archive/summary"]["ledger"] == earlier


def test_a_failure_that_the_state_has_forgotten_is_reported_and_a_rebuild_removes_it(
    store: MemoryMatchStore,
) -> None:
    store.note_failure(MATCH_ID, {"error": "out of memory"})
    assert differences(store) == []
    (store.state or {}).pop("hasFailed")
    assert differences(store) == [("live/health", "failed")]
    rebuild(store, lambda: NOON, MATCH_ID, "asked for")
    assert "failed" not in (store.health or {})
    assert differences(store) == []


def test_a_log_without_a_readable_action_has_an_empty_ledger_and_no_difference() -> None:
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    store.put("first-ball", {"runsOffBat": 4})
    rebuild(store, lambda: NOON, MATCH_ID, "asked for")
    assert differences(store) == []


@pytest.mark.parametrize("version", [2**52, -1, "7", None], ids=repr)
@pytest.mark.parametrize("name", ["live/score", "ticker", "live/innings_1"])
def test_a_version_that_no_commit_wrote_is_reported_and_repaired(
    store: MemoryMatchStore, name: str, version: Any
) -> None:
    document = store.score if name == "live/score" else store.whole_documents[name]
    assert document is not None
    document["version"] = version
    assert differences(store) == [(name, "version")]
    rebuild(store, lambda: NOON, MATCH_ID, "asked for")
    assert differences(store) == []
