"""Fixtures of the tests that write the feed in pages."""

from __future__ import annotations

import pytest

from scrbrd.handlers.commit import build as publish
from scrbrd.handlers.commit import follow_up


@pytest.fixture
def deep(monkeypatch: pytest.MonkeyPatch) -> None:
    """A void leaves its pages pending, as one does that changes more than 20 documents."""
    monkeypatch.setattr(publish, "MOST_IN_A_COMMIT", 2)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of a few documents, so that short games have many."""
    monkeypatch.setattr(publish, "MOST_IN_A_COMMIT", 2)
    monkeypatch.setattr(follow_up, "PAGE", 3)
