"""Tests that the log and score follow whatever the rules accept in books and rulings.

`SCRBRD_HOSTILE_BOOKS` is the number of accepted documents of the short run.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from google.cloud.firestore import Client

from devtools.emulators import FirestoreEmulator
from devtools.rules.build import build
from scrbrd.adapters import runtime
from tests.hostile.books_run import BooksRun
from tests.hostile.conftest import SEED
from tests.hostile.report import ACCEPTED, REFUSED, Report
from tests.hostile.values import PROJECT
from tests.rules.policy import new_world

DOCUMENTS = int(os.environ.get("SCRBRD_HOSTILE_BOOKS", "7"))
ALL_DOCUMENTS = max(DOCUMENTS, 4_000)
CHECK_EVERY = int(os.environ.get("SCRBRD_HOSTILE_CHECK_EVERY", "25"))
SHARES = {"scorebooks": 0.5, "rulings": 0.03}
"""Least share of each collection in all accepted documents."""

Play = Callable[[int], Report]


@pytest.fixture(scope="module")
def play_books(firestore_emulator: FirestoreEmulator) -> Iterator[Play]:
    """Yield a function that plays a number of documents in an emptied project of its own."""
    project = f"{PROJECT}-books"
    with pytest.MonkeyPatch.context() as environment:
        for name, value in firestore_emulator.env(project).items():
            environment.setenv(name, value)

        def play_documents(documents: int) -> Report:
            runtime.reset()
            world = new_world(firestore_emulator.host, project, build().text)
            client = Client(project=project)
            try:
                return BooksRun(world, client, SEED, CHECK_EVERY).play(documents)
            finally:
                world.close()
                client.close()
                runtime.reset()

        yield play_documents


def check_report(report: Report) -> None:
    """Check that a run has no fault and enough accepted documents and checks."""
    assert not report.faults, f"{report.line()}\n{report.grouped_faults()}"
    assert report.total(ACCEPTED, ["scorebooks"]) > report.total(ACCEPTED) / 2
    assert report.checks > report.matches


def test_the_log_is_made_whatever_the_rules_accept_in_books_and_rulings(play_books: Play) -> None:
    check_report(play_books(DOCUMENTS))


@pytest.mark.slow
def test_the_log_is_made_from_four_thousand_hostile_documents(play_books: Play) -> None:
    report = play_books(ALL_DOCUMENTS)
    check_report(report)
    total = report.total(ACCEPTED)
    for source, share in SHARES.items():
        assert report.total(ACCEPTED, [source]) >= share * total, report.line()
        assert report.total(REFUSED, [source]) > 0, report.line()
