"""Tests that a worker appends a next ball to the state that it committed itself, without a read.

If another worker wrote meanwhile, the guard of the commit refuses the outdated state.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from scrbrd.handlers.catch_up import CaughtUp, Route, catch_up, rebuild
from scrbrd.handlers.ports import Commit, ObservedAction, StoredState, Unusable
from scrbrd.handlers.snapshot.recent import NOTHING_KEPT, KeptState, RecentStates
from tests.chaos.games import real_game, unvoided_document
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import (
    MATCH_ID,
    ball,
    innings_started,
    lineup_documents,
    match_document,
)
from tests.handlers.small_game import noon_clock, score_without_stamps
from tests.handlers.test_modules_walked import MATCH_LOG

Worker = Callable[[ObservedAction], CaughtUp]


@pytest.fixture
def store() -> MemoryMatchStore:
    """Return a match with an innings and a ball, unknown to the first worker of a test."""
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    catch_up_one = new_worker(store)
    catch_up_one(store.put("1_1", innings_started()))
    catch_up_one(store.put("1_2", ball(2, 0)))
    return store


def new_worker(store: MemoryMatchStore) -> Worker:
    """Return a process of the function, with its own cache of the states that it committed."""
    recent = RecentStates()
    return lambda changed: catch_up(store, noon_clock, MATCH_ID, [changed], recent)


def stored_and_rebuilt_score(
    store: MemoryMatchStore,
) -> tuple[dict[str, object], dict[str, object]]:
    """Return the score as it is and as a rebuild makes it."""
    stored = score_without_stamps(store)
    rebuild(store, noon_clock, MATCH_ID, "to compare")
    return stored, score_without_stamps(store)


def test_the_second_ball_of_a_worker_costs_no_read(store: MemoryMatchStore) -> None:
    catch_up_one = new_worker(store)
    before = store.reads
    assert catch_up_one(store.put("1_3", ball(3, 0))).path is Route.NEXT
    assert store.reads == before + 1
    assert catch_up_one(store.put("1_4", ball(4, 0))).path is Route.NEXT
    assert store.reads == before + 1
    stored, rebuilt = stored_and_rebuilt_score(store)
    assert stored["currentInnings"] == rebuilt["currentInnings"]


def test_the_cached_state_equals_the_stored_one_at_every_ball_of_a_match() -> None:
    game, recent = real_game("m1", MATCH_LOG), RecentStates()
    store = MemoryMatchStore()
    store.match, store.lineups = game.match, dict(game.lineups)
    cached_count = 0
    for entry in game.entries:
        catch_up(
            store,
            noon_clock,
            MATCH_ID,
            [store.put(entry.id, unvoided_document(game, entry))],
            recent,
        )
        cached = recent.take(MATCH_ID)
        if isinstance(cached.stored.snapshot, Unusable):
            continue
        assert cached.stored == store.read_state(MATCH_ID), entry.id
        assert cached.progress == cached.stored.snapshot.progress(), entry.id
        recent.keep(MATCH_ID, cached)
        cached_count += 1
    assert cached_count > len(game.entries) - 5  # except actions after the match's end


def test_a_ball_far_after_the_cached_state_causes_a_rebuild(store: MemoryMatchStore) -> None:
    catch_up_one = new_worker(store)
    catch_up_one(store.put("1_3", ball(3, 0)))
    last = 3 + store.limits.point_reads + 2
    for sequence in range(4, last):
        store.put(f"1_{sequence}", ball(sequence, 0))
    outcome = catch_up_one(store.put(f"1_{last}", ball(last, 0)))
    assert (outcome.path, outcome.wrote) == (Route.REBUILD, True)
    stored, rebuilt = stored_and_rebuilt_score(store)
    assert stored["currentInnings"] == rebuilt["currentInnings"]


def test_a_ball_of_another_worker_in_between_is_a_gap_that_is_read(store: MemoryMatchStore) -> None:
    first, second = new_worker(store), new_worker(store)
    first(store.put("1_3", ball(3, 0)))
    second(store.put("1_4", ball(4, 0)))
    result = first(store.put("1_5", ball(5, 0)))
    assert (result.path, result.tries, result.actions) == (Route.NEXT, 1, 5)
    stored, rebuilt = stored_and_rebuilt_score(store)
    assert stored == rebuilt


def test_a_void_by_another_worker_in_between_fails_the_commit_and_is_then_read(
    store: MemoryMatchStore,
) -> None:
    first, second = new_worker(store), new_worker(store)
    first(store.put("1_3", ball(3, 4)))
    second(store.put("1_3", {**store.log["1_3"], "isVoided": True}))
    result = first(store.put("1_4", ball(4, 0)))
    assert (result.path, result.tries) == (Route.NEXT, 2)
    assert (store.score or {})["currentInnings"]["runs"] == 0
    stored, rebuilt = stored_and_rebuilt_score(store)
    assert stored == rebuilt


def test_a_redelivered_ball_is_read_and_changes_nothing(store: MemoryMatchStore) -> None:
    catch_up_one = new_worker(store)
    event = store.put("1_3", ball(3, 0))
    catch_up_one(event)
    reads, writes = store.reads, store.writes
    assert catch_up_one(event).path is Route.DUPLICATE
    assert (store.reads, store.writes) == (reads + 1, writes)


def test_a_match_held_meanwhile_is_left_alone(store: MemoryMatchStore) -> None:
    catch_up_one = new_worker(store)
    catch_up_one(store.put("1_3", ball(3, 0)))
    store.hold(MATCH_ID, NOON + timedelta(minutes=5), "an import")
    assert catch_up_one(store.put("1_4", ball(4, 0))).path is Route.HELD


def test_a_state_deleted_meanwhile_is_rebuilt(store: MemoryMatchStore) -> None:
    catch_up_one = new_worker(store)
    catch_up_one(store.put("1_3", ball(3, 0)))
    store.state = None
    assert catch_up_one(store.put("1_4", ball(4, 0))).path is Route.REBUILD
    stored, rebuilt = stored_and_rebuilt_score(store)
    assert stored == rebuilt


def test_an_old_payload_is_not_appended_unread(store: MemoryMatchStore) -> None:
    recent = RecentStates()
    catch_up(store, noon_clock, MATCH_ID, [store.put("1_3", ball(3, 0))], recent)
    event, reads = store.put("1_4", ball(4, 0)), store.reads
    catch_up(store, lambda: NOON + timedelta(minutes=1), MATCH_ID, [event], recent)
    assert store.reads == reads + 2  # the state, and the action


def test_the_state_is_read_again_after_a_failed_commit(
    store: MemoryMatchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    catch_up_one, commit = new_worker(store), store.commit

    def commit_and_time_out(match_id: str, token: object | None, wanted: Commit) -> object:
        commit(match_id, token, wanted)
        raise TimeoutError

    catch_up_one(store.put("1_3", ball(3, 0)))
    with monkeypatch.context() as patch:
        patch.setattr(store, "commit", commit_and_time_out)
        with pytest.raises(TimeoutError):
            catch_up_one(store.put("1_4", ball(4, 0)))
    reads = store.reads
    assert catch_up_one(store.put("1_5", ball(5, 0))).actions == 5
    assert store.reads == reads + 1


def test_a_worker_caches_a_limited_number_of_matches() -> None:
    recent = RecentStates(2)
    for name in ("m1", "m2", "m1", "m3"):
        recent.keep(name, KeptState(StoredState(token=name)))
    assert recent.take("m2") is NOTHING_KEPT
    assert [recent.take(name).stored.token for name in ("m1", "m3")] == ["m1", "m3"]
    assert recent.take("m1") is NOTHING_KEPT  # a state is used once
