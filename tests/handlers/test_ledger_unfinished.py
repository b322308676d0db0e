"""A match that has no ledger is given one by reconcile: its worker stopped, or knew of none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from scrbrd.handlers.catch_up import Route, rebuild
from scrbrd.handlers.ports import LastCheck, LedgerPages
from scrbrd.handlers.reconcile import Reconciled, reconcile, reconcile_since
from scrbrd.handlers.refresh import refresh_inputs
from tests.fakes.ledgers import done, fault, head
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, over
from tests.handlers.test_ledger import appended, noon, score, trigger, without_ledger

MINUTES = timedelta(minutes=2)
LATER = NOON + MINUTES


@pytest.fixture
def store() -> MemoryMatchStore:
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    return store


def looked_at(store: MemoryMatchStore) -> Reconciled:
    return reconcile(store, lambda: LATER, MATCH_ID)


def looked_at_again(store: MemoryMatchStore) -> Reconciled:
    """By a run in turn, to which the match is at rest."""
    return reconcile_since(store, lambda: LATER + MINUTES, MATCH_ID, LastCheck(LATER, LATER))


@pytest.mark.parametrize("look", [looked_at, looked_at_again])
@pytest.mark.parametrize("parts", [0, 2])
def test_a_long_ledger_whose_worker_stopped_is_finished_by_reconcile(
    store: MemoryMatchStore,
    look: Callable[[MemoryMatchStore], Reconciled],
    parts: int,
) -> None:
    store.limits = replace(store.limits, links_in_a_commit=100, ledger_pages=1)
    for sequence in range(2, 281):
        store.put(f"1_{sequence}", ball(sequence, 0))
    store.put("1_1", over()["1_1"])

    def stop() -> None:
        store.before_after = stop
        if len(store.ledger) == parts:
            raise KeyboardInterrupt

    store.before_after = stop
    with pytest.raises(KeyboardInterrupt):
        rebuild(store, noon, MATCH_ID, "imported")
    store.before_after = None
    refresh_inputs(store, lambda: LATER, MATCH_ID)  # which finishes the feed, and no ledger
    assert (len(store.ledger), "ledger" in (store.score or {})) == (parts, False)
    assert look(store).healed == ("rebuild",)
    assert [len(each["entries"]) for each in store.ledger.values()] == [128, 128, 24]
    assert fault(store, head(store)) is None
    assert look(store).healed == ()
    assert trigger(store, store.observed("1_5")) is Route.DUPLICATE


def test_links_that_were_given_out_stay_where_the_worker_of_a_long_ledger_stopped(
    store: MemoryMatchStore,
) -> None:
    score(store, {name: over()[name] for name in ("1_1", "1_2", "1_3", "1_5")})
    given = head(store)
    store.limits = replace(store.limits, links_in_a_commit=5, ledger_pages=1)
    for name, document in {"1_4": over()["1_4"], **over(2)}.items():
        store.put(name, document)

    def stop() -> None:
        raise KeyboardInterrupt

    store.before_after = stop
    with pytest.raises(KeyboardInterrupt):
        rebuild(store, noon, MATCH_ID, "far behind")
    looked_at(store)
    assert done(store)[:5] == appended("1_1", "1_2", "1_3", "1_5", "1_4")
    assert fault(store, given, LATER) is None


def test_a_head_that_is_gone_on_from_stays_where_the_worker_of_a_long_ledger_stopped(
    store: MemoryMatchStore,
) -> None:
    score(store, over())
    voided = store.put("1_5", store.log["1_5"] | {"isVoided": True})
    trigger(store, voided, store.put("1_5", store.log["1_5"] | {"isVoided": False}))
    assert head(store).startswith("9:")
    store.ledger, store.state = {}, None
    store.limits = replace(store.limits, links_in_a_commit=5, ledger_pages=1)

    def stop() -> None:
        raise KeyboardInterrupt

    store.before_after = stop
    with pytest.raises(KeyboardInterrupt):
        rebuild(store, noon, MATCH_ID, "asked for")
    looked_at(store)
    assert (store.score or {})["ledger"]["number"] == 9 + 7


def test_a_part_of_a_long_ledger_that_comes_during_a_rebuild_is_gone_on_from(
    store: MemoryMatchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.limits = replace(store.limits, links_in_a_commit=100, ledger_pages=1)
    for sequence in (2, 3, 4, *range(6, 281)):
        store.put(f"1_{sequence}", ball(sequence, 0))
    store.put("1_1", over()["1_1"])
    parts: list[tuple[object, LedgerPages]] = []
    write_ledger = store.write_ledger

    def first_is_slow(match_id: str, token: object, pages: LedgerPages) -> object:
        parts.append((token, pages))
        if len(parts) == 1:
            raise KeyboardInterrupt
        return write_ledger(match_id, token, pages)

    monkeypatch.setattr(store, "write_ledger", first_is_slow)
    with pytest.raises(KeyboardInterrupt):
        rebuild(store, noon, MATCH_ID, "imported")

    def it_is_written_now() -> None:
        write_ledger(MATCH_ID, *parts[0])

    store.before_commit = it_is_written_now
    trigger(store, store.put("1_5", ball(5, 0)))
    assert done(store)[4:6] == appended("1_6", "1_7")
    assert fault(store, head(store)) is None


def test_a_match_without_any_action_needs_no_ledger(store: MemoryMatchStore) -> None:
    store.put("1_1", over()["1_1"])
    rebuild(store, noon, MATCH_ID, "begun")
    store.log.clear()
    rebuild(store, noon, MATCH_ID, "its log is gone")
    assert looked_at(store).healed == ()


@pytest.mark.parametrize("look", [looked_at, looked_at_again])
def test_a_match_of_before_begins_its_ledger_with_the_next_look(
    store: MemoryMatchStore, look: Callable[[MemoryMatchStore], Reconciled]
) -> None:
    score(store, over())
    without_ledger(store)
    assert look(store).healed == ("rebuild",)
    assert done(store) == appended(*over())
    assert fault(store, head(store)) is None
    assert look(store).healed == ()
