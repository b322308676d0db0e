"""Provides workers and couriers for the chaos tests, which run one after another."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from google.cloud.firestore import Client

from devtools.emulators import FirestoreEmulator
from tests.chaos.couriers import Courier
from tests.chaos.workers import Worker

HERE = Path(__file__).parent
SEED = 20260501
WORKERS = 2


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of this folder on one xdist worker."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.xdist_group("chaos"))


@pytest.fixture
def workers(
    firestore_emulator: FirestoreEmulator, firestore_client: Client
) -> Iterator[list[Worker]]:
    """Yield two servers of the test's project, ready to answer."""
    env = firestore_emulator.env(firestore_client.project)
    with ExitStack() as stack:
        running = [stack.enter_context(Worker(env)) for _ in range(WORKERS)]
        for worker in running:
            worker.wait()
        yield running


@pytest.fixture
def courier(workers: list[Worker]) -> Iterator[Courier]:
    """Yield a courier that delivers events to the workers."""
    courier = Courier(workers, SEED)
    yield courier
    courier.close()


@pytest.fixture
def print_line(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Return a function that prints a line whether the test passes or not."""

    def print_uncaptured(line: str) -> None:
        with capsys.disabled():
            os.write(1, f"\n{line}\n".encode())

    return print_uncaptured


def count_from_env(name: str, default: int) -> int:
    """Return a count of this run: that of the environment variable, otherwise the default."""
    return int(os.environ.get(name, default))
