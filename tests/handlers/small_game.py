"""Helpers that score a small match: each action is written and its trigger run."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from scrbrd.handlers.catch_up import CaughtUp, catch_up
from scrbrd.handlers.ports import ObservedAction
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID

STAMPS = ("version", "lastUpdated")


def noon_clock() -> datetime:
    return NOON


def trigger(store: MemoryMatchStore, *changed: ObservedAction) -> CaughtUp:
    """Run a trigger for changed actions and return its result."""
    return catch_up(store, noon_clock, MATCH_ID, changed)


def score(store: MemoryMatchStore, documents: dict[str, dict[str, Any]]) -> CaughtUp:
    """Append actions, run the trigger of each, and return the last result."""
    results = [trigger(store, store.put(key, document)) for key, document in documents.items()]
    return results[-1]


def score_without_stamps(store: MemoryMatchStore) -> dict[str, object]:
    """Return the live score without its version and time."""
    return {key: value for key, value in (store.score or {}).items() if key not in STAMPS}


def version(store: MemoryMatchStore) -> int:
    """Return the version of the live score."""
    number = (store.score or {})["version"]
    assert isinstance(number, int)
    return number
