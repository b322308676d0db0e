"""The mirror for apps of before: kept beside the projection while it is wanted, never read back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from scrbrd.engine import chunks as packed_log
from scrbrd.handlers.catch_up import catch_up, rebuild
from scrbrd.handlers.commit import legacy_mirror as mirror
from scrbrd.handlers.verify import verify
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, over


def noon() -> datetime:
    return NOON


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryMatchStore:
    monkeypatch.setattr(packed_log, "CHUNK_ACTIONS", 4)
    store = MemoryMatchStore()
    store.match, store.lineups, store.is_mirroring = match_document(), lineup_documents(), True
    return store


def score(store: MemoryMatchStore, documents: dict[str, dict[str, Any]]) -> dict[str, Any]:
    for key, document in documents.items():
        catch_up(store, noon, MATCH_ID, [store.put(key, document)])
    assert store.score is not None
    return store.score


def test_old_apps_find_the_balls_of_the_innings_in_progress(store: MemoryMatchStore) -> None:
    shown = score(store, over())
    assert [each["runs"] for each in shown["ballHistory"]] == [1, 0, 4, 2, 6, 1]
    assert shown["ballHistory"][0] == {
        "strikerId": "lions-1",
        "bowlerId": "tigers-3",
        "runs": 1,
        "extraRuns": 0,
        "isWicket": False,
    }


def test_those_of_an_ended_innings_are_in_its_own(store: MemoryMatchStore) -> None:
    shown = score(store, over(1) | {"2_1": over(2)["2_1"], "2_2": over(2)["2_2"]})
    assert [each["runs"] for each in shown["innings1"]["ballHistory"]] == [1, 0, 4, 2, 6, 1]
    assert [each["runs"] for each in shown["ballHistory"]] == [1]
    assert "ballHistory" not in shown["innings2"]


@pytest.mark.parametrize(
    ("fields", "seen"),
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
    ],
)
def test_a_ball_is_told_in_the_words_of_before(
    store: MemoryMatchStore, fields: dict[str, Any], seen: dict[str, Any]
) -> None:
    shown = score(store, {"1_1": over()["1_1"], "1_2": ball(2, 0, **fields)})
    [entry] = shown["ballHistory"]
    assert {name: entry.get(name) for name in seen} == seen


def test_what_did_not_count_is_not_in_the_mirror(store: MemoryMatchStore) -> None:
    no_ball: dict[str, Any] = {"extras": {"noBall": 1}, "totalRuns": 1, "isLegalDelivery": False}
    wicket = {"type": "caught", "dismissedPlayerId": "lions-1"}
    caught: dict[str, Any] = {"isWicket": True, "wicket": wicket}
    off_the_free_hit = ball(3, 2, **caught)
    of_one_at_both_ends = ball(4, 4, nonStrikerId="lions-1")
    documents = {"1_1": over()["1_1"], "1_2": ball(2, 0, **no_ball), "1_3": off_the_free_hit}
    shown = score(store, documents | {"1_4": of_one_at_both_ends})
    balls = [(each["runs"], each["isWicket"]) for each in shown["ballHistory"]]
    assert balls == [(0, False), (2, False)]
    assert shown["currentInnings"]["runs"] == 3
    assert shown["currentInnings"]["wickets"] == 0


def test_a_void_takes_a_ball_out_of_the_mirror(store: MemoryMatchStore) -> None:
    score(store, over())
    shown = score(store, {"1_4": over()["1_4"] | {"isVoided": True}})
    assert [each["runs"] for each in shown["ballHistory"]] == [1, 0, 2, 6, 1]


def test_switching_it_off_stops_it_and_leaves_what_is_there(store: MemoryMatchStore) -> None:
    documents = over()
    last = documents.pop("1_7")
    score(store, documents)
    store.is_mirroring = False
    shown = score(store, {"1_7": last})
    assert [each["runs"] for each in shown["ballHistory"]] == [1, 0, 4, 2, 6]
    assert shown["currentInnings"]["runs"] == 14
    assert verify(store, noon, MATCH_ID) == []


def test_switching_it_on_in_mid_match_mirrors_what_was_before(store: MemoryMatchStore) -> None:
    store.is_mirroring = False
    documents = over()
    last = documents.pop("1_7")
    score(store, documents)
    store.is_mirroring = True
    assert len(score(store, {"1_7": last})["ballHistory"]) == 6


def test_the_mirror_stops_before_the_projection_does(
    store: MemoryMatchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = over()
    last = documents.pop("1_7")
    score(store, documents)
    monkeypatch.setattr(mirror, "MOST_BYTES", 100)
    shown = score(store, {"1_7": last})
    assert shown["currentInnings"]["runs"] == 14
    assert len(shown["ballHistory"]) == 5
    assert "stopped" in (store.health or {})["legacyMirror"]


def test_verify_compares_the_mirror_too(store: MemoryMatchStore) -> None:
    score(store, over(1) | over(2))
    assert verify(store, noon, MATCH_ID) == []
    assert store.score is not None
    store.score["ballHistory"][0] = store.score["ballHistory"][0] | {"runs": 9}
    [found] = verify(store, noon, MATCH_ID)
    assert (found.field, found.stored, found.wanted) == ("ballHistory.0.runs", 9, 1)
    rebuild(store, noon, MATCH_ID, "a test")
    assert verify(store, noon, MATCH_ID) == []


def test_a_chunk_that_is_missing_for_the_mirror_is_rebuilt(store: MemoryMatchStore) -> None:
    documents = over()
    last = documents.pop("1_7")
    score(store, documents)
    store.chunks.clear()
    assert len(score(store, {"1_7": last})["ballHistory"]) == 6
