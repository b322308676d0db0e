"""Fixtures of several tests: a small match, and limits that make much of a few balls."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.fakes.memory_store import MemoryMatchStore
from tests.fakes.small_match import lineup_documents, match_document


@pytest.fixture
def store() -> MemoryMatchStore:
    """A small match before its first ball."""
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    return store


@pytest.fixture
def deep(monkeypatch: pytest.MonkeyPatch) -> None:
    """A void leaves its pages pending, as one does that changes more than 20 documents."""
    limits = replace(MemoryMatchStore.limits, events_in_a_commit=2)
    monkeypatch.setattr(MemoryMatchStore, "limits", limits)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of a few documents, so that short games have many."""
    limits = replace(MemoryMatchStore.limits, events_in_a_commit=2, page_size=3)
    monkeypatch.setattr(MemoryMatchStore, "limits", limits)
