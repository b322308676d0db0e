"""The dashboard and the alerts use existing metrics, and the port serves them."""

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
from tests.monitoring.grafana import Monitoring, names_of

MONITORING = Monitoring("ingest")
RUNBOOK = (Path(__file__).resolve().parents[2] / "docs" / "ingest.md").read_text()
ISSUE = {
    "provider_requests_total", "provider_latency_seconds_bucket", "update_latency_seconds_bucket",
    "missed_balls_total", "rate_limit_events_total", "scorecard_staleness_seconds",
    "scheduler_active_tasks", "live_matches", "synthetic_events_total", "scheduler_is_leader",
    "scheduler_leader_fence", "fenced_writes_total",
}  # fmt: skip


class Wrong:
    """The problems reported by the checks."""

    health: str | None = None
    ready: str | None = None


def fetch(port: int, path: str) -> tuple[int, str]:
    """The status and the text of an answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.fixture(scope="module")
def metrics() -> Metrics:
    """All metrics, labelled ones used once."""
    found = Metrics()
    for each in vars(found).values():
        labels = getattr(each, "_labelnames", ())
        if labels:
            each.labels(*["x"] * len(labels))
    return found


@pytest.fixture(scope="module")
def port(metrics: Metrics) -> Iterator[int]:
    """The port that serves them."""
    app = HealthApp(metrics, lambda: Wrong.health, lambda: Wrong.ready)
    with serve(app, "127.0.0.1", 0) as number:
        yield number


@pytest.fixture(scope="module")
def exposed(port: int) -> set[str]:
    """The names of all samples."""
    status, text = fetch(port, "/metrics")
    assert status == 200
    return set(re.findall(r"^([a-z_]+)[ {]", text, re.MULTILINE))


def test_what_was_asked_to_be_measured_is(exposed: set[str]) -> None:
    assert exposed >= ISSUE


def test_the_labels_are_those_asked_for() -> None:
    metrics = Metrics()
    assert metrics.requests._labelnames == ("provider", "sport", "tier", "status")
    assert metrics.live._labelnames == ("sport",)
    assert metrics.synthetic._labelnames == ("type",)


def test_the_dashboard_shows_what_is_measured_and_all_of_it(
    exposed: set[str], metrics: Metrics
) -> None:
    assert MONITORING.dashboard() <= exposed
    shown = {re.sub("_(bucket|total)$", "", each) for each in MONITORING.dashboard()}
    ours = {each._name for each in vars(metrics).values() if hasattr(each, "_labelnames")}
    assert ours == shown


def test_the_alerts_look_at_what_is_measured(exposed: set[str]) -> None:
    assert len(MONITORING.rules()) >= 10
    for rule in MONITORING.rules():
        names = names_of(rule["expr"])
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
def test_what_keeps_balls_from_spectators_has_an_alert_and_a_line_in_the_runbook(
    alert: str, metric: str
) -> None:
    [rule] = [each for each in MONITORING.rules() if each["alert"] == alert]
    assert names_of(rule["expr"]) == {metric}
    assert f"{alert} |" in RUNBOOK or f"{alert}," in RUNBOOK


def test_every_alert_has_a_line_in_the_runbook() -> None:
    lines = [line.split("|")[1] for line in RUNBOOK.splitlines() if line.startswith("| Ingest")]
    documented = [name.strip() for line in lines for name in line.split(",")]
    assert sorted(documented) == sorted(each["alert"] for each in MONITORING.rules())


def test_the_kinds_that_an_alert_looks_at_are_counted() -> None:
    counted = {*Fault, RATE_LIMITED, "unavailable", "bad_answer"}
    for rule in MONITORING.rules():
        for kinds in re.findall(r'kind=~"([^"]+)"', rule["expr"]):
            assert {*kinds.split("|")} <= counted, rule["alert"]


def test_an_answer_that_is_none_counts_as_failed() -> None:
    [rule] = [each for each in MONITORING.rules() if each["alert"] == "IngestProviderFails"]
    [statuses] = re.findall(r'status=~"([^"]+)"', rule["expr"])
    failed = {each for each in ("200", "304", "401", "403", "404", "429", "500", "503", "error")
              if re.fullmatch(statuses, each)}  # fmt: skip
    assert failed == {"401", "403", "404", "429", "500", "503", "error"}


def test_health_and_readiness_are_told(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fetch(port, "/healthz") == (200, "ok\n")
    assert fetch(port, "/readyz") == (200, "ok\n")
    monkeypatch.setattr(Wrong, "ready", "no place")
    assert fetch(port, "/readyz") == (503, "no place\n")
    assert fetch(port, "/healthz") == (200, "ok\n")
    monkeypatch.setattr(Wrong, "health", "it stands")
    assert fetch(port, "/healthz") == (503, "it stands\n")
    assert fetch(port, "/other")[0] == 404
