"""A match that somebody else writes at every try is told of, and stops no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.engine import contention
from scrbrd.engine.contention import ContendedError
from tests.admin.administration import done, here
from tests.admin.projected import score, write_match
from tests.fakes.small_match import MATCH_ID

OTHER = "m2"
WRITTEN = f"match {MATCH_ID}: it moved at each of 12 tries"


@pytest.fixture
def client(firestore_client: Client) -> Client:
    """Two matches."""
    for match_id in (MATCH_ID, OTHER):
        write_match(firestore_client, match_id)
    return firestore_client


@pytest.fixture
def busy(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The same; no commit of the first one comes through, and both have lost their scores."""
    commit = FirestoreMatchStore.commit

    def overtaken(store: FirestoreMatchStore, match_id: str, *arguments: Any) -> Any:
        if match_id == MATCH_ID:
            raise ContendedError(WRITTEN)
        return commit(store, match_id, *arguments)

    monkeypatch.setattr(FirestoreMatchStore, "commit", overtaken)
    monkeypatch.setattr(contention, "LONGEST_WAIT", 0.01)
    for match_id in (MATCH_ID, OTHER):
        client.document(f"matches/{match_id}/live/score").delete()
    return client


@pytest.mark.parametrize("verb", ["rebuild", "reconcile"])
def test_the_others_are_done_all_the_same(busy: Client, verb: str) -> None:
    ran = here(verb, "--all")
    assert (ran.code, ran.err) == (1, "")
    assert (
        f"{MATCH_ID}: not done: {WRITTEN}; somebody writes it at the same time: run it again"
        in ran.out
    )
    assert "2 matches, 1 to look at" in ran.out
    assert score(busy, OTHER)
    assert not score(busy)


def test_a_restore_says_it_in_a_line(
    client: Client, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    file = tmp_path / "m.jsonl"
    done("backup", MATCH_ID, str(file))
    request.getfixturevalue("busy")
    ran = here("restore", str(file), "--apply")
    assert ran.code == 1
    assert ran.err == (
        f"scrbrd: {WRITTEN}; somebody writes it at the same time: run the same command again\n"
    )
    assert client.document(f"matches/{MATCH_ID}").get().exists
