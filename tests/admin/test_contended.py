"""Tests that a match with a concurrent write at every try is reported and stops no other match."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.engine import contention
from scrbrd.engine.contention import ContendedError
from tests.admin.administration import run_in_process, run_ok
from tests.admin.projected_match import stored_score, write_match
from tests.fakes.small_match import MATCH_ID

OTHER = "m2"
CONTENDED = f"match {MATCH_ID}: it moved at each of 12 tries"


@pytest.fixture
def client(firestore_client: Client) -> Client:
    """Return a client of a database with two matches."""
    for match_id in (MATCH_ID, OTHER):
        write_match(firestore_client, match_id)
    return firestore_client


@pytest.fixture
def contended_client(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Make each commit of the first match fail as contended; delete the scores of both matches."""
    commit = FirestoreMatchStore.commit

    def contended_commit(store: FirestoreMatchStore, match_id: str, *arguments: Any) -> Any:
        if match_id == MATCH_ID:
            raise ContendedError(CONTENDED)
        return commit(store, match_id, *arguments)

    monkeypatch.setattr(FirestoreMatchStore, "commit", contended_commit)
    monkeypatch.setattr(contention, "LONGEST_WAIT", 0.01)
    for match_id in (MATCH_ID, OTHER):
        client.document(f"matches/{match_id}/live/score").delete()
    return client


@pytest.mark.parametrize("verb", ["rebuild", "reconcile"])
def test_a_verb_over_all_matches_reports_the_contended_one_and_does_the_others(
    contended_client: Client, verb: str
) -> None:
    result = run_in_process(verb, "--all")
    assert (result.code, result.err) == (1, "")
    assert (
        f"{MATCH_ID}: not done: {CONTENDED}; somebody writes it at the same time: run it again"
        in result.out
    )
    assert "2 matches, 1 to look at" in result.out
    assert stored_score(contended_client, OTHER)
    assert not stored_score(contended_client)


def test_a_restore_of_a_contended_match_fails_with_one_line(
    client: Client, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    file = tmp_path / "m.jsonl"
    run_ok("backup", MATCH_ID, str(file))
    request.getfixturevalue("contended_client")
    result = run_in_process("restore", str(file), "--apply")
    assert result.code == 1
    assert result.err == (
        f"scrbrd: {CONTENDED}; somebody writes it at the same time: run the same command again\n"
    )
    assert client.document(f"matches/{MATCH_ID}").get().exists
