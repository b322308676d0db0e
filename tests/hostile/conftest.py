"""Provides the options and the runs of the hostile documents; one xdist worker runs all tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from google.cloud.firestore import Client

from devtools.emulators import FirestoreEmulator
from devtools.rules.build import build
from scrbrd.adapters import runtime
from tests.hostile.report import Report
from tests.hostile.run import Run
from tests.hostile.values import PROJECT
from tests.rules.policy import new_world

HERE = Path(__file__).parent
SEED = int(os.environ.get("SCRBRD_HOSTILE_SEED", "20261124"))
CHECK_EVERY = int(os.environ.get("SCRBRD_HOSTILE_CHECK_EVERY", "12"))
"""Documents of a match between two comparisons with a complete fold."""
DOCUMENTS_PER_ROUND = 1000
"""Accepted documents before the project is emptied, so that careers do not grow without end."""

Play = Callable[[int], Report]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of this folder on one xdist worker."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.xdist_group("rules"))


@pytest.fixture(scope="module")
def play_documents(firestore_emulator: FirestoreEmulator) -> Iterator[Play]:
    """Yield a function that plays a number of documents, in rounds on an emptied project."""
    rules = build().text
    with pytest.MonkeyPatch.context() as environment:
        for name, value in firestore_emulator.env(PROJECT).items():
            environment.setenv(name, value)

        def play_rounds(documents: int) -> Report:
            report = Report(SEED)
            for number, start in enumerate(range(0, documents, DOCUMENTS_PER_ROUND)):
                size = min(DOCUMENTS_PER_ROUND, documents - start)
                report.add(play_round(firestore_emulator.host, rules, SEED + number, size))
            return report

        yield play_rounds


def play_round(host: str, rules: str, seed: int, documents: int) -> Report:
    """Play a number of documents in the emptied project."""
    runtime.reset()
    world, client = new_world(host, PROJECT, rules), Client(project=PROJECT)
    try:
        return Run(world, client, seed, CHECK_EVERY).play(documents)
    finally:
        world.close()
        client.close()
        runtime.reset()
