"""Tests the stored form of the ledger: valid links are read back, damaged ones are rejected."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from scrbrd.adapters import codec, ledger_documents
from scrbrd.domain.ledger.chain import Ledger, Link, LinkKind, Writer, empty_ledger
from scrbrd.domain.ledger.export import export_lines
from scrbrd.handlers.ports import PreviousDocument
from tests.verifier.verifying import verifier_answer

UPDATE_TIME = 1_777_723_231_250_000
OPEN_LINK = Link(131, LinkKind.APPENDED, (1, 130), UPDATE_TIME, "ab" * 32)
VOID_LINK = Link(
    2,
    LinkKind.VOIDED,
    (1, 2),
    UPDATE_TIME,
    "cd" * 32,
    {"voidReason": "dead ball", "voidedBy": None},
)
LEDGER = Ledger(131, "ab" * 32, (OPEN_LINK,))
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def ledger_fields(ledger: Ledger | None = LEDGER, version: int = 7) -> dict[str, Any]:
    return ledger_documents.state_fields(ledger, version) | {"version": version}


def test_the_state_has_the_ledger_with_its_open_links() -> None:
    assert ledger_documents.read_state(ledger_fields()) == LEDGER
    assert ledger_documents.read_state(ledger_fields(None)) is None


def test_a_state_of_functions_without_ledgers_has_none() -> None:
    assert ledger_documents.read_state({"version": 7}) is None
    assert ledger_documents.read_state(ledger_fields() | {"version": 8}) is None, "they moved it on"


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
def test_a_damaged_ledger_is_rejected(damage: dict[str, Any]) -> None:
    with pytest.raises(ledger_documents.DAMAGE):
        ledger_documents.read_state(ledger_fields() | damage)


def test_links_are_read_as_written_in_any_order_of_documents() -> None:
    documents = {
        "1": {"entries": ledger_documents.link_documents([OPEN_LINK])},
        "0": {"entries": ledger_documents.link_documents([VOID_LINK])},
    }
    assert ledger_documents.read_links(documents) == [VOID_LINK, OPEN_LINK]


LARGE_NUMBERS = [2.0**53, -(2.0**53), 9.2e18, 1e20, 1e21, 5.0, 2**53 - 1, {"a": [1e20, 7]}]


@pytest.mark.parametrize("value", LARGE_NUMBERS, ids=repr)
def test_a_number_in_a_void_is_read_unchanged(value: Any) -> None:
    written = ledger_documents.link_document(replace(VOID_LINK, void={"voidReason": value}))
    assert ledger_documents.link_document(ledger_documents.read_link(written)) == written


@pytest.mark.parametrize("value", [*LARGE_NUMBERS, 2**60, float("nan")], ids=repr)
def test_a_match_with_any_number_in_a_void_passes_verification(value: Any) -> None:
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
    assert verifier_answer(exported.encode())["firstFault"] is None


def test_a_link_in_the_wrong_document_is_ignored() -> None:
    assert (
        ledger_documents.read_links(
            {"3": {"entries": ledger_documents.link_documents([OPEN_LINK])}}
        )
        == []
    )


def test_an_event_contains_the_action_as_stored_and_its_previous_value() -> None:
    before, after = {"isVoided": True, "more": 1}, {"isVoided": False, "more": 1}
    observed = codec.observed_action("m1", "1_2", after, NOON, (before, NOON))
    assert observed.document == after
    assert observed.before == PreviousDocument(before, int(NOON.timestamp()) * 1_000_000)
    assert codec.observed_action("m1", "1_2", after, NOON).before is None
