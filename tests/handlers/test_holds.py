"""Tests that only its own job or its expiry ends a hold, and that no first ball is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from scrbrd.handlers.catch_up import Route, catch_up, finish, rebuild
from scrbrd.handlers.reconcile import reconcile
from scrbrd.handlers.refresh import refresh_inputs
from scrbrd.handlers.verify import verify
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, one_over

UNTIL = NOON + timedelta(minutes=5)
LATER = NOON + timedelta(minutes=6)
Job = Callable[[MemoryMatchStore], object]


def noon_clock() -> datetime:
    return NOON


def score(store: MemoryMatchStore, keys: tuple[str, ...]) -> None:
    for key in keys:
        catch_up(store, noon_clock, MATCH_ID, [store.put(key, one_over()[key])])


@pytest.fixture
def store() -> MemoryMatchStore:
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    score(store, ("1_1", "1_2"))
    return store


def delete_log(store: MemoryMatchStore) -> None:
    """Delete the log and the projection, but neither feed nor archive."""
    store.log, store.state, store.score = {}, None, None


def next_ball(store: MemoryMatchStore) -> object:
    return catch_up(store, noon_clock, MATCH_ID, [store.put("1_3", one_over()["1_3"])])


JOBS: dict[str, Job] = {
    "reconcile": lambda store: reconcile(store, noon_clock, MATCH_ID),
    "rebuild": lambda store: rebuild(store, noon_clock, MATCH_ID, "asked for"),
    "another import": lambda store: rebuild(store, noon_clock, MATCH_ID, "done", holder="another"),
    "refresh": lambda store: refresh_inputs(store, noon_clock, MATCH_ID),
    "finish": lambda store: finish(store, noon_clock, MATCH_ID),
    "next ball": next_ball,
}


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS)
def test_a_hold_in_force_is_not_ended_by_another_job(store: MemoryMatchStore, job: Job) -> None:
    store.hold(MATCH_ID, UNTIL, "an import")
    before = dict(store.state or {})
    job(store)
    assert store.state == before


@pytest.mark.parametrize("name", ["reconcile", "rebuild", "another import", "refresh", "next ball"])
def test_a_hold_set_while_another_job_runs_is_not_ended_by_that_job(
    store: MemoryMatchStore, name: str
) -> None:
    hold_attempts: list[int] = []

    def begin_import_and_delete_score() -> None:
        hold_attempts.append(1)
        store.hold(MATCH_ID, UNTIL, "an import")
        store.score = None

    store.match = match_document() | {"homeTeamName": "Pride"}
    store.before_commit = begin_import_and_delete_score
    JOBS[name](store)
    assert hold_attempts, "it came as far as its commit"
    assert ((store.state or {})["holdUntil"], (store.state or {})["holdBy"]) == (UNTIL, "an import")


def test_a_document_deleted_as_an_import_begins_is_left_to_the_import(
    store: MemoryMatchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.score = None
    read_state = store.read_state
    reads: list[int] = []

    def hold_at_second_read(match_id: str) -> object:
        if len(reads) == 1:
            store.hold(MATCH_ID, UNTIL, "an import")
        reads.append(1)
        return read_state(match_id)

    monkeypatch.setattr(store, "read_state", hold_at_second_read)
    changed = store.put("1_3", one_over()["1_3"])
    assert catch_up(store, noon_clock, MATCH_ID, [changed]).path is Route.HELD
    assert (store.state or {})["holdUntil"] == UNTIL


def test_a_hold_is_ended_by_its_own_job_by_its_expiry_or_by_an_explicit_request(
    store: MemoryMatchStore,
) -> None:
    for end_hold in (
        lambda: rebuild(store, noon_clock, MATCH_ID, "done", holder="an import"),
        lambda: rebuild(store, noon_clock, MATCH_ID, "asked for", ends_hold=True),
        lambda: rebuild(store, lambda: LATER, MATCH_ID, "expired"),
        lambda: reconcile(store, lambda: LATER, MATCH_ID),
    ):
        store.hold(MATCH_ID, UNTIL, "an import")
        end_hold()
        assert (store.state or {})["holdUntil"] is None


def test_the_later_of_two_imports_ends_the_hold(store: MemoryMatchStore) -> None:
    store.hold(MATCH_ID, UNTIL, "first")
    store.hold(MATCH_ID, UNTIL, "second")
    assert rebuild(store, noon_clock, MATCH_ID, "done", holder="first").path is Route.HELD
    assert rebuild(store, noon_clock, MATCH_ID, "done", holder="second").path is Route.REBUILD


def test_a_first_ball_that_races_a_rebuild_of_a_match_without_a_log_keeps_its_event(
    store: MemoryMatchStore,
) -> None:
    score(store, ("1_3", "1_4"))
    delete_log(store)

    def score_first_ball() -> None:
        catch_up(store, noon_clock, MATCH_ID, [store.put("1_1", one_over()["1_1"])])
        catch_up(store, noon_clock, MATCH_ID, [store.put("1_2", ball(2, 4))])

    store.before_delete_match_end = score_first_ball
    assert rebuild(store, noon_clock, MATCH_ID, "asked for").tries == 2
    assert {name for name, each in store.events.items() if not each["isRetracted"]} == {
        "1_1",
        "1_2",
    }
    assert (store.score or {})["currentInnings"]["runs"] == 4
    assert verify(store, noon_clock, MATCH_ID) == []
