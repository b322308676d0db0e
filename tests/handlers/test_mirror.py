"""Tests the mirror for earlier apps, written next to the projection if enabled, never read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from scrbrd.engine import chunks as packed_log
from scrbrd.handlers.catch_up import catch_up, rebuild
from scrbrd.handlers.commit import legacy_mirror
from scrbrd.handlers.verify import verify
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, one_over


def noon_clock() -> datetime:
    return NOON


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryMatchStore:
    monkeypatch.setattr(packed_log, "CHUNK_ACTIONS", 4)
    store = MemoryMatchStore()
    store.match, store.lineups, store.is_mirroring = match_document(), lineup_documents(), True
    return store


def score(store: MemoryMatchStore, documents: dict[str, dict[str, Any]]) -> dict[str, Any]:
    for key, document in documents.items():
        catch_up(store, noon_clock, MATCH_ID, [store.put(key, document)])
    assert store.score is not None
    return store.score


def test_the_mirror_has_the_balls_of_the_current_innings_for_earlier_apps(
    store: MemoryMatchStore,
) -> None:
    live_score = score(store, one_over())
    assert [each["runs"] for each in live_score["ballHistory"]] == [1, 0, 4, 2, 6, 1]
    assert live_score["ballHistory"][0] == {
        "strikerId": "lions-1",
        "bowlerId": "tigers-3",
        "runs": 1,
        "extraRuns": 0,
        "isWicket": False,
    }


def test_the_balls_of_an_ended_innings_are_in_that_innings_mirror(store: MemoryMatchStore) -> None:
    live_score = score(
        store,
        one_over(1) | {"2_1": one_over(2)["2_1"], "2_2": one_over(2)["2_2"]},
    )
    assert [each["runs"] for each in live_score["innings1"]["ballHistory"]] == [1, 0, 4, 2, 6, 1]
    assert [each["runs"] for each in live_score["ballHistory"]] == [1]
    assert "ballHistory" not in live_score["innings2"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"extras": {"wide": 3}, "totalRuns": 3, "isLegalDelivery": False},
            {"runs": 0, "extraType": "wide", "extraRuns": 3},
        ),
        (
            {
                "runsOffBat": 4,
                "extras": {"noBall": 1},
                "totalRuns": 5,
                "isLegalDelivery": False,
            },
            {"runs": 4, "extraType": "noball", "extraRuns": 1},
        ),
        ({"extras": {"legBye": 2}, "totalRuns": 2}, {"extraType": "legbye", "extraRuns": 2}),
        (
            {
                "isWicket": True,
                "wicket": {
                    "type": "caught",
                    "dismissedPlayerId": "lions-1",
                    "fielderIds": ["tigers-1"],
                },
            },
            {"isWicket": True, "wicketType": "caught", "fielderIds": ["tigers-1"]},
        ),
        ({"shotData": {"coordinates": {"x": 1, "y": 2.5}}}, {"coordinates": {"x": 1, "y": 2.5}}),
        (
            {"extras": {"wide": 3, "noBall": 1}, "totalRuns": 4, "isLegalDelivery": False},
            {"runs": 0, "extraType": "noball", "extraRuns": 3},
        ),
    ],
)
def test_a_ball_has_the_field_names_of_earlier_apps(
    store: MemoryMatchStore, fields: dict[str, Any], expected: dict[str, Any]
) -> None:
    live_score = score(store, {"1_1": one_over()["1_1"], "1_2": ball(2, 0, **fields)})
    [entry] = live_score["ballHistory"]
    assert {name: entry.get(name) for name in expected} == expected


def test_uncounted_balls_and_wickets_are_not_in_the_mirror(store: MemoryMatchStore) -> None:
    no_ball: dict[str, Any] = {"extras": {"noBall": 1}, "totalRuns": 1, "isLegalDelivery": False}
    wicket = {"type": "caught", "dismissedPlayerId": "lions-1"}
    caught: dict[str, Any] = {"isWicket": True, "wicket": wicket}
    caught_off_free_hit = ball(3, 2, **caught)
    same_batter_at_both_ends = ball(4, 4, nonStrikerId="lions-1")
    documents = {
        "1_1": one_over()["1_1"],
        "1_2": ball(2, 0, **no_ball),
        "1_3": caught_off_free_hit,
    }
    live_score = score(store, documents | {"1_4": same_batter_at_both_ends})
    balls = [(each["runs"], each["isWicket"]) for each in live_score["ballHistory"]]
    assert balls == [(0, False), (2, False)]
    assert live_score["currentInnings"]["runs"] == 3
    assert live_score["currentInnings"]["wickets"] == 0


def test_a_void_removes_a_ball_from_the_mirror(store: MemoryMatchStore) -> None:
    score(store, one_over())
    live_score = score(store, {"1_4": one_over()["1_4"] | {"isVoided": True}})
    assert [each["runs"] for each in live_score["ballHistory"]] == [1, 0, 2, 6, 1]


def test_switching_the_mirror_off_stops_it_and_keeps_its_balls(store: MemoryMatchStore) -> None:
    documents = one_over()
    last = documents.pop("1_7")
    score(store, documents)
    store.is_mirroring = False
    live_score = score(store, {"1_7": last})
    assert [each["runs"] for each in live_score["ballHistory"]] == [1, 0, 4, 2, 6]
    assert live_score["currentInnings"]["runs"] == 14
    assert verify(store, noon_clock, MATCH_ID) == []


def test_switching_the_mirror_on_in_mid_match_adds_earlier_balls(store: MemoryMatchStore) -> None:
    store.is_mirroring = False
    documents = one_over()
    last = documents.pop("1_7")
    score(store, documents)
    store.is_mirroring = True
    assert len(score(store, {"1_7": last})["ballHistory"]) == 6


def test_a_mirror_over_its_size_limit_stops_and_the_projection_continues(
    store: MemoryMatchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = one_over()
    last = documents.pop("1_7")
    score(store, documents)
    monkeypatch.setattr(legacy_mirror, "MOST_BYTES", 100)
    live_score = score(store, {"1_7": last})
    assert live_score["currentInnings"]["runs"] == 14
    assert len(live_score["ballHistory"]) == 5
    assert "stopped" in (store.health or {})["legacyMirror"]


def test_verify_compares_the_mirror_too(store: MemoryMatchStore) -> None:
    score(store, one_over(1) | one_over(2))
    assert verify(store, noon_clock, MATCH_ID) == []
    assert store.score is not None
    store.score["ballHistory"][0] = store.score["ballHistory"][0] | {"runs": 9}
    [found] = verify(store, noon_clock, MATCH_ID)
    assert (found.field, found.stored, found.wanted) == ("ballHistory.0.runs", 9, 1)
    rebuild(store, noon_clock, MATCH_ID, "a test")
    assert verify(store, noon_clock, MATCH_ID) == []


def test_a_missing_chunk_that_the_mirror_needs_is_rebuilt(store: MemoryMatchStore) -> None:
    documents = one_over()
    last = documents.pop("1_7")
    score(store, documents)
    store.chunks.clear()
    assert len(score(store, {"1_7": last})["ballHistory"]) == 6
