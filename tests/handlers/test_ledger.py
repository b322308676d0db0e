"""Tests that every change adds one link to the ledger, in any order of triggers and workers."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from scrbrd.domain.json_types import Json
from scrbrd.handlers.catch_up import Route, catch_up, rebuild
from scrbrd.handlers.ports import ObservedAction
from scrbrd.handlers.reconcile import reconcile
from scrbrd.handlers.verify import verify
from tests.fakes.ledgers import all_links, count_open_links, first_fault, link_texts, published_head
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, one_over

LATER = NOON + timedelta(minutes=2)


def noon_clock() -> datetime:
    return NOON


def trigger(store: MemoryMatchStore, *changed: ObservedAction) -> Route:
    """Run a trigger for changed actions and return its route."""
    return catch_up(store, noon_clock, MATCH_ID, changed).path


def score(store: MemoryMatchStore, documents: dict[str, Json]) -> Route:
    """Append actions, run the trigger of each, and return the route of the last."""
    return [trigger(store, store.put(key, each)) for key, each in documents.items()][-1]


def actions(*names: str) -> dict[str, Json]:
    """Return these actions of the small match's first innings."""
    return {name: one_over()[name] for name in names}


def void(store: MemoryMatchStore, name: str, reason: str = "a slip") -> ObservedAction:
    fields = {"isVoided": True, "voidReason": reason, "voidedBy": "ann", "voidedAt": NOON}
    return store.put(name, store.log[name] | fields)


def redo(store: MemoryMatchStore, name: str) -> ObservedAction:
    return store.put(name, store.log[name] | {"isVoided": False, "voidReason": ""})


def appended_texts(*names: str) -> list[str]:
    """Return the texts of links for appended actions."""
    return [f"appended {name}" for name in names]


@pytest.fixture
def store() -> MemoryMatchStore:
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    return store


def test_every_action_adds_a_link_and_the_score_publishes_the_head(store: MemoryMatchStore) -> None:
    score(store, one_over())
    assert link_texts(store) == appended_texts(*one_over())
    assert published_head(store) == f"7:{all_links(store)[-1].hash}"
    assert first_fault(store, published_head(store)) is None


def test_links_of_a_void_and_a_redo_keep_values_that_later_ones_overwrite(
    store: MemoryMatchStore,
) -> None:
    score(store, actions("1_1", "1_2"))
    for reason in ("dead ball", "wide ball"):
        trigger(store, void(store, "1_2", reason))
        trigger(store, redo(store, "1_2"))
    assert link_texts(store)[2:] == ["voided 1_2", "redone 1_2"] * 2
    assert all_links(store)[2].void["voidReason"] == "dead ball"
    assert first_fault(store, published_head(store)) is None


def test_a_correction_and_a_late_ball_add_links(store: MemoryMatchStore) -> None:
    score(store, actions("1_1", "1_2", "1_3"))
    correction = one_over()["1_2"] | {"id": "1_4", "sequenceNumber": 4, "corrects": "1_2"}
    late = one_over()["1_2"] | {"id": "1_5", "sequenceNumber": 5, "after": "1_2"}
    score(store, {"1_4": correction, "1_5": late})
    assert link_texts(store)[3:] == ["corrected 1_4", "appended 1_5"]
    assert count_open_links(store) == 0
    assert first_fault(store) is None


def test_an_event_delivered_twice_adds_one_link(store: MemoryMatchStore) -> None:
    events = [store.put("1_1", one_over()["1_1"])]
    trigger(store, *events)
    events += [store.put(name, one_over()[name]) for name in one_over() if name != "1_1"]
    events.append(void(store, "1_3"))
    events.append(redo(store, "1_3"))
    for event in events * 2:
        trigger(store, event)
    assert link_texts(store) == [*appended_texts(*one_over()), "voided 1_3", "redone 1_3"]


@pytest.mark.parametrize("order", [*itertools.permutations(range(4))], ids=str)
def test_the_chain_is_sound_in_any_order_of_events(
    store: MemoryMatchStore, order: tuple[int, ...]
) -> None:
    score(store, actions("1_1"))
    events = [store.put("1_2", one_over()["1_2"]), void(store, "1_2"), redo(store, "1_2")]
    events.append(store.put("1_3", one_over()["1_3"]))
    for number in order:
        trigger(store, events[number])
    assert first_fault(store, published_head(store)) is None
    links = [each for each in link_texts(store) if each.endswith("1_2")]
    assert links[0] == "appended 1_2"
    assert links[1:] in ([], ["voided 1_2", "redone 1_2"])


def test_a_redo_seen_before_its_void_adds_the_void_from_the_previous_value(
    store: MemoryMatchStore,
) -> None:
    score(store, actions("1_1", "1_2"))
    void_event, redo_event = void(store, "1_2", "dead ball"), redo(store, "1_2")
    trigger(store, redo_event)
    trigger(store, void_event)
    assert link_texts(store)[2:] == ["voided 1_2", "redone 1_2"]
    assert all_links(store)[2].void["voidReason"] == "dead ball"
    assert all_links(store)[2].update_time == void_event.update_time
    assert first_fault(store) is None


def test_a_void_and_a_redo_that_no_event_showed_add_no_link(store: MemoryMatchStore) -> None:
    score(store, actions("1_1", "1_2"))
    void(store, "1_2")
    redo(store, "1_2")
    trigger(store, store.observed_action("1_2"))
    assert link_texts(store) == appended_texts("1_1", "1_2")
    assert first_fault(store) is None


def test_a_commit_that_lost_a_race_adds_its_link_once(store: MemoryMatchStore) -> None:
    score(store, actions("1_1"))
    event = store.put("1_2", one_over()["1_2"])

    def commit_from_another_worker() -> None:
        score(store, actions("1_3"))

    store.before_commit = commit_from_another_worker
    trigger(store, event)
    assert link_texts(store) == appended_texts("1_1", "1_2", "1_3")
    assert first_fault(store, published_head(store)) is None


def test_links_of_plain_balls_are_written_to_a_document_at_the_end_of_the_over(
    store: MemoryMatchStore,
) -> None:
    score(store, actions("1_1", "1_2", "1_3", "1_4", "1_5", "1_6"))
    assert (count_open_links(store), len(store.ledger["0"]["entries"])) == (5, 1)
    score(store, actions("1_7"))
    assert (count_open_links(store), len(store.ledger["0"]["entries"])) == (0, 7)


def test_a_ball_costs_four_writes_and_a_share_of_a_ledger_document(
    store: MemoryMatchStore,
) -> None:
    store.match = match_document() | {"conditions": {"oversPerInnings": 20}}
    score(store, actions("1_1"))
    writes, balls = 0, 30
    for number in range(balls):
        writes = (
            store.writes if number == 6 else writes
        )  # after an over every player has been named
        facts: Json = {"overNumber": number // 6, "ballInOver": number % 6 + 1, "runsOffBat": 0}
        facts |= {"bowlerId": f"tigers-{3 - number // 6 % 2}", "totalRuns": 0}
        striker = {"strikerId": "lions-1", "nonStrikerId": "lions-2"}
        if number // 6 % 2:
            striker = {"strikerId": "lions-2", "nonStrikerId": "lions-1"}
        score(store, {f"1_{number + 2}": ball(number + 2, 0) | facts | striker})
    assert len(store.ledger["0"]["entries"]) == balls + 1
    assert (store.writes - writes) / (balls - 6) <= 4.2
    assert first_fault(store) is None


def test_a_ledger_document_contains_at_most_128_links(store: MemoryMatchStore) -> None:
    for sequence in range(2, 301):
        store.put(f"1_{sequence}", ball(sequence, 0))
    store.put("1_1", one_over()["1_1"])
    rebuild(store, noon_clock, MATCH_ID, "imported")
    assert {name: len(each["entries"]) for name, each in store.ledger.items()} == {
        "0": 128,
        "1": 128,
        "2": 44,
    }
    assert first_fault(store, published_head(store)) is None


def test_the_ledger_of_a_long_imported_log_is_written_after_the_commit(
    store: MemoryMatchStore,
) -> None:
    store.limits = replace(store.limits, links_in_a_commit=100, ledger_pages=1)
    for sequence in range(2, 301):
        store.put(f"1_{sequence}", ball(sequence, 0))
    store.put("1_1", one_over()["1_1"])
    rebuild(store, noon_clock, MATCH_ID, "imported")
    assert [len(each["entries"]) for each in store.ledger.values()] == [128, 128, 44]
    published = published_head(store)
    assert first_fault(store, published) is None
    assert score(store, {"1_301": ball(301, 1)}) is Route.NEXT
    assert first_fault(store, published) is None


@pytest.mark.parametrize("stops", [True, False], ids=["stops", "loses the race"])
def test_a_long_ledger_that_one_worker_did_not_write_is_written_by_the_next(
    store: MemoryMatchStore, stops: bool
) -> None:
    store.limits = replace(store.limits, links_in_a_commit=5)
    events = [store.put(name, document) for name, document in one_over().items()]

    def change_state_token() -> None:
        store.token += 1
        if stops:
            raise KeyboardInterrupt

    store.before_follow_up = change_state_token
    if stops:
        with pytest.raises(KeyboardInterrupt):
            rebuild(store, noon_clock, MATCH_ID, "imported")
        assert (store.ledger, "ledger" in (store.score or {})) == ({}, False)
        assert trigger(store, events[3]) is Route.REBUILD
    else:
        rebuild(store, noon_clock, MATCH_ID, "imported")
    assert link_texts(store) == appended_texts(*one_over())
    assert first_fault(store, published_head(store)) is None
    assert trigger(store, events[3]) is Route.DUPLICATE


def test_the_ledger_of_an_import_has_its_actions_in_order_and_then_their_voids(
    store: MemoryMatchStore,
) -> None:
    documents = one_over() | {"1_3": one_over()["1_3"] | {"isVoided": True}}
    for name in reversed(documents):
        store.put(name, documents[name])
    store.hold(MATCH_ID, LATER, "import")
    rebuild(store, noon_clock, MATCH_ID, "imported", holder="import")
    assert link_texts(store) == [*appended_texts(*one_over()), "voided 1_3"]
    assert first_fault(store) is None


@pytest.mark.parametrize("lost", [(), ("state",), ("score",), ("state", "score")], ids=str)
def test_a_rebuild_continues_the_ledger_and_rewrites_nothing(
    store: MemoryMatchStore, lost: tuple[str, ...]
) -> None:
    score(store, actions("1_1", "1_2"))
    trigger(store, void(store, "1_2"))
    score(store, actions("1_3", "1_4"))
    before, published = all_links(store), published_head(store)
    for name in lost:
        setattr(store, name, None)
    rebuild(store, noon_clock, MATCH_ID, "asked for")
    assert [each.hash for each in all_links(store)] == [each.hash for each in before]
    assert (published_head(store), first_fault(store, published)) == (published, None)
    rebuild(store, noon_clock, MATCH_ID, "again")
    assert published_head(store) == published


@pytest.mark.parametrize("name", ["1_8", "2_2"], ids=["a correction", "a ball that was missing"])
def test_lost_open_links_are_recreated_before_links_of_later_changes(
    store: MemoryMatchStore, name: str
) -> None:
    score(store, one_over())
    score(store, {each: one_over(2)[each] for each in ("2_1", "2_3", "2_4")})
    published = published_head(store)
    correction = {"1_8": one_over()["1_2"] | {"id": "1_8", "sequenceNumber": 8, "corrects": "1_2"}}
    event = store.put(name, (correction | one_over(2))[name])
    store.state = None  # or a state that only earlier functions can read
    assert first_fault(store, published, NOON) is None
    assert trigger(store, event) is Route.REBUILD
    assert link_texts(store)[7:10] == appended_texts("2_1", "2_3", "2_4")
    assert first_fault(store, published) is None
    assert link_texts(store)[10:] in (["corrected 1_8"], ["appended 2_2"])


def test_an_open_ball_voided_later_is_exported_while_the_state_is_lost(
    store: MemoryMatchStore,
) -> None:
    score(store, actions("1_1", "1_2", "1_3"))
    published = published_head(store)
    store.put("1_4", one_over()["1_4"])
    void(store, "1_2")
    store.state = None
    assert first_fault(store, published, NOON) is None
    reconcile(store, noon_clock, MATCH_ID)
    assert first_fault(store, published) is None


def test_a_restored_log_has_other_times_and_the_same_ledger(store: MemoryMatchStore) -> None:
    score(store, one_over())
    trigger(store, void(store, "1_4"))
    published = published_head(store)
    for name in [*store.log]:
        del store.last_written[name]
        store.touch(name)
    store.state = None
    rebuild(store, noon_clock, MATCH_ID, "restored from a backup")
    assert (published_head(store), first_fault(store, published)) == (published, None)


def test_a_reconcile_adds_the_links_of_dropped_triggers(store: MemoryMatchStore) -> None:
    score(store, actions("1_1", "1_2", "1_3"))
    void(store, "1_2")
    store.put("1_4", one_over()["1_4"])
    reconcile(store, noon_clock, MATCH_ID)
    assert link_texts(store)[3:] == ["appended 1_4", "voided 1_2"]
    assert first_fault(store) is None
    assert reconcile(store, noon_clock, MATCH_ID).healed == ()


def test_a_changed_head_in_the_score_is_restored_by_reconcile(store: MemoryMatchStore) -> None:
    score(store, one_over())
    published = published_head(store)
    (store.score or {})["ledger"] = {"number": 7, "head": "0" * 64}
    assert [each.document for each in verify(store, noon_clock, MATCH_ID)] == ["ledger"]
    reconcile(store, noon_clock, MATCH_ID)
    assert published_head(store) == published


def test_a_match_of_an_earlier_release_gets_its_ledger_at_the_next_event(
    store: MemoryMatchStore,
) -> None:
    score(store, actions("1_1", "1_2"))
    remove_ledger(store)
    assert verify(store, noon_clock, MATCH_ID) == []
    assert score(store, actions("1_3")) is Route.REBUILD
    assert link_texts(store) == appended_texts("1_1", "1_2", "1_3")
    assert score(store, actions("1_4")) is Route.NEXT


def remove_ledger(store: MemoryMatchStore) -> None:
    """Remove the ledger, as functions of a release without ledgers left the match."""
    assert store.state is not None
    for name in ("ledger", "ledgerChecksum"):
        del store.state[name]
    (store.score or {}).pop("ledger")
    store.ledger.clear()


def test_actions_applied_by_an_earlier_release_meanwhile_are_added(store: MemoryMatchStore) -> None:
    score(store, actions("1_1", "1_2"))
    old_fields = {name: (store.state or {})[name] for name in ("ledger", "ledgerChecksum")}
    score(store, actions("1_3"))
    (store.state or {}).update(old_fields)
    (store.score or {}).pop("ledger")
    assert score(store, actions("1_4")) is Route.REBUILD
    assert link_texts(store) == appended_texts("1_1", "1_2", "1_3", "1_4")
    assert first_fault(store, published_head(store)) is None


def test_a_damaged_ledger_in_the_state_is_continued_from_its_documents(
    store: MemoryMatchStore,
) -> None:
    score(store, one_over(1))
    published = published_head(store)
    (store.state or {})["ledger"] = b"junk"
    assert score(store, {"2_1": one_over(2)["2_1"]}) is Route.REBUILD
    assert link_texts(store) == [*appended_texts(*one_over()), "appended 2_1"]
    assert first_fault(store, published) is None


def test_the_head_is_in_the_match_end_event_and_in_the_archive(store: MemoryMatchStore) -> None:
    score(store, one_over(1) | one_over(2))
    [end] = [
        each
        for each in store.events["2_7"]["events"]
        if each["type"] == "MATCH_COMPLETE"
    ]  # fmt: skip
    published = (store.score or {})["ledger"]
    assert published["number"] == 14
    assert end["data"]["ledger"] == published == store.match_end["archive/summary"]["ledger"]
    assert verify(store, noon_clock, MATCH_ID) == []
    before = store.match_end["archive/summary"]
    rebuild(store, lambda: LATER, MATCH_ID, "asked for")
    assert store.match_end["archive/summary"] == before, (
        "it is as it was, so it is not written again"
    )
