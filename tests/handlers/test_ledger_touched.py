"""Tests that changes past the rules show in the ledger, and that the ledger then continues."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from scrbrd.handlers.catch_up import catch_up, rebuild
from scrbrd.handlers.verify import verify
from tests.fakes.ledgers import first_fault, link_texts, published_head
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, lineup_documents, match_document, one_over

LATER = NOON + timedelta(minutes=2)


def noon_clock() -> datetime:
    return NOON


@pytest.fixture
def store() -> MemoryMatchStore:
    """Return a match of one innings, of which one ball is voided."""
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    for name, document in one_over().items():
        catch_up(store, noon_clock, MATCH_ID, [store.put(name, document)])
    voided = store.put("1_5", one_over()["1_5"] | {"isVoided": True, "voidReason": "a slip"})
    catch_up(store, noon_clock, MATCH_ID, [voided])
    assert first_fault(store) is None
    return store


def faults(store: MemoryMatchStore) -> list[str]:
    """Return the links of the ledger in which `scrbrd verify` finds a fault."""
    found = verify(store, lambda: LATER, MATCH_ID)
    return [each.field for each in found if each.document == "ledger"]


def test_the_verifier_names_an_edited_ball(store: MemoryMatchStore) -> None:
    store.log["1_3"] = store.log["1_3"] | {"runsOffBat": 6}
    assert first_fault(store) == (3, "edited")
    assert faults(store) == ["link 3"]


@pytest.mark.parametrize("is_shown", [True, False], ids=["shown by its event", "shown by hashes"])
def test_an_edit_seen_by_a_trigger_adds_a_link_and_is_still_a_fault(
    store: MemoryMatchStore, is_shown: bool
) -> None:
    event = store.put("1_3", one_over()["1_3"] | {"runsOffBat": 6, "totalRuns": 6})
    catch_up(store, noon_clock, MATCH_ID, [event if is_shown else store.observed_action("1_3")])
    assert link_texts(store)[-1] == "edited 1_3"
    assert first_fault(store) == (3, "edited")
    rebuild(store, noon_clock, MATCH_ID, "asked for")
    assert link_texts(store).count("edited 1_3") == 1


def test_a_redo_and_an_edit_in_one_event_add_a_link_each(
    store: MemoryMatchStore,
) -> None:
    store.put("1_5", store.log["1_5"] | {"isVoided": False, "voidReason": ""})
    event = store.put("1_5", store.log["1_5"] | {"nonce": "another"})
    catch_up(store, noon_clock, MATCH_ID, [event])
    assert link_texts(store)[-2:] == ["edited 1_5", "redone 1_5"]
    assert faults(store) == [], "the ledger says it, and no rebuild can mend it"


def test_an_edit_whose_event_was_lost_adds_a_link_with_the_next_write_of_the_action(
    store: MemoryMatchStore,
) -> None:
    store.put("1_3", store.log["1_3"] | {"runsOffBat": 6, "totalRuns": 6})
    event = store.put("1_3", store.log["1_3"] | {"isVoided": True, "voidReason": "a slip"})
    catch_up(store, noon_clock, MATCH_ID, [event])
    assert link_texts(store)[-2:] == ["edited 1_3", "voided 1_3"]
    assert faults(store) == []


def test_an_edit_that_no_trigger_saw_adds_a_link_at_a_rebuild(store: MemoryMatchStore) -> None:
    store.log["1_3"] = store.log["1_3"] | {"runsOffBat": 6}
    rebuild(store, noon_clock, MATCH_ID, "asked for")
    rebuild(store, noon_clock, MATCH_ID, "again")
    assert link_texts(store)[-2:] == ["voided 1_5", "edited 1_3"]


def test_setting_a_stamp_that_the_rules_allow_is_not_an_edit(store: MemoryMatchStore) -> None:
    event = store.put("1_3", store.log["1_3"] | {"correctedBy": "1_9"})
    catch_up(store, noon_clock, MATCH_ID, [event])
    rebuild(store, noon_clock, MATCH_ID, "asked for")
    assert link_texts(store)[-1] == "voided 1_5"
    assert first_fault(store) is None


def test_a_deleted_action_is_a_fault_and_its_removal_adds_a_link(store: MemoryMatchStore) -> None:
    del store.log["1_7"]
    assert first_fault(store) == (7, "deleted")
    rebuild(store, noon_clock, MATCH_ID, "asked for")
    assert link_texts(store)[-1] == "removed 1_7"
    assert first_fault(store) == (7, "deleted")
    assert faults(store) == [], "the ledger says it, and no rebuild can mend it"


def test_a_redo_without_a_trigger_is_a_fault(store: MemoryMatchStore) -> None:
    store.log["1_5"] = store.log["1_5"] | {"isVoided": False}
    assert first_fault(store, now=LATER) == (8, "edited")


def test_a_ball_inserted_without_a_trigger_is_a_fault(store: MemoryMatchStore) -> None:
    store.put("1_8", one_over()["1_7"] | {"id": "1_8", "sequenceNumber": 8})
    assert first_fault(store, now=NOON) is None, "its trigger is on its way"
    assert first_fault(store, now=LATER) == (9, "inserted")
    assert faults(store) == ["link 9"]


def test_a_void_whose_trigger_is_pending_is_not_a_fault(store: MemoryMatchStore) -> None:
    store.put("1_6", store.log["1_6"] | {"isVoided": True})
    assert first_fault(store, now=NOON) is None
    assert first_fault(store, now=LATER) == (6, "edited")


def test_a_void_whose_trigger_is_slower_than_a_later_balls_is_not_a_fault(
    store: MemoryMatchStore,
) -> None:
    store.put("1_6", store.log["1_6"] | {"isVoided": True})
    store.put("1_8", one_over()["1_7"] | {"id": "1_8", "sequenceNumber": 8})
    event, a_second_later = store.put("2_1", one_over(2)["2_1"]), NOON + timedelta(seconds=1)
    catch_up(store, lambda: a_second_later, MATCH_ID, [event])
    assert first_fault(store, now=a_second_later) is None
    assert first_fault(store, now=NOON - timedelta(days=1)) is None, "by a clock that is slow"
    assert first_fault(store, now=LATER) == (6, "edited")


def test_a_ball_with_a_pending_trigger_is_not_a_fault_while_the_state_is_lost(
    store: MemoryMatchStore,
) -> None:
    store.put("2_1", one_over(2)["2_1"])
    store.state = None
    assert first_fault(store, published_head(store), now=NOON) is None
    assert first_fault(store, published_head(store), now=LATER) == (9, "inserted")


def test_a_deleted_ledger_document_is_a_fault_and_adds_no_link(
    store: MemoryMatchStore,
) -> None:
    published = published_head(store)
    store.ledger.clear()
    rebuild(store, noon_clock, MATCH_ID, "asked for")
    assert (published_head(store), store.ledger) == (published, {})
    assert first_fault(store) == (1, "truncated")
    event = store.put("2_1", one_over(2)["2_1"])
    catch_up(store, noon_clock, MATCH_ID, [event])
    rebuild(store, noon_clock, MATCH_ID, "again")
    assert link_texts(store) == ["appended 2_1"]
    assert first_fault(store) == (1, "deleted")


def test_lost_ledger_and_state_are_recreated_if_they_lead_to_the_published_head(
    store: MemoryMatchStore,
) -> None:
    published, documents = published_head(store), store.ledger
    store.ledger, store.state = {}, None
    rebuild(store, noon_clock, MATCH_ID, "asked for")
    assert published_head(store) == published
    assert [each["hash"] for each in store.ledger["0"]["entries"]] == [
        each["hash"] for each in documents["0"]["entries"]
    ]
    assert first_fault(store, published) is None


def test_a_lost_ledger_that_cannot_be_recreated_continues_from_the_published_head(
    store: MemoryMatchStore,
) -> None:
    redone = store.put("1_5", store.log["1_5"] | {"isVoided": False, "voidReason": ""})
    catch_up(store, noon_clock, MATCH_ID, [redone])
    store.ledger, store.state = {}, None
    rebuild(store, noon_clock, MATCH_ID, "asked for")
    assert (store.score or {})["ledger"]["number"] == 9 + 7
    assert first_fault(store) == (1, "deleted")


def test_values_that_are_not_links_are_ignored(store: MemoryMatchStore) -> None:
    entries = store.ledger["0"]["entries"]
    junk: list[Any] = [None, 7, {}, {"number": "1"}, entries[2] | {"void": "{"}]
    store.ledger["0"] = {"entries": [*junk, *entries, entries[0]]}
    store.ledger["junk"] = {"entries": "none"}
    store.ledger["9"] = {"entries": entries}
    rebuild(store, noon_clock, MATCH_ID, "asked for")
    assert link_texts(store)[-1] == "voided 1_5"
    assert first_fault(store) is None


def test_a_changed_link_is_a_fault(store: MemoryMatchStore) -> None:
    entries = store.ledger["0"]["entries"]
    store.ledger["0"] = {"entries": [*entries[:3], entries[3] | {"actionId": "1_6"}, *entries[4:]]}
    assert first_fault(store) == (4, "edited")
    assert faults(store) == ["link 4"]


@pytest.mark.parametrize("number", [1, 4, 7, 8])
@pytest.mark.parametrize("is_state_lost", [False, True])
def test_a_damaged_hash_of_a_link_stays_a_fault_and_is_not_recorded_as_an_edit(
    store: MemoryMatchStore, number: int, *, is_state_lost: bool
) -> None:
    entries, before = store.ledger["0"]["entries"], link_texts(store)
    store.ledger["0"] = {
        "entries": [
            each | {"hash": "0" * 64} if each["number"] == number else each for each in entries
        ]
    }
    if is_state_lost and number < len(entries):
        store.state = None
    rebuild(store, noon_clock, MATCH_ID, "asked for")
    assert link_texts(store) == before
    assert faults(store) == [f"link {number}"]
    assert first_fault(store) == (number, "edited")


def test_a_damaged_hash_beside_an_edited_ball_does_not_hide_the_edit(
    store: MemoryMatchStore,
) -> None:
    entries = store.ledger["0"]["entries"]
    store.ledger["0"] = {"entries": [entries[0] | {"hash": "0" * 64}, *entries[1:]]}
    store.log["1_4"] = store.log["1_4"] | {"runsOffBat": 6}
    rebuild(store, noon_clock, MATCH_ID, "asked for")
    assert link_texts(store)[-1] == "edited 1_4"


def test_a_void_reason_that_is_too_long_is_stored_as_its_hash(store: MemoryMatchStore) -> None:
    event = store.put("1_6", store.log["1_6"] | {"isVoided": True, "voidReason": "x" * 900_000})
    catch_up(store, noon_clock, MATCH_ID, [event])
    [last] = [each for each in store.ledger["0"]["entries"] if each["number"] == 9]
    assert len(last["void"]) < 200
    assert first_fault(store) is None


def test_values_that_json_cannot_represent_do_not_stop_the_chain(store: MemoryMatchStore) -> None:
    odd = {"shotData": {"speed": float("nan"), "big": 2**60, "raw": b"\xff", "at": NOON}}
    event = store.put("2_1", one_over(2)["2_1"] | odd | {"note": [{"half": "\ud800"}]})
    catch_up(store, noon_clock, MATCH_ID, [event])
    assert link_texts(store)[-1] == "appended 2_1"
    assert first_fault(store) is None
