"""Whatever the rules accept in books and rulings, the log is made, and the score goes on.

`SCRBRD_HOSTILE_BOOKS` says how many documents are to be accepted in the short run.
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
"""The least part of all documents that each collection must have accepted."""

Play = Callable[[int], Report]


@pytest.fixture(scope="module")
def play_books(firestore_emulator: FirestoreEmulator) -> Iterator[Play]:
    """Plays so many documents in an emptied project of its own."""
    project = f"{PROJECT}-books"
    with pytest.MonkeyPatch.context() as environment:
        for name, value in firestore_emulator.env(project).items():
            environment.setenv(name, value)

        def played(documents: int) -> Report:
            runtime.reset()
            world = new_world(firestore_emulator.host, project, build().text)
            client = Client(project=project)
            try:
                return BooksRun(world, client, SEED, CHECK_EVERY).play(documents)
            finally:
                world.close()
                client.close()
                runtime.reset()

        yield played


def judge(report: Report) -> None:
    """Fail where anything went wrong."""
    assert not report.faults, f"{report.line()}\n{report.grouped()}"
    assert report.total(ACCEPTED, ["scorebooks"]) > report.total(ACCEPTED) / 2
    assert report.checks > report.matches


def test_whatever_books_and_rulings_hold_the_log_is_made(play_books: Play) -> None:
    judge(play_books(DOCUMENTS))


@pytest.mark.slow
def test_four_thousand_documents_stop_no_log(play_books: Play) -> None:
    report = play_books(ALL_DOCUMENTS)
    judge(report)
    total = report.total(ACCEPTED)
    for source, share in SHARES.items():
        assert report.total(ACCEPTED, [source]) >= share * total, report.line()
        assert report.total(REFUSED, [source]) > 0, report.line()
