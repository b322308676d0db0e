"""Tests that reconcile applies changes whose triggers were dropped, and respects holds."""

from __future__ import annotations

from datetime import timedelta

from scrbrd.handlers.catch_up import (
    Route,
    rebuild,
)
from scrbrd.handlers.reconcile import reconcile
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, one_over
from tests.handlers.small_game import noon_clock, score, trigger


def test_a_match_held_by_an_import_is_left_alone_until_the_import_rebuilds_it(
    store: MemoryMatchStore,
) -> None:
    store.hold(MATCH_ID, NOON + timedelta(minutes=5), "import")
    reads = store.reads
    assert score(store, one_over()).path is Route.HELD
    assert (store.reads - reads, store.score) == (7, None)
    assert reconcile(store, noon_clock, MATCH_ID).is_held
    rebuild(store, noon_clock, MATCH_ID, "import done", holder="import")
    assert (store.score or {})["currentInnings"]["runs"] == 14
    assert (store.state or {})["holdUntil"] is None


def test_an_expired_hold_is_cleared_by_reconcile(store: MemoryMatchStore) -> None:
    score(store, {"1_1": one_over()["1_1"]})
    store.hold(MATCH_ID, NOON + timedelta(minutes=5))
    score(store, one_over())
    later = NOON + timedelta(minutes=6)
    assert reconcile(store, lambda: later, MATCH_ID).healed == ("rebuild",)
    assert (store.score or {})["currentInnings"]["runs"] == 14
    assert reconcile(store, lambda: later, MATCH_ID).healed == ()


def test_reconcile_finds_a_dropped_void_although_the_count_is_unchanged(
    store: MemoryMatchStore,
) -> None:
    score(store, one_over())
    store.put("1_7", one_over()["1_7"] | {"isVoided": True})
    assert reconcile(store, noon_clock, MATCH_ID).healed == ("refold",)
    assert (store.score or {})["currentInnings"]["runs"] == 13


def test_reconcile_restores_a_deleted_score(store: MemoryMatchStore) -> None:
    score(store, one_over())
    store.score = None
    assert reconcile(store, noon_clock, MATCH_ID).healed == ("rebuild",)
    assert store.score is not None


def test_reconcile_finds_a_dropped_redo_and_void_although_all_counts_are_unchanged(
    store: MemoryMatchStore,
) -> None:
    score(store, one_over())
    trigger(store, store.put("1_4", one_over()["1_4"] | {"isVoided": True}))
    store.put("1_4", one_over()["1_4"])
    store.put("1_7", one_over()["1_7"] | {"isVoided": True})
    trigger(store, store.put("1_8", ball(8, 2)))
    assert reconcile(store, noon_clock, MATCH_ID).healed == ("refold",)
    assert (store.score or {})["currentInnings"]["runs"] == 14 - 1 + 2


def test_reconcile_of_a_correct_match_does_not_read_the_log(store: MemoryMatchStore) -> None:
    score(store, one_over(1) | one_over(2))
    reconcile(store, lambda: NOON + timedelta(hours=1), MATCH_ID)
    reads = store.reads
    assert reconcile(store, lambda: NOON + timedelta(hours=2), MATCH_ID).healed == ()
    cards = 1 + len(store.whole_documents)
    expected_reads = (
        "of the log the newest, twice; a chunk; ticker and cards, which are listed first"
    )
    assert store.reads - reads == 12 + cards + len(store.lineups), expected_reads
