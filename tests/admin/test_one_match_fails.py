"""A match at which a verb fails for what lies in it is told of, and stops no other of many."""

from __future__ import annotations

from typing import Any

import pytest
from google.api_core.exceptions import GoogleAPICallError, InvalidArgument, ServiceUnavailable
from google.cloud.firestore import Client

from scrbrd.adapters.store import FirestoreMatchStore
from tests.admin.administration import here, refused
from tests.admin.projected import score, write_match
from tests.admin.seasons import SEASON
from tests.fakes.small_match import MATCH_ID

OTHER = "m2"
TOO_LARGE = InvalidArgument("its size exceeds the maximum")
AWAY = ServiceUnavailable("try again")


@pytest.fixture
def client(firestore_client: Client) -> Client:
    """Two matches of a season that have lost their scores."""
    for match_id in (MATCH_ID, OTHER):
        write_match(firestore_client, match_id)
        firestore_client.document(f"matches/{match_id}").update({"seasonId": SEASON})
        firestore_client.document(f"matches/{match_id}/live/score").delete()
    return firestore_client


def fail(monkeypatch: pytest.MonkeyPatch, error: GoogleAPICallError) -> None:
    """Let every commit of the first match be answered with an error."""
    commit = FirestoreMatchStore.commit

    def answered(store: FirestoreMatchStore, match_id: str, *arguments: Any) -> Any:
        if match_id == MATCH_ID:
            raise error
        return commit(store, match_id, *arguments)

    monkeypatch.setattr(FirestoreMatchStore, "commit", answered)


@pytest.mark.parametrize("verb", ["rebuild", "reconcile"])
def test_the_others_are_done_all_the_same(
    client: Client, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(monkeypatch, TOO_LARGE)
    ran = here(verb, "--all")
    assert (ran.code, ran.err) == (1, "")
    assert f"{MATCH_ID}: failed: {TOO_LARGE!r}; for this match alone the command" in ran.out
    assert "2 matches, 1 to look at" in ran.out
    assert score(client, OTHER)
    assert "its size exceeds the maximum" in refused(1, verb, MATCH_ID)


def test_so_are_those_of_a_season(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for match_id in (MATCH_ID, OTHER):
        for each in client.collection(f"matches/{match_id}/archive").stream():
            each.reference.delete()
    fail(monkeypatch, TOO_LARGE)
    ran = here("stats", "rebuild", SEASON)
    assert (ran.code, ran.err) == (1, "")
    assert f"match {MATCH_ID}: failed: {TOO_LARGE!r}" in ran.out
    assert score(client, OTHER)


@pytest.mark.usefixtures("client")
def test_what_every_other_would_meet_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    fail(monkeypatch, AWAY)
    assert "does not answer; try again" in refused(1, "rebuild", "--all")


def test_a_health_that_nobody_can_read_stops_no_other(client: Client) -> None:
    client.document(f"matches/{MATCH_ID}/live/health").set({"problemCount": "many"})
    ran = here("health", "--all")
    assert (ran.code, ran.err) == (1, "")
    assert "2 matches, 1 to look at" in ran.out
