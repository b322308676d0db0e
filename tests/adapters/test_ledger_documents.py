"""The ledger as it is stored: what is written is read again, and nothing else is believed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from scrbrd.adapters import codec, ledger_documents
from scrbrd.domain.ledger.chain import Ledger, Link, LinkKind, Writer, empty_ledger
from scrbrd.domain.ledger.export import export_lines
from scrbrd.handlers.ports import PreviousDocument
from tests.verifier.verifying import verified

AT = 1_777_723_231_250_000
OPEN = Link(131, LinkKind.APPENDED, (1, 130), AT, "ab" * 32)
VOID = Link(
    2, LinkKind.VOIDED, (1, 2), AT, "cd" * 32, {"voidReason": "dead ball", "voidedBy": None}
)
LEDGER = Ledger(131, "ab" * 32, (OPEN,))
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def state(ledger: Ledger | None = LEDGER, version: int = 7) -> dict[str, Any]:
    return ledger_documents.state_fields(ledger, version) | {"version": version}


def test_the_state_has_the_ledger_with_its_open_links() -> None:
    assert ledger_documents.read_state(state()) == LEDGER
    assert ledger_documents.read_state(state(None)) is None


def test_a_state_of_functions_that_knew_no_ledger_has_none() -> None:
    assert ledger_documents.read_state({"version": 7}) is None
    assert ledger_documents.read_state(state() | {"version": 8}) is None, "they moved it on"


@pytest.mark.parametrize(
    "damage",
    [
        {"ledger": b"junk"},
        {"ledger": None},
        {"ledgerChecksum": "7-00000000"},
        {"ledgerChecksum": None},
    ],
    ids=repr,
)
def test_a_damaged_ledger_is_not_believed(damage: dict[str, Any]) -> None:
    with pytest.raises(ledger_documents.DAMAGE):
        ledger_documents.read_state(state() | damage)


def test_links_are_read_as_they_were_written_whatever_the_order() -> None:
    documents = {
        "1": {"entries": ledger_documents.link_documents([OPEN])},
        "0": {"entries": ledger_documents.link_documents([VOID])},
    }
    assert ledger_documents.read_links(documents) == [VOID, OPEN]


LARGE = [2.0**53, -(2.0**53), 9.2e18, 1e20, 1e21, 5.0, 2**53 - 1, {"a": [1e20, 7]}]


@pytest.mark.parametrize("value", LARGE, ids=repr)
def test_a_number_of_a_void_is_read_as_what_it_was(value: Any) -> None:
    written = ledger_documents.link_document(replace(VOID, void={"voidReason": value}))
    assert ledger_documents.link_document(ledger_documents.read_link(written)) == written


@pytest.mark.parametrize("value", [*LARGE, 2**60, float("nan")], ids=repr)
def test_a_match_whose_void_has_any_number_verifies(value: Any) -> None:
    writer = Writer(empty_ledger("m1"))
    log: dict[str, Any] = {"id": "1_1", "nonce": "n1"}
    writer.add(LinkKind.APPENDED, (1, 1), 0, log)
    log |= {"isVoided": True, "voidReason": value}
    writer.add(LinkKind.VOIDED, (1, 1), 0, log)
    links = [
        ledger_documents.read_link(ledger_documents.link_document(each)) for each in writer.links
    ]
    head = Ledger(writer.number, writer.head)
    exported = "".join(export_lines("m1", head, links, {(1, 1): log}))
    assert verified(exported.encode())["firstFault"] is None


def test_a_link_of_another_document_is_none_of_this() -> None:
    assert (
        ledger_documents.read_links({"3": {"entries": ledger_documents.link_documents([OPEN])}})
        == []
    )


def test_an_event_shows_the_action_as_it_is_stored_and_as_it_was() -> None:
    before, after = {"isVoided": True, "more": 1}, {"isVoided": False, "more": 1}
    seen = codec.observed_action("m1", "1_2", after, NOON, (before, NOON))
    assert seen.document == after
    assert seen.before == PreviousDocument(before, int(NOON.timestamp()) * 1_000_000)
    assert codec.observed_action("m1", "1_2", after, NOON).before is None
