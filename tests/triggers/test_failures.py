"""Tests a trigger's errors: transient ones are raised, others are recorded and acknowledged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import functions_framework
import pytest
from google.api_core.exceptions import (
    Aborted,
    DeadlineExceeded,
    InternalServerError,
    InvalidArgument,
    ResourceExhausted,
    RetryError,
    ServiceUnavailable,
)
from google.cloud.firestore import Client

from scrbrd.adapters import paths, runtime
from scrbrd.engine.contention import ContendedError
from scrbrd.handlers.reconcile import reconcile
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, one_over
from tests.triggers.cloud_events import written_event

MAIN = Path(__file__).resolve().parents[2] / "functions" / "main.py"
ACTION = paths.scoring_action(MATCH_ID, "1_2")
LINEUP = f"{paths.lineups(MATCH_ID)}/lions_lions-1"
LONG_AGO = datetime(2026, 5, 1, tzinfo=UTC)
CONTRIBUTION = "player_match_stats/m1_lions-1"
PERMANENT_ERRORS = [
    ValueError("of this document"),
    TypeError("Firestore holds no GeoPoint"),
    KeyError("striker"),
    RecursionError("too deep"),
    InvalidArgument("Document exceeds maximum size"),
]
TRANSIENT_ERRORS = [
    ContendedError("busy"),
    Aborted("contention"),
    DeadlineExceeded("late"),
    InternalServerError("oops"),
    ResourceExhausted("quota"),
    RetryError("away for 20 s", cause=None),
    ServiceUnavailable("away"),
    ConnectionError("refused"),
    TimeoutError("late"),
]


class Functions:
    """The deployed functions on one project, with a store whose reads can be made to fail."""

    def __init__(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        self.client, self.patch = client, monkeypatch

    def send(self, target: str, path: str, old: Any = None) -> int:
        """Call a function with the event of a document; return its HTTP status."""
        headers, body = written_event(
            self.client.project, path, self.client.document(path).get(), old
        )
        app = functions_framework.create_app(target, str(MAIN), "cloudevent")
        return int(app.test_client().post("/", data=body, headers=headers).status_code)

    def score(self, action_id: str, document: dict[str, Any]) -> int:
        """Append an action and send its event; return the HTTP status."""
        path = paths.scoring_action(MATCH_ID, action_id)
        self.client.document(path).set(document)
        return self.send("on_scoring_action_written", path)

    def fail_reads(self, error: Exception, store: Any = None, name: str = "read_state") -> None:
        """Make a read of the store raise from now on, and clear the worker's cached states."""
        runtime.recent_states.cache_clear()

        def broken(*_: object) -> None:
            raise error

        self.patch.setattr(store or runtime.match_store(), name, broken)

    def get(self, path: str) -> dict[str, Any]:
        return self.client.document(path).get().to_dict() or {}

    @property
    def health(self) -> dict[str, Any]:
        return self.get(paths.live_health(MATCH_ID))


@pytest.fixture
def functions(firestore_client: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[Functions]:
    runtime.reset()
    firestore_client.document(paths.match(MATCH_ID)).set(match_document())
    for key, document in lineup_documents().items():
        firestore_client.document(f"{paths.lineups(MATCH_ID)}/{key}").set(document)
    functions = Functions(firestore_client, monkeypatch)
    for key in ("1_1", "1_2"):
        assert functions.score(key, one_over()[key]) == 200
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _seconds: None)
    yield functions
    runtime.reset()


@pytest.mark.parametrize("error", TRANSIENT_ERRORS, ids=lambda error: type(error).__name__)
def test_a_transient_error_is_raised_so_that_the_platform_retries(
    functions: Functions, error: Exception
) -> None:
    functions.fail_reads(error)
    assert functions.send("on_scoring_action_written", ACTION) == 500
    assert functions.send("on_lineup_written", LINEUP) == 500
    assert "failed" not in functions.health


@pytest.mark.parametrize("error", PERMANENT_ERRORS, ids=lambda error: type(error).__name__)
def test_a_permanent_error_is_recorded_in_the_health_and_acknowledged(
    functions: Functions, error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    functions.fail_reads(error)
    assert functions.send("on_scoring_action_written", ACTION) == 200
    failed = functions.health["failed"]
    assert isinstance(failed.pop("at"), datetime)
    assert failed == {"what": "catch_up", "error": repr(error), "documentId": "1_2"}
    assert functions.health["problems"] == [], "what was there stays"
    [line] = [
        entry
        for text in capsys.readouterr().err.splitlines()
        if text.startswith("{") and (entry := json.loads(text))["message"] == "catch_up failed"
    ]
    assert (line["matchId"], line["actionId"], line["retried"]) == (MATCH_ID, "1_2", False)
    assert "in broken" in line["traceback"]
    assert functions.send("on_lineup_written", LINEUP) == 200
    failed = functions.health["failed"]
    assert (failed["what"], failed["documentId"]) == ("refresh_inputs", "lions_lions-1")


def test_the_next_ball_that_succeeds_removes_the_failure_and_costs_no_read(
    functions: Functions,
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        Functions(functions.client, patch).fail_reads(ValueError("x"))
        assert functions.score("1_3", one_over()["1_3"]) == 200
    assert functions.health["failed"]["documentId"] == "1_3"
    assert functions.score("1_4", one_over()["1_4"]) == 200
    assert "failed" not in functions.health
    score = functions.get(paths.live_score(MATCH_ID))
    assert (score["currentInnings"]["runs"], score["lastActionId"]) == (5, "1_4")
    assert functions.get(paths.live_state(MATCH_ID))["hasFailed"] is False


def test_reconcile_removes_the_failure_and_applies_the_skipped_action(functions: Functions) -> None:
    with pytest.MonkeyPatch.context() as patch:
        Functions(functions.client, patch).fail_reads(ValueError("x"))
        functions.score("1_3", ball(3, 4))
    assert "failed" in functions.health
    reconcile(runtime.match_store(), runtime.utc_now, MATCH_ID)
    assert "failed" not in functions.health
    assert functions.get(paths.live_score(MATCH_ID))["currentInnings"]["runs"] == 5


def test_a_failure_that_cannot_be_recorded_is_only_logged(
    functions: Functions, capsys: pytest.CaptureFixture[str]
) -> None:
    functions.fail_reads(ValueError("x"))
    functions.fail_reads(ServiceUnavailable("away"), name="note_failure")
    assert functions.send("on_scoring_action_written", ACTION) == 200
    assert "note_failure failed" in capsys.readouterr().err


def test_a_failure_before_the_first_action_does_not_create_a_score(functions: Functions) -> None:
    with pytest.MonkeyPatch.context() as patch:
        Functions(functions.client, patch).fail_reads(ValueError("x"))
        path = paths.match("m2")
        functions.client.document(path).set(match_document())
        assert functions.send("on_match_written", path) == 200
    assert functions.send("on_match_written", path) == 200
    assert functions.get(paths.live_score("m2")) == {}
    first = one_over()["1_1"] | {"matchId": "m2"}
    functions.client.document(paths.scoring_action("m2", "1_1")).set(first)
    assert functions.send("on_scoring_action_written", paths.scoring_action("m2", "1_1")) == 200
    assert functions.get(paths.live_score("m2"))["lastActionId"] == "1_1"
    assert "failed" not in functions.get(paths.live_health("m2"))


def test_a_contribution_that_cannot_be_counted_is_acknowledged_and_stays_owed(
    functions: Functions,
) -> None:
    functions.client.document(CONTRIBUTION).set({"matchId": "m1"})
    owed = functions.client.document("stats_state/player_lions-1")
    owed.set({"owed": {"m1": [LONG_AGO]}, "owedSince": LONG_AGO})
    assert functions.send("on_player_contribution_written", CONTRIBUTION) == 200
    assert (owed.get().to_dict() or {})["owed"]


@pytest.mark.parametrize(("error", "status"), [(ValueError("x"), 200), (Aborted("busy"), 500)])
def test_failing_figures_raise_an_error_only_if_a_retry_may_help(
    functions: Functions, error: Exception, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    owed = {"owed": {"m1": [LONG_AGO]}, "owedSince": LONG_AGO}
    for name in ("player_a", "player_b"):
        functions.client.document(f"stats_state/{name}").set(owed)
    functions.fail_reads(error, runtime.stats_store(), "read_guard")
    app = functions_framework.create_app("reconcile_statistics", str(MAIN), "http")
    assert app.test_client().post("/").status_code == status
    logged = capsys.readouterr().err
    assert '"subject": "player_a"' in logged
    assert '"subject": "player_b"' in logged


def test_a_failing_team_does_not_prevent_the_points_of_others(
    functions: Functions, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cup = functions.client.document("competitions/cup")
    cup.set({"tableRules": {"win": 3}})
    for team in ("a", "b"):
        functions.client.document(f"team_match_stats/m1_{team}").set(
            {"teamId": team, "competitionId": "cup"}
        )
    tried: list[str] = []

    def fail(subject: Any) -> Any:
        tried.append(subject.id)
        raise ValueError("not a contribution")

    monkeypatch.setattr(runtime.stats_store(), "read_guard", fail)
    assert functions.send("on_competition_written", "competitions/cup") == 200
    assert tried == ["a", "b"]
    assert '"subject": "team_b"' in capsys.readouterr().err
