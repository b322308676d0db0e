"""Tests a restore killed while writing the feed: the next one reports it, a later one finishes."""

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
from tests.adapters.test_books_store import FirestoreBookMatch
from tests.admin.administration import run_in_process, run_ok
from tests.admin.projected_match import write_match
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.fakes.small_match import MATCH_ID
from tests.handlers.books import playing
from tests.migrate.killed_commands import Killed

INTERRUPTED_CODE = 130


@pytest.fixture
def other_project(firestore_client: Client, project_id: str) -> Client:
    """Return a client of another project, which has no documents."""
    assert firestore_client.project == project_id
    return Client(project=f"demo-elsewhere-{project_id[-8:]}")


def restore_killed_at_the_feed(
    match_id: str, other_project: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, ...]:
    """Restore a match elsewhere, killed with the feed's lease taken; return the command."""
    file = folder / "m.jsonl"
    run_ok("backup", match_id, str(file))
    restore = ("restore", str(file), "--apply", "--project", other_project.project)
    write, pages = FirestoreMatchStore.write_page, 0

    def write_page_until_killed(*arguments: Any) -> Any:
        nonlocal pages
        pages += 1
        if pages > 1:  # the first takes the lease
            raise Killed
        return write(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(FirestoreMatchStore, "write_page", write_page_until_killed)
        assert run_in_process(*restore).code == INTERRUPTED_CODE
    return restore


def assert_feed_is_pending(match_id: str, *restore: str) -> None:
    """Restore again and check the message that the feed is not written."""
    result = run_in_process(*restore)
    assert result.code == 1
    assert "0 new" in result.out
    assert "documents are there as" in result.out
    assert result.err.startswith(f"scrbrd: the feed of {match_id} is not written: another process")
    assert result.err.endswith("run the same command again in a minute\n")


def expire_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the lease of the killed process be over."""
    monkeypatch.setattr(FirestoreMatchStore, "limits", replace(LIMITS, lease=timedelta(0)))


def test_interrupting_the_check_reports_that_everything_is_restored(
    firestore_client: Client, other_project: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_match(firestore_client)
    backup = str(tmp_path / "one.jsonl")
    run_ok("backup", MATCH_ID, backup)

    def interrupted_progress(task: str) -> AbstractContextManager[DocumentProgress]:
        if task == "checked":
            signal.raise_signal(signal.SIGINT)
        return document_progress(task)

    monkeypatch.setattr(restore_run, "document_progress", interrupted_progress)
    project_option = ("--project", other_project.project)
    result = run_in_process("restore", backup, "--apply", *project_option)
    assert (result.code, "Checked" in result.out) == (INTERRUPTED_CODE, False)
    assert result.err == f"scrbrd: interrupted; {restore_run.NOT_CHECKED}\n"
    run_ok("verify", MATCH_ID, *project_option)


def test_a_feed_still_leased_by_the_killed_run_is_reported_and_written_later(
    firestore_client: Client, other_project: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_match(firestore_client)
    restore = restore_killed_at_the_feed(MATCH_ID, other_project, tmp_path, monkeypatch)
    assert_feed_is_pending(MATCH_ID, *restore)
    store = FirestoreMatchStore(other_project)
    assert {each.document.split("/")[0] for each in verify(store, utc_now, MATCH_ID)} == {"events"}
    expire_lease(monkeypatch)
    run_ok(*restore)
    assert verify(store, utc_now, MATCH_ID) == []


def test_the_same_holds_for_a_match_with_books_and_disputes(
    firestore_client: Client, other_project: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    FirestoreBookMatch(firestore_client).deliver(Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1"))
    match_id = playing.MATCH_ID
    restore = restore_killed_at_the_feed(match_id, other_project, tmp_path, monkeypatch)
    assert_feed_is_pending(match_id, *restore)
    expire_lease(monkeypatch)
    run_ok(*restore)
    assert other_project.document(f"{paths.events(match_id)}/{DISPUTE}1_3").get().exists
    run_ok("verify", match_id, "--project", other_project.project)
