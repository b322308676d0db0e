"""Fixtures for the contracts that both stores keep."""

from __future__ import annotations

import pytest

from tests.adapters.stores import Subject, in_memory, on_firestore


@pytest.fixture(params=["memory", pytest.param("firestore", marks=pytest.mark.emulator)])
def subject(request: pytest.FixtureRequest) -> Subject:
    """A store; a test that asks for it runs on each."""
    if request.param == "memory":
        return in_memory()
    return on_firestore(request.getfixturevalue("firestore_client"))
