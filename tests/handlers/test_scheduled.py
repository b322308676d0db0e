"""Tests that a planned match has a ticker, which the first ball's replaces."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scrbrd.handlers.attempt import Route
from scrbrd.handlers.catch_up import catch_up, rebuild
from scrbrd.handlers.refresh import refresh_inputs, refresh_match
from scrbrd.handlers.verify import verify
from tests.fakes.memory_store import MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, innings_started, lineup_documents, match_document

SCHEDULED_AT = datetime(2026, 6, 14, 11, tzinfo=UTC)
PLANNED = {"seasonId": "2026", "competitionId": "cup", "scheduledAt": SCHEDULED_AT}


def now() -> datetime:
    return datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def store() -> MemoryMatchStore:
    store = MemoryMatchStore(MATCH_ID)
    store.match = match_document() | PLANNED
    store.lineups = lineup_documents()
    return store


def test_a_planned_match_has_a_ticker_without_a_score(store: MemoryMatchStore) -> None:
    result = refresh_match(store, now, MATCH_ID)
    assert (result.path, result.wrote) == (Route.SCHEDULED, True)
    ticker = store.whole_documents["ticker"]
    assert ticker["status"] == "scheduled"
    assert ticker["scheduledAt"] == SCHEDULED_AT
    assert [each["name"] for each in ticker["teams"]] == ["Lions", "Tigers"]
    assert (ticker["seasonId"], ticker["innings"], ticker["problemCount"]) == ("2026", [], 0)
    assert ticker["version"] == int(now().timestamp() * 1_000_000)
    assert (store.score, store.health, store.state) == (None, None, None)
    assert verify(store, now, MATCH_ID) == []


def test_a_visible_change_raises_the_tickers_version_and_any_other_writes_nothing(
    store: MemoryMatchStore,
) -> None:
    refresh_match(store, now, MATCH_ID)
    first = store.whole_documents["ticker"]
    assert not refresh_match(store, now, MATCH_ID).wrote, "the event came twice"
    store.match = (store.match or {}) | {"awayTeamName": "Tigresses"}
    assert refresh_match(store, now, MATCH_ID).wrote
    ticker = store.whole_documents["ticker"]
    assert ticker["teams"][1]["name"] == "Tigresses"
    assert ticker["version"] > first["version"]


def test_a_lineup_alone_does_not_create_a_ticker(store: MemoryMatchStore) -> None:
    assert not refresh_inputs(store, now, MATCH_ID).wrote
    assert store.whole_documents == {}


def test_the_first_balls_ticker_replaces_the_planned_one(store: MemoryMatchStore) -> None:
    refresh_match(store, now, MATCH_ID)
    before = store.whole_documents["ticker"]["version"]
    catch_up(store, now, MATCH_ID, [store.put("1_1", innings_started())])
    assert store.whole_documents["ticker"]["status"] == "live"
    assert store.whole_documents["ticker"]["version"] >= before
    assert not refresh_match(store, now, MATCH_ID).wrote
    assert verify(store, now, MATCH_ID) == []


@pytest.mark.parametrize("has_ticker", [False, True], ids=["no_ticker", "a_ticker"])
def test_the_ticker_of_a_first_ball_in_between_is_not_overwritten(
    store: MemoryMatchStore, has_ticker: bool
) -> None:
    if has_ticker:
        refresh_match(store, now, MATCH_ID)
        store.match = (store.match or {}) | {"awayTeamName": "Tigresses"}

    def score_first_action() -> None:
        catch_up(store, now, MATCH_ID, [store.put("1_1", innings_started())])

    store.before_commit = score_first_action
    assert not refresh_match(store, now, MATCH_ID).wrote
    assert store.whole_documents["ticker"]["status"] == "live"


def test_a_match_of_earlier_apps_gets_no_ticker_and_a_deleted_one_loses_its_ticker(
    store: MemoryMatchStore,
) -> None:
    planned = store.match or {}
    store.match = planned | {"status": "completed"}
    assert not refresh_match(store, now, MATCH_ID).wrote
    store.match, store.score = planned, {"ballHistory": [1, 2, 3]}
    assert not refresh_match(store, now, MATCH_ID).wrote
    store.score = None
    assert refresh_match(store, now, MATCH_ID).wrote
    store.match = None
    assert refresh_match(store, now, MATCH_ID).wrote
    assert store.whole_documents == {}


def test_a_rebuild_writes_the_ticker_of_a_match_planned_before_tickers_existed(
    store: MemoryMatchStore,
) -> None:
    assert {each.document for each in verify(store, now, MATCH_ID)} == {"ticker"}
    assert rebuild(store, now, MATCH_ID, "asked for").wrote
    assert store.whole_documents["ticker"]["status"] == "scheduled"
    assert verify(store, now, MATCH_ID) == []
