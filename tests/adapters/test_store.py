"""Contract tests of both match stores, on Firestore and in memory."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import sleep
from typing import Any

import pytest

from scrbrd.domain.json_types import Json
from scrbrd.engine import chunks as packed_log
from scrbrd.engine.contention import ContendedError, VanishedError
from scrbrd.handlers.catch_up import Route, catch_up, rebuild
from scrbrd.handlers.ports import FeedLease, FeedPage, LogCounts, StoredTicker, Unusable
from scrbrd.handlers.reconcile import reconcile
from scrbrd.handlers.refresh import refresh_inputs
from scrbrd.handlers.snapshot.model import STATE_VERSION, Pending, Snapshot
from scrbrd.handlers.verify import verify
from tests.adapters.stores import NOW, VERSIONS, Subject, commit
from tests.fakes.memory_store import MemoryMatchStore
from tests.fakes.small_match import (
    MATCH_ID,
    feed_document,
    lineup_documents,
    match_document,
    one_over,
)

ONE_TICK = 0.005
"""Seconds after which the emulator's clock has advanced."""


def public_score(subject: Subject) -> Json | None:
    score = subject.store.read_public(MATCH_ID).score
    return None if score is None else {k: v for k, v in score.items() if k != "lastUpdated"}


def test_nothing_is_stored_of_an_unknown_match(subject: Subject) -> None:
    state, public = subject.store.read_state(MATCH_ID), subject.store.read_public(MATCH_ID)
    assert (state.token, public.score, public.health) == (None,) * 3
    assert state.snapshot == Unusable("nothing stored")
    assert list(subject.store.read_log(MATCH_ID)) == []
    assert list(subject.store.chunk_keys(MATCH_ID)) == []
    assert subject.store.count_log(MATCH_ID) == LogCounts(0, 0)
    [observed] = subject.store.read_actions(MATCH_ID, ["1_1"])
    assert (observed.place, observed.entry) == ((1, 1), None)


def test_a_commit_is_read_back(subject: Subject) -> None:
    subject.put_match(match_document())
    first = replace(commit({"runs": 4}, match={"status": "live"}), health={"problemCount": 0})
    subject.store.commit(MATCH_ID, None, first)
    stored = subject.store.read_state(MATCH_ID)
    assert stored.snapshot == first.snapshot
    assert stored.token is not None
    assert (public_score(subject), subject.store.read_public(MATCH_ID).health) == (
        {"runs": 4},
        {"problemCount": 0},
    )
    assert subject.get_match() == match_document() | {"status": "live"}


def test_a_commit_removes_its_own_stale_fields_and_keeps_foreign_ones(subject: Subject) -> None:
    subject.put_score({"runs": 1, "winnerId": "lions", "ballHistory": [1]})
    subject.store.commit(MATCH_ID, None, commit({"runs": 2}))
    assert public_score(subject) == {"runs": 2, "ballHistory": [1]}
    token = subject.store.read_state(MATCH_ID).token
    subject.store.commit(MATCH_ID, token, replace(commit({"winnerId": "lions"}), is_first=False))
    assert public_score(subject) == {"winnerId": "lions", "ballHistory": [1]}


def test_none_removes_a_field_of_the_match_and_of_a_lineup(subject: Subject) -> None:
    subject.put_match({"status": "completed", "completedAt": NOW})
    subject.put_lineup("lions_a", {"playerId": "a", "battedAt": 3})
    change = {"status": "live", "completedAt": None}
    lineups = {"lions_a": {"battedAt": None, "tookPart": True}}
    subject.store.commit(MATCH_ID, None, commit({"runs": 1}, match=change, lineups=lineups))
    assert subject.get_match() == {"status": "live"}
    assert subject.get_lineup("lions_a") == {"playerId": "a", "tookPart": True}


def test_a_commit_on_a_changed_state_is_contended_and_writes_nothing(subject: Subject) -> None:
    subject.put_match(match_document())
    subject.store.commit(MATCH_ID, None, commit({"runs": 1}))
    token = subject.store.read_state(MATCH_ID).token
    subject.store.commit(MATCH_ID, token, commit({"runs": 2}))
    late = replace(commit({"runs": 9}, match={"status": "x"}), health={"problemCount": 9})
    with pytest.raises(ContendedError):
        subject.store.commit(MATCH_ID, token, late)
    assert (public_score(subject), subject.store.read_public(MATCH_ID).health) == (
        {"runs": 2},
        None,
    )
    assert subject.get_match() == match_document()


def test_two_first_commits_cannot_both_create_the_state(subject: Subject) -> None:
    subject.store.commit(MATCH_ID, None, commit({"runs": 1}))
    with pytest.raises(ContendedError):
        subject.store.commit(MATCH_ID, None, commit({"runs": 2}))
    assert public_score(subject) == {"runs": 1}


def test_a_commit_to_a_deleted_match_or_score_raises_an_error(subject: Subject) -> None:
    with pytest.raises(VanishedError):
        subject.store.commit(MATCH_ID, None, commit({"runs": 1}, match={"status": "live"}))
    with pytest.raises(VanishedError):
        subject.store.commit(MATCH_ID, None, replace(commit({"runs": 1}), is_first=False))
    assert (public_score(subject), subject.store.read_state(MATCH_ID).token) == (None, None)


def test_a_lineup_deleted_meanwhile_is_not_created_again(subject: Subject) -> None:
    lineups = {"lions_a": {"tookPart": True}}
    with pytest.raises(VanishedError):
        subject.store.commit(MATCH_ID, None, commit({"runs": 1}, lineups=lineups))
    assert (subject.get_lineup("lions_a"), subject.store.read_state(MATCH_ID).token) == (None, None)


def test_lineups_with_only_derived_fields_are_deleted_unless_changed_since(
    subject: Subject,
) -> None:
    subject.put_lineup("lions_a", {"battedAt": 3})
    subject.put_lineup("lions_b", {"battedAt": 4, "tookPart": True})
    subject.put_lineup("lions_c", {"playerId": "c", "battedAt": 5})
    found = subject.store.read_orphaned_lineups(MATCH_ID)
    assert set(found) == {"lions_a", "lions_b"}
    subject.put_lineup("lions_b", {"playerId": "b"})
    assert subject.store.delete_orphaned_lineups(MATCH_ID, found) == 1
    assert subject.get_lineup("lions_a") is None
    assert subject.get_lineup("lions_b") == {"playerId": "b"}


def test_a_lineup_deleted_as_its_batter_comes_in_stays_deleted_until_restored(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject.put_match(match_document())
    for key, document in lineup_documents().items():
        subject.put_lineup(key, document)
    subject.score({key: one_over()[key] for key in ("1_1", "1_2")})
    commit_now, key = subject.store.commit, "lions_lions-3"

    def delete_then_commit(*arguments: Any) -> Any:
        subject.delete_lineup(key)
        monkeypatch.setattr(subject.store, "commit", commit_now)
        return commit_now(*arguments)

    monkeypatch.setattr(subject.store, "commit", delete_then_commit)
    subject.score({"1_3": one_over()["1_3"] | {"strikerId": "lions-3"}})
    assert subject.get_lineup(key) is None
    subject.put_lineup(key, lineup_documents()[key])
    refresh_inputs(subject.store, lambda: datetime.now(UTC), MATCH_ID)
    assert (subject.get_lineup(key) or {})["battedAt"] == 3
    assert verify(subject.store, lambda: datetime.now(UTC), MATCH_ID) == []


def test_a_hold_is_read_back_and_changes_the_states_token(subject: Subject) -> None:
    subject.store.commit(MATCH_ID, None, commit({"runs": 1}))
    token = subject.store.read_state(MATCH_ID).token
    subject.store.hold(MATCH_ID, NOW + timedelta(minutes=1), "an import")
    stored = subject.store.read_state(MATCH_ID)
    assert (stored.hold_until, stored.token == token) == (NOW + timedelta(minutes=1), False)
    assert (stored.snapshot is None, stored.hold_by) == (False, "an import")


def test_a_first_ball_is_not_deleted_with_the_leftovers_of_an_older_log(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = one_over()["1_1"]
    subject.store.commit(MATCH_ID, None, commit({"runs": 1}, events={"1_9": feed_document(1)}))
    token, read_events = subject.store.read_state(MATCH_ID).token, subject.store.read_events

    def read_then_score(match_id: str, names: Collection[str] | None = None) -> Any:
        found = read_events(match_id, names)
        monkeypatch.setattr(subject.store, "read_events", read_events)
        subject.score({"1_1": first})
        return found

    monkeypatch.setattr(subject.store, "read_events", read_then_score)
    if isinstance(subject.store, MemoryMatchStore):
        subject.store.before_delete_match_end = lambda: subject.score({"1_1": first})
    with pytest.raises(ContendedError):
        subject.store.delete_match_end(MATCH_ID, token, NOW)
    assert set(subject.store.read_events(MATCH_ID)) == {"1_1", "1_9"}


def test_leftovers_of_an_older_log_are_deleted_and_the_state_is_unchanged(
    subject: Subject,
) -> None:
    subject.store.commit(MATCH_ID, None, commit({"runs": 1}, events={"1_9": feed_document(1)}))
    stored = subject.store.read_state(MATCH_ID)
    deleted_count = subject.store.delete_match_end(MATCH_ID, stored.token, NOW)
    assert deleted_count == 2, "the document of the feed, and the ticker"
    assert dict(subject.store.read_events(MATCH_ID)) == {}
    assert subject.store.read_state(MATCH_ID).snapshot == stored.snapshot
    now = subject.store.read_state(MATCH_ID).token
    assert subject.store.delete_match_end(MATCH_ID, now, NOW) == 0


def test_a_failure_is_recorded_in_the_health_and_in_the_state(subject: Subject) -> None:
    store = subject.store
    store.commit(MATCH_ID, None, replace(commit({"runs": 1}), health={"problemCount": 0}))
    store.note_failure(MATCH_ID, {"what": "catch_up"})
    stored = store.read_state(MATCH_ID)
    assert (stored.has_failed, stored.snapshot is None) == (True, False)
    assert store.read_public(MATCH_ID).health == {"problemCount": 0, "failed": {"what": "catch_up"}}
    next_commit = replace(commit({"runs": 2}), is_first=False, health={"failed": None})
    store.commit(MATCH_ID, stored.token, next_commit)
    assert store.read_public(MATCH_ID).health == {"problemCount": 0}
    assert not store.read_state(MATCH_ID).has_failed
    store.note_health(MATCH_ID, {"failed": {}})
    store.note_health(MATCH_ID, {"failed": None})
    assert store.read_public(MATCH_ID).health == {"problemCount": 0}


def test_a_state_of_a_newer_version_is_distinguished_from_a_damaged_one(subject: Subject) -> None:
    store = subject.store
    with pytest.MonkeyPatch.context() as newer:
        newer.setattr(store, "state_version", STATE_VERSION + 1)
        store.commit(MATCH_ID, None, commit({"runs": 1}))
    stored = store.read_state(MATCH_ID)
    assert isinstance(stored.snapshot, Unusable)
    assert stored.is_newer


def test_the_log_is_counted_and_its_newer_actions_are_read(subject: Subject) -> None:
    documents = one_over()
    for action_id, document in documents.items():
        subject.put_action(action_id, document)
    sleep(ONE_TICK)
    subject.put_action("1_3", documents["1_3"] | {"isVoided": True})
    subject.put_action("nonsense", {"runsOffBat": 4})
    assert subject.store.count_log(MATCH_ID) == LogCounts(8, 1)
    log = {observed.action_id: observed for observed in subject.store.read_log(MATCH_ID)}
    newer = subject.store.read_newer(MATCH_ID, log["1_3"].updated_at, 5)
    assert [observed.action_id for observed in newer] == ["1_3", "nonsense"]
    assert (log["nonsense"].place, log["1_3"].is_voided) == (None, True)
    assert newer[0] == log["1_3"]


def test_both_stores_fold_the_same_log_to_the_same_score(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed_log, "CHUNK_ACTIONS", 4)
    subject.put_match(match_document())
    for key, document in lineup_documents().items():
        subject.put_lineup(key, document)
    subject.score(one_over(1) | one_over(2))
    score = subject.store.read_public(MATCH_ID).score
    assert score is not None
    assert (score["resultText"], score["lastActionId"]) == ("match tied", "2_7")
    assert score["innings1"]["batsmen"][0]["playerName"] == "Lions 1"
    lineup = subject.get_lineup("lions_lions-2") or {}
    assert (lineup["battedAt"], lineup["tookPart"]) == (2, True)
    keys = [(1, 0), (1, 1), (2, 0)]
    assert sorted(subject.store.chunk_keys(MATCH_ID)) == keys
    before = subject.store.read_chunks(MATCH_ID, keys)
    assert reconcile(subject.store, lambda: datetime.now(UTC), MATCH_ID).healed == ()
    rebuild(subject.store, lambda: datetime.now(UTC), MATCH_ID, "to compare")
    assert subject.store.read_chunks(MATCH_ID, keys) == before
    [changed] = subject.store.read_actions(MATCH_ID, ["1_2"])
    result = catch_up(subject.store, lambda: datetime.now(UTC), MATCH_ID, [changed])
    assert result.path is Route.DUPLICATE


def test_a_lease_is_created_renewed_and_read_back(subject: Subject) -> None:
    assert subject.store.read_lease(MATCH_ID) == FeedLease()
    first = subject.store.write_page(MATCH_ID, None, FeedPage(0, NOW))
    assert subject.store.read_lease(MATCH_ID) == FeedLease(first, 0, NOW)
    later = NOW + timedelta(seconds=15)
    page = FeedPage(7, later, {"1_1": feed_document(7), "1_2": feed_document(7)})
    second = subject.store.write_page(MATCH_ID, first, page)
    assert subject.store.read_lease(MATCH_ID) == FeedLease(second, 7, later)
    assert subject.store.read_events(MATCH_ID) == page.events
    third = subject.store.write_page(MATCH_ID, second, FeedPage(7, None))
    assert subject.store.read_lease(MATCH_ID) == FeedLease(third, 7, None)


def test_a_page_under_a_lease_taken_by_another_worker_is_refused_entirely(subject: Subject) -> None:
    first_lease = subject.store.write_page(MATCH_ID, None, FeedPage(0, NOW))
    second_lease = subject.store.write_page(
        MATCH_ID, first_lease, FeedPage(0, NOW + timedelta(seconds=20))
    )
    for token in (None, first_lease):
        with pytest.raises(ContendedError):
            subject.store.write_page(MATCH_ID, token, FeedPage(9, NOW, {"1_1": feed_document(9)}))
    assert subject.store.read_events(MATCH_ID) == {}
    assert subject.store.read_lease(MATCH_ID).token == second_lease


def commit_with_pending_feed(subject: Subject) -> object:
    """Commit a state with a pending feed and return its token."""
    first = commit({"runs": 4})
    pending_snapshot = replace(
        first.snapshot, pending=Pending(first.snapshot.version, is_match_end=True)
    )
    return subject.store.commit(MATCH_ID, None, replace(first, snapshot=pending_snapshot))


def test_the_last_page_settles_an_unchanged_state(subject: Subject) -> None:
    state = commit_with_pending_feed(subject)
    lease = subject.store.write_page(MATCH_ID, None, FeedPage(0, NOW))
    last = FeedPage(12, None, {"1_1": feed_document(12)}, state_token=state)
    subject.store.write_page(MATCH_ID, lease, last)
    stored = subject.store.read_state(MATCH_ID)
    assert isinstance(stored.snapshot, Snapshot)
    assert stored.token != state, "whoever has read the state before must read it again"
    assert (stored.snapshot.pending, stored.snapshot.revision) == (
        Pending(0, is_match_end=True),
        12,
    )
    assert subject.store.read_events(MATCH_ID) == last.events


def test_the_last_page_of_a_changed_state_is_refused_and_the_lease_kept(
    subject: Subject,
) -> None:
    before = commit_with_pending_feed(subject)
    snapshot = subject.store.read_state(MATCH_ID).snapshot
    assert isinstance(snapshot, Snapshot)
    changed = replace(commit({"runs": 5}), snapshot=replace(snapshot, version=next(VERSIONS)))
    after = subject.store.commit(MATCH_ID, before, changed)
    lease = subject.store.write_page(MATCH_ID, None, FeedPage(0, NOW))
    page = FeedPage(12, None, {"1_1": feed_document(12)}, state_token=before)
    with pytest.raises(ContendedError):
        subject.store.write_page(MATCH_ID, lease, page)
    stored = subject.store.read_state(MATCH_ID)
    assert (stored.token, subject.store.read_lease(MATCH_ID).token) == (after, lease)
    assert isinstance(stored.snapshot, Snapshot)
    assert stored.snapshot.pending.feed > 0
    assert subject.store.read_events(MATCH_ID) == {}


def test_a_ticker_is_replaced_entirely_and_only_if_unchanged_since_its_read(
    subject: Subject,
) -> None:
    store = subject.store
    absent = store.read_ticker(MATCH_ID)
    assert absent == StoredTicker()
    planned = {"matchId": MATCH_ID, "status": "scheduled", "seasonId": "2026", "version": 1}
    store.write_ticker(MATCH_ID, StoredTicker(planned, absent.token))
    with pytest.raises(ContendedError):
        store.write_ticker(MATCH_ID, StoredTicker({}, absent.token))
    first = store.read_ticker(MATCH_ID)
    assert first.document == planned
    changed = {"matchId": MATCH_ID, "status": "scheduled", "version": 2}
    store.write_ticker(MATCH_ID, StoredTicker(changed, first.token))
    with pytest.raises(ContendedError):
        store.write_ticker(MATCH_ID, StoredTicker(None, first.token))
    second = store.read_ticker(MATCH_ID)
    assert second.document == changed
    store.write_ticker(MATCH_ID, StoredTicker(None, second.token))
    assert store.read_ticker(MATCH_ID) == absent
    with pytest.raises(ContendedError):
        store.write_ticker(MATCH_ID, StoredTicker(changed, second.token))
