"""What the dashboard and the alerts name is what the service measures."""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml

from scrbrd_gateway.metrics import Metrics, start_metrics
from scrbrd_gateway.room import RENEWED

MONITORING = Path(__file__).resolve().parents[2] / "services" / "gateway" / "monitoring"
WORDS = {"absent", "by", "increase", "histogram_quantile", "rate", "sum"}
NOT_NAMES = re.compile(
    r"""\{[^}]*\}            # the labels asked for
    | \bby\s*\([^)]*\)       # the labels kept
    | \[[^\]]*\]             # the time looked at
    | \b[0-9.]+\b            # a number
    """,
    re.VERBOSE,
)
ISSUE = {
    "ws_connections", "ws_messages_total", "ws_rooms", "broadcast_latency_seconds_bucket",
    "update_latency_seconds_bucket", "ws_dead_connections_total", "ws_slow_connections_total",
    "firestore_listener_restarts_total", "http_requests_total",
}  # fmt: skip


def names_of(expression: str) -> set[str]:
    """Return the metrics that an expression of PromQL names."""
    return set(re.findall(r"[a-z_:]+", NOT_NAMES.sub(" ", expression))) - WORDS


def dashboard() -> set[str]:
    panels = json.loads((MONITORING / "dashboard.json").read_text())["panels"]
    return {
        name for panel in panels for each in panel["targets"] for name in names_of(each["expr"])
    }


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((MONITORING / "alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


@pytest.fixture(scope="module")
def exposed() -> set[str]:
    """The names of all samples that the own port serves, labelled ones once used."""
    metrics = Metrics()
    for each in (metrics.connections, metrics.messages, metrics.refused, metrics.closes):
        each.labels("x")
    for each in (metrics.not_resumed, metrics.presence_writes):
        each.labels("x")
    metrics.listener_restarts.labels("x", "y")
    metrics.requests.labels("x", "GET", "200")
    metrics.request_seconds.labels("x")
    port = start_metrics(metrics, 0, "127.0.0.1")
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port.number}/metrics") as answer:
            text = answer.read().decode()
    finally:
        port.stop()
    return set(re.findall(r"^([a-z_]+)[ {]", text, re.MULTILINE))


def test_the_names_of_an_expression_are_found() -> None:
    expression = 'sum by (le) (rate(a_total{x=~"b"}[5m])) > 0.5 * absent(c_seconds_bucket)'
    assert names_of(expression) == {"a_total", "c_seconds_bucket"}


def test_what_was_asked_to_be_measured_is(exposed: set[str]) -> None:
    assert exposed >= ISSUE


def test_the_dashboard_shows_what_is_measured(exposed: set[str]) -> None:
    assert dashboard() <= exposed
    assert dashboard() >= ISSUE


def test_the_alerts_look_at_what_is_measured(exposed: set[str]) -> None:
    for rule in rules():
        names = names_of(rule["expr"])
        assert names, rule["alert"]
        assert names <= exposed, rule["alert"]
        assert rule["annotations"]["summary"].endswith(".")


def test_listeners_renewed_as_a_matter_of_course_raise_no_alert() -> None:
    """One is renewed after every twenty events, which is once an over or so of each match."""
    [rule] = [each for each in rules() if "listener_restarts" in each["expr"]]
    assert f'reason!="{RENEWED}"' in rule["expr"]


def test_no_rate_by_the_second_is_compared_with_a_number_of_things() -> None:
    gauges = {"ws_connections", "sse_connections", "ws_rooms", "firestore_listeners"}
    for rule in rules():
        if gauges & names_of(rule["expr"]) and ">" in rule["expr"]:
            assert "rate(" not in rule["expr"], rule["alert"]
