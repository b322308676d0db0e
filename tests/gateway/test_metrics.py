"""Tests that dashboard and alerts use only metrics that the service exposes."""

from __future__ import annotations

import re
import urllib.request

import pytest

from scrbrd_gateway.metrics import Metrics, start_metrics
from scrbrd_gateway.room import RENEWED
from tests.monitoring.grafana import Monitoring, metric_names

MONITORING = Monitoring("gateway")
REQUIRED_METRICS = {
    "ws_connections", "ws_messages_total", "ws_rooms", "broadcast_latency_seconds_bucket",
    "update_latency_seconds_bucket", "ws_dead_connections_total", "ws_slow_connections_total",
    "firestore_listener_restarts_total", "http_requests_total",
}  # fmt: skip


@pytest.fixture(scope="module")
def exposed_names() -> set[str]:
    """Return the names of all samples on the metrics port; labelled ones appear once used."""
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
    assert metric_names(expression) == {"a_total", "c_seconds_bucket"}


def test_the_required_metrics_are_exposed(exposed_names: set[str]) -> None:
    assert exposed_names >= REQUIRED_METRICS


def test_the_dashboard_shows_only_exposed_metrics(exposed_names: set[str]) -> None:
    assert MONITORING.dashboard() <= exposed_names
    assert MONITORING.dashboard() >= REQUIRED_METRICS


def test_the_alerts_use_only_exposed_metrics(exposed_names: set[str]) -> None:
    for rule in MONITORING.rules():
        names = metric_names(rule["expr"])
        assert names, rule["alert"]
        assert names <= exposed_names, rule["alert"]
        assert rule["annotations"]["summary"].endswith(".")


def test_routine_renewals_of_listeners_raise_no_alert() -> None:
    """A listener is renewed after every twenty events, about once an over of each match."""
    [rule] = [each for each in MONITORING.rules() if "listener_restarts" in each["expr"]]
    assert f'reason!="{RENEWED}"' in rule["expr"]


def test_no_gauge_is_compared_as_a_rate_per_second() -> None:
    gauges = {"ws_connections", "sse_connections", "ws_rooms", "firestore_listeners"}
    for rule in MONITORING.rules():
        if gauges & metric_names(rule["expr"]) and ">" in rule["expr"]:
            assert "rate(" not in rule["expr"], rule["alert"]
