"""What reconcile finds of triggers that were dropped, and of matches that a job holds."""

from __future__ import annotations

from datetime import timedelta

from scrbrd.handlers.catch_up import (
    Route,
    rebuild,
)
from scrbrd.handlers.reconcile import reconcile
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, over
from tests.handlers.small_game import noon, score, trigger


def test_a_bulk_import_is_left_alone_until_it_rebuilds(store: MemoryMatchStore) -> None:
    store.hold(MATCH_ID, NOON + timedelta(minutes=5), "import")
    reads = store.reads
    assert score(store, over()).path is Route.HELD
    assert (store.reads - reads, store.score) == (7, None)
    assert reconcile(store, noon, MATCH_ID).is_held
    rebuild(store, noon, MATCH_ID, "import done", holder="import")
    assert (store.score or {})["currentInnings"]["runs"] == 14
    assert (store.state or {})["holdUntil"] is None


def test_an_expired_hold_is_cleared_by_reconcile(store: MemoryMatchStore) -> None:
    score(store, {"1_1": over()["1_1"]})
    store.hold(MATCH_ID, NOON + timedelta(minutes=5))
    score(store, over())
    later = NOON + timedelta(minutes=6)
    assert reconcile(store, lambda: later, MATCH_ID).healed == ("rebuild",)
    assert (store.score or {})["currentInnings"]["runs"] == 14
    assert reconcile(store, lambda: later, MATCH_ID).healed == ()


def test_a_dropped_void_is_found_though_the_count_is_the_same(store: MemoryMatchStore) -> None:
    score(store, over())
    store.put("1_7", over()["1_7"] | {"isVoided": True})
    assert reconcile(store, noon, MATCH_ID).healed == ("refold",)
    assert (store.score or {})["currentInnings"]["runs"] == 13


def test_a_score_that_somebody_deleted_is_found(store: MemoryMatchStore) -> None:
    score(store, over())
    store.score = None
    assert reconcile(store, noon, MATCH_ID).healed == ("rebuild",)
    assert store.score is not None


def test_a_dropped_redo_beside_a_dropped_void_is_found_though_every_count_is_the_same(
    store: MemoryMatchStore,
) -> None:
    score(store, over())
    trigger(store, store.put("1_4", over()["1_4"] | {"isVoided": True}))
    store.put("1_4", over()["1_4"])
    store.put("1_7", over()["1_7"] | {"isVoided": True})
    trigger(store, store.put("1_8", ball(8, 2)))
    assert reconcile(store, noon, MATCH_ID).healed == ("refold",)
    assert (store.score or {})["currentInnings"]["runs"] == 14 - 1 + 2


def test_reconcile_reads_no_log_where_nothing_is_wrong(store: MemoryMatchStore) -> None:
    score(store, over(1) | over(2))
    reconcile(store, lambda: NOON + timedelta(hours=1), MATCH_ID)
    reads = store.reads
    assert reconcile(store, lambda: NOON + timedelta(hours=2), MATCH_ID).healed == ()
    cards = 1 + len(store.whole_documents)
    looked_at = "of the log the newest, twice; a chunk; ticker and cards, which are listed first"
    assert store.reads - reads == 12 + cards + len(store.lineups), looked_at
