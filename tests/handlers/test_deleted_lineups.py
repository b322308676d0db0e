"""A lineup that people deleted stays deleted, whenever the functions hear of it."""

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
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, over

NEXT_IN = "lions_lions-3"
WICKET = {"type": "bowled", "dismissedPlayerId": "lions-1"}
Act = Callable[[MemoryMatchStore], object]


def noon() -> datetime:
    return NOON


def nothing(_store: MemoryMatchStore) -> None:
    """The trigger was lost."""


def refresh(store: MemoryMatchStore) -> object:
    return refresh_inputs(store, noon, MATCH_ID)


def look(store: MemoryMatchStore) -> object:
    return reconcile(store, noon, MATCH_ID)


@pytest.fixture
def store() -> MemoryMatchStore:
    """A match after its first ball; the third batter has not come in yet."""
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    for key in ("1_1", "1_2"):
        append(store, key, over()[key])
    return store


def append(store: MemoryMatchStore, key: str, document: dict[str, Any]) -> Route:
    """Append an action, with its trigger."""
    return catch_up(store, noon, MATCH_ID, [store.put(key, document)]).path


def third_batter_comes_in(store: MemoryMatchStore) -> None:
    """A wicket and the next ball: the lineup of the third batter gets its derived fields."""
    append(store, "1_3", ball(3, 0, isWicket=True, wicket=WICKET, strikerId="lions-1"))
    append(store, "1_4", ball(4, 1, strikerId="lions-3"))


def delete_next_in(store: MemoryMatchStore) -> None:
    del store.lineups[NEXT_IN]


@pytest.mark.parametrize("trigger", [nothing, refresh, look], ids=["lost", "late", "reconciled"])
def test_a_lineup_deleted_while_a_match_is_played_is_not_written_again(
    store: MemoryMatchStore, trigger: Act
) -> None:
    delete_next_in(store)
    third_batter_comes_in(store)
    trigger(store)
    assert NEXT_IN not in store.lineups
    assert verify(store, noon, MATCH_ID) == []
    assert (store.score or {})["currentInnings"]["strikerId"] == "lions-2"


def test_a_lineup_deleted_between_read_and_commit_is_not_written_again(
    store: MemoryMatchStore,
) -> None:
    append(store, "1_3", ball(3, 0, isWicket=True, wicket=WICKET, strikerId="lions-1"))
    store.before_commit = lambda: delete_next_in(store)
    assert append(store, "1_4", ball(4, 1, strikerId="lions-3")) is Route.REBUILD
    assert NEXT_IN not in store.lineups
    assert verify(store, noon, MATCH_ID) == []


def test_a_lineup_deleted_while_a_rebuild_is_at_work_is_not_written_again(
    store: MemoryMatchStore,
) -> None:
    third_batter_comes_in(store)
    store.lineups = lineup_documents()  # without any derived field: a rebuild writes them all
    store.before_commit = lambda: delete_next_in(store)
    assert rebuild(store, noon, MATCH_ID, "asked for").tries == 2
    assert NEXT_IN not in store.lineups
    assert verify(store, noon, MATCH_ID) == []


def test_lineups_deleted_again_and_again_are_an_error_in_the_end(
    store: MemoryMatchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _seconds: None)
    read_inputs, reads = store.read_inputs, []

    def deleted_after_each_read(match_id: str) -> Any:
        store.lineups = lineup_documents()
        known = read_inputs(match_id)
        store.lineups = {}
        reads.append(1)
        return known

    monkeypatch.setattr(store, "read_inputs", deleted_after_each_read)
    with pytest.raises(ContendedError):
        rebuild(store, noon, MATCH_ID, "asked for")
    assert (len(reads), store.lineups) == (LIMITS.tries, {})


@pytest.mark.parametrize("trigger", [nothing, refresh, look], ids=["lost", "late", "reconciled"])
def test_an_administrator_puts_the_player_back(store: MemoryMatchStore, trigger: Act) -> None:
    delete_next_in(store)
    third_batter_comes_in(store)
    trigger(store)
    store.lineups[NEXT_IN] = lineup_documents()[NEXT_IN]
    refresh(store)
    assert store.lineups[NEXT_IN]["battedAt"] == 3
    assert store.lineups[NEXT_IN]["playerName"] == "Lions 3"
    assert verify(store, noon, MATCH_ID) == []


def test_a_lineup_of_nothing_but_derived_fields_is_told_and_taken_away_by_a_rebuild(
    store: MemoryMatchStore,
) -> None:
    delete_next_in(store)
    third_batter_comes_in(store)
    store.lineups[NEXT_IN] = {"battedAt": 3, "tookPart": True}
    store.lineups["lions_lions-9"] = {}
    differing = {each.document for each in verify(store, noon, MATCH_ID)}
    assert differing >= {f"lineups/{NEXT_IN}", "lineups/lions_lions-9"}
    rebuild(store, noon, MATCH_ID, "asked for")
    assert not {NEXT_IN, "lions_lions-9"} & store.lineups.keys()
    assert verify(store, noon, MATCH_ID) == []


def test_a_match_without_a_log_loses_such_lineups_too() -> None:
    store = MemoryMatchStore()
    store.match = match_document()
    store.lineups = lineup_documents() | {"lions_lions-9": dict.fromkeys(LINEUP_FIELDS, None)}
    differing = {each.document for each in verify(store, noon, MATCH_ID)}
    assert differing == {"lineups/lions_lions-9", "ticker"}
    assert rebuild(store, noon, MATCH_ID, "asked for").wrote
    assert store.lineups == lineup_documents()


def test_a_lineup_that_somebody_completed_meanwhile_stays(store: MemoryMatchStore) -> None:
    store.lineups[NEXT_IN] = {"battedAt": 3}
    orphaned = store.read_orphaned_lineups(MATCH_ID)
    store.lineups[NEXT_IN] = lineup_documents()[NEXT_IN]
    assert store.delete_orphaned_lineups(MATCH_ID, orphaned) == 0
    assert store.lineups[NEXT_IN] == lineup_documents()[NEXT_IN]
