"""Tests that a match whose own documents make a verb fail is reported and stops no other match."""

from __future__ import annotations

from typing import Any

import pytest
from google.api_core.exceptions import GoogleAPICallError, InvalidArgument, ServiceUnavailable
from google.cloud.firestore import Client

from scrbrd.adapters.store import FirestoreMatchStore
from tests.admin.administration import run_failing, run_in_process
from tests.admin.projected_match import stored_score, write_match
from tests.admin.seasons import SEASON
from tests.fakes.small_match import MATCH_ID

OTHER = "m2"
TOO_LARGE = InvalidArgument("its size exceeds the maximum")
UNAVAILABLE = ServiceUnavailable("try again")


@pytest.fixture
def client(firestore_client: Client) -> Client:
    """Return a client of a database with two matches of a season, without their scores."""
    for match_id in (MATCH_ID, OTHER):
        write_match(firestore_client, match_id)
        firestore_client.document(f"matches/{match_id}").update({"seasonId": SEASON})
        firestore_client.document(f"matches/{match_id}/live/score").delete()
    return firestore_client


def fail_commits(monkeypatch: pytest.MonkeyPatch, error: GoogleAPICallError) -> None:
    """Make every commit of the first match fail with this error."""
    commit = FirestoreMatchStore.commit

    def failing_commit(store: FirestoreMatchStore, match_id: str, *arguments: Any) -> Any:
        if match_id == MATCH_ID:
            raise error
        return commit(store, match_id, *arguments)

    monkeypatch.setattr(FirestoreMatchStore, "commit", failing_commit)


@pytest.mark.parametrize("verb", ["rebuild", "reconcile"])
def test_a_verb_over_all_matches_reports_the_failed_one_and_does_the_others(
    client: Client, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_commits(monkeypatch, TOO_LARGE)
    result = run_in_process(verb, "--all")
    assert (result.code, result.err) == (1, "")
    assert f"{MATCH_ID}: failed: {TOO_LARGE!r}; for this match alone the command" in result.out
    assert "2 matches, 1 to look at" in result.out
    assert stored_score(client, OTHER)
    assert "its size exceeds the maximum" in run_failing(1, verb, MATCH_ID)


def test_a_rebuild_of_a_season_reports_the_failed_match_and_does_the_others(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for match_id in (MATCH_ID, OTHER):
        for each in client.collection(f"matches/{match_id}/archive").stream():
            each.reference.delete()
    fail_commits(monkeypatch, TOO_LARGE)
    result = run_in_process("stats", "rebuild", SEASON)
    assert (result.code, result.err) == (1, "")
    assert f"match {MATCH_ID}: failed: {TOO_LARGE!r}" in result.out
    assert stored_score(client, OTHER)


@pytest.mark.usefixtures("client")
def test_an_error_that_every_match_would_have_stops_the_verb(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fail_commits(monkeypatch, UNAVAILABLE)
    assert "does not answer; try again" in run_failing(1, "rebuild", "--all")


def test_an_unreadable_health_document_stops_no_other_match(client: Client) -> None:
    client.document(f"matches/{MATCH_ID}/live/health").set({"problemCount": "many"})
    result = run_in_process("health", "--all")
    assert (result.code, result.err) == (1, "")
    assert "2 matches, 1 to look at" in result.out
