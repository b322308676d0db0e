"""Tests that a lineup deleted by a user stays deleted, whenever its trigger arrives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from scrbrd.engine.contention import ContendedError
from scrbrd.handlers.catch_up import Route, catch_up, rebuild
from scrbrd.handlers.limits import LIMITS
from scrbrd.handlers.reconcile import reconcile
from scrbrd.handlers.refresh import refresh_inputs
from scrbrd.handlers.verify import verify
from scrbrd.projections.live.lineups import LINEUP_FIELDS
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, one_over

THIRD_BATTER = "lions_lions-3"
WICKET = {"type": "bowled", "dismissedPlayerId": "lions-1"}
Step = Callable[[MemoryMatchStore], object]


def noon_clock() -> datetime:
    return NOON


def do_nothing(_store: MemoryMatchStore) -> None:
    """Do nothing: the trigger was lost."""


def refresh(store: MemoryMatchStore) -> object:
    return refresh_inputs(store, noon_clock, MATCH_ID)


def run_reconcile(store: MemoryMatchStore) -> object:
    return reconcile(store, noon_clock, MATCH_ID)


@pytest.fixture
def store() -> MemoryMatchStore:
    """Return a match after its first ball; the third batter has not come in yet."""
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    for key in ("1_1", "1_2"):
        append(store, key, one_over()[key])
    return store


def append(store: MemoryMatchStore, key: str, document: dict[str, Any]) -> Route:
    """Append an action and run its trigger."""
    return catch_up(store, noon_clock, MATCH_ID, [store.put(key, document)]).path


def bring_in_third_batter(store: MemoryMatchStore) -> None:
    """Score a wicket and the next ball: the third batter's lineup gets its derived fields."""
    append(store, "1_3", ball(3, 0, isWicket=True, wicket=WICKET, strikerId="lions-1"))
    append(store, "1_4", ball(4, 1, strikerId="lions-3"))


def delete_third_batter(store: MemoryMatchStore) -> None:
    del store.lineups[THIRD_BATTER]


@pytest.mark.parametrize(
    "trigger", [do_nothing, refresh, run_reconcile], ids=["lost", "late", "reconciled"]
)
def test_a_lineup_deleted_during_a_match_is_not_written_again(
    store: MemoryMatchStore, trigger: Step
) -> None:
    delete_third_batter(store)
    bring_in_third_batter(store)
    trigger(store)
    assert THIRD_BATTER not in store.lineups
    assert verify(store, noon_clock, MATCH_ID) == []
    assert (store.score or {})["currentInnings"]["strikerId"] == "lions-2"


def test_a_lineup_deleted_between_read_and_commit_is_not_written_again(
    store: MemoryMatchStore,
) -> None:
    append(store, "1_3", ball(3, 0, isWicket=True, wicket=WICKET, strikerId="lions-1"))
    store.before_commit = lambda: delete_third_batter(store)
    assert append(store, "1_4", ball(4, 1, strikerId="lions-3")) is Route.REBUILD
    assert THIRD_BATTER not in store.lineups
    assert verify(store, noon_clock, MATCH_ID) == []


def test_a_lineup_deleted_during_a_rebuild_is_not_written_again(
    store: MemoryMatchStore,
) -> None:
    bring_in_third_batter(store)
    store.lineups = lineup_documents()  # without derived fields: a rebuild writes them all
    store.before_commit = lambda: delete_third_batter(store)
    assert rebuild(store, noon_clock, MATCH_ID, "asked for").tries == 2
    assert THIRD_BATTER not in store.lineups
    assert verify(store, noon_clock, MATCH_ID) == []


def test_lineups_deleted_at_every_try_raise_an_error(
    store: MemoryMatchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _seconds: None)
    read_inputs, reads = store.read_inputs, []

    def read_then_delete(match_id: str) -> Any:
        store.lineups = lineup_documents()
        cached = read_inputs(match_id)
        store.lineups = {}
        reads.append(1)
        return cached

    monkeypatch.setattr(store, "read_inputs", read_then_delete)
    with pytest.raises(ContendedError):
        rebuild(store, noon_clock, MATCH_ID, "asked for")
    assert (len(reads), store.lineups) == (LIMITS.tries, {})


@pytest.mark.parametrize(
    "trigger", [do_nothing, refresh, run_reconcile], ids=["lost", "late", "reconciled"]
)
def test_an_administrator_can_restore_a_deleted_lineup(
    store: MemoryMatchStore, trigger: Step
) -> None:
    delete_third_batter(store)
    bring_in_third_batter(store)
    trigger(store)
    store.lineups[THIRD_BATTER] = lineup_documents()[THIRD_BATTER]
    refresh(store)
    assert store.lineups[THIRD_BATTER]["battedAt"] == 3
    assert store.lineups[THIRD_BATTER]["playerName"] == "Lions 3"
    assert verify(store, noon_clock, MATCH_ID) == []


def test_a_lineup_with_only_derived_fields_is_reported_and_deleted_by_a_rebuild(
    store: MemoryMatchStore,
) -> None:
    delete_third_batter(store)
    bring_in_third_batter(store)
    store.lineups[THIRD_BATTER] = {"battedAt": 3, "tookPart": True}
    store.lineups["lions_lions-9"] = {}
    differences = {each.document for each in verify(store, noon_clock, MATCH_ID)}
    assert differences >= {f"lineups/{THIRD_BATTER}", "lineups/lions_lions-9"}
    rebuild(store, noon_clock, MATCH_ID, "asked for")
    assert not {THIRD_BATTER, "lions_lions-9"} & store.lineups.keys()
    assert verify(store, noon_clock, MATCH_ID) == []


def test_a_rebuild_deletes_lineups_with_only_derived_fields_without_a_log_too() -> None:
    store = MemoryMatchStore()
    store.match = match_document()
    store.lineups = lineup_documents() | {"lions_lions-9": dict.fromkeys(LINEUP_FIELDS, None)}
    differences = {each.document for each in verify(store, noon_clock, MATCH_ID)}
    assert differences == {"lineups/lions_lions-9", "ticker"}
    assert rebuild(store, noon_clock, MATCH_ID, "asked for").wrote
    assert store.lineups == lineup_documents()


def test_a_lineup_completed_meanwhile_is_kept(store: MemoryMatchStore) -> None:
    store.lineups[THIRD_BATTER] = {"battedAt": 3}
    orphaned = store.read_orphaned_lineups(MATCH_ID)
    store.lineups[THIRD_BATTER] = lineup_documents()[THIRD_BATTER]
    assert store.delete_orphaned_lineups(MATCH_ID, orphaned) == 0
    assert store.lineups[THIRD_BATTER] == lineup_documents()[THIRD_BATTER]
