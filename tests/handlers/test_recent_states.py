"""A worker appends a next ball to the state that it committed itself, without reading the match.

Whatever others wrote meanwhile: the guard of the commit refuses what is out of date.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from scrbrd.handlers.catch_up import CaughtUp, Route, catch_up, rebuild
from scrbrd.handlers.ports import Commit, ObservedAction, StoredState, Unusable
from scrbrd.handlers.snapshot.recent import NOTHING_KEPT, KeptState, RecentStates
from tests.chaos.games import raw, real_game
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, started
from tests.handlers.small_game import noon, unstamped
from tests.handlers.test_modules_walked import LOG

Worker = Callable[[ObservedAction], CaughtUp]


@pytest.fixture
def store() -> MemoryMatchStore:
    """A match with an innings and a ball, which the first worker of a test has not seen."""
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    scored = worker(store)
    scored(store.put("1_1", started()))
    scored(store.put("1_2", ball(2, 0)))
    return store


def worker(store: MemoryMatchStore) -> Worker:
    """A process of the function, with the states that it committed itself."""
    recent = RecentStates()
    return lambda moved: catch_up(store, noon, MATCH_ID, [moved], recent)


def as_rebuilt(store: MemoryMatchStore) -> tuple[dict[str, object], dict[str, object]]:
    """The score and the ticker as they are, and as a rebuild makes them."""
    shown = unstamped(store)
    rebuild(store, noon, MATCH_ID, "to compare")
    return shown, unstamped(store)


def test_the_second_ball_of_a_worker_costs_no_read(store: MemoryMatchStore) -> None:
    scored = worker(store)
    before = store.reads
    assert scored(store.put("1_3", ball(3, 0))).path is Route.NEXT
    assert store.reads == before + 1
    assert scored(store.put("1_4", ball(4, 0))).path is Route.NEXT
    assert store.reads == before + 1
    shown, rebuilt = as_rebuilt(store)
    assert shown["currentInnings"] == rebuilt["currentInnings"]


def test_a_kept_state_is_the_stored_one_at_every_ball_of_a_match() -> None:
    game, recent = real_game("m1", LOG), RecentStates()
    store = MemoryMatchStore()
    store.match, store.lineups = game.match, dict(game.lineups)
    kept_at = 0
    for entry in game.entries:
        catch_up(store, noon, MATCH_ID, [store.put(entry.id, raw(game, entry))], recent)
        kept = recent.take(MATCH_ID)
        if isinstance(kept.stored.snapshot, Unusable):
            continue
        assert kept.stored == store.read_state(MATCH_ID), entry.id
        assert kept.progress == kept.stored.snapshot.progress(), entry.id
        recent.keep(MATCH_ID, kept)
        kept_at += 1
    assert kept_at > len(game.entries) - 5  # but for what follows the match's end


def test_a_ball_far_behind_a_kept_state_has_the_log_read(store: MemoryMatchStore) -> None:
    scored = worker(store)
    scored(store.put("1_3", ball(3, 0)))
    last = 3 + store.limits.point_reads + 2
    for sequence in range(4, last):
        store.put(f"1_{sequence}", ball(sequence, 0))
    outcome = scored(store.put(f"1_{last}", ball(last, 0)))
    assert (outcome.path, outcome.wrote) == (Route.REBUILD, True)
    shown, rebuilt = as_rebuilt(store)
    assert shown["currentInnings"] == rebuilt["currentInnings"]


def test_a_ball_of_another_worker_in_between_is_a_hole_and_is_read(store: MemoryMatchStore) -> None:
    one, other = worker(store), worker(store)
    one(store.put("1_3", ball(3, 0)))
    other(store.put("1_4", ball(4, 0)))
    done = one(store.put("1_5", ball(5, 0)))
    assert (done.path, done.tries, done.actions) == (Route.NEXT, 1, 5)
    shown, rebuilt = as_rebuilt(store)
    assert shown == rebuilt


def test_a_void_by_another_worker_in_between_makes_the_commit_fail_and_the_match_read(
    store: MemoryMatchStore,
) -> None:
    one, other = worker(store), worker(store)
    one(store.put("1_3", ball(3, 4)))
    other(store.put("1_3", {**store.log["1_3"], "isVoided": True}))
    done = one(store.put("1_4", ball(4, 0)))
    assert (done.path, done.tries) == (Route.NEXT, 2)
    assert (store.score or {})["currentInnings"]["runs"] == 0
    shown, rebuilt = as_rebuilt(store)
    assert shown == rebuilt


def test_a_redelivered_ball_is_read_and_changes_nothing(store: MemoryMatchStore) -> None:
    scored = worker(store)
    event = store.put("1_3", ball(3, 0))
    scored(event)
    reads, writes = store.reads, store.writes
    assert scored(event).path is Route.DUPLICATE
    assert (store.reads, store.writes) == (reads + 1, writes)


def test_a_match_held_meanwhile_is_left_alone(store: MemoryMatchStore) -> None:
    scored = worker(store)
    scored(store.put("1_3", ball(3, 0)))
    store.hold(MATCH_ID, NOON + timedelta(minutes=5), "an import")
    assert scored(store.put("1_4", ball(4, 0))).path is Route.HELD


def test_a_state_deleted_meanwhile_is_rebuilt(store: MemoryMatchStore) -> None:
    scored = worker(store)
    scored(store.put("1_3", ball(3, 0)))
    store.state = None
    assert scored(store.put("1_4", ball(4, 0))).path is Route.REBUILD
    shown, rebuilt = as_rebuilt(store)
    assert shown == rebuilt


def test_an_old_payload_is_not_appended_unread(store: MemoryMatchStore) -> None:
    recent = RecentStates()
    catch_up(store, noon, MATCH_ID, [store.put("1_3", ball(3, 0))], recent)
    event, reads = store.put("1_4", ball(4, 0)), store.reads
    catch_up(store, lambda: NOON + timedelta(minutes=1), MATCH_ID, [event], recent)
    assert store.reads == reads + 2  # the state, and the action


def test_what_a_failed_commit_left_is_not_known_and_is_read(
    store: MemoryMatchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored, commit = worker(store), store.commit

    def written_but_not_answered(match_id: str, token: object | None, wanted: Commit) -> object:
        commit(match_id, token, wanted)
        raise TimeoutError

    scored(store.put("1_3", ball(3, 0)))
    with monkeypatch.context() as patch:
        patch.setattr(store, "commit", written_but_not_answered)
        with pytest.raises(TimeoutError):
            scored(store.put("1_4", ball(4, 0)))
    reads = store.reads
    assert scored(store.put("1_5", ball(5, 0))).actions == 5
    assert store.reads == reads + 1


def test_a_worker_keeps_so_many_matches_and_no_more() -> None:
    recent = RecentStates(2)
    for name in ("m1", "m2", "m1", "m3"):
        recent.keep(name, KeptState(StoredState(token=name)))
    assert recent.take("m2") is NOTHING_KEPT
    assert [recent.take(name).stored.token for name in ("m1", "m3")] == ["m1", "m3"]
    assert recent.take("m1") is NOTHING_KEPT  # a state is used once
