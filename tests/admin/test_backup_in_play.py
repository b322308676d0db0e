"""Tests that a backup of a match in play holds the match as it was at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from google.cloud.firestore import Client

from admin.rest_client import RestClient
from admin.transfer import backup
from scrbrd.adapters import paths
from tests.admin.administration import run_ok
from tests.admin.projected_match import write_match
from tests.admin.test_foreign_references import FOREIGN, rest
from tests.fakes.small_match import MATCH_ID

__all__ = ["rest"]

LATE_LINEUP, BALL = paths.lineup(MATCH_ID, "lions", "late-1"), paths.scoring_action(MATCH_ID, "2_6")
BOOK = paths.book_entry(MATCH_ID, "ann", "2_6")
SCORE = paths.live_score(MATCH_ID)


def backup_during_changes(client: Client, file: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Back up a match; after its lineups are read, a player is added and bowls. Return the file."""
    real_collections = backup.collections_of_match

    def collections_with_changes(reader: Client, match_id: str) -> Iterator[str]:
        names = real_collections(reader, match_id)
        yield next(names)
        client.document(LATE_LINEUP).set({"playerId": "late-1", "teamId": "lions"})
        client.document(BALL).update({"bowlerId": "late-1"})
        client.document(BOOK).set({"bowlerId": "late-1"})
        client.document(paths.scoring_action(MATCH_ID, "2_1")).delete()
        client.document(SCORE).set({"ballHistory": [{"bowlerId": "late-1", "runs": 1}]})
        yield from names

    monkeypatch.setattr(backup, "collections_of_match", collections_with_changes)
    run_ok("backup", MATCH_ID, str(file))
    return file.read_text()


def test_a_backup_has_no_ball_of_a_player_added_after_the_lineups_were_read(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_match(firestore_client)
    text = backup_during_changes(firestore_client, tmp_path / "m.jsonl", monkeypatch)
    assert "late-1" not in text
    assert paths.scoring_action(MATCH_ID, "2_1") in text
    assert firestore_client.document(LATE_LINEUP).get().exists


def test_the_same_holds_where_documents_refer_to_another_project(
    firestore_client: Client, rest: RestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_match(firestore_client)
    for path in (paths.match(MATCH_ID), paths.scoring_action(MATCH_ID, "1_4"), BALL):
        rest.update(path, {"whose": FOREIGN}, ())
    text = backup_during_changes(firestore_client, tmp_path / "m.jsonl", monkeypatch)
    assert "late-1" not in text
    assert text.count("demo-other") == 3
    assert paths.scoring_action(MATCH_ID, "2_1") in text
