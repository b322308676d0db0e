"""Fixtures of the rules: for each module one project with the ruleset as the sources make it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from devtools.emulators import FirestoreEmulator
from devtools.rules.build import Built, build
from tests.rules.policy import Court, new_world
from tests.rules.world import World


@pytest.fixture(scope="session")
def built() -> Built:
    """The ruleset as the sources make it."""
    return build()


@pytest.fixture(scope="module")
def world(firestore_emulator: FirestoreEmulator, built: Built) -> Iterator[World]:
    """A project with the rules and the documents of the tables, one for each module."""
    one = new_world(firestore_emulator.host, f"demo-{uuid.uuid4().hex[:16]}", built.text)
    yield one
    one.close()


@pytest.fixture(scope="module")
def court(firestore_emulator: FirestoreEmulator, built: Built) -> Iterator[Court]:
    """Runs the twins, on a project of their own, and remembers the coverage."""
    one = new_world(firestore_emulator.host, f"demo-{uuid.uuid4().hex[:16]}", built.text)
    yield Court(one, built)
    one.close()
