"""The ledger of a match in memory, verified by the script that others verify it with."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from scrbrd.adapters import ledger_documents, packing
from scrbrd.domain.json_types import Json
from scrbrd.domain.ledger.chain import Link
from scrbrd.handlers.ledger.exported import StoredLedger, stored_ledger
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.verifier.verifying import verified

LATER = NOON + timedelta(minutes=2)
"""When no trigger of what was written at noon is on its way any more."""


def ledger_of(store: MemoryMatchStore, now: datetime = LATER) -> StoredLedger:
    """The ledger as it is stored."""
    found = stored_ledger(store, lambda: now, store.match_id)
    assert found is not None
    return found


def answer(store: MemoryMatchStore, head: str | None = None, now: datetime = LATER) -> Json:
    """What the verifier says of an export."""
    return verified("".join(ledger_of(store, now).lines(store.match_id)).encode(), head)


def fault(store: MemoryMatchStore, head: str | None = None, now: datetime = LATER) -> Any:
    """Number and kind of the first fault; None where all links are sound."""
    first = answer(store, head, now)["firstFault"]
    return first and (first["number"], first["kind"])


def head(store: MemoryMatchStore) -> str:
    """The head that is given out: NUMBER:HASH."""
    given = (store.score or {})["ledger"]
    return f"{given['number']}:{given['head']}"


def links(store: MemoryMatchStore) -> list[Link]:
    """All links, those of `live/state` last."""
    assert store.state is not None
    ledger = ledger_documents.read_state(store.state)
    assert ledger is not None
    return [*ledger_documents.read_links(store.ledger), *ledger.open]


def done(store: MemoryMatchStore) -> list[str]:
    """What the links say: `appended 1_2`, `voided 1_2`."""
    return [f"{link.kind} {link.action_id}" for link in links(store)]


def open_links(store: MemoryMatchStore) -> int:
    """How many links are in no document yet."""
    ledger = packing.read_state(store.state or {}).ledger
    assert ledger is not None
    return len(ledger.open)
