"""Tests backups with ledger, books and rulings: a restored match continues its own chain."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.json_types import Json
from scrbrd.handlers.catch_up import catch_up
from tests.admin.administration import run_in_process, run_ok
from tests.admin.projected_match import (
    now,
    stored_action,
    stored_score,
    write_log,
    write_match_and_lineups,
)
from tests.fakes.small_match import MATCH_ID, match_document, one_over

OTHER_PROJECT = "demo-elsewhere"
BOOKS = {
    "scorebooks/thandi/entries/1_1": {"recordedBy": "thandi", "nonce": "a", "runs": 4},
    "scorebooks/sipho/entries/1_1": {"recordedBy": "sipho", "nonce": "b", "runs": 6},
    "rulings/1": {"number": 1, "decidedBy": "umpire", "accepts": "home"},
}


def append_actions(client: Client, *names: str) -> None:
    """Append actions to the log, each followed by the work of its trigger."""
    log = one_over(1) | one_over(2)
    for name in names:
        write_log(client, MATCH_ID, {name: log[name]})
        store = FirestoreMatchStore(client)
        catch_up(store, now, MATCH_ID, store.read_actions(MATCH_ID, [name]))


@pytest.fixture
def database(firestore_client: Client) -> Client:
    """Write a match in its second innings after a void, a redo and a correction; links are open."""
    write_match_and_lineups(firestore_client, MATCH_ID, match_document())
    append_actions(firestore_client, *one_over(1))
    run_ok("void", MATCH_ID, "1_3", "--apply")
    run_ok("redo", MATCH_ID, "1_3", "--apply")
    run_ok("correct", MATCH_ID, "1_4", "--set", "runsOffBat=6", "--apply")
    append_actions(firestore_client, "2_1", "2_2", "2_3")
    return firestore_client


@pytest.fixture
def other_project(database: Client, project_id: str) -> Client:
    """Return a client of another project, which has no documents."""
    client = Client(project=f"{OTHER_PROJECT}-{project_id[-8:]}")
    assert list(client.collections()) == []
    assert database.project != client.project
    return client


def write_backup(folder: Path, name: str = "m1.jsonl") -> Path:
    """Back up the match and return the path of the file."""
    file = folder / name
    run_ok("backup", MATCH_ID, str(file))
    return file


def head_of(client: Client) -> str:
    """Return the published head: `NUMBER: HASH`."""
    return run_ok("ledger", "head", MATCH_ID, "--project", client.project).strip()


def verify_ledger(client: Client, *heads: str) -> None:
    """Check that the chain is sound and that of the log and of these published heads."""
    for each in heads:
        run_ok("ledger", "verify", MATCH_ID, "--head", each, "--project", client.project)
    run_ok("verify", MATCH_ID, "--project", client.project)


def restore_backup(client: Client, file: Path, *options: str) -> str:
    """Restore a backup with --apply; return the output."""
    return run_ok("restore", str(file), "--apply", "--project", client.project, *options)


def link_texts(client: Client) -> list[str]:
    """Return kind and action id of each link in the documents of the ledger."""
    stored = FirestoreMatchStore(client).read_ledger(MATCH_ID)
    return [f"{link.kind} {link.action_id}" for link in stored]


def stored_documents(client: Client) -> Mapping[str, Json | None]:
    """Return the stored documents of match, log and ledger, by path."""
    found = {paths.match(MATCH_ID): client.document(paths.match(MATCH_ID)).get().to_dict()}
    for collection in (paths.scoring_actions(MATCH_ID), paths.ledger(MATCH_ID)):
        for snap in client.collection(collection).stream():
            found[snap.reference.path] = snap.to_dict()
    return found


def test_a_match_restored_to_another_project_has_the_published_head(
    database: Client, other_project: Client, tmp_path: Path
) -> None:
    head, stored_links = head_of(database), link_texts(database)
    assert head.startswith("13: ")
    assert len(stored_links) == 10, "three links are open, in no document and no backup"
    assert {"voided 1_3", "redone 1_3", "corrected 1_8"} <= set(stored_links)
    file = write_backup(tmp_path)
    assert "Restored 1 matches: 19 new, 0 there already" in restore_backup(other_project, file)
    assert head_of(other_project) == head
    assert link_texts(other_project) == [
        *stored_links,
        "appended 2_1",
        "appended 2_2",
        "appended 2_3",
    ]
    verify_ledger(other_project, head)
    assert stored_score(other_project) == stored_score(database)
    stored = stored_action(other_project, "1_3")
    assert (stored["createdAt"], stored["updatedAt"]) == (
        stored_action(database, "1_3")["createdAt"],
        stored_action(database, "1_3")["updatedAt"],
    )
    before = stored_documents(other_project)
    assert "Restored 1 matches: 0 new, 19 there already" in restore_backup(other_project, file)
    assert stored_documents(other_project) == before
    assert head_of(other_project) == head


def test_a_restored_match_continues_its_chain(
    database: Client, other_project: Client, tmp_path: Path
) -> None:
    head = head_of(database)
    restore_backup(other_project, write_backup(tmp_path))
    append_actions(other_project, "2_4")
    assert head_of(other_project).startswith("14: ")
    verify_ledger(other_project, head, head_of(other_project))


def test_a_newer_backup_continues_the_chain_restored_from_an_older_one(
    database: Client, other_project: Client, tmp_path: Path
) -> None:
    older = write_backup(tmp_path, "older.jsonl")
    append_actions(database, "2_4", "2_5", "2_6", "2_7")
    newer, head = write_backup(tmp_path, "newer.jsonl"), head_of(database)
    restore_backup(other_project, older)
    assert "1 of ledgers continued" in restore_backup(other_project, newer)
    assert head_of(other_project) == head
    verify_ledger(other_project, head)


def test_restoring_a_match_that_only_has_new_actions_keeps_its_chain(
    database: Client, tmp_path: Path
) -> None:
    file = write_backup(tmp_path)
    append_actions(database, "2_4", "2_5", "2_6", "2_7")
    head, before = head_of(database), stored_documents(database)
    restore_backup(database, file)
    assert stored_documents(database) == before
    assert head_of(database) == head
    verify_ledger(database, head)


def test_a_changed_action_is_overwritten_only_on_request_and_with_a_new_link(
    database: Client, tmp_path: Path
) -> None:
    file = write_backup(tmp_path)
    run_ok("void", MATCH_ID, "1_5", "--apply")
    head, before = head_of(database), stored_documents(database)
    result = run_in_process("restore", str(file), "--apply")
    assert result.code == 1
    assert f"{paths.scoring_action(MATCH_ID, '1_5')} isVoided" in result.err
    assert stored_documents(database) == before
    restore_backup(database, file, "--overwrite")
    assert not stored_action(database, "1_5").get("isVoided")
    assert link_texts(database)[-2:] == ["voided 1_5", "redone 1_5"]
    verify_ledger(database, head, head_of(database))


def test_another_chain_stops_the_restore_and_is_never_replaced(
    database: Client, other_project: Client, tmp_path: Path
) -> None:
    file = write_backup(tmp_path)
    restore_backup(other_project, without_ledger(file, tmp_path / "old.jsonl"))
    head = head_of(other_project)
    assert head != head_of(database)
    result = run_in_process("restore", str(file), "--apply", "--project", other_project.project)
    assert result.code == 1
    assert (
        "matches/m1/ledger/0 entries; --overwrite replaces them, but never a ledger" in result.err
    )
    output = restore_backup(other_project, file, "--overwrite")
    assert "1 of a ledger not put, for another one goes on there" in output
    assert head_of(other_project) == head
    verify_ledger(other_project, head)


def without_ledger(file: Path, target: Path) -> Path:
    """Write a copy of a backup in the form of a release without ledgers."""
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    records = [each for each in lines if "/ledger/" not in each.get("path", "")]
    records[0]["version"] = 1
    records[-1] = {"documents": len(records) - 2}
    target.write_text("".join(f"{json.dumps(each)}\n" for each in records), encoding="utf-8")
    return target


def test_books_and_rulings_are_restored_without_a_document_for_a_book(
    database: Client, other_project: Client, tmp_path: Path
) -> None:
    for name, fields in BOOKS.items():
        database.document(f"{paths.match(MATCH_ID)}/{name}").set({"matchId": MATCH_ID, **fields})
    file = write_backup(tmp_path)
    paths_in_backup = [json.loads(line).get("path", "") for line in file.read_text().splitlines()]
    positions = [paths_in_backup.index(f"{paths.match(MATCH_ID)}/{name}") for name in BOOKS]
    assert min(positions) > paths_in_backup.index(paths.scoring_action(MATCH_ID, "2_3")), (
        "behind the log"
    )
    restore_backup(other_project, file)
    for name, fields in BOOKS.items():
        stored = other_project.document(f"{paths.match(MATCH_ID)}/{name}").get()
        assert stored.to_dict() == {"matchId": MATCH_ID, **fields}
    assert not other_project.document(f"{paths.match(MATCH_ID)}/scorebooks/thandi").get().exists
    other_project.document(f"{paths.match(MATCH_ID)}/rulings/1").update({"accepts": "away"})
    result = run_in_process("restore", str(file), "--apply", "--project", other_project.project)
    assert "matches/m1/rulings/1 accepts" in result.err
