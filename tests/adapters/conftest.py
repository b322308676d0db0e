"""Fixtures of the contract tests, which run on both stores."""

from __future__ import annotations

import pytest

from tests.adapters.stores import Subject, firestore_subject, memory_subject


@pytest.fixture(params=["memory", pytest.param("firestore", marks=pytest.mark.emulator)])
def subject(request: pytest.FixtureRequest) -> Subject:
    """Return a store under test; each test with this fixture runs on both stores."""
    if request.param == "memory":
        return memory_subject()
    return firestore_subject(request.getfixturevalue("firestore_client"))
