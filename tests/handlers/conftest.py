"""Fixtures of the tests that write the feed in pages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.fakes.memory_store import MemoryMatchStore


@pytest.fixture
def deep(monkeypatch: pytest.MonkeyPatch) -> None:
    """A void leaves its pages pending, as one does that changes more than 20 documents."""
    limits = replace(MemoryMatchStore.limits, events_in_a_commit=2)
    monkeypatch.setattr(MemoryMatchStore, "limits", limits)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of a few documents, so that short games have many."""
    limits = replace(MemoryMatchStore.limits, events_in_a_commit=2, page=3)
    monkeypatch.setattr(MemoryMatchStore, "limits", limits)
