"""Fixtures of the rules' tests: projects with the seeded documents of the tables."""

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
def world(world_with_rules: World) -> World:
    """The project with the rules and only the documents of the tables; new for each module."""
    world_with_rules.answers.clear()
    world_with_rules.empty()
    world_with_rules.seed(WORLD)
    return world_with_rules


@pytest.fixture(scope="module")
def world_of_twins(firestore_emulator: FirestoreEmulator, built: Built) -> Iterator[World]:
    """A project that only the twins use, with the documents of the tables."""
    project = new_world(firestore_emulator.host, f"demo-{uuid.uuid4().hex[:16]}", built.text)
    yield project
    project.close()
