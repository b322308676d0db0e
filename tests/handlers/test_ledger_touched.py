"""What was changed past the rules shows in the ledger, and the ledger goes on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from scrbrd.handlers.catch_up import catch_up, rebuild
from scrbrd.handlers.verify import verify
from tests.fakes.ledgers import done, fault, head
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, lineup_documents, match_document, over

LATER = NOON + timedelta(minutes=2)


def noon() -> datetime:
    return NOON


@pytest.fixture
def store() -> MemoryMatchStore:
    """A match of one innings, of which one ball is voided."""
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    for name, document in over().items():
        catch_up(store, noon, MATCH_ID, [store.put(name, document)])
    voided = store.put("1_5", over()["1_5"] | {"isVoided": True, "voidReason": "a slip"})
    catch_up(store, noon, MATCH_ID, [voided])
    assert fault(store) is None
    return store


def faults(store: MemoryMatchStore) -> list[str]:
    """The links of the ledger that `scrbrd verify` tells of."""
    found = verify(store, lambda: LATER, MATCH_ID)
    return [each.field for each in found if each.document == "ledger"]


def test_an_edited_ball_is_named(store: MemoryMatchStore) -> None:
    store.log["1_3"] = store.log["1_3"] | {"runsOffBat": 6}
    assert fault(store) == (3, "edited")
    assert faults(store) == ["link 3"]


@pytest.mark.parametrize("is_shown", [True, False], ids=["its event shows it", "hashes show it"])
def test_an_edit_that_triggers_see_adds_a_link_and_is_named_all_the_same(
    store: MemoryMatchStore, is_shown: bool
) -> None:
    event = store.put("1_3", over()["1_3"] | {"runsOffBat": 6, "totalRuns": 6})
    catch_up(store, noon, MATCH_ID, [event if is_shown else store.observed("1_3")])
    assert done(store)[-1] == "edited 1_3"
    assert fault(store) == (3, "edited")
    rebuild(store, noon, MATCH_ID, "asked for")
    assert done(store).count("edited 1_3") == 1


def test_a_redo_whose_event_is_that_of_an_edit_too_is_a_link_of_the_action_as_it_is(
    store: MemoryMatchStore,
) -> None:
    store.put("1_5", store.log["1_5"] | {"isVoided": False, "voidReason": ""})
    event = store.put("1_5", store.log["1_5"] | {"nonce": "another"})
    catch_up(store, noon, MATCH_ID, [event])
    assert done(store)[-2:] == ["edited 1_5", "redone 1_5"]
    assert faults(store) == [], "the ledger says it, and no rebuild can mend it"


def test_an_edit_that_no_trigger_saw_adds_a_link_at_a_rebuild(store: MemoryMatchStore) -> None:
    store.log["1_3"] = store.log["1_3"] | {"runsOffBat": 6}
    rebuild(store, noon, MATCH_ID, "asked for")
    rebuild(store, noon, MATCH_ID, "again")
    assert done(store)[-2:] == ["voided 1_5", "edited 1_3"]


def test_a_stamp_that_the_rules_let_be_set_is_no_edit(store: MemoryMatchStore) -> None:
    event = store.put("1_3", store.log["1_3"] | {"correctedBy": "1_9"})
    catch_up(store, noon, MATCH_ID, [event])
    rebuild(store, noon, MATCH_ID, "asked for")
    assert done(store)[-1] == "voided 1_5"
    assert fault(store) is None


def test_a_deleted_action_is_named_and_its_removal_is_a_link(store: MemoryMatchStore) -> None:
    del store.log["1_7"]
    assert fault(store) == (7, "deleted")
    rebuild(store, noon, MATCH_ID, "asked for")
    assert done(store)[-1] == "removed 1_7"
    assert fault(store) == (7, "deleted")
    assert faults(store) == [], "the ledger says it, and no rebuild can mend it"


def test_a_ball_that_is_in_play_again_without_a_trigger_is_named(store: MemoryMatchStore) -> None:
    store.log["1_5"] = store.log["1_5"] | {"isVoided": False}
    assert fault(store, now=LATER) == (8, "edited")


def test_a_ball_that_was_put_in_without_a_trigger_is_named(store: MemoryMatchStore) -> None:
    store.put("1_8", over()["1_7"] | {"id": "1_8", "sequenceNumber": 8})
    assert fault(store, now=NOON) is None, "its trigger is on its way"
    assert fault(store, now=LATER) == (9, "inserted")
    assert faults(store) == ["link 9"]


def test_a_void_whose_trigger_is_on_its_way_is_no_fault(store: MemoryMatchStore) -> None:
    store.put("1_6", store.log["1_6"] | {"isVoided": True})
    assert fault(store, now=NOON) is None
    assert fault(store, now=LATER) == (6, "edited")


def test_neither_is_one_whose_trigger_is_slower_than_that_of_a_later_ball(
    store: MemoryMatchStore,
) -> None:
    store.put("1_6", store.log["1_6"] | {"isVoided": True})
    store.put("1_8", over()["1_7"] | {"id": "1_8", "sequenceNumber": 8})
    event, soon = store.put("2_1", over(2)["2_1"]), NOON + timedelta(seconds=1)
    catch_up(store, lambda: soon, MATCH_ID, [event])
    assert fault(store, now=soon) is None
    assert fault(store, now=NOON - timedelta(days=1)) is None, "by a clock that is slow"
    assert fault(store, now=LATER) == (6, "edited")


def test_nor_is_a_ball_whose_trigger_is_on_its_way_while_the_state_is_lost(
    store: MemoryMatchStore,
) -> None:
    store.put("2_1", over(2)["2_1"])
    store.state = None
    assert fault(store, head(store), now=NOON) is None
    assert fault(store, head(store), now=LATER) == (9, "inserted")


def test_a_deleted_document_of_the_ledger_is_named_and_nothing_is_added_for_it(
    store: MemoryMatchStore,
) -> None:
    given = head(store)
    store.ledger.clear()
    rebuild(store, noon, MATCH_ID, "asked for")
    assert (head(store), store.ledger) == (given, {})
    assert fault(store) == (1, "truncated")
    event = store.put("2_1", over(2)["2_1"])
    catch_up(store, noon, MATCH_ID, [event])
    rebuild(store, noon, MATCH_ID, "again")
    assert done(store) == ["appended 2_1"]
    assert fault(store) == (1, "deleted")


def test_documents_and_state_are_made_anew_where_they_lead_to_the_head_that_was_given_out(
    store: MemoryMatchStore,
) -> None:
    given, documents = head(store), store.ledger
    store.ledger, store.state = {}, None
    rebuild(store, noon, MATCH_ID, "asked for")
    assert head(store) == given
    assert [each["hash"] for each in store.ledger["0"]["entries"]] == [
        each["hash"] for each in documents["0"]["entries"]
    ]
    assert fault(store, given) is None


def test_where_they_do_not_the_ledger_goes_on_from_that_head_and_what_is_missing_shows(
    store: MemoryMatchStore,
) -> None:
    redone = store.put("1_5", store.log["1_5"] | {"isVoided": False, "voidReason": ""})
    catch_up(store, noon, MATCH_ID, [redone])
    store.ledger, store.state = {}, None
    rebuild(store, noon, MATCH_ID, "asked for")
    assert (store.score or {})["ledger"]["number"] == 9 + 7
    assert fault(store) == (1, "deleted")


def test_what_is_no_link_in_a_document_is_passed_over(store: MemoryMatchStore) -> None:
    entries = store.ledger["0"]["entries"]
    junk: list[Any] = [None, 7, {}, {"number": "1"}, entries[2] | {"void": "{"}]
    store.ledger["0"] = {"entries": [*junk, *entries, entries[0]]}
    store.ledger["junk"] = {"entries": "none"}
    store.ledger["9"] = {"entries": entries}
    rebuild(store, noon, MATCH_ID, "asked for")
    assert done(store)[-1] == "voided 1_5"
    assert fault(store) is None


def test_a_link_that_somebody_changed_is_named(store: MemoryMatchStore) -> None:
    entries = store.ledger["0"]["entries"]
    store.ledger["0"] = {"entries": [*entries[:3], entries[3] | {"actionId": "1_6"}, *entries[4:]]}
    assert fault(store) == (4, "edited")
    assert faults(store) == ["link 4"]


def test_a_reason_too_long_to_be_kept_stands_as_its_hash(store: MemoryMatchStore) -> None:
    event = store.put("1_6", store.log["1_6"] | {"isVoided": True, "voidReason": "x" * 900_000})
    catch_up(store, noon, MATCH_ID, [event])
    [last] = [each for each in store.ledger["0"]["entries"] if each["number"] == 9]
    assert len(last["void"]) < 200
    assert fault(store) is None


def test_values_that_json_has_no_word_for_do_not_stop_the_chain(store: MemoryMatchStore) -> None:
    odd = {"shotData": {"speed": float("nan"), "big": 2**60, "raw": b"\xff", "at": NOON}}
    event = store.put("2_1", over(2)["2_1"] | odd | {"note": [{"half": "\ud800"}]})
    catch_up(store, noon, MATCH_ID, [event])
    assert done(store)[-1] == "appended 2_1"
    assert fault(store) is None
