"""A hold is ended by the job that set it, or by its time; a first ball is never taken away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from scrbrd.handlers.catch_up import Route, catch_up, finish, rebuild
from scrbrd.handlers.reconcile import reconcile
from scrbrd.handlers.refresh import refresh_inputs
from scrbrd.handlers.verify import verify
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, over

UNTIL = NOON + timedelta(minutes=5)
LATER = NOON + timedelta(minutes=6)
Job = Callable[[MemoryMatchStore], object]


def noon() -> datetime:
    return NOON


def score(store: MemoryMatchStore, keys: tuple[str, ...]) -> None:
    for key in keys:
        catch_up(store, noon, MATCH_ID, [store.put(key, over()[key])])


@pytest.fixture
def store() -> MemoryMatchStore:
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    score(store, ("1_1", "1_2"))
    return store


def lose_log(store: MemoryMatchStore) -> None:
    """Somebody deleted the log and the projection, but neither feed nor archive."""
    store.log, store.state, store.score = {}, None, None


def next_ball(store: MemoryMatchStore) -> object:
    return catch_up(store, noon, MATCH_ID, [store.put("1_3", over()["1_3"])])


JOBS: dict[str, Job] = {
    "reconcile": lambda store: reconcile(store, noon, MATCH_ID),
    "rebuild": lambda store: rebuild(store, noon, MATCH_ID, "asked for"),
    "another import": lambda store: rebuild(store, noon, MATCH_ID, "done", holder="another"),
    "refresh": lambda store: refresh_inputs(store, noon, MATCH_ID),
    "finish": lambda store: finish(store, noon, MATCH_ID),
    "next ball": next_ball,
}


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS)
def test_a_hold_in_force_is_not_ended_by_another_job(store: MemoryMatchStore, job: Job) -> None:
    store.hold(MATCH_ID, UNTIL, "an import")
    before = dict(store.state or {})
    job(store)
    assert store.state == before


@pytest.mark.parametrize("name", ["reconcile", "rebuild", "another import", "refresh", "next ball"])
def test_a_hold_set_while_another_job_is_at_work_is_not_ended_by_it(
    store: MemoryMatchStore, name: str
) -> None:
    began: list[int] = []

    def import_begins_and_the_score_is_gone() -> None:
        began.append(1)
        store.hold(MATCH_ID, UNTIL, "an import")
        store.score = None

    store.match = match_document() | {"homeTeamName": "Pride"}
    store.before_commit = import_begins_and_the_score_is_gone
    JOBS[name](store)
    assert began, "it came as far as its commit"
    assert ((store.state or {})["holdUntil"], (store.state or {})["holdBy"]) == (UNTIL, "an import")


def test_a_document_of_ours_that_vanishes_as_an_import_begins_is_left_to_the_import(
    store: MemoryMatchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.score = None
    read_state = store.read_state
    reads: list[int] = []

    def held_at_the_second_look(match_id: str) -> object:
        if len(reads) == 1:
            store.hold(MATCH_ID, UNTIL, "an import")
        reads.append(1)
        return read_state(match_id)

    monkeypatch.setattr(store, "read_state", held_at_the_second_look)
    moved = store.put("1_3", over()["1_3"])
    assert catch_up(store, noon, MATCH_ID, [moved]).path is Route.HELD
    assert (store.state or {})["holdUntil"] == UNTIL


def test_a_hold_is_ended_by_its_own_job_by_its_time_and_by_who_insists(
    store: MemoryMatchStore,
) -> None:
    for ends in (
        lambda: rebuild(store, noon, MATCH_ID, "done", holder="an import"),
        lambda: rebuild(store, noon, MATCH_ID, "asked for", ends_hold=True),
        lambda: rebuild(store, lambda: LATER, MATCH_ID, "expired"),
        lambda: reconcile(store, lambda: LATER, MATCH_ID),
    ):
        store.hold(MATCH_ID, UNTIL, "an import")
        ends()
        assert (store.state or {})["holdUntil"] is None


def test_of_two_imports_of_a_match_the_later_one_ends_the_hold(store: MemoryMatchStore) -> None:
    store.hold(MATCH_ID, UNTIL, "first")
    store.hold(MATCH_ID, UNTIL, "second")
    assert rebuild(store, noon, MATCH_ID, "done", holder="first").path is Route.HELD
    assert rebuild(store, noon, MATCH_ID, "done", holder="second").path is Route.REBUILD


def test_a_first_ball_that_races_a_rebuild_of_a_match_without_a_log_keeps_its_event(
    store: MemoryMatchStore,
) -> None:
    score(store, ("1_3", "1_4"))
    lose_log(store)

    def first_ball() -> None:
        catch_up(store, noon, MATCH_ID, [store.put("1_1", over()["1_1"])])
        catch_up(store, noon, MATCH_ID, [store.put("1_2", ball(2, 4))])

    store.before_delete_match_end = first_ball
    assert rebuild(store, noon, MATCH_ID, "asked for").tries == 2
    assert {name for name, each in store.events.items() if not each["isRetracted"]} == {
        "1_1",
        "1_2",
    }
    assert (store.score or {})["currentInnings"]["runs"] == 4
    assert verify(store, noon, MATCH_ID) == []
