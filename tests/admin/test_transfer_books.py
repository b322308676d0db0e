"""Tests that a match with books is held during its restore and then reconciled with them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from admin.transfer import matches
from admin.transfer.backup import read_backup
from admin.transfer.backup_file import VERSION, WITHOUT_DISPUTES, backup_lines, line
from admin.transfer.ledgers import put_documents
from scrbrd.adapters import paths
from scrbrd.adapters.books_store import FirestoreBookStore
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.books.agree import AgreeRoute, Books, agree
from scrbrd.handlers.books.dispute_events import write_dispute_event
from scrbrd.handlers.books.reconcile import reconcile_notices
from scrbrd.projections.feed.disputes import is_of_dispute
from tests.adapters.test_books_store import FirestoreBookMatch
from tests.adapters.test_notices import grant_role
from tests.admin.administration import run_ok
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.handlers.books.playing import MATCH_ID

RULING_FIELDS = {
    "kind": "dispute",
    "method": "umpire",
    "disputeId": "1_3",
    "decidedAs": "umpire_on_field",
}


@pytest.fixture
def match(firestore_client: Client) -> FirestoreBookMatch:
    """Return a match with a ruled ball, a disputed one, and entries not yet in the log."""
    match = FirestoreBookMatch(firestore_client)
    home, away = Scribe(HOME, "1 4=6 1 2=3 1"), Scribe(AWAY, "1 4 1 2 1")
    match.deliver(home, away)
    ruling = {**RULING_FIELDS, "entries": {"home": "1_3", "away": "1_3"}, "accepts": "away"}
    match.agree(match.put_ruling(ruling))
    return match


@pytest.fixture
def other_project(firestore_client: Client, project_id: str) -> Client:
    """Return a client of another project, which has no documents."""
    client = Client(project=f"demo-elsewhere-{project_id[-8:]}")
    assert client.project != firestore_client.project
    return client


def books_of(client: Client) -> Books:
    """Return the match as its triggers read it."""
    stores = FirestoreBookStore(client), FirestoreMatchStore(client)
    return Books(*stores, utc_now, MATCH_ID)


def derived_documents(client: Client) -> dict[str, Any]:
    """Return the documents that functions derive from the books, without times."""
    found: dict[str, Any] = {}
    for name in ("scoring_actions", "disputes", "notices"):
        for snap in client.collection(f"{paths.match(MATCH_ID)}/{name}").get():
            fields = snap.to_dict() or {}
            if name == "disputes":
                found[f"{name}/{snap.id}"] = fields
                continue
            field_names = ("runsOffBat", "isVoided", "agreement", "nonce", "follows", "disputes")
            found[f"{name}/{snap.id}"] = {each: fields.get(each) for each in field_names}
    consensus = client.document(paths.live_consensus(MATCH_ID)).get().to_dict() or {}
    return found | {
        name: consensus.get(name) for name in ("tier", "seats", "blockedAt", "provisional")
    }


def check_during_restore(monkeypatch: pytest.MonkeyPatch, check: Callable[[], None]) -> None:
    """Run a check after each batch with entries or rulings that a restore writes."""

    def put_and_check(
        target: Any, batch: Any, conflict: Any, *, apply: bool = True, are_absent: bool = False
    ) -> Any:
        tally = put_documents(target, batch, conflict, apply=apply, are_absent=are_absent)
        if apply and any(matches.is_of_books(each.path) for each in batch):
            check()
        return tally

    monkeypatch.setattr(matches, "put_documents", put_and_check)


def test_triggers_do_not_change_a_match_until_it_is_restored_completely(
    match: FirestoreBookMatch,
    other_project: Client,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "m1.jsonl"
    routes: list[AgreeRoute] = []
    run_ok("backup", MATCH_ID, str(file))
    check_during_restore(
        monkeypatch, lambda: routes.append(agree(books_of(other_project), is_whole=True).path)
    )
    run_ok("restore", str(file), "--apply", "--project", other_project.project)
    assert routes
    assert all(each is AgreeRoute.HELD for each in routes)
    assert derived_documents(other_project) == derived_documents(match.client)
    assert derived_documents(other_project)["blockedAt"] == "1_5"
    stored = FirestoreBookStore(other_project).read_books(MATCH_ID)
    assert stored.hold_until is None
    assert agree(books_of(other_project), is_whole=True).path is AgreeRoute.WHOLE
    run_ok("verify", MATCH_ID, "--project", other_project.project)


def dispute_notices(client: Client) -> dict[str, Any]:
    """Return the notices of disputes in the feed, without their times."""
    events = client.collection(paths.events(MATCH_ID)).get()
    found = {snap.id: snap.to_dict() or {} for snap in events if is_of_dispute(snap.id)}
    time_fields = ("revision", "lastUpdated")
    return {
        name: {field: value for field, value in each.items() if field not in time_fields}
        for name, each in found.items()
    }


@pytest.mark.parametrize("version", [VERSION, WITHOUT_DISPUTES])
def test_a_restored_match_has_its_disputes_and_their_notices(
    match: FirestoreBookMatch, other_project: Client, tmp_path: Path, version: int
) -> None:
    file = tmp_path / "m1.jsonl"
    grant_role(match.client, "ann", "umpire_on_field")
    assert reconcile_notices(match.books)
    run_ok("rebuild", MATCH_ID)
    for each in ("1_3", "1_5"):
        assert write_dispute_event(match.books.store, match.books.matches, utc_now, MATCH_ID, each)
    before, notices_before = derived_documents(match.client), dispute_notices(match.client)
    assert {each["status"] for name, each in before.items() if "disputes/" in name} == {
        "open",
        "resolved",
    }
    assert before["notices/ann"]["disputes"]
    run_ok("backup", MATCH_ID, str(file))
    if version == WITHOUT_DISPUTES:
        make_old_backup(file)
    run_ok("restore", str(file), "--apply", "--project", other_project.project)
    after = derived_documents(other_project)
    if version == VERSION:
        assert after == before
        assert dispute_notices(other_project) == notices_before
    assert after["notices/ann"]["disputes"], "an umpire is told, whose role stands behind the match"
    run_ok("verify", MATCH_ID, "--project", other_project.project)


def make_old_backup(file: Path) -> None:
    """Rewrite a backup as one of an earlier release, which had no disputes."""
    documents = [each for each in read_backup(file) if paths.dispute_of(each.path) is None]
    text = "".join(backup_lines("demo-before", documents))
    new_version, old_version = f'"version":{VERSION}', f'"version":{WITHOUT_DISPUTES}'
    header, *middle, _ = text.replace(new_version, old_version).splitlines(keepends=True)
    digest = hashlib.sha256("".join([header, *middle]).encode()).hexdigest()
    last_record = {"documents": len(documents), "listed": 0, "sha256": digest}
    file.write_text("".join([header, *middle, line(last_record)]), encoding="utf-8")


def test_restoring_an_equal_match_in_play_holds_it_and_changes_nothing(
    match: FirestoreBookMatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "m1.jsonl"
    routes: list[AgreeRoute] = []
    run_ok("backup", MATCH_ID, str(file))
    before = derived_documents(match.client)
    check_during_restore(monkeypatch, lambda: routes.append(agree(books_of(match.client)).path))
    run_ok("restore", str(file), "--apply")
    assert routes
    assert all(each is AgreeRoute.HELD for each in routes)
    assert derived_documents(match.client) == before
    assert FirestoreBookStore(match.client).read_books(MATCH_ID).hold_until is None
