"""Tests a trigger's writes to a match's documents: once, twice, late, with concurrent writers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from scrbrd.adapters import packing
from scrbrd.engine import chunks as packed_log
from scrbrd.engine.contention import ContendedError
from scrbrd.handlers.catch_up import (
    Route,
    catch_up,
    rebuild,
)
from scrbrd.handlers.limits import LIMITS
from scrbrd.handlers.reconcile import reconcile
from scrbrd.handlers.refresh import refresh_inputs
from scrbrd.handlers.verify import verify
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, one_over
from tests.handlers.small_game import noon_clock, score, score_without_stamps, trigger, version


def test_the_live_score_follows_the_log(store: MemoryMatchStore) -> None:
    result = score(store, one_over())
    assert store.score is not None
    assert (store.score["currentInnings"]["runs"], store.score["lastActionId"]) == (14, "1_7")
    assert store.score["status"] == "innings_break"
    assert (result.path, result.wrote, result.actions, result.problems) == (Route.NEXT, True, 7, 0)


def test_a_second_trigger_for_the_same_action_costs_one_read_and_no_write(
    store: MemoryMatchStore,
) -> None:
    score(store, one_over())
    reads, writes = store.reads, store.writes
    assert trigger(store, store.observed_action("1_4")).path is Route.DUPLICATE
    assert (store.reads - reads, store.writes - writes) == (1, 0)


def test_a_next_ball_costs_one_read_and_four_writes(store: MemoryMatchStore) -> None:
    score(store, {key: one_over()[key] for key in ("1_1", "1_2")})
    reads, writes = store.reads, store.writes
    assert score(store, {"1_3": one_over()["1_3"]}).path is Route.NEXT
    assert (store.reads - reads, store.writes - writes) == (1, 4), "state, score, event, ticker"


def test_a_gap_is_filled_by_reading_only_the_missing_actions(store: MemoryMatchStore) -> None:
    documents = one_over()
    score(store, {"1_1": documents["1_1"]})
    for action_id in ("1_2", "1_3", "1_4"):
        store.put(action_id, documents[action_id])
    reads = store.reads
    assert trigger(store, store.observed_action("1_4")).path is Route.GAP
    assert store.reads - reads == 3
    assert (store.score or {})["currentInnings"]["runs"] == 5


def test_missing_actions_are_read_once_and_not_again(store: MemoryMatchStore) -> None:
    documents = one_over()
    score(store, {key: documents[key] for key in ("1_1", "1_2", "1_5")})
    reads = store.reads
    score(store, {"1_6": documents["1_6"]})
    assert store.reads - reads == 1


def test_a_wide_gap_is_rebuilt_and_not_read_action_by_action(store: MemoryMatchStore) -> None:
    score(store, {"1_1": one_over()["1_1"]})
    sequence = LIMITS.point_reads + 3
    result = score(store, {f"1_{sequence}": ball(sequence, 4)})
    assert result.path is Route.REBUILD
    assert (store.health or {})["lastRebuild"]["reason"] == "301 actions are missing before 1_303"


def test_a_match_has_no_score_before_its_first_action(store: MemoryMatchStore) -> None:
    reads = store.reads
    assert not refresh_inputs(store, noon_clock, MATCH_ID).wrote
    assert store.reads - reads == 3, "the state, and two counts"
    rebuild(store, noon_clock, MATCH_ID, "asked for")
    assert (store.score, store.state, set(store.whole_documents)) == (None, None, {"ticker"})


def test_a_score_written_by_earlier_apps_is_left_alone_until_there_is_a_log(
    store: MemoryMatchStore,
) -> None:
    store.score = before = {"ballHistory": [1, 2, 3], "innings1": {"runs": 99}}
    refresh_inputs(store, noon_clock, MATCH_ID)
    assert reconcile(store, noon_clock, MATCH_ID).healed == ()
    assert (store.score, store.whole_documents) == (before, {})


def test_an_entirely_deleted_match_stays_deleted() -> None:
    store = MemoryMatchStore()
    store.lineups = lineup_documents()
    assert not refresh_inputs(store, noon_clock, MATCH_ID).wrote
    assert (store.score, store.state) == (None, None)


def test_leftover_documents_of_a_match_without_a_log_are_reported_and_deleted(
    store: MemoryMatchStore,
) -> None:
    score(store, one_over(1) | one_over(2))
    assert store.match_end
    store.match, store.state, store.score = None, None, None
    store.log, store.chunks = {}, {}
    differences = verify(store, noon_clock, MATCH_ID)
    assert {each.document for each in differences} >= {"events/1_1", "archive/summary"}
    rebuild(store, noon_clock, MATCH_ID, "asked for")
    assert (store.events, store.match_end) == ({}, {})
    assert verify(store, noon_clock, MATCH_ID) == []


def test_an_older_log_never_overwrites_a_newer_score(store: MemoryMatchStore) -> None:
    documents = one_over()
    first = store.put("1_1", documents["1_1"])

    def commit_from_another_worker() -> None:
        score(store, documents)

    store.before_commit = commit_from_another_worker
    assert trigger(store, first).tries == 2
    assert store.score is not None
    assert store.score["lastActionId"] == "1_7"


def test_endless_contention_raises_an_error(
    store: MemoryMatchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def contend(*_: object) -> None:
        tries.append(1)
        raise ContendedError("busy")

    monkeypatch.setattr(store, "commit", contend)
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _seconds: None)
    with pytest.raises(ContendedError):
        score(store, one_over())
    assert len(tries) == LIMITS.tries


def test_the_version_grows_with_each_change_even_if_the_clock_stands_still(
    store: MemoryMatchStore,
) -> None:
    versions = []
    for action_id, document in one_over().items():
        score(store, {action_id: document})
        versions.append(version(store))
    assert versions == sorted(set(versions))


@pytest.mark.parametrize("lost", ["score", "state"])
def test_the_version_never_decreases_after_a_document_is_lost(
    store: MemoryMatchStore, lost: str
) -> None:
    score(store, one_over())
    before = version(store)
    setattr(store, lost, None)
    assert score(store, {"1_8": ball(8, 0)}).path is Route.REBUILD
    assert version(store) > before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("schemaVersion", 0),
        ("state", b"junk"),
        ("index", b"junk"),
        ("openLog", b""),
        ("openChunk", "first"),
        ("known", None),
    ],
)
def test_a_corrupt_or_older_state_is_rebuilt(
    store: MemoryMatchStore, field: str, value: Any
) -> None:
    documents = one_over()
    score(store, {key: documents[key] for key in ("1_1", "1_2", "1_3")})
    assert store.state is not None
    store.state[field] = value
    assert score(store, {"1_4": documents["1_4"]}).path is Route.REBUILD
    assert (store.score or {})["currentInnings"]["runs"] == 5
    assert score(store, {"1_5": documents["1_5"]}).path is Route.NEXT


def test_a_lost_chunk_is_rebuilt_when_it_is_needed(
    store: MemoryMatchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed_log, "CHUNK_ACTIONS", 3)
    score(store, one_over())
    assert sorted(store.chunks) == ["1_0", "1_1"]
    store.chunks.clear()
    assert (
        trigger(store, store.put("1_3", one_over()["1_3"] | {"isVoided": True})).path
        is Route.REBUILD
    )
    assert sorted(store.chunks) == ["1_0", "1_1"]


def test_a_void_reads_only_the_chunks_from_its_action_on(
    store: MemoryMatchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed_log, "CHUNK_ACTIONS", 2)
    score(store, one_over())
    changed = store.put("1_7", one_over()["1_7"] | {"isVoided": True})
    reads, writes = store.reads, store.writes
    assert trigger(store, changed).path is Route.REFOLD
    written = "state, score, event, status, ticker, the card of an innings that goes on, a ledger's"
    assert (store.reads - reads, store.writes - writes) == (1, 7), written
    changed = store.put("1_2", one_over()["1_2"] | {"isVoided": True})
    reads = store.reads
    assert trigger(store, changed).path is Route.REFOLD
    assert store.reads - reads == 1 + len(store.chunks)
    assert (store.score or {})["currentInnings"]["runs"] == 12


def test_the_lag_of_a_late_ball_is_in_the_health(store: MemoryMatchStore) -> None:
    documents = one_over()
    score(store, {"1_1": documents["1_1"], "1_2": documents["1_2"]})
    assert (store.health or {})["lagMs"] == 0
    late = NOON + timedelta(minutes=2)
    catch_up(store, lambda: late, MATCH_ID, [store.put("1_3", documents["1_3"])])
    assert (store.health or {})["lagMs"] == 120_000


def test_an_old_payload_is_not_trusted_over_the_database(store: MemoryMatchStore) -> None:
    score(store, {"1_1": one_over()["1_1"]})
    stale = store.put("1_2", one_over()["1_2"])
    store.put("1_2", one_over()["1_2"] | {"isVoided": True})
    later = NOON + LIMITS.trusted_for + timedelta(microseconds=100)
    catch_up(store, lambda: later, MATCH_ID, [stale])
    assert (store.score or {})["currentInnings"]["runs"] == 0


def test_an_older_copy_of_an_action_changes_nothing(store: MemoryMatchStore) -> None:
    score(store, {"1_1": one_over()["1_1"]})
    old = store.put("1_2", one_over()["1_2"])
    new = store.put("1_2", one_over()["1_2"] | {"isVoided": True})
    trigger(store, new)
    assert trigger(store, old).path is Route.DUPLICATE
    assert (store.score or {})["currentInnings"]["runs"] == 0


def test_an_action_deleted_past_the_rules_no_longer_counts(
    store: MemoryMatchStore,
) -> None:
    score(store, one_over())
    del store.log["1_7"], store.update_times["1_7"]
    assert trigger(store, store.observed_action("1_7")).path is Route.REBUILD
    assert (store.score or {})["currentInnings"]["runs"] == 13
    assert trigger(store, store.observed_action("1_9")).path is Route.DUPLICATE


def test_the_match_document_changes_at_transitions_only(store: MemoryMatchStore) -> None:
    statuses = []
    for documents in (one_over(1), one_over(2)):
        for action_id, document in documents.items():
            score(store, {action_id: document})
            statuses.append((store.match or {})["status"])
    assert statuses == ["live"] * 6 + ["innings_break"] + ["live"] * 6 + ["completed"]
    assert store.match is not None
    assert store.match["result"] == {"outcome": "tie", "text": "match tied"}
    assert store.match["completedAt"] == NOON


def test_undoing_the_winning_hit_opens_the_match_again(store: MemoryMatchStore) -> None:
    winning = one_over(2) | {"2_7": one_over(2)["2_7"] | {"runsOffBat": 2, "totalRuns": 2}}
    score(store, one_over(1) | winning)
    assert (store.match or {})["result"]["text"] == "Tigers won by 10 wickets"
    score(store, {"2_7": winning["2_7"] | {"isVoided": True}})
    assert store.match is not None
    assert store.match["status"] == "live"
    assert "result" not in store.match
    assert "completedAt" not in store.match


def test_poison_documents_neither_stop_nor_distort_the_score(store: MemoryMatchStore) -> None:
    score(store, one_over())
    clean = score_without_stamps(store)["currentInnings"]
    poison: dict[str, dict[str, Any]] = {
        "1_8": {"type": "delivery", "runsOffBat": "six", "junk": "x" * 900_000},
        "1_9": {"type": "spaceship"},
        "nonsense": {"runsOffBat": 4},
        "999999999_1": {"runsOffBat": 4},
    }
    score(store, poison)
    assert score_without_stamps(store)["currentInnings"] == clean
    problems = (store.health or {})["problems"]
    assert {problem["actionId"] for problem in problems} == set(poison)
    assert {problem["code"] for problem in problems} == {"unreadable"}
    assert all(len(problem["message"]) < 2_000 for problem in problems)
    assert len(packing.state_bytes(store.state or {})) < 10_000
    assert score(store, {"1_8": poison["1_8"] | {"isVoided": True}}).problems == 3


def test_a_missing_action_is_a_problem_and_the_fold_continues(store: MemoryMatchStore) -> None:
    documents = one_over()
    del documents["1_4"]
    score(store, documents)
    assert (store.score or {})["currentInnings"]["runs"] == 10
    first, *_ = (store.health or {})["problems"]
    assert (first["actionId"], first["code"]) == ("1_4", "missing_action")


def test_a_missing_match_document_is_a_problem_and_the_score_is_kept(
    store: MemoryMatchStore,
) -> None:
    store.match = None
    score(store, one_over())
    assert (store.score or {})["currentInnings"]["runs"] == 14
    messages = [problem["message"] for problem in (store.health or {})["problems"]]
    assert any("match document" in message for message in messages)


def test_a_match_document_deleted_meanwhile_does_not_stop_the_score(
    store: MemoryMatchStore,
) -> None:
    documents = one_over()
    score(store, {key: documents[key] for key in ("1_1", "1_2")})
    store.match = None
    score(store, {key: documents[key] for key in ("1_3", "1_4", "1_5", "1_6", "1_7")})
    assert (store.score or {})["currentInnings"]["runs"] == 14


def test_foreign_fields_of_the_live_score_are_kept(store: MemoryMatchStore) -> None:
    store.score = {"ballHistory": [1, 2, 3], "winnerId": "stale"}
    score(store, {"1_1": one_over()["1_1"], "1_2": ball(2, 4)})
    assert store.score["ballHistory"] == [1, 2, 3]
    assert "winnerId" not in store.score


@pytest.mark.slow
def test_a_five_day_match_keeps_every_document_small() -> None:
    store = MemoryMatchStore()
    store.match = match_document() | {"format": "Test", "conditions": {}}
    for sequence in range(2, 20_001):
        store.put(f"1_{sequence}", ball(sequence, 0, overNumber=(sequence - 2) // 6))
    rebuild(store, noon_clock, MATCH_ID, "a long log")
    sizes = [
        len(packing.state_bytes(each)) for each in (store.state, *store.chunks.values()) if each
    ]
    assert (store.score or {})["lastActionId"] == "1_20000"
    assert len(store.chunks) == 312
    assert max(sizes) < 400_000
    before = store.reads, store.writes
    trigger(store, store.put("1_20001", ball(20_001, 4)))
    assert (store.reads - before[0], store.writes - before[1]) == (1, 5)
