"""A small match as a trigger's tests score it: each action with its trigger."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from scrbrd.handlers.catch_up import CaughtUp, catch_up
from scrbrd.handlers.ports import ObservedAction
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID

STAMPS = ("version", "lastUpdated")


def noon() -> datetime:
    return NOON


def trigger(store: MemoryMatchStore, *moved: ObservedAction) -> CaughtUp:
    """What a trigger does that was told of these."""
    return catch_up(store, noon, MATCH_ID, moved)


def score(store: MemoryMatchStore, documents: dict[str, dict[str, Any]]) -> CaughtUp:
    """Append actions, each with its trigger; what the last did."""
    done = [trigger(store, store.put(key, document)) for key, document in documents.items()]
    return done[-1]


def unstamped(store: MemoryMatchStore) -> dict[str, object]:
    return {key: value for key, value in (store.score or {}).items() if key not in STAMPS}


def version(store: MemoryMatchStore) -> int:
    number = (store.score or {})["version"]
    assert isinstance(number, int)
    return number
