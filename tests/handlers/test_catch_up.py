"""What a trigger does to a match's documents: once, twice, late, and against other writers."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from scrbrd.handlers.catch_up import MOST_TRIES, catch_up
from scrbrd.handlers.ports import ContendedError
from tests.fakes.memory_store import MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, over

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
STAMPS = ("version", "lastUpdated")


def noon() -> datetime:
    return NOON


@pytest.fixture
def store() -> MemoryMatchStore:
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    return store


def unstamped(store: MemoryMatchStore) -> dict[str, object]:
    return {key: value for key, value in (store.score or {}).items() if key not in STAMPS}


def version(store: MemoryMatchStore) -> int:
    number = (store.score or {})["version"]
    assert isinstance(number, int)
    return number


def test_the_live_score_follows_the_log(store: MemoryMatchStore) -> None:
    store.log = over()
    done = catch_up(store, noon, MATCH_ID)
    assert store.score is not None
    assert (store.score["currentInnings"]["runs"], store.score["lastActionId"]) == (14, "1_7")
    assert store.score["status"] == "innings_break"
    assert (done.wrote, done.actions, done.problems) == (True, 7, 0)


def test_a_second_trigger_for_the_same_action_writes_nothing(store: MemoryMatchStore) -> None:
    store.log = over()
    catch_up(store, noon, MATCH_ID)
    before = store.writes
    assert not catch_up(store, noon, MATCH_ID).wrote
    assert store.writes == before


def test_a_match_without_any_action_is_scheduled(store: MemoryMatchStore) -> None:
    catch_up(store, noon, MATCH_ID)
    assert store.score is not None
    assert store.score["status"] == "scheduled"
    assert "currentInnings" not in store.score


@pytest.mark.parametrize("seed", range(20))
def test_any_order_and_repetition_ends_in_the_same_documents(seed: int) -> None:
    wanted = MemoryMatchStore()
    wanted.match, wanted.lineups, wanted.log = match_document(), lineup_documents(), over()
    catch_up(wanted, noon, MATCH_ID)
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    arrivals = list(over().items()) * 2
    random.Random(seed).shuffle(arrivals)
    for action_id, document in arrivals:
        store.log[action_id] = document
        if random.Random(seed).random() < 0.9:
            catch_up(store, noon, MATCH_ID)
    catch_up(store, noon, MATCH_ID)
    assert unstamped(store) == unstamped(wanted)
    assert store.match == wanted.match
    assert (store.health or {})["problems"] == (wanted.health or {})["problems"] == []


def test_an_older_log_never_overwrites_a_newer_score(store: MemoryMatchStore) -> None:
    store.log = {"1_1": over()["1_1"]}

    def another_worker_goes_first() -> None:
        store.log = over()
        catch_up(store, noon, MATCH_ID)

    store.before_commit = another_worker_goes_first
    catch_up(store, noon, MATCH_ID)
    assert store.score is not None
    assert store.score["lastActionId"] == "1_7"


def test_endless_contention_is_an_error_and_not_silence(
    store: MemoryMatchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def always_contended(*_: object) -> None:
        tries.append(1)
        raise ContendedError("busy")

    monkeypatch.setattr(store, "commit", always_contended)
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _seconds: None)
    with pytest.raises(ContendedError):
        catch_up(store, noon, MATCH_ID)
    assert len(tries) == MOST_TRIES


def test_the_version_grows_by_each_change_even_when_the_clock_stands_still(
    store: MemoryMatchStore,
) -> None:
    versions = []
    for action_id, document in over().items():
        store.log[action_id] = document
        catch_up(store, noon, MATCH_ID)
        versions.append(version(store))
    assert versions == sorted(set(versions))


def test_the_version_never_goes_back_after_the_score_was_lost(store: MemoryMatchStore) -> None:
    store.log = over()
    catch_up(store, noon, MATCH_ID)
    before = version(store)
    store.score = None
    catch_up(store, lambda: NOON + timedelta(seconds=1), MATCH_ID)
    assert version(store) > before


def test_the_match_document_changes_at_transitions_only(store: MemoryMatchStore) -> None:
    seen = []
    for documents in (over(1), over(2)):
        for action_id, document in documents.items():
            store.log[action_id] = document
            catch_up(store, noon, MATCH_ID)
            seen.append((store.match or {})["status"])
    assert seen == ["live"] * 6 + ["innings_break"] + ["live"] * 6 + ["completed"]
    assert store.match is not None
    assert store.match["result"] == {"outcome": "tie", "text": "match tied"}
    assert store.match["completedAt"] == NOON


def test_undoing_the_winning_hit_opens_the_match_again(store: MemoryMatchStore) -> None:
    store.log = over(1) | over(2)
    store.log["2_7"] |= {"runsOffBat": 2, "totalRuns": 2}
    catch_up(store, noon, MATCH_ID)
    assert (store.match or {})["result"]["text"] == "Tigers won by 10 wickets"
    store.log["2_7"]["isVoided"] = True
    catch_up(store, noon, MATCH_ID)
    assert store.match is not None
    assert store.match["status"] == "live"
    assert "result" not in store.match
    assert "completedAt" not in store.match


def test_a_poison_document_neither_stops_nor_distorts_the_rest(store: MemoryMatchStore) -> None:
    store.log = over()
    catch_up(store, noon, MATCH_ID)
    clean = unstamped(store)["currentInnings"]
    store.log["1_8"] = {"type": "delivery", "runsOffBat": "six", "junk": "x" * 900_000}
    store.log["1_9"] = {"type": "spaceship"}
    store.log["nonsense"] = {"runsOffBat": 4}
    catch_up(store, noon, MATCH_ID)
    assert unstamped(store)["currentInnings"] == clean
    problems = (store.health or {})["problems"]
    assert {problem["actionId"] for problem in problems} == {"1_8", "1_9", "nonsense"}
    assert {problem["code"] for problem in problems} == {"unreadable"}
    assert all(len(problem["message"]) < 2_000 for problem in problems)


def test_a_hole_in_the_log_is_a_problem_and_the_fold_goes_on(store: MemoryMatchStore) -> None:
    store.log = over()
    del store.log["1_4"]
    catch_up(store, noon, MATCH_ID)
    assert (store.score or {})["currentInnings"]["runs"] == 10
    first, *_ = (store.health or {})["problems"]
    assert (first["actionId"], first["code"]) == ("1_4", "missing_action")


def test_a_missing_match_document_is_a_problem_and_the_score_is_kept(
    store: MemoryMatchStore,
) -> None:
    store.match, store.log = None, over()
    catch_up(store, noon, MATCH_ID)
    assert (store.score or {})["currentInnings"]["runs"] == 14
    messages = [problem["message"] for problem in (store.health or {})["problems"]]
    assert any("match document" in message for message in messages)


def test_fields_of_others_in_the_live_score_stay(store: MemoryMatchStore) -> None:
    store.score = {"ballHistory": [1, 2, 3], "winnerId": "stale"}
    store.log = {"1_1": over()["1_1"], "1_2": ball(2, 4)}
    catch_up(store, noon, MATCH_ID)
    assert store.score["ballHistory"] == [1, 2, 3]
    assert "winnerId" not in store.score
