"""What the dashboard and the alerts name is what the service measures."""

from __future__ import annotations

import re
import urllib.request

import pytest

from scrbrd_gateway.metrics import Metrics, start_metrics
from scrbrd_gateway.room import RENEWED
from tests.monitoring.grafana import Monitoring, names_of

MONITORING = Monitoring("gateway")
ISSUE = {
    "ws_connections", "ws_messages_total", "ws_rooms", "broadcast_latency_seconds_bucket",
    "update_latency_seconds_bucket", "ws_dead_connections_total", "ws_slow_connections_total",
    "firestore_listener_restarts_total", "http_requests_total",
}  # fmt: skip


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
    assert MONITORING.dashboard() <= exposed
    assert MONITORING.dashboard() >= ISSUE


def test_the_alerts_look_at_what_is_measured(exposed: set[str]) -> None:
    for rule in MONITORING.rules():
        names = names_of(rule["expr"])
        assert names, rule["alert"]
        assert names <= exposed, rule["alert"]
        assert rule["annotations"]["summary"].endswith(".")


def test_listeners_renewed_as_a_matter_of_course_raise_no_alert() -> None:
    """One is renewed after every twenty events, which is once an over or so of each match."""
    [rule] = [each for each in MONITORING.rules() if "listener_restarts" in each["expr"]]
    assert f'reason!="{RENEWED}"' in rule["expr"]


def test_no_rate_by_the_second_is_compared_with_a_number_of_things() -> None:
    gauges = {"ws_connections", "sse_connections", "ws_rooms", "firestore_listeners"}
    for rule in MONITORING.rules():
        if gauges & names_of(rule["expr"]) and ">" in rule["expr"]:
            assert "rate(" not in rule["expr"], rule["alert"]
