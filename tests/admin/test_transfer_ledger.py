"""Backups hold ledger, books and rulings: a restored match goes on with its own chain."""

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
from tests.admin.administration import done, here
from tests.admin.projected import action, now, score, write_log, write_match_and_lineups
from tests.fakes.small_match import MATCH_ID, match_document, over

ELSEWHERE = "demo-elsewhere"
BOOKS = {
    "scorebooks/thandi/entries/1_1": {"recordedBy": "thandi", "nonce": "a", "runs": 4},
    "scorebooks/sipho/entries/1_1": {"recordedBy": "sipho", "nonce": "b", "runs": 6},
    "rulings/1": {"number": 1, "decidedBy": "umpire", "accepts": "home"},
}


def append(client: Client, *names: str) -> None:
    """The next actions, each with its trigger."""
    log = over(1) | over(2)
    for name in names:
        write_log(client, MATCH_ID, {name: log[name]})
        store = FirestoreMatchStore(client)
        catch_up(store, now, MATCH_ID, store.read_actions(MATCH_ID, [name]))


@pytest.fixture
def database(firestore_client: Client) -> Client:
    """A match in its second innings, after a void, a redo and a correction; links are open."""
    write_match_and_lineups(firestore_client, MATCH_ID, match_document())
    append(firestore_client, *over(1))
    done("void", MATCH_ID, "1_3", "--apply")
    done("redo", MATCH_ID, "1_3", "--apply")
    done("correct", MATCH_ID, "1_4", "--set", "runsOffBat=6", "--apply")
    append(firestore_client, "2_1", "2_2", "2_3")
    return firestore_client


@pytest.fixture
def elsewhere(database: Client, project_id: str) -> Client:
    """Another project, without any document."""
    client = Client(project=f"{ELSEWHERE}-{project_id[-8:]}")
    assert list(client.collections()) == []
    assert database.project != client.project
    return client


def backup(folder: Path, name: str = "m1.jsonl") -> Path:
    file = folder / name
    done("backup", MATCH_ID, str(file))
    return file


def head(client: Client) -> str:
    """The head that is given out: `NUMBER: HASH`."""
    return done("ledger", "head", MATCH_ID, "--project", client.project).strip()


def verify(client: Client, *given: str) -> None:
    """The chain is sound, it is that of the log and of the heads that were given out."""
    for each in given:
        done("ledger", "verify", MATCH_ID, "--head", each, "--project", client.project)
    done("verify", MATCH_ID, "--project", client.project)


def restore(client: Client, file: Path, *options: str) -> str:
    return done("restore", str(file), "--apply", "--project", client.project, *options)


def links(client: Client) -> list[str]:
    """What the documents of the ledger say was done."""
    stored = FirestoreMatchStore(client).read_ledger(MATCH_ID)
    return [f"{link.kind} {link.action_id}" for link in stored]


def documents(client: Client) -> Mapping[str, Json | None]:
    """Match, log and ledger as they are stored."""
    found = {paths.match(MATCH_ID): client.document(paths.match(MATCH_ID)).get().to_dict()}
    for collection in (paths.scoring_actions(MATCH_ID), paths.ledger(MATCH_ID)):
        for snap in client.collection(collection).stream():
            found[snap.reference.path] = snap.to_dict()
    return found


def test_a_match_restored_elsewhere_has_the_head_that_was_given_out(
    database: Client, elsewhere: Client, tmp_path: Path
) -> None:
    given, early = head(database), links(database)
    assert given.startswith("13: ")
    assert len(early) == 10, "three links are open, in no document and no backup"
    assert {"voided 1_3", "redone 1_3", "corrected 1_8"} <= set(early)
    file = backup(tmp_path)
    assert "Restored 1 matches: 19 new, 0 there already" in restore(elsewhere, file)
    assert head(elsewhere) == given
    assert links(elsewhere) == [*early, "appended 2_1", "appended 2_2", "appended 2_3"]
    verify(elsewhere, given)
    assert score(elsewhere) == score(database)
    stored = action(elsewhere, "1_3")
    assert (stored["createdAt"], stored["updatedAt"]) == (
        action(database, "1_3")["createdAt"],
        action(database, "1_3")["updatedAt"],
    )
    before = documents(elsewhere)
    assert "Restored 1 matches: 0 new, 19 there already" in restore(elsewhere, file)
    assert documents(elsewhere) == before
    assert head(elsewhere) == given


def test_a_restored_match_goes_on_with_its_chain(
    database: Client, elsewhere: Client, tmp_path: Path
) -> None:
    given = head(database)
    restore(elsewhere, backup(tmp_path))
    append(elsewhere, "2_4")
    assert head(elsewhere).startswith("14: ")
    verify(elsewhere, given, head(elsewhere))


def test_a_newer_backup_continues_what_an_older_one_restored(
    database: Client, elsewhere: Client, tmp_path: Path
) -> None:
    older = backup(tmp_path, "older.jsonl")
    append(database, "2_4", "2_5", "2_6", "2_7")
    newer, given = backup(tmp_path, "newer.jsonl"), head(database)
    restore(elsewhere, older)
    assert "1 of ledgers continued" in restore(elsewhere, newer)
    assert head(elsewhere) == given
    verify(elsewhere, given)


def test_a_match_that_only_went_on_keeps_its_chain(database: Client, tmp_path: Path) -> None:
    file = backup(tmp_path)
    append(database, "2_4", "2_5", "2_6", "2_7")
    given, before = head(database), documents(database)
    restore(database, file)
    assert documents(database) == before
    assert head(database) == given
    verify(database, given)


def test_a_match_that_was_changed_since_is_refused_and_overwritten_with_a_link_for_it(
    database: Client, tmp_path: Path
) -> None:
    file = backup(tmp_path)
    done("void", MATCH_ID, "1_5", "--apply")
    given, before = head(database), documents(database)
    complaint = here("restore", str(file), "--apply")
    assert complaint.code == 1
    assert f"{paths.scoring_action(MATCH_ID, '1_5')} isVoided" in complaint.err
    assert documents(database) == before
    restore(database, file, "--overwrite")
    assert not action(database, "1_5").get("isVoided")
    assert links(database)[-2:] == ["voided 1_5", "redone 1_5"]
    verify(database, given, head(database))


def test_another_chain_is_in_the_way_and_is_never_replaced(
    database: Client, elsewhere: Client, tmp_path: Path
) -> None:
    file = backup(tmp_path)
    restore(elsewhere, without_ledger(file, tmp_path / "old.jsonl"))
    given = head(elsewhere)
    assert given != head(database)
    ran = here("restore", str(file), "--apply", "--project", elsewhere.project)
    assert ran.code == 1
    assert "matches/m1/ledger/0 entries; --overwrite replaces them, but never a ledger" in ran.err
    told = restore(elsewhere, file, "--overwrite")
    assert "1 of a ledger not put, for another one goes on there" in told
    assert head(elsewhere) == given
    verify(elsewhere, given)


def without_ledger(file: Path, target: Path) -> Path:
    """A backup as it was before it held ledgers."""
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    kept = [each for each in lines if "/ledger/" not in each.get("path", "")]
    kept[0]["version"] = 1
    kept[-1] = {"documents": len(kept) - 2}
    target.write_text("".join(f"{json.dumps(each)}\n" for each in kept), encoding="utf-8")
    return target


def test_books_and_rulings_come_back_and_a_book_is_no_document(
    database: Client, elsewhere: Client, tmp_path: Path
) -> None:
    for name, fields in BOOKS.items():
        database.document(f"{paths.match(MATCH_ID)}/{name}").set({"matchId": MATCH_ID, **fields})
    file = backup(tmp_path)
    in_file = [json.loads(line).get("path", "") for line in file.read_text().splitlines()]
    places = [in_file.index(f"{paths.match(MATCH_ID)}/{name}") for name in BOOKS]
    assert min(places) > in_file.index(paths.scoring_action(MATCH_ID, "2_3")), "behind the log"
    restore(elsewhere, file)
    for name, fields in BOOKS.items():
        stored = elsewhere.document(f"{paths.match(MATCH_ID)}/{name}").get()
        assert stored.to_dict() == {"matchId": MATCH_ID, **fields}
    assert not elsewhere.document(f"{paths.match(MATCH_ID)}/scorebooks/thandi").get().exists
    elsewhere.document(f"{paths.match(MATCH_ID)}/rulings/1").update({"accepts": "away"})
    ran = here("restore", str(file), "--apply", "--project", elsewhere.project)
    assert "matches/m1/rulings/1 accepts" in ran.err
