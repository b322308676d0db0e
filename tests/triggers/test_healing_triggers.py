"""Tests the scheduled functions, called as by Cloud Scheduler, on the Firestore emulator."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import functions_framework
import pytest
from google.cloud.firestore import SERVER_TIMESTAMP, Client

from scrbrd.adapters import paths, runtime
from tests.fakes.small_match import match_document, one_over

MAIN = Path(__file__).resolve().parents[2] / "functions" / "main.py"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
HEADERS = {
    "X-CloudScheduler-JobName": "reconcile",
    "X-CloudScheduler-ScheduleTime": "2026-05-01T12:00:00Z",
}


@pytest.fixture(autouse=True)
def reset_stores(firestore_client: Client) -> Iterator[None]:
    """Use stores of this test's project only."""
    assert firestore_client.project
    runtime.reset()
    yield
    runtime.reset()


def call(name: str) -> int:
    app = functions_framework.create_app(name, str(MAIN), "http")
    status: int = app.test_client().post("/", headers=HEADERS).status_code
    return status


def put_match(client: Client, match_id: str, **fields: Any) -> None:
    """Write a match whose triggers were all dropped."""
    client.document(paths.match(match_id)).set(match_document() | fields)
    for key, document in one_over().items():
        action = client.document(paths.scoring_action(match_id, key))
        action.set(document | {"matchId": match_id, "updatedAt": SERVER_TIMESTAMP})


def runs(client: Client, match_id: str) -> int | None:
    score = client.document(paths.live_score(match_id)).get().to_dict()
    return None if score is None else score["currentInnings"]["runs"]


def test_the_frequent_run_heals_matches_in_play_and_just_ended_and_no_others(
    firestore_client: Client,
) -> None:
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    put_match(firestore_client, "in-play", status="live")
    put_match(firestore_client, "at-tea", status="innings_break")
    put_match(firestore_client, "just-ended", status="completed", completedAt=an_hour_ago)
    put_match(
        firestore_client, "old", status="completed", completedAt=an_hour_ago - timedelta(days=9)
    )
    assert call("reconcile_live") == 200
    healed = {name: runs(firestore_client, name) for name in ("in-play", "at-tea", "just-ended")}
    assert healed == {"in-play": 14, "at-tea": 14, "just-ended": 14}
    assert runs(firestore_client, "old") is None


def test_older_matches_are_healed_every_night(firestore_client: Client) -> None:
    put_match(firestore_client, "old", status="completed", completedAt=LONG_AGO)
    assert call("reconcile_older") == 200
    assert runs(firestore_client, "old") == 14


def test_a_second_run_writes_no_score(firestore_client: Client) -> None:
    put_match(firestore_client, "in-play", status="live")
    assert call("reconcile_live") == 200
    before = firestore_client.document(paths.live_score("in-play")).get().update_time
    assert call("reconcile_live") == 200
    assert firestore_client.document(paths.live_score("in-play")).get().update_time == before


def test_a_failing_match_is_an_error_and_does_not_prevent_healing_of_the_others(
    firestore_client: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put_match(firestore_client, "a-broken", status="live")
    put_match(firestore_client, "b-whole", status="live")
    store = runtime.match_store()
    read_log = store.read_log

    def broken(match_id: str) -> Any:
        if match_id == "a-broken":
            raise ConnectionError("Firestore is away")
        return read_log(match_id)

    monkeypatch.setattr(store, "read_log", broken)
    assert call("reconcile_live") == 500
    assert runs(firestore_client, "b-whole") == 14
    assert '"matchId": "a-broken"' in capsys.readouterr().err


@pytest.mark.parametrize("name", ["reconcile_live", "reconcile_older"])
@pytest.mark.parametrize(
    "error", [ValueError("of this match"), ConnectionError("Firestore is away")], ids=repr
)
def test_a_failed_reconcile_is_in_the_matchs_health_until_one_succeeds(
    firestore_client: Client, name: str, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_match(firestore_client, "in-play", status="live")
    assert call(name) == 200
    health = firestore_client.document(paths.live_health("in-play"))
    state = firestore_client.document(paths.live_state("in-play"))

    def broken(*_: object) -> Any:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(runtime.match_store(), "count_log", broken)
        patch.setattr(runtime.match_store(), "read_newer", broken)
        assert call(name) == 500
    failed = (health.get().to_dict() or {}).get("failed", {})
    if isinstance(error, ConnectionError):
        assert failed == {}, "it may pass: the next run tries again"
        return
    assert isinstance(failed.pop("at"), datetime)
    assert failed == {"what": "reconcile", "error": repr(error), "documentId": "in-play"}
    assert call(name) == 200
    assert "failed" not in (health.get().to_dict() or {})
    assert (state.get().to_dict() or {})["hasFailed"] is False, "the next runs look no closer"
