"""Fixtures of several tests: a small match, and limits so small that few balls reach them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.fakes.memory_store import MemoryMatchStore
from tests.fakes.small_match import lineup_documents, match_document


@pytest.fixture
def store() -> MemoryMatchStore:
    """Return a small match before its first ball."""
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    return store


@pytest.fixture
def small_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limit commits, so that any void leaves pages pending as a large change (20+) would."""
    limits = replace(MemoryMatchStore.limits, events_in_a_commit=2)
    monkeypatch.setattr(MemoryMatchStore, "limits", limits)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limit commits to 2 and pages to 3 feed documents, so that short games have many pages."""
    limits = replace(MemoryMatchStore.limits, events_in_a_commit=2, page_size=3)
    monkeypatch.setattr(MemoryMatchStore, "limits", limits)
