"""Tests that reconcile completes a ledger whose worker stopped or was of an earlier release."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from scrbrd.handlers.catch_up import Route, rebuild
from scrbrd.handlers.ports import LastCheck, LedgerPages
from scrbrd.handlers.reconcile import Reconciled, reconcile, reconcile_since
from scrbrd.handlers.refresh import refresh_inputs
from tests.fakes.ledgers import first_fault, link_texts, published_head
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, one_over
from tests.handlers.test_ledger import appended_texts, noon_clock, remove_ledger, score, trigger

TWO_MINUTES = timedelta(minutes=2)
LATER = NOON + TWO_MINUTES


@pytest.fixture
def store() -> MemoryMatchStore:
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    return store


def run_reconcile(store: MemoryMatchStore) -> Reconciled:
    return reconcile(store, lambda: LATER, MATCH_ID)


def run_scheduled_reconcile(store: MemoryMatchStore) -> Reconciled:
    """Reconcile in a scheduled run that finds no newer changes of the match."""
    return reconcile_since(store, lambda: LATER + TWO_MINUTES, MATCH_ID, LastCheck(LATER, LATER))


@pytest.mark.parametrize("run", [run_reconcile, run_scheduled_reconcile])
@pytest.mark.parametrize("parts", [0, 2])
def test_a_long_ledger_whose_worker_stopped_is_finished_by_reconcile(
    store: MemoryMatchStore,
    run: Callable[[MemoryMatchStore], Reconciled],
    parts: int,
) -> None:
    store.limits = replace(store.limits, links_in_a_commit=100, ledger_pages=1)
    for sequence in range(2, 281):
        store.put(f"1_{sequence}", ball(sequence, 0))
    store.put("1_1", one_over()["1_1"])

    def stop() -> None:
        store.before_follow_up = stop
        if len(store.ledger) == parts:
            raise KeyboardInterrupt

    store.before_follow_up = stop
    with pytest.raises(KeyboardInterrupt):
        rebuild(store, noon_clock, MATCH_ID, "imported")
    store.before_follow_up = None
    refresh_inputs(store, lambda: LATER, MATCH_ID)  # finishes the feed, but no ledger
    assert (len(store.ledger), "ledger" in (store.score or {})) == (parts, False)
    assert run(store).healed == ("rebuild",)
    assert [len(each["entries"]) for each in store.ledger.values()] == [128, 128, 24]
    assert first_fault(store, published_head(store)) is None
    assert run(store).healed == ()
    assert trigger(store, store.observed_action("1_5")) is Route.DUPLICATE


def test_published_links_are_kept_if_the_worker_of_a_long_ledger_stops(
    store: MemoryMatchStore,
) -> None:
    score(store, {name: one_over()[name] for name in ("1_1", "1_2", "1_3", "1_5")})
    published = published_head(store)
    store.limits = replace(store.limits, links_in_a_commit=5, ledger_pages=1)
    for name, document in {"1_4": one_over()["1_4"], **one_over(2)}.items():
        store.put(name, document)

    def stop() -> None:
        raise KeyboardInterrupt

    store.before_follow_up = stop
    with pytest.raises(KeyboardInterrupt):
        rebuild(store, noon_clock, MATCH_ID, "far behind")
    run_reconcile(store)
    assert link_texts(store)[:5] == appended_texts("1_1", "1_2", "1_3", "1_5", "1_4")
    assert first_fault(store, published, LATER) is None


def test_a_continued_head_is_kept_if_the_worker_of_a_long_ledger_stops(
    store: MemoryMatchStore,
) -> None:
    score(store, one_over())
    voided = store.put("1_5", store.log["1_5"] | {"isVoided": True})
    trigger(store, voided, store.put("1_5", store.log["1_5"] | {"isVoided": False}))
    assert published_head(store).startswith("9:")
    store.ledger, store.state = {}, None
    store.limits = replace(store.limits, links_in_a_commit=5, ledger_pages=1)

    def stop() -> None:
        raise KeyboardInterrupt

    store.before_follow_up = stop
    with pytest.raises(KeyboardInterrupt):
        rebuild(store, noon_clock, MATCH_ID, "asked for")
    run_reconcile(store)
    assert (store.score or {})["ledger"]["number"] == 9 + 7


def test_a_rebuild_continues_a_part_of_a_long_ledger_that_is_written_meanwhile(
    store: MemoryMatchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.limits = replace(store.limits, links_in_a_commit=100, ledger_pages=1)
    for sequence in (2, 3, 4, *range(6, 281)):
        store.put(f"1_{sequence}", ball(sequence, 0))
    store.put("1_1", one_over()["1_1"])
    parts: list[tuple[object, LedgerPages]] = []
    write_ledger = store.write_ledger

    def delay_first_part(match_id: str, token: object, pages: LedgerPages) -> object:
        parts.append((token, pages))
        if len(parts) == 1:
            raise KeyboardInterrupt
        return write_ledger(match_id, token, pages)

    monkeypatch.setattr(store, "write_ledger", delay_first_part)
    with pytest.raises(KeyboardInterrupt):
        rebuild(store, noon_clock, MATCH_ID, "imported")

    def write_delayed_part() -> None:
        write_ledger(MATCH_ID, *parts[0])

    store.before_commit = write_delayed_part
    trigger(store, store.put("1_5", ball(5, 0)))
    assert link_texts(store)[4:6] == appended_texts("1_6", "1_7")
    assert first_fault(store, published_head(store)) is None


def test_a_match_without_any_action_needs_no_ledger(store: MemoryMatchStore) -> None:
    store.put("1_1", one_over()["1_1"])
    rebuild(store, noon_clock, MATCH_ID, "begun")
    store.log.clear()
    rebuild(store, noon_clock, MATCH_ID, "its log is gone")
    assert run_reconcile(store).healed == ()


@pytest.mark.parametrize("run", [run_reconcile, run_scheduled_reconcile])
def test_a_match_of_an_earlier_release_gets_its_ledger_at_the_next_reconcile(
    store: MemoryMatchStore, run: Callable[[MemoryMatchStore], Reconciled]
) -> None:
    score(store, one_over())
    remove_ledger(store)
    assert run(store).healed == ("rebuild",)
    assert link_texts(store) == appended_texts(*one_over())
    assert first_fault(store, published_head(store)) is None
    assert run(store).healed == ()
