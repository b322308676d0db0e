"""Tests that dashboard and alerts use existing metrics, and that the port serves them."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from scrbrd_ingest.health_server import HealthApp, serve
from scrbrd_ingest.measures import Fault
from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.ports import RATE_LIMITED
from tests.monitoring.grafana import Monitoring, metric_names

MONITORING = Monitoring("ingest")
RUNBOOK = (Path(__file__).resolve().parents[2] / "docs" / "ingest.md").read_text()
REQUIRED_SAMPLES = {
    "provider_requests_total", "provider_latency_seconds_bucket", "update_latency_seconds_bucket",
    "missed_balls_total", "rate_limit_events_total", "scorecard_staleness_seconds",
    "scheduler_active_tasks", "live_matches", "synthetic_events_total", "scheduler_is_leader",
    "scheduler_leader_fence", "fenced_writes_total",
}  # fmt: skip


class ReportedProblems:
    """The problems reported by the checks."""

    health: str | None = None
    ready: str | None = None


def fetch(port: int, path: str) -> tuple[int, str]:
    """Return the status and the text of an answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.fixture(scope="module")
def metrics() -> Metrics:
    """Return all metrics, labelled ones used once."""
    all_metrics = Metrics()
    for each in vars(all_metrics).values():
        labels = getattr(each, "_labelnames", ())
        if labels:
            each.labels(*["x"] * len(labels))
    return all_metrics


@pytest.fixture(scope="module")
def port(metrics: Metrics) -> Iterator[int]:
    """Return the port that serves the metrics."""
    app = HealthApp(metrics, lambda: ReportedProblems.health, lambda: ReportedProblems.ready)
    with serve(app, "127.0.0.1", 0) as number:
        yield number


@pytest.fixture(scope="module")
def exposed(port: int) -> set[str]:
    """Return the names of all exposed samples."""
    status, text = fetch(port, "/metrics")
    assert status == 200
    return set(re.findall(r"^([a-z_]+)[ {]", text, re.MULTILINE))


def test_every_required_sample_is_exposed(exposed: set[str]) -> None:
    assert exposed >= REQUIRED_SAMPLES


def test_the_metrics_have_the_required_labels() -> None:
    metrics = Metrics()
    assert metrics.requests._labelnames == ("provider", "sport", "tier", "status")
    assert metrics.live._labelnames == ("sport",)
    assert metrics.synthetic._labelnames == ("type",)


def test_the_dashboard_shows_all_metrics_and_no_others(exposed: set[str], metrics: Metrics) -> None:
    assert MONITORING.dashboard() <= exposed
    displayed = {re.sub("_(bucket|total)$", "", each) for each in MONITORING.dashboard()}
    metric_names = {each._name for each in vars(metrics).values() if hasattr(each, "_labelnames")}
    assert metric_names == displayed


def test_the_alerts_use_exposed_metrics(exposed: set[str]) -> None:
    assert len(MONITORING.rules()) >= 10
    for rule in MONITORING.rules():
        names = metric_names(rule["expr"])
        assert names, rule["alert"]
        assert names <= exposed, rule["alert"]
        assert rule["annotations"]["summary"].endswith(".")


@pytest.mark.parametrize(
    ("alert", "metric"),
    [
        ("IngestBallsWait", "waiting_balls"),
        ("IngestMatchNotWritten", "matches_not_written"),
        ("IngestNewsIsOld", "live_news_age_seconds"),
        ("IngestMissesBalls", "missed_balls_total"),
        ("IngestScorecardIsSilent", "scorecard_staleness_seconds"),
    ],
)
def test_every_cause_of_missing_balls_has_an_alert_and_a_runbook_line(
    alert: str, metric: str
) -> None:
    [rule] = [each for each in MONITORING.rules() if each["alert"] == alert]
    assert metric_names(rule["expr"]) == {metric}
    assert f"{alert} |" in RUNBOOK or f"{alert}," in RUNBOOK


def test_every_alert_has_a_line_in_the_runbook() -> None:
    lines = [line.split("|")[1] for line in RUNBOOK.splitlines() if line.startswith("| Ingest")]
    documented = [name.strip() for line in lines for name in line.split(",")]
    assert sorted(documented) == sorted(each["alert"] for each in MONITORING.rules())


def test_the_fault_kinds_used_by_alerts_are_counted() -> None:
    counted = {*Fault, RATE_LIMITED, "unavailable", "bad_answer"}
    for rule in MONITORING.rules():
        for kinds in re.findall(r'kind=~"([^"]+)"', rule["expr"]):
            assert {*kinds.split("|")} <= counted, rule["alert"]


def test_http_errors_and_missing_answers_count_as_failures() -> None:
    [rule] = [each for each in MONITORING.rules() if each["alert"] == "IngestProviderFails"]
    [statuses] = re.findall(r'status=~"([^"]+)"', rule["expr"])
    failed = {each for each in ("200", "304", "401", "403", "404", "429", "500", "503", "error")
              if re.fullmatch(statuses, each)}  # fmt: skip
    assert failed == {"401", "403", "404", "429", "500", "503", "error"}


def test_health_and_readiness_are_served(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fetch(port, "/healthz") == (200, "ok\n")
    assert fetch(port, "/readyz") == (200, "ok\n")
    monkeypatch.setattr(ReportedProblems, "ready", "no place")
    assert fetch(port, "/readyz") == (503, "no place\n")
    assert fetch(port, "/healthz") == (200, "ok\n")
    monkeypatch.setattr(ReportedProblems, "health", "it stands")
    assert fetch(port, "/healthz") == (503, "it stands\n")
    assert fetch(port, "/other")[0] == 404
