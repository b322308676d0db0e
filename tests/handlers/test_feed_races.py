"""Tests concurrent writers: feed pages left pending by a stopped worker, inputs that change
meanwhile, clocks that differ, deleted documents. Every reader's feed finally equals the log."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from scrbrd.domain.actions import action_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import TeamId
from scrbrd.handlers.catch_up import catch_up, rebuild
from scrbrd.handlers.commit.ledger_head import without_head
from scrbrd.handlers.ports import ObservedAction
from scrbrd.handlers.reconcile import reconcile
from scrbrd.handlers.refresh import refresh_inputs
from scrbrd.handlers.snapshot.model import Snapshot
from scrbrd.handlers.verify import verify
from tests.domain.notation import AWAY, HOME, Book
from tests.fakes.memory_store import MemoryMatchStore
from tests.fakes.reader import Reader
from tests.handlers.test_feed_reader import (
    MATCH_ID,
    Clock,
    WorkerKilled,
    feed_from_log,
    kill_worker,
)

BALLS = "1 . 2 . 1 . 4 . . . . 1 2 . . 1 . 1 . . . . . ."

pytestmark = pytest.mark.usefixtures("small_pages")


def new_store(**match: Any) -> MemoryMatchStore:
    """Return a store with a T20 match without actions; `match` overrides its fields."""
    store = MemoryMatchStore()
    store.match = {
        "homeTeamId": "home",
        "awayTeamId": "away",
        "homeTeamName": "H",
        "awayTeamName": "A",
        "format": "T20",
        "status": "scheduled",
        "seasonId": "2026",
    } | match
    return store


def action_documents(book: Book) -> list[tuple[str, Json]]:
    """Return the ids and documents of a book's actions, none of them voided."""
    return [(e.id, e.to_document() | {"isVoided": False}) for e in book.entries]  # type: ignore[union-attr]


def play(store: MemoryMatchStore, now: Clock, book: Book) -> None:
    """Write a book's actions and catch up with each."""
    for name, document in action_documents(book):
        catch_up(store, now, MATCH_ID, [store.put(name, document)])


def run_killed_worker(store: MemoryMatchStore, now: Clock, changed: list[ObservedAction]) -> None:
    """Run a worker that is killed between its commit and its pages."""
    store.before_follow_up = kill_worker
    with pytest.raises(WorkerKilled):
        catch_up(store, now, MATCH_ID, changed)
    store.before_follow_up = None


def without_stamps(events: dict[str, Json]) -> dict[str, Json]:
    """Return the feed without its revisions, expiry times and ledger head."""
    stamps = ("revision", "expireAt")
    return {
        name: {key: value for key, value in without_head(each).items() if key not in stamps}
        for name, each in events.items()
    }


def before_state_read(store: MemoryMatchStore, reads: int, callback: Any) -> None:
    """Run `callback` just before the state is read for the `reads`-th time."""
    original_read, count = store.read_state, [0]

    def counting_read(match_id: str) -> Any:
        count[0] += 1
        if count[0] == reads:
            store.read_state = original_read  # type: ignore[method-assign]
            callback()
        return original_read(match_id)

    store.read_state = counting_read  # type: ignore[method-assign]


def test_a_worker_that_finishes_pages_checks_for_further_pending_pages() -> None:
    store, now = new_store(), Clock()
    log = action_documents(Book().innings(HOME, BALLS))
    run_killed_worker(store, now, [store.put(*each) for each in log[:10]])
    second = [store.put(*each) for each in log[10:20]]
    before_state_read(store, 2, lambda: run_killed_worker(store, now, second))
    catch_up(store, now, MATCH_ID, [store.put(*log[20])])
    assert without_stamps(store.events) == feed_from_log(store)


def test_inputs_are_read_after_the_state_that_guards_them() -> None:
    store, now = new_store(homeTeamName="old"), Clock()
    run_killed_worker(
        store,
        now,
        [store.put(*each) for each in action_documents(Book().innings(HOME, BALLS))[:12]],
    )

    def rename_team() -> None:
        assert store.match is not None
        store.match |= {"homeTeamName": "new"}
        refresh_inputs(store, now, MATCH_ID)

    before_state_read(store, 2, rename_team)
    refresh_inputs(store, now, MATCH_ID)
    snapshot = store.read_state(MATCH_ID).snapshot
    assert isinstance(snapshot, Snapshot)
    assert snapshot.cached.inputs.team_names[TeamId("home")] == "new"


def match_with_super_over() -> Book:
    """Return a tied match of one over a side that a super over decided."""
    book = Book().innings(HOME, "1 . . . . .").innings(AWAY, "1 . . . . .")
    book.innings(AWAY, "4 . . . . .", super_over=True)
    return book.innings(HOME, "1 . . . . .", super_over=True)


def test_an_award_is_added_to_a_match_end_stored_in_a_checkpoint() -> None:
    store, now = new_store(conditions={"oversPerInnings": 1}), Clock()
    play(store, now, match_with_super_over())
    assert store.match is not None
    store.match |= {"awards": {"playerOfMatchIds": ["home1"]}}
    refresh_inputs(store, now, MATCH_ID)
    assert verify(store, now, MATCH_ID) == []
    for name in [name for name in store.log if name[0] in "34"]:
        voided = store.log[name] | {"isVoided": True}
        catch_up(store, now, MATCH_ID, [store.put(name, voided)])
    assert without_stamps(store.events) == feed_from_log(store)
    assert verify(store, now, MATCH_ID) == []


def test_an_unreadable_document_has_the_same_feed_document_at_every_rebuild() -> None:
    store, now = new_store(), Clock()
    play(store, now, Book().innings(HOME, ". 4"))
    catch_up(store, now, MATCH_ID, [store.put("1_4", {"type": "delivery", "strikerId": 7})])
    assert verify(store, now, MATCH_ID) == []


def test_a_correction_with_a_bad_reference_does_not_repair_an_unreadable_document() -> None:
    store, now = new_store(), Clock()
    book = Book().innings(HOME, ". 4")
    book.ball("6", corrects="1_5")
    play(store, now, book)
    catch_up(store, now, MATCH_ID, [store.put("1_5", {"type": "spaceship"})])
    assert without_stamps(store.events) == feed_from_log(store)
    assert [each["type"] for each in store.events["1_5"]["events"]] == ["ERROR"]
    codes = {(each["actionId"], each["code"]) for each in (store.health or {})["problems"]}
    assert codes >= {("1_4", "bad_reference"), ("1_5", "unreadable")}


def test_a_commit_by_a_clock_that_was_ahead_does_not_delay_other_workers() -> None:
    store, now = new_store(), Clock()
    log = action_documents(Book().innings(HOME, BALLS))
    now.at += timedelta(hours=1)
    run_killed_worker(store, now, [store.put(*each) for each in log[:10]])
    now.at -= timedelta(hours=1)
    catch_up(store, now, MATCH_ID, [store.put(*log[10])])
    assert without_stamps(store.events) == feed_from_log(store)


def test_an_action_deleted_past_the_rules_leaves_a_tombstone_for_readers() -> None:
    store, now, reader = new_store(), Clock(), Reader()
    play(store, now, Book().innings(HOME, "1 . 2 4"))
    reader.read(store.events)
    del store.log["1_4"]
    rebuild(store, now, MATCH_ID, "somebody deleted an action")
    reader.read(store.events)
    assert reader.documents == store.events
    assert (store.events["1_4"]["events"], store.events["1_4"]["isRetracted"]) == ([], True)
    assert verify(store, now, MATCH_ID) == []
    revision = store.events["1_4"]["revision"]
    rebuild(store, now, MATCH_ID, "once more")
    assert store.events["1_4"]["revision"] == revision, "it is told once"


def test_a_revision_never_decreases_if_state_and_score_are_lost_and_the_clock_is_behind() -> None:
    store, now, reader = new_store(), Clock(), Reader()
    log = action_documents(Book().innings(HOME, "1 . 2 4 . ."))
    for each in log[:-1]:
        catch_up(store, now, MATCH_ID, [store.put(*each)])
    reader.read(store.events)
    store.state = store.score = None
    now.at -= timedelta(hours=2)
    store.put(*log[-1])
    rebuild(store, now, MATCH_ID, "lost")
    reader.read(store.events)
    assert reader.documents == store.events


def test_a_player_id_with_a_slash_does_not_prevent_any_write() -> None:
    from scrbrd.adapters import paths
    from scrbrd.domain.identifiers import as_id
    from scrbrd.handlers.statistics import Subject

    store, now = new_store(conditions={"oversPerInnings": 1}), Clock()
    for name, document in action_documents(Book().innings(HOME, "1 . . . . .").innings(AWAY, "2")):
        named = {k: "a/b" if v == "home1" else v for k, v in document.items()}
        catch_up(store, now, MATCH_ID, [store.put(name, named)])
    reconcile(store, now, MATCH_ID)
    [key] = [key for key in store.match_end if as_id("a/b") in key]
    assert store.match_end[key]["personId"] == as_id("a/b")
    assert paths.match_end(MATCH_ID, key).count("/") == 1
    subject = Subject("player", "a/b")
    assert paths.stats_state(subject.name).count("/") == 1
    assert Subject.from_name(subject.name) == subject


def test_a_chain_of_two_thousand_corrections_has_one_order_key() -> None:
    from scrbrd.domain.effective import Reference, correction_places, reference_turns
    from scrbrd.projections.feed.builder import order_keys

    chain = [Reference((1, n), False, corrects=action_id(1, n - 1)) for n in range(2, 2_001)]
    assert set(order_keys(chain).values()) == {"0001"}
    assert (
        set(correction_places(chain).values()) == set(reference_turns(chain).values()) == {(1, 1)}
    )
    nested = [Reference((1, n), False, after=action_id(1, n - 1)) for n in range(2, 301)]
    keys = order_keys(nested)
    assert sorted(keys.values()) == [keys[place] for place in sorted(keys)]
