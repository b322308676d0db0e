"""A restore whose process was killed at the feed: the next one says so, and a later one ends it."""

from __future__ import annotations

import signal
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from admin.transfer import restore as restore_run
from admin.transfer.progress import DocumentProgress, document_progress
from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.limits import LIMITS
from scrbrd.handlers.verify import verify
from scrbrd.projections.feed.disputes import DISPUTE
from tests.adapters.test_books_store import RealGround
from tests.admin.administration import done, here
from tests.admin.projected import write_match
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.fakes.small_match import MATCH_ID
from tests.handlers.books import playing
from tests.migrate.killing import Killed

INTERRUPTED = 130


@pytest.fixture
def elsewhere(firestore_client: Client, project_id: str) -> Client:
    """Another project, without any document."""
    assert firestore_client.project == project_id
    return Client(project=f"demo-elsewhere-{project_id[-8:]}")


def killed_at_the_feed(
    match_id: str, elsewhere: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, ...]:
    """Restore a match elsewhere, killed when the feed was its own; the command that does it."""
    file = folder / "m.jsonl"
    done("backup", match_id, str(file))
    restore = ("restore", str(file), "--apply", "--project", elsewhere.project)
    write, pages = FirestoreMatchStore.write_page, 0

    def die(*arguments: Any) -> Any:
        nonlocal pages
        pages += 1
        if pages > 1:  # the first takes the lease
            raise Killed
        return write(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(FirestoreMatchStore, "write_page", die)
        assert here(*restore).code == INTERRUPTED
    return restore


def assert_feed_waits(match_id: str, *restore: str) -> None:
    """Restore it again, which tells that its feed is not written."""
    ran = here(*restore)
    assert ran.code == 1
    assert "0 new" in ran.out
    assert "documents are there as" in ran.out
    assert ran.err.startswith(f"scrbrd: the feed of {match_id} is not written: another process")
    assert ran.err.endswith("run the same command again in a minute\n")


def in_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the lease of whoever was killed be over."""
    monkeypatch.setattr(FirestoreMatchStore, "limits", replace(LIMITS, lease=timedelta(0)))


def test_whoever_stops_the_check_is_told_that_all_is_restored(
    firestore_client: Client, elsewhere: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_match(firestore_client)
    backup = str(tmp_path / "one.jsonl")
    done("backup", MATCH_ID, backup)

    def stopped(what: str) -> AbstractContextManager[DocumentProgress]:
        if what == "checked":
            signal.raise_signal(signal.SIGINT)
        return document_progress(what)

    monkeypatch.setattr(restore_run, "document_progress", stopped)
    to = ("--project", elsewhere.project)
    ran = here("restore", backup, "--apply", *to)
    assert (ran.code, "Checked" in ran.out) == (INTERRUPTED, False)
    assert ran.err == f"scrbrd: interrupted; {restore_run.NOT_CHECKED}\n"
    done("verify", MATCH_ID, *to)


def test_a_feed_that_the_killed_run_still_has_is_told_of_and_follows(
    firestore_client: Client, elsewhere: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_match(firestore_client)
    restore = killed_at_the_feed(MATCH_ID, elsewhere, tmp_path, monkeypatch)
    assert_feed_waits(MATCH_ID, *restore)
    store = FirestoreMatchStore(elsewhere)
    assert {each.document.split("/")[0] for each in verify(store, utc_now, MATCH_ID)} == {"events"}
    in_a_minute(monkeypatch)
    done(*restore)
    assert verify(store, utc_now, MATCH_ID) == []


def test_so_is_that_of_a_match_in_books_with_its_disputes(
    firestore_client: Client, elsewhere: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    RealGround(firestore_client).arrive(Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1"))
    match_id = playing.MATCH_ID
    restore = killed_at_the_feed(match_id, elsewhere, tmp_path, monkeypatch)
    assert_feed_waits(match_id, *restore)
    in_a_minute(monkeypatch)
    done(*restore)
    assert elsewhere.document(f"{paths.events(match_id)}/{DISPUTE}1_3").get().exists
    done("verify", match_id, "--project", elsewhere.project)
