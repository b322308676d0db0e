"""The ledger in the commit: every change adds a link, once, whatever triggers and workers do."""

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
from tests.fakes.ledgers import done, fault, head, links, open_links
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, over

LATER = NOON + timedelta(minutes=2)


def noon() -> datetime:
    return NOON


def trigger(store: MemoryMatchStore, *moved: ObservedAction) -> Route:
    return catch_up(store, noon, MATCH_ID, moved).path


def score(store: MemoryMatchStore, documents: dict[str, Json]) -> Route:
    """Append actions, each with its trigger; the way of the last."""
    return [trigger(store, store.put(key, each)) for key, each in documents.items()][-1]


def some(*names: str) -> dict[str, Json]:
    return {name: over()[name] for name in names}


def void(store: MemoryMatchStore, name: str, reason: str = "a slip") -> ObservedAction:
    fields = {"isVoided": True, "voidReason": reason, "voidedBy": "ann", "voidedAt": NOON}
    return store.put(name, store.log[name] | fields)


def redo(store: MemoryMatchStore, name: str) -> ObservedAction:
    return store.put(name, store.log[name] | {"isVoided": False, "voidReason": ""})


def appended(*names: str) -> list[str]:
    return [f"appended {name}" for name in names]


@pytest.fixture
def store() -> MemoryMatchStore:
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    return store


def test_every_action_adds_a_link_and_the_score_gives_the_head_out(store: MemoryMatchStore) -> None:
    score(store, over())
    assert done(store) == appended(*over())
    assert head(store) == f"7:{links(store)[-1].hash}"
    assert fault(store, head(store)) is None


def test_a_void_and_a_redo_add_links_that_keep_what_the_next_one_overwrites(
    store: MemoryMatchStore,
) -> None:
    score(store, some("1_1", "1_2"))
    for reason in ("dead ball", "wide ball"):
        trigger(store, void(store, "1_2", reason))
        trigger(store, redo(store, "1_2"))
    assert done(store)[2:] == ["voided 1_2", "redone 1_2"] * 2
    assert links(store)[2].void["voidReason"] == "dead ball"
    assert fault(store, head(store)) is None


def test_a_correction_and_a_late_ball_add_links(store: MemoryMatchStore) -> None:
    score(store, some("1_1", "1_2", "1_3"))
    correction = over()["1_2"] | {"id": "1_4", "sequenceNumber": 4, "corrects": "1_2"}
    late = over()["1_2"] | {"id": "1_5", "sequenceNumber": 5, "after": "1_2"}
    score(store, {"1_4": correction, "1_5": late})
    assert done(store)[3:] == ["corrected 1_4", "appended 1_5"]
    assert open_links(store) == 0
    assert fault(store) is None


def test_an_event_twice_adds_nothing(store: MemoryMatchStore) -> None:
    events = [store.put("1_1", over()["1_1"])]
    trigger(store, *events)
    events += [store.put(name, over()[name]) for name in over() if name != "1_1"]
    events.append(void(store, "1_3"))
    events.append(redo(store, "1_3"))
    for event in events * 2:
        trigger(store, event)
    assert done(store) == [*appended(*over()), "voided 1_3", "redone 1_3"]


@pytest.mark.parametrize("order", [*itertools.permutations(range(4))], ids=str)
def test_in_whatever_order_events_come_the_chain_is_sound(
    store: MemoryMatchStore, order: tuple[int, ...]
) -> None:
    score(store, some("1_1"))
    events = [store.put("1_2", over()["1_2"]), void(store, "1_2"), redo(store, "1_2")]
    events.append(store.put("1_3", over()["1_3"]))
    for number in order:
        trigger(store, events[number])
    assert fault(store, head(store)) is None
    links = [each for each in done(store) if each.endswith("1_2")]
    assert links[0] == "appended 1_2"
    assert links[1:] in ([], ["voided 1_2", "redone 1_2"])


def test_a_redo_that_is_seen_before_its_void_takes_the_void_from_the_value_before_it(
    store: MemoryMatchStore,
) -> None:
    score(store, some("1_1", "1_2"))
    the_void, the_redo = void(store, "1_2", "dead ball"), redo(store, "1_2")
    trigger(store, the_redo)
    trigger(store, the_void)
    assert done(store)[2:] == ["voided 1_2", "redone 1_2"]
    assert links(store)[2].void["voidReason"] == "dead ball"
    assert links(store)[2].update_time == the_void.update_time
    assert fault(store) is None


def test_a_void_and_a_redo_that_no_event_showed_leave_no_link(store: MemoryMatchStore) -> None:
    score(store, some("1_1", "1_2"))
    void(store, "1_2")
    redo(store, "1_2")
    trigger(store, store.observed("1_2"))
    assert done(store) == appended("1_1", "1_2")
    assert fault(store) is None


def test_a_commit_that_was_lost_adds_its_link_once(store: MemoryMatchStore) -> None:
    score(store, some("1_1"))
    event = store.put("1_2", over()["1_2"])

    def another_worker_goes_first() -> None:
        score(store, some("1_3"))

    store.before_commit = another_worker_goes_first
    trigger(store, event)
    assert done(store) == appended("1_1", "1_2", "1_3")
    assert fault(store, head(store)) is None


def test_plain_balls_are_written_into_a_document_at_the_end_of_the_over(
    store: MemoryMatchStore,
) -> None:
    score(store, some("1_1", "1_2", "1_3", "1_4", "1_5", "1_6"))
    assert (open_links(store), len(store.ledger["0"]["entries"])) == (5, 1)
    score(store, some("1_7"))
    assert (open_links(store), len(store.ledger["0"]["entries"])) == (0, 7)


def test_a_ball_costs_four_writes_and_its_share_of_a_document_of_the_ledger(
    store: MemoryMatchStore,
) -> None:
    store.match = match_document() | {"conditions": {"oversPerInnings": 20}}
    score(store, some("1_1"))
    writes, balls = 0, 30
    for number in range(balls):
        writes = store.writes if number == 6 else writes  # an over in, everybody has come in
        facts: Json = {"overNumber": number // 6, "ballInOver": number % 6 + 1, "runsOffBat": 0}
        facts |= {"bowlerId": f"tigers-{3 - number // 6 % 2}", "totalRuns": 0}
        striker = {"strikerId": "lions-1", "nonStrikerId": "lions-2"}
        if number // 6 % 2:
            striker = {"strikerId": "lions-2", "nonStrikerId": "lions-1"}
        score(store, {f"1_{number + 2}": ball(number + 2, 0) | facts | striker})
    assert len(store.ledger["0"]["entries"]) == balls + 1
    assert (store.writes - writes) / (balls - 6) <= 4.2
    assert fault(store) is None


def test_128_links_are_in_a_document(store: MemoryMatchStore) -> None:
    for sequence in range(2, 301):
        store.put(f"1_{sequence}", ball(sequence, 0))
    store.put("1_1", over()["1_1"])
    rebuild(store, noon, MATCH_ID, "imported")
    assert {name: len(each["entries"]) for name, each in store.ledger.items()} == {
        "0": 128,
        "1": 128,
        "2": 44,
    }
    assert fault(store, head(store)) is None


def test_a_long_log_that_comes_at_once_has_its_ledger_after_the_commit(
    store: MemoryMatchStore,
) -> None:
    store.limits = replace(store.limits, links_in_a_commit=100, ledger_pages=1)
    for sequence in range(2, 301):
        store.put(f"1_{sequence}", ball(sequence, 0))
    store.put("1_1", over()["1_1"])
    rebuild(store, noon, MATCH_ID, "imported")
    assert [len(each["entries"]) for each in store.ledger.values()] == [128, 128, 44]
    given = head(store)
    assert fault(store, given) is None
    assert score(store, {"1_301": ball(301, 1)}) is Route.NEXT
    assert fault(store, given) is None


@pytest.mark.parametrize("stops", [True, False], ids=["stops", "is not first"])
def test_a_worker_that_does_not_come_to_write_a_long_ledger_is_followed_by_another(
    store: MemoryMatchStore, stops: bool
) -> None:
    store.limits = replace(store.limits, links_in_a_commit=5)
    seen = [store.put(name, document) for name, document in over().items()]

    def another_moves_the_state() -> None:
        store.token += 1
        if stops:
            raise KeyboardInterrupt

    store.before_after = another_moves_the_state
    if stops:
        with pytest.raises(KeyboardInterrupt):
            rebuild(store, noon, MATCH_ID, "imported")
        assert (store.ledger, "ledger" in (store.score or {})) == ({}, False)
        assert trigger(store, seen[3]) is Route.REBUILD
    else:
        rebuild(store, noon, MATCH_ID, "imported")
    assert done(store) == appended(*over())
    assert fault(store, head(store)) is None
    assert trigger(store, seen[3]) is Route.DUPLICATE


def test_an_import_is_its_actions_in_order_and_then_their_voids(store: MemoryMatchStore) -> None:
    documents = over() | {"1_3": over()["1_3"] | {"isVoided": True}}
    for name in reversed(documents):
        store.put(name, documents[name])
    store.hold(MATCH_ID, LATER, "import")
    rebuild(store, noon, MATCH_ID, "imported", holder="import")
    assert done(store) == [*appended(*over()), "voided 1_3"]
    assert fault(store) is None


@pytest.mark.parametrize("lost", [(), ("state",), ("score",), ("state", "score")], ids=str)
def test_a_rebuild_continues_the_ledger_and_rewrites_nothing(
    store: MemoryMatchStore, lost: tuple[str, ...]
) -> None:
    score(store, some("1_1", "1_2"))
    trigger(store, void(store, "1_2"))
    score(store, some("1_3", "1_4"))
    before, given = links(store), head(store)
    for name in lost:
        setattr(store, name, None)
    rebuild(store, noon, MATCH_ID, "asked for")
    assert [each.hash for each in links(store)] == [each.hash for each in before]
    assert (head(store), fault(store, given)) == (given, None)
    rebuild(store, noon, MATCH_ID, "again")
    assert head(store) == given


@pytest.mark.parametrize("name", ["1_8", "2_2"], ids=["a correction", "a ball that was missing"])
def test_links_that_were_open_are_made_again_before_what_came_in_since(
    store: MemoryMatchStore, name: str
) -> None:
    score(store, over())
    score(store, {each: over(2)[each] for each in ("2_1", "2_3", "2_4")})
    given = head(store)
    came = {"1_8": over()["1_2"] | {"id": "1_8", "sequenceNumber": 8, "corrects": "1_2"}}
    event = store.put(name, (came | over(2))[name])
    store.state = None  # or one that only functions of before can read
    assert fault(store, given, NOON) is None
    assert trigger(store, event) is Route.REBUILD
    assert done(store)[7:10] == appended("2_1", "2_3", "2_4")
    assert fault(store, given) is None
    assert done(store)[10:] in (["corrected 1_8"], ["appended 2_2"])


def test_a_ball_that_was_open_and_is_voided_is_exported_while_the_state_is_lost(
    store: MemoryMatchStore,
) -> None:
    score(store, some("1_1", "1_2", "1_3"))
    given = head(store)
    store.put("1_4", over()["1_4"])
    void(store, "1_2")
    store.state = None
    assert fault(store, given, NOON) is None
    reconcile(store, noon, MATCH_ID)
    assert fault(store, given) is None


def test_a_restored_log_has_other_times_and_the_same_ledger(store: MemoryMatchStore) -> None:
    score(store, over())
    trigger(store, void(store, "1_4"))
    given = head(store)
    for name in [*store.log]:
        del store.stamped[name]
        store.touch(name)
    store.state = None
    rebuild(store, noon, MATCH_ID, "restored from a backup")
    assert (head(store), fault(store, given)) == (given, None)


def test_what_dropped_triggers_left_out_is_in_after_a_reconcile(store: MemoryMatchStore) -> None:
    score(store, some("1_1", "1_2", "1_3"))
    void(store, "1_2")
    store.put("1_4", over()["1_4"])
    reconcile(store, noon, MATCH_ID)
    assert done(store)[3:] == ["appended 1_4", "voided 1_2"]
    assert fault(store) is None
    assert reconcile(store, noon, MATCH_ID).healed == ()


def test_a_head_that_somebody_changed_in_the_score_is_put_back(store: MemoryMatchStore) -> None:
    score(store, over())
    given = head(store)
    (store.score or {})["ledger"] = {"number": 7, "head": "0" * 64}
    assert [each.document for each in verify(store, noon, MATCH_ID)] == ["ledger"]
    reconcile(store, noon, MATCH_ID)
    assert head(store) == given


def test_a_match_of_before_begins_its_ledger_with_the_next_event(store: MemoryMatchStore) -> None:
    score(store, some("1_1", "1_2"))
    without_ledger(store)
    assert verify(store, noon, MATCH_ID) == []
    assert score(store, some("1_3")) is Route.REBUILD
    assert done(store) == appended("1_1", "1_2", "1_3")
    assert score(store, some("1_4")) is Route.NEXT


def without_ledger(store: MemoryMatchStore) -> None:
    """What functions wrote that knew no ledger."""
    assert store.state is not None
    for name in ("ledger", "ledgerChecksum"):
        del store.state[name]
    (store.score or {}).pop("ledger")
    store.ledger.clear()


def test_what_functions_of_before_wrote_meanwhile_is_put_in(store: MemoryMatchStore) -> None:
    score(store, some("1_1", "1_2"))
    kept = {name: (store.state or {})[name] for name in ("ledger", "ledgerChecksum")}
    score(store, some("1_3"))
    (store.state or {}).update(kept)
    (store.score or {}).pop("ledger")
    assert score(store, some("1_4")) is Route.REBUILD
    assert done(store) == appended("1_1", "1_2", "1_3", "1_4")
    assert fault(store, head(store)) is None


def test_a_damaged_ledger_in_the_state_is_continued_from_its_documents(
    store: MemoryMatchStore,
) -> None:
    score(store, over(1))
    given = head(store)
    (store.state or {})["ledger"] = b"junk"
    assert score(store, {"2_1": over(2)["2_1"]}) is Route.REBUILD
    assert done(store) == [*appended(*over()), "appended 2_1"]
    assert fault(store, given) is None


def test_the_head_is_in_the_end_of_the_match_and_in_the_archive(store: MemoryMatchStore) -> None:
    score(store, over(1) | over(2))
    [end] = [
        each
        for each in store.events["2_7"]["events"]
        if each["type"] == "MATCH_COMPLETE"
    ]  # fmt: skip
    given = (store.score or {})["ledger"]
    assert given["number"] == 14
    assert end["data"]["ledger"] == given == store.left["archive/summary"]["ledger"]
    assert verify(store, noon, MATCH_ID) == []
    before = store.left["archive/summary"]
    rebuild(store, lambda: LATER, MATCH_ID, "asked for")
    assert store.left["archive/summary"] == before, "it is as it was, so it is not written again"
