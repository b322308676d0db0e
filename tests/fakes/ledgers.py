"""Reads the ledger of a match in memory and checks it with the public verifier."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from scrbrd.adapters import ledger_documents, packing
from scrbrd.domain.json_types import Json
from scrbrd.domain.ledger.chain import Link
from scrbrd.handlers.ledger.export import StoredLedger, stored_ledger
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.verifier.verifying import verifier_answer

AFTER_TRIGGERS = NOON + timedelta(minutes=2)
"""A time at which no trigger of a write made at noon is pending any more."""


def load_ledger(store: MemoryMatchStore, now: datetime = AFTER_TRIGGERS) -> StoredLedger:
    """Return the stored ledger."""
    found = stored_ledger(store, lambda: now, store.match_id)
    assert found is not None
    return found


def verify_export(
    store: MemoryMatchStore, published_head: str | None = None, now: datetime = AFTER_TRIGGERS
) -> Json:
    """Return the verifier's result for an export of the ledger."""
    return verifier_answer(
        "".join(load_ledger(store, now).lines(store.match_id)).encode(), published_head
    )


def first_fault(
    store: MemoryMatchStore, published_head: str | None = None, now: datetime = AFTER_TRIGGERS
) -> Any:
    """Return number and kind of the first fault; None if all links are sound."""
    first = verify_export(store, published_head, now)["firstFault"]
    return first and (first["number"], first["kind"])


def published_head(store: MemoryMatchStore) -> str:
    """Return the published head of the ledger, as NUMBER:HASH."""
    published = (store.score or {})["ledger"]
    return f"{published['number']}:{published['head']}"


def all_links(store: MemoryMatchStore) -> list[Link]:
    """Return all links, those of `live/state` last."""
    assert store.state is not None
    ledger = ledger_documents.read_state(store.state)
    assert ledger is not None
    return [*ledger_documents.read_links(store.ledger), *ledger.open]


def link_texts(store: MemoryMatchStore) -> list[str]:
    """Return each link as kind and action id: `appended 1_2`, `voided 1_2`."""
    return [f"{link.kind} {link.action_id}" for link in all_links(store)]


def count_open_links(store: MemoryMatchStore) -> int:
    """Return the number of links that are not yet in a document of the ledger."""
    ledger = packing.read_state(store.state or {}).ledger
    assert ledger is not None
    return len(ledger.open)
