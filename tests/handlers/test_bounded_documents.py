"""Tests that a log of any size keeps its documents below Firestore's limit of 1 MiB."""

from __future__ import annotations

import random
import string
from typing import Any

import pytest

from scrbrd.adapters import packing
from scrbrd.domain.actions import action_id
from scrbrd.domain.json_types import Json
from scrbrd.engine.chunks import CHUNK_ACTIONS
from scrbrd.handlers.catch_up import catch_up, rebuild
from tests.fakes import limits
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, innings_started, match_document

SIZE_BOUND = 900_000
ASCII = string.ascii_letters + string.digits + "_-"
SCRIPTS = "".join(chr(code) for code in range(0x1F300, 0x1F600))


def noon_clock() -> Any:
    return NOON


def random_name(chance: random.Random, length: int = 200, letters: str = ASCII) -> str:
    return "".join(chance.choices(letters, k=length))


def stored_documents(store: MemoryMatchStore) -> dict[str, Json]:
    """Return every document that the functions wrote for the match."""
    documents = {"live/state": store.state, "live/score": store.score, "live/health": store.health}
    return {
        **{key: each for key, each in documents.items() if each is not None},
        **{f"live/log_{key}": each for key, each in store.chunks.items()},
        **{f"events/{key}": each for key, each in store.events.items()},
    }


def check_sizes(store: MemoryMatchStore) -> None:
    for key, document in stored_documents(store).items():
        assert limits.check_document(f"matches/{MATCH_ID}/{key}", document) < SIZE_BOUND, key


def match_with_log(documents: dict[str, Json], **match: Any) -> MemoryMatchStore:
    """Return a match whose log arrived at once, after checking the next ball against a rebuild."""
    store = MemoryMatchStore(MATCH_ID)
    store.match = match_document() | {"conditions": {"oversPerInnings": 9_999}} | match
    changes = [store.put(key, document) for key, document in documents.items()]
    catch_up(store, noon_clock, MATCH_ID, changes)
    last = max(documents[key]["sequenceNumber"] for key in documents if key.startswith("1_")) + 1
    catch_up(store, noon_clock, MATCH_ID, [store.put(f"1_{last}", ball(last, 1, ballInOver=1))])
    after_event = (store.score or {}) | {"version": 0}
    check_sizes(store)
    rebuild(store, noon_clock, MATCH_ID, "a test")
    assert (store.score or {}) | {"version": 0} == after_event
    check_sizes(store)
    return store


def longest_wicket(
    chance: random.Random, sequence: int, letters: str = ASCII, **fields: Any
) -> Json:
    """Return a wicket with as many and as long ids as earlier rules accepted."""
    people = [random_name(chance, letters=letters) for _ in range(3)]
    wicket = {
        "type": "caught",
        "dismissedPlayerId": people[0],
        "fielderIds": [random_name(chance, letters=letters) for _ in range(22)],
    }
    ids = {"strikerId": people[0], "nonStrikerId": people[1], "bowlerId": people[2]}
    optional_fields = {"note": "x" * 2_000, "review": random_name(chance, 500)}
    other_fields = {"isWicket": True, "wicket": wicket, "ballInOver": 1}
    return ball(sequence, 0) | ids | other_fields | optional_fields | fields


@pytest.mark.parametrize("letters", [ASCII, SCRIPTS], ids=["ascii", "four bytes"])
def test_a_chunk_of_the_longest_actions_stays_below_the_limit(letters: str) -> None:
    chance = random.Random(1)
    numbers = range(1, 2 * CHUNK_ACTIONS + 12)
    documents = {f"1_{n}": longest_wicket(chance, n, letters) for n in numbers}
    store = match_with_log(documents, conditions={"playersPerSide": 30})
    assert store.chunks
    for chunk in store.chunks.values():
        assert len(packing.read_chunk(chunk).entries) == CHUNK_ACTIONS


def test_sixty_wickets_with_twenty_two_fielders_each_count() -> None:
    chance = random.Random(2)
    documents: dict[str, Json] = {}
    for innings in (1, 2, 3):
        documents[f"{innings}_1"] = innings_started(innings)
        for sequence in range(2, 22):
            fields = {"inningsNumber": innings, "id": action_id(innings, sequence)}
            documents[f"{innings}_{sequence}"] = longest_wicket(chance, sequence) | fields
    conditions = {"playersPerSide": 30, "inningsPerSide": 2}
    store = MemoryMatchStore(MATCH_ID)
    store.match = match_document() | {"format": "Test", "conditions": conditions}
    catch_up(store, noon_clock, MATCH_ID, [store.put(key, each) for key, each in documents.items()])
    check_sizes(store)
    assert [(store.score or {})[f"innings{n}"]["wickets"] for n in (1, 2, 3)] == [20, 20, 20]


def test_bowlers_with_ids_of_800_bytes_are_distinguished() -> None:
    chance = random.Random(3)
    documents = {
        f"1_{n}": ball(n, 1, bowlerId=random_name(chance, letters=SCRIPTS), ballInOver=1)
        for n in range(2, 266)
    }
    store = match_with_log({"1_1": innings_started()} | documents)
    assert len((store.score or {})["bowlers"]) == 265
    assert (store.score or {})["currentInnings"]["runs"] == 265


def test_too_many_batters_are_a_problem_and_the_match_can_be_closed() -> None:
    chance = random.Random(4)
    documents = {
        f"1_{n}": ball(
            n, 1, strikerId=random_name(chance), nonStrikerId=random_name(chance), ballInOver=1
        )
        for n in range(2, 600)
    }
    store = match_with_log({"1_1": innings_started()} | documents)
    assert (store.score or {})["currentInnings"]["runs"] > 60
    codes = {each["code"] for each in (store.health or {})["problems"]}
    assert "too_much" in codes
    end = {"type": "match_closed", "outcome": "no_result"}
    catch_up(store, noon_clock, MATCH_ID, [store.put("1_700", ball(700, 0) | end)])
    assert (store.score or {})["status"] == "completed"


@pytest.mark.slow
def test_thousands_of_replacements_and_suspensions_stay_below_the_limit() -> None:
    chance = random.Random(5)
    documents: dict[str, Json] = {"1_1": innings_started()}
    for sequence in range(2, 3_000, 2):
        joins = {"type": "player_replaced", "teamId": "lions", "inPlayerId": random_name(chance)}
        leaves = {"type": "bowler_suspended", "playerId": random_name(chance), "scope": "match"}
        documents[f"1_{sequence}"] = ball(sequence, 0) | joins
        documents[f"1_{sequence + 1}"] = ball(sequence + 1, 0) | leaves
    match_with_log(documents)


def test_many_innings_with_long_powerplays_stay_below_the_limit() -> None:
    spans = [{"type": "x" * 2_000, "fromOver": 0, "toOver": 5}] * 20
    documents = {
        f"{number}_1": innings_started(number) | {"powerplays": spans, "superOver": number > 2}
        for number in range(1, 40)
    }
    match_with_log(documents)


def test_an_endless_over_stays_below_the_limit() -> None:
    extras = {"wide": 1, "noBall": 0, "bye": 0, "legBye": 0, "penalty": 0}
    wides = {
        f"1_{n}": ball(n, 0, extras=extras, totalRuns=1, isLegalDelivery=False, ballInOver=1)
        for n in range(2, 2_000)
    }
    store = match_with_log({"1_1": innings_started()} | wides)
    assert len((store.score or {})["currentOver"]) == 200


def test_thousands_of_unreadable_and_unknown_documents_stay_below_the_limit() -> None:
    chance = random.Random(6)
    documents = {
        f"1_{n}": {"sequenceNumber": n, "type": random_name(chance)} for n in range(1, 1_500)
    }
    unknown_documents = {
        f"{random_name(chance, 300)}{n}": {"sequenceNumber": n} for n in range(300)
    }
    store = match_with_log(documents | unknown_documents)
    assert (store.state or {})["actionCount"] == 1_500 + 300
    result = catch_up(store, noon_clock, MATCH_ID, [store.touch(max(unknown_documents))])
    assert result.actions == 1_500 + 300


def test_only_the_first_hundred_lineups_of_a_side_count_and_health_states_it() -> None:
    store = MemoryMatchStore(MATCH_ID)
    store.match = match_document()
    store.lineups = {
        f"lions_p{number:03}": {"teamId": "lions", "playerId": f"p{number:03}", "playerName": "P"}
        for number in range(400)
    }
    catch_up(store, noon_clock, MATCH_ID, [store.put("1_1", innings_started())])
    absent = (store.score or {})["innings1"]["didNotBat"]
    assert [each["playerId"] for each in absent] == [f"p{number:03}" for number in range(100)]
    messages = [each["message"] for each in (store.health or {})["problems"]]
    assert any(
        "lineups of lions: there are 400, and 100 count, guests last" in each for each in messages
    )


def test_long_lineups_stay_below_the_limit() -> None:
    chance = random.Random(7)
    store = MemoryMatchStore(MATCH_ID)
    store.match = match_document()
    store.lineups = {
        random_name(chance, 700): {
            "teamId": "lions",
            "playerId": random_name(chance, letters=SCRIPTS),
            "playerName": random_name(chance, 5_000, SCRIPTS),
        }
        for _ in range(400)
    }
    catch_up(
        store,
        noon_clock,
        MATCH_ID,
        [store.put("1_1", innings_started()), store.put("1_2", ball(2, 4))],
    )
    check_sizes(store)
    assert (store.score or {})["currentInnings"]["runs"] == 4
