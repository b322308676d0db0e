"""Fixtures of the rules: projects with the documents of the tables."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from devtools.emulators import FirestoreEmulator
from devtools.rules.build import Built
from tests.rules.policy import new_world
from tests.rules.scene import WORLD
from tests.rules.world import World


@pytest.fixture(scope="module")
def world(governed: World) -> World:
    """That project with the documents of the tables alone, for each module anew."""
    governed.answers.clear()
    governed.empty()
    governed.seed(WORLD)
    return governed


@pytest.fixture(scope="module")
def tried(firestore_emulator: FirestoreEmulator, built: Built) -> Iterator[World]:
    """A project for the twins alone, with the documents of the tables."""
    one = new_world(firestore_emulator.host, f"demo-{uuid.uuid4().hex[:16]}", built.text)
    yield one
    one.close()
