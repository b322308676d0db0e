"""Tests how reconcile visits the matches in play: its reads, its order, and when it stops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from scrbrd.domain.json_types import Json
from scrbrd.handlers import reconcile_many
from scrbrd.handlers.catch_up import catch_up
from scrbrd.handlers.limits import LIMITS
from scrbrd.handlers.ports import NEVER, LastCheck
from scrbrd.handlers.reconcile import Reconciled, reconcile, reconcile_since
from scrbrd.handlers.reconcile_many import reconcile_all, reconcile_in_turn, resume
from scrbrd.handlers.verify import verify
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, one_over

RUN_INTERVAL = timedelta(minutes=5)
DAY = timedelta(days=1)
MAX_READS_A_DAY = 2_000


def noon_clock() -> datetime:
    return NOON


def ignore(_outcome: Reconciled) -> None:
    """Ignore an outcome."""


def append(store: MemoryMatchStore, documents: dict[str, dict[str, Any]]) -> None:
    for key, document in documents.items():
        catch_up(store, noon_clock, MATCH_ID, [store.put(key, document)])


@pytest.fixture
def store() -> MemoryMatchStore:
    """Return a match in play with sides of eleven players."""
    store = MemoryMatchStore()
    store.match = match_document()
    store.lineups = lineup_documents() | {
        f"{team}_{team}-{number}": {"teamId": team, "playerId": f"{team}-{number}"}
        for team in ("lions", "tigers")
        for number in range(4, 12)
    }
    append(store, {key: one_over()[key] for key in ("1_1", "1_2")})
    return store


def delete_document(store: MemoryMatchStore, name: str) -> None:
    """Delete a document of the match."""
    setattr(store, name, None)


def run(store: MemoryMatchStore, at: datetime) -> list[Reconciled]:
    return reconcile_in_turn(store, lambda: at, [MATCH_ID], at + RUN_INTERVAL, ignore)


def run_for(store: MemoryMatchStore, period: timedelta, start: datetime = NOON) -> datetime:
    """Run the schedule for a period and return the time after its last run."""
    at = start
    while at < start + period:
        run(store, at)
        at += RUN_INTERVAL
    return at


def test_a_match_in_play_without_changes_costs_few_reads_a_day(store: MemoryMatchStore) -> None:
    run_for(store, DAY)
    reads, writes = store.reads, store.writes
    run_for(store, DAY, NOON + DAY)
    runs = DAY // RUN_INTERVAL
    assert len(store.lineups) == 22
    assert store.reads - reads < MAX_READS_A_DAY, "docs/operations.md says how many"
    assert store.writes - writes == runs + 24, "the looks of each run, the health once an hour"


def test_a_check_of_an_unchanged_match_costs_two_reads_and_no_write(
    store: MemoryMatchStore,
) -> None:
    last = reconcile_since(store, lambda: NOON + RUN_INTERVAL, MATCH_ID, None).check
    last = reconcile_since(store, lambda: NOON + 2 * RUN_INTERVAL, MATCH_ID, last).check
    reads, writes = store.reads, store.writes
    assert reconcile_since(store, lambda: NOON + 3 * RUN_INTERVAL, MATCH_ID, last).healed == ()
    assert (store.reads - reads, store.writes - writes) == (2, 0)


def drop_ball(store: MemoryMatchStore) -> None:
    store.put("1_3", one_over()["1_3"])


def drop_void(store: MemoryMatchStore) -> None:
    store.put("1_2", one_over()["1_2"] | {"isVoided": True})


def drop_void_and_redo(store: MemoryMatchStore) -> None:
    store.put("1_2", one_over()["1_2"] | {"isVoided": True, "runsOffBat": 1})
    store.put("1_2", one_over()["1_2"] | {"runsOffBat": 3, "totalRuns": 3})


@pytest.mark.parametrize("drop", [drop_ball, drop_void, drop_void_and_redo])
@pytest.mark.parametrize("is_followed", [False, True])
def test_the_next_run_heals_the_effect_of_a_dropped_trigger(
    store: MemoryMatchStore, drop: Callable[[MemoryMatchStore], None], is_followed: bool
) -> None:
    at = run_for(store, RUN_INTERVAL * 3)
    store.clock = int((at - NOON) / timedelta(microseconds=1))
    drop(store)
    if is_followed:
        append(store, {"1_4": ball(4, 1)})
    run(store, at + timedelta(seconds=1))
    assert verify(store, noon_clock, MATCH_ID) == []
    [outcome] = run(store, at + RUN_INTERVAL)
    assert outcome.healed == ()


@pytest.mark.parametrize("lost", ["health", "score"])
def test_a_deleted_document_is_restored_within_an_hour(store: MemoryMatchStore, lost: str) -> None:
    at = run_for(store, RUN_INTERVAL * 3)
    before = set(getattr(store, lost)) - {"lastRebuild"}  # stored in this document only
    delete_document(store, lost)
    run_for(store, timedelta(hours=1, minutes=5), at)
    assert before <= set(getattr(store, lost) or {})


@pytest.mark.parametrize("key", ["ticker", "live/innings_1"])
def test_a_deleted_ticker_or_card_is_restored_within_an_hour(
    store: MemoryMatchStore, key: str
) -> None:
    at = run_for(store, RUN_INTERVAL * 3)
    append(store, {name: each for name, each in one_over().items() if name not in store.log})
    before = dict(store.whole_documents)
    del store.whole_documents[key]
    run_for(store, timedelta(hours=1, minutes=5), at)
    assert without_version(store.whole_documents) == without_version(before)


def test_an_overwritten_field_of_the_score_is_corrected_within_an_hour(
    store: MemoryMatchStore,
) -> None:
    at = run_for(store, RUN_INTERVAL * 3)
    assert store.score is not None
    before, store.score = store.score["innings1"], store.score | {"innings1": {"runs": 999}}
    run_for(store, timedelta(hours=1, minutes=5), at)
    assert store.score["innings1"] == before


def without_version(documents: dict[str, Json]) -> dict[str, Json]:
    """Return documents without the version of their commit."""
    return {
        key: {name: value for name, value in each.items() if name != "version"}
        for key, each in documents.items()
    }


def test_an_administrators_reconcile_restores_a_deleted_health_completely(
    store: MemoryMatchStore,
) -> None:
    reconcile(store, noon_clock, MATCH_ID)
    delete_document(store, "health")
    assert reconcile(store, noon_clock, MATCH_ID).healed == ("health",)
    assert (store.health or {})["problemCount"] == 0


def test_a_lineup_change_whose_trigger_was_lost_is_projected_within_an_hour(
    store: MemoryMatchStore,
) -> None:
    at = run_for(store, RUN_INTERVAL * 3)
    store.lineups["lions_lions-1"] |= {"playerName": "Another"}
    run_for(store, timedelta(hours=1, minutes=5), at)
    assert (store.score or {})["batsmen"][0]["playerName"] == "Another"


def test_a_match_unchanged_for_two_days_is_no_longer_checked_and_its_health_states_it(
    store: MemoryMatchStore,
) -> None:
    at = run_for(store, 2 * DAY + timedelta(hours=2))
    assert (store.health or {})["lastReconcile"]["stopped"] is True
    reads, health = store.reads, dict(store.health or {})
    run_for(store, DAY, at)
    assert store.reads - reads == DAY // RUN_INTERVAL, "when matches were looked at, once for all"
    assert store.health == health


def test_a_stopped_match_that_changes_is_checked_again_after_the_nightly_run(
    store: MemoryMatchStore,
) -> None:
    at = run_for(store, 2 * DAY + timedelta(hours=2))
    store.clock = int((at - NOON) / timedelta(microseconds=1))
    store.put("1_3", one_over()["1_3"])
    assert run(store, at) == []
    resume(store, [MATCH_ID])
    [outcome] = run(store, at)
    assert outcome.healed
    assert (store.health or {})["lastReconcile"]["stopped"] is False


class CheckStore:
    """A store with only the methods that reconciling many matches needs."""

    limits = LIMITS

    def __init__(self, checks: dict[str, LastCheck]) -> None:
        self.last_checks = checks

    def read_last_checks(self) -> dict[str, LastCheck]:
        return dict(self.last_checks)

    def write_last_checks(self, checks: dict[str, LastCheck]) -> None:
        self.last_checks = dict(checks)


def test_many_matches_are_checked_in_turn_although_some_fail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def reconcile_one(_store: Any, now: Any, match_id: str, _last: LastCheck | None) -> Reconciled:
        if match_id == "m0":
            raise ValueError("poisoned")
        return Reconciled(match_id, check=LastCheck(now(), now()))

    monkeypatch.setattr(reconcile_many, "reconcile_since", reconcile_one)
    store: Any = CheckStore({"gone": LastCheck(NOON, NOON), "m4": LastCheck(NOON - DAY, NEVER)})
    store.limits = replace(LIMITS, matches_at_once=3)
    names = [f"m{number}" for number in range(7)]
    visited = []
    for number in range(3):
        at = NOON + number * RUN_INTERVAL
        outcomes = reconcile_in_turn(
            store, partial(at.astimezone, UTC), names, at + RUN_INTERVAL, ignore
        )
        visited.append([each.match_id for each in outcomes])
    assert visited == [["m0", "m1", "m2"], ["m3", "m5", "m6"], ["m4", "m0", "m1"]]
    assert set(store.last_checks) == set(names)
    assert store.last_checks["m0"].full_at == NEVER


def test_no_match_is_started_when_the_time_of_a_run_is_over(store: MemoryMatchStore) -> None:
    assert reconcile_in_turn(store, noon_clock, [MATCH_ID], NOON, ignore) == []


def test_a_failure_is_reported_with_its_trace(
    store: MemoryMatchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_match_id: str) -> Any:
        raise ConnectionError("Firestore is away")

    monkeypatch.setattr(store, "read_state", broken)
    [first] = reconcile_all(store, noon_clock, [MATCH_ID], ignore)
    [second] = run(store, NOON)
    for outcome in (first, second):
        assert outcome.error == "ConnectionError('Firestore is away')"
        assert "in broken" in (outcome.trace or "")


def test_unreadable_last_checks_count_as_none(store: MemoryMatchStore) -> None:
    for junk in ({"looks": 7}, {"looks": {MATCH_ID: {"at": "soon"}}}, {"looks": {MATCH_ID: 1}}):
        store.last_checks = dict(junk)
        assert len(run(store, NOON)) == 1
        assert store.read_last_checks()[MATCH_ID].at == NOON
