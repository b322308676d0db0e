"""Tests the trigger on the log, called with CloudEvents against the Firestore emulator."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import functions_framework
import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths, runtime
from tests.fakes.small_match import MATCH_ID, lineup_documents, match_document, one_over
from tests.triggers.cloud_events import written_event

MAIN = Path(__file__).resolve().parents[2] / "functions" / "main.py"
STAMPS = ("version", "lastUpdated", "ledger")


@pytest.fixture
def app(firestore_client: Client) -> Iterator[Any]:
    """Return the deployed function behind functions-framework, on this test's project."""
    firestore_client.document(paths.match(MATCH_ID)).set(match_document())
    for key, document in lineup_documents().items():
        firestore_client.document(f"{paths.lineups(MATCH_ID)}/{key}").set(document)
    runtime.reset()
    yield functions_framework.create_app("on_scoring_action_written", str(MAIN), "cloudevent")
    runtime.reset()


def deliver(app: Any, client: Client, action_id: str) -> int:
    """Send the event of one action; return the function's HTTP status."""
    path = paths.scoring_action(MATCH_ID, action_id)
    headers, body = written_event(client.project, path, client.document(path).get())
    status: int = app.test_client().post("/", data=body, headers=headers).status_code
    return status


def append(client: Client, documents: dict[str, dict[str, Any]]) -> None:
    for action_id, document in documents.items():
        client.document(paths.scoring_action(MATCH_ID, action_id)).set(document)


def live_score(client: Client) -> dict[str, Any]:
    score = client.document(paths.live_score(MATCH_ID)).get().to_dict() or {}
    return {key: value for key, value in score.items() if key not in STAMPS}


def test_one_event_updates_the_live_score_to_the_whole_log(
    app: Any, firestore_client: Client
) -> None:
    append(firestore_client, one_over())
    assert deliver(app, firestore_client, "1_2") == 200
    score = live_score(firestore_client)
    assert (score["currentInnings"]["runs"], score["lastActionId"]) == (14, "1_7")


def test_events_may_arrive_shuffled_twice_and_with_some_dropped(
    app: Any, firestore_client: Client
) -> None:
    documents = one_over(1) | one_over(2)
    append(firestore_client, documents)
    delivered = random.Random(7).sample([*documents, *documents], k=2 * len(documents) - 3)
    assert {deliver(app, firestore_client, action_id) for action_id in delivered} == {200}
    assert live_score(firestore_client)["resultText"] == "match tied"


def test_a_void_changes_the_score_and_a_redo_restores_it(
    app: Any, firestore_client: Client
) -> None:
    append(firestore_client, one_over())
    deliver(app, firestore_client, "1_7")
    before = live_score(firestore_client)
    action = firestore_client.document(paths.scoring_action(MATCH_ID, "1_4"))
    action.update({"isVoided": True})
    deliver(app, firestore_client, "1_4")
    assert live_score(firestore_client)["currentInnings"]["runs"] == 10
    action.update({"isVoided": False})
    deliver(app, firestore_client, "1_4")
    assert live_score(firestore_client) == before


def test_concurrent_workers_lose_no_action(app: Any, firestore_client: Client) -> None:
    documents = one_over(1) | one_over(2)

    def score_one(item: tuple[str, dict[str, Any]]) -> int:
        append(firestore_client, dict([item]))
        return deliver(app, firestore_client, item[0])

    with ThreadPoolExecutor(max_workers=4) as workers:
        statuses = list(workers.map(score_one, documents.items()))
    assert set(statuses) == {200}
    score = live_score(firestore_client)
    assert (score["lastActionId"], score["resultText"]) == ("2_7", "match tied")
    assert score["innings1"]["runs"] == score["innings2"]["runs"] == 14


def test_a_failure_is_returned_to_the_platform_as_an_error(
    app: Any, firestore_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(firestore_client, one_over())

    def broken(*_: object) -> None:
        raise ConnectionError("Firestore is away")

    monkeypatch.setattr(runtime.match_store(), "read_state", broken)
    assert deliver(app, firestore_client, "1_2") == 500


def test_a_match_whose_id_is_not_ascii_gets_its_score(app: Any, firestore_client: Client) -> None:
    match_id = "spiel-m\u00fcnchen"
    path = paths.scoring_action(match_id, "1_1")
    firestore_client.document(path).set(one_over()["1_1"])
    headers, body = written_event(
        firestore_client.project, path, firestore_client.document(path).get()
    )
    assert app.test_client().post("/", data=body, headers=headers).status_code == 200
    score = firestore_client.document(paths.live_score(match_id)).get().to_dict() or {}
    assert score["matchId"] == match_id
