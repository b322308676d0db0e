"""What alerts, metrics and the dashboard of Cloud Monitoring look at is what the functions log.

The log lines are those that the code writes when it is called here, not a list kept beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scrbrd.adapters import runtime
from scrbrd.handlers import statistics
from scrbrd.handlers.catch_up import Route, catch_up
from scrbrd.handlers.reconcile import Reconciled
from scrbrd.triggers import healing, log_call
from tests.fakes.memory_store import MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, lineup_documents, match_document, over

CLOUD = Path(__file__).resolve().parents[2] / "monitoring" / "cloud"
METRICS, ALERTS = sorted((CLOUD / "metrics").glob("*.json")), sorted((CLOUD / "alerts").glob("*"))
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
OURS = "logging.googleapis.com/user/"
GOOGLES = {
    "firestore.googleapis.com/document/read_count",
    "firestore.googleapis.com/document/write_count",
    "firestore.googleapis.com/network/snapshot_listeners",
    "run.googleapis.com/container/instance_count",
}
"""Of https://cloud.google.com/monitoring/api/metrics_gcp."""

CONDITION = re.compile(r'jsonPayload\.(\w+)\s*(>=|=|:|>)\s*("[^"]*"|[\w.]+)')
FIELD = re.compile(r"jsonPayload\.(\w+)")
METRIC_TYPE = re.compile(r'metric\.type="([^"]+)"')


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def lines_of(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """The structured lines written since the last time."""
    captured = capsys.readouterr()
    return [json.loads(line) for line in (captured.out + captured.err).splitlines()]


def caught_up(capsys: pytest.CaptureFixture[str]) -> Iterator[dict[str, Any]]:
    """A ball, and a match folded afresh; with their time of commit."""
    store = MemoryMatchStore(MATCH_ID)
    store.match, store.lineups = match_document(), dict(lineup_documents())
    for action_id, document in over(1).items():
        seen = store.put(action_id, document)
        with log_call.log_catch_up(
            "catch_up", MATCH_ID, action_id, actionId=action_id
        ) as log_outcome:
            log_outcome(catch_up(store, lambda: NOON, MATCH_ID, [seen]), NOON)
    store.state = None
    with log_call.log_catch_up("catch_up", MATCH_ID, "1_1", actionId="1_1") as log_outcome:
        log_outcome(catch_up(store, lambda: NOON, MATCH_ID, [store.seen("1_1")]), NOON)
    yield from lines_of(capsys)


def failed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Any]]:
    """A ball that cannot be taken in, whatever is tried."""
    monkeypatch.setattr(runtime, "match_store", lambda: MemoryMatchStore(MATCH_ID))
    with log_call.log_catch_up("catch_up", MATCH_ID, "1_1", actionId="1_1"):
        int("a document that no retry mends")
    yield from lines_of(capsys)


def healed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Any]]:
    """What the schedules say."""
    found = Reconciled(MATCH_ID, ("missing",))
    healing.say(found)
    healing.say(Reconciled(MATCH_ID, is_newer=True))
    healing.conclude("reconcile_live", [found], waiting=0)
    monkeypatch.setattr(runtime, "stats_store", object)
    monkeypatch.setattr(statistics, "reconcile_figures", lambda *_: [])
    schedule: Any = healing.reconcile_statistics
    inner: Callable[[Any], None] = schedule.__wrapped__
    inner(None)
    yield from lines_of(capsys)


@pytest.fixture
def written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> list[dict[str, Any]]:
    """Log lines of every kind that a metric counts, as the functions write them."""
    return [*caught_up(capsys), *failed(capsys, monkeypatch), *healed(capsys, monkeypatch)]


def matching(text: str, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines of the message that a filter asks for, which have all the fields that it names."""
    asked = CONDITION.findall(text)
    assert {name for name, _, _ in asked} == set(FIELD.findall(text)), text
    exact = [value.strip('"') for name, sign, value in asked if (name, sign) == ("message", "=")]
    part = [value.strip('"') for name, sign, value in asked if (name, sign) == ("message", ":")]
    return [
        line
        for line in lines
        if all(line["message"] == each for each in exact)
        and all(each in line["message"] for each in part)
        and {name for name, _, _ in asked} <= line.keys()
    ]


@pytest.mark.parametrize("path", METRICS, ids=lambda path: path.stem)
def test_a_metric_counts_a_line_that_is_written(path: Path, written: list[dict[str, Any]]) -> None:
    metric = read(path)
    found = matching(metric["filter"], written)
    assert found, metric["filter"]
    extractors = [*metric.get("labelExtractors", {}).values(), metric.get("valueExtractor", "")]
    names = {name for each in extractors for name in FIELD.findall(each)}
    assert all(names <= line.keys() for line in found)
    if "valueExtractor" in metric:
        [value] = FIELD.findall(metric["valueExtractor"])
        assert all(isinstance(line[value], int) for line in found)


def test_the_filters_that_ask_for_a_value_meet_it(written: list[dict[str, Any]]) -> None:
    """`path="rebuild"`, `retried=false`: the words of the code, not of a page."""
    paths = set()
    for path in METRICS:
        for name, sign, value in CONDITION.findall(read(path)["filter"]):
            if name == "path":
                paths.add(value.strip('"'))
            elif (name, sign) == ("retried", "="):
                assert value == "false"
                assert any(line.get("retried") is False for line in written)
    assert paths == {"rebuild", "newer"}
    assert paths <= {str(route) for route in Route}
    assert any(line.get("path") == "rebuild" and line["actions"] > 1 for line in written)


def test_a_metric_is_named_as_its_file_and_says_its_labels() -> None:
    assert METRICS
    for path in METRICS:
        metric = read(path)
        labels = {each["key"] for each in metric["metricDescriptor"]["labels"]}
        assert metric["name"] == path.stem
        assert metric["description"]
        assert labels == set(metric.get("labelExtractors", {}))
        is_distribution = metric["metricDescriptor"]["valueType"] == "DISTRIBUTION"
        assert is_distribution == ("valueExtractor" in metric) == ("bucketOptions" in metric)


def conditions(policy: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What a policy compares or misses."""
    for condition in policy["conditions"]:
        [body] = [value for key, value in condition.items() if key.startswith("condition")]
        yield body


def looked_at(text: str) -> str:
    """The one metric of a filter."""
    [found] = METRIC_TYPE.findall(text)
    return str(found)


@pytest.mark.parametrize("path", ALERTS, ids=lambda path: path.stem)
def test_an_alert_looks_at_what_is_measured_and_says_what_to_do(path: Path) -> None:
    policy = read(path)
    known = {f"{OURS}{each.stem}" for each in METRICS} | GOOGLES
    assert {looked_at(body["filter"]) for body in conditions(policy)} <= known
    assert policy["documentation"]["content"].strip()
    assert policy["displayName"].startswith("SCRBRD: ")


@pytest.mark.parametrize("path", ALERTS, ids=lambda path: path.stem)
def test_an_alert_aligns_a_metric_as_its_kind_allows(path: Path) -> None:
    """A percentile is of a distribution only, a sum of anything that is counted."""
    distributions = {f"{OURS}{each.stem}" for each in METRICS if "valueExtractor" in read(each)}
    for body in conditions(read(path)):
        [aggregation] = body["aggregations"]
        is_percentile = "PERCENTILE" in aggregation["crossSeriesReducer"]
        assert is_percentile == (looked_at(body["filter"]) in distributions)
        assert aggregation["alignmentPeriod"].endswith("s")


def test_every_alert_has_a_name_of_its_own() -> None:
    names = [read(path)["displayName"] for path in ALERTS]
    assert names
    assert len(names) == len(set(names))


def test_every_metric_is_looked_at_by_an_alert_or_the_dashboard() -> None:
    dashboard = read(CLOUD / "dashboard.json")
    shown = set(METRIC_TYPE.findall(json.dumps(dashboard).replace('\\"', '"')))
    assert shown <= {f"{OURS}{each.stem}" for each in METRICS} | GOOGLES
    alerted = {looked_at(body["filter"]) for path in ALERTS for body in conditions(read(path))}
    assert {f"{OURS}{each.stem}" for each in METRICS} <= shown | alerted


def test_the_tiles_of_the_dashboard_do_not_overlap() -> None:
    layout = read(CLOUD / "dashboard.json")["mosaicLayout"]
    places = [(tile["xPos"], tile["yPos"]) for tile in layout["tiles"]]
    assert len(places) == len(set(places))
    assert all(tile["xPos"] + tile["width"] <= layout["columns"] for tile in layout["tiles"])
