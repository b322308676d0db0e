"""Tests that alerts, metrics and the dashboard of Cloud Monitoring use lines the functions log.

The log lines are written by the functions' code when it is called here, not listed by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from inspect import unwrap
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from scrbrd.adapters import runtime
from scrbrd.handlers import statistics
from scrbrd.handlers.catch_up import catch_up
from scrbrd.handlers.reconcile import Reconciled
from scrbrd.triggers import books, inputs, log_call, repair, scoring
from tests.fakes.memory_store import MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, lineup_documents, match_document, one_over
from tests.handlers.books.playing import BookMatch
from tests.monitoring.log_entries import FUNCTIONS, Condition, conditions_of, matching_lines

CLOUD = Path(__file__).resolve().parents[2] / "monitoring" / "cloud"
METRICS, ALERTS = sorted((CLOUD / "metrics").glob("*.json")), sorted((CLOUD / "alerts").glob("*"))
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
OUR_PREFIX = "logging.googleapis.com/user/"
GOOGLE_METRICS = {
    "firestore.googleapis.com/document/read_count",
    "firestore.googleapis.com/document/write_count",
    "firestore.googleapis.com/network/snapshot_listeners",
    "run.googleapis.com/container/instance_count",
    "run.googleapis.com/request_count",
}
"""Metrics of Google, from https://cloud.google.com/monitoring/api/metrics_gcp."""

FIELD = re.compile(r"jsonPayload\.(\w+)")
LABEL = re.compile(r"metric\.labels\.(\w+)")
HOUR, DAY = 3_600, 86_400
METRIC_TYPE = re.compile(r'metric\.type="([^"]+)"')


Event: Any = SimpleNamespace


def raise_always(error: Exception) -> Callable[..., Any]:
    """Return a function that always raises the error."""

    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


def decoded_trigger(trigger: Any) -> Callable[[Any], Any]:
    """Return a trigger's function that takes a decoded event."""
    inner: Callable[[Any], Any] = unwrap(trigger)
    return inner


def read(path: Path) -> dict[str, Any]:
    """Return the content of a JSON file."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def lines_of(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Return the structured lines written since the last call."""
    captured = capsys.readouterr()
    return [json.loads(line) for line in (captured.out + captured.err).splitlines()]


def catch_up_lines(capsys: pytest.CaptureFixture[str]) -> Iterator[dict[str, Any]]:
    """Yield the lines of a catch-up on each ball of an over, and of one without stored state."""
    store = MemoryMatchStore(MATCH_ID)
    store.match, store.lineups = match_document(), dict(lineup_documents())
    for action_id, document in one_over(1).items():
        observed = store.put(action_id, document)
        with log_call.log_catch_up(
            "catch_up", MATCH_ID, action_id, actionId=action_id
        ) as log_outcome:
            log_outcome(catch_up(store, lambda: NOON, MATCH_ID, [observed]), NOON)
    store.state = None
    with log_call.log_catch_up("catch_up", MATCH_ID, "1_1", actionId="1_1") as log_outcome:
        log_outcome(catch_up(store, lambda: NOON, MATCH_ID, [store.observed_action("1_1")]), NOON)
    yield from lines_of(capsys)


def failure_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Any]]:
    """Yield the lines of triggers that fail with a permanent error, then with a transient one."""
    store = MemoryMatchStore(MATCH_ID)
    monkeypatch.setattr(runtime, "match_store", lambda: store)
    event = Event(
        params=dict.fromkeys(("actionId", "lineupId", "personId", "disputeId"), "1_1")
        | {"matchId": MATCH_ID},
        document=f"matches/{MATCH_ID}/documents/1_1",
        data=SimpleNamespace(before=None, after=None),
    )
    for error in (ValueError("of this document"), ConnectionError("away")):
        monkeypatch.setattr(MemoryMatchStore, "read_state", raise_always(error))
        monkeypatch.setattr(runtime, "book_store", raise_always(error))
        calls = (
            decoded_trigger(scoring.on_scoring_action_written),
            decoded_trigger(inputs.on_lineup_written),
            lambda event: books.agree_on_change(event, "1_1", "ann"),
            decoded_trigger(books.on_dispute_written),
        )
        for call in calls:
            with suppress(ConnectionError):
                call(event)
    yield from lines_of(capsys)


def consensus_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Any]]:
    """Yield the lines of a trigger on a book entry that is appended to the log."""
    book_match = BookMatch()
    monkeypatch.undo()
    monkeypatch.setattr(runtime, "book_store", lambda: book_match.store)
    monkeypatch.setattr(runtime, "match_store", lambda: book_match.matches)
    params = {"matchId": MATCH_ID, "personId": "ann", "entryId": "1_1"}
    event = Event(
        params=params,
        document="matches/m1/scorebooks",
        data=SimpleNamespace(before=None, after=None),
    )
    books.agree_on_change(event, "1_1", "ann")
    yield from lines_of(capsys)


def newer_release_lines(capsys: pytest.CaptureFixture[str]) -> Iterator[dict[str, Any]]:
    """Yield the lines of a catch-up on state that a newer release wrote."""
    store = MemoryMatchStore(MATCH_ID)
    store.match, store.lineups = match_document(), dict(lineup_documents())
    [action_id, *_] = [store.put(*each).action_id for each in one_over(1).items()]
    observed = store.observed_action(action_id)
    catch_up(store, lambda: NOON, MATCH_ID, [observed])
    store.state_version -= 1
    with log_call.log_catch_up("catch_up", MATCH_ID, action_id, actionId=action_id) as log_outcome:
        log_outcome(catch_up(store, lambda: NOON, MATCH_ID, [observed]), NOON)
    yield from lines_of(capsys)


def schedule_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Any]]:
    """Yield the lines of the scheduled functions, with and without failures."""
    monkeypatch.setattr(runtime, "match_store", lambda: MemoryMatchStore(MATCH_ID))
    found = Reconciled(MATCH_ID, ("missing",))
    for cause in (ValueError("of this document"), ConnectionError("away")):
        repair.log_outcome(Reconciled(MATCH_ID, error=repr(cause), cause=cause))
    repair.log_outcome(found)
    repair.log_outcome(Reconciled(MATCH_ID, is_newer=True))
    for waiting in (0, 51):
        repair.log_summary("reconcile_live", [found], waiting=waiting)
    repair.log_summary("reconcile_older", [found])
    monkeypatch.setattr(runtime, "stats_store", object)
    schedule: Any = repair.reconcile_statistics
    inner: Callable[[Any], None] = schedule.__wrapped__
    subject = statistics.Subject("player", "ann")
    for failures, computed in (([], 0), ([], 1), ([(subject, ValueError("no"))], 0)):
        monkeypatch.setattr(
            statistics, "reconcile_figures", fake_reconcile_figures(failures, computed)
        )
        inner(None)
    yield from lines_of(capsys)


def fake_reconcile_figures(failures: list[Any], computed: int) -> Callable[..., list[Any]]:
    """Return a fake run of the statistics with failures and a number of computed figures."""

    def reconcile(_store: Any, _now: Any, note: Callable[[Any], None]) -> list[Any]:
        for _ in range(computed):
            note(None)
        return failures

    return reconcile


@pytest.fixture
def log_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> list[dict[str, Any]]:
    """Return log lines of every kind, counted by metrics or not, as the functions write them."""
    lines = [
        *catch_up_lines(capsys),
        *newer_release_lines(capsys),
        *schedule_lines(capsys, monkeypatch),
    ]
    return [*lines, *failure_lines(capsys, monkeypatch), *consensus_lines(capsys, monkeypatch)]


@pytest.mark.parametrize("path", METRICS, ids=lambda path: path.stem)
def test_a_metric_counts_some_of_the_log_lines_and_not_all(
    path: Path, log_lines: list[dict[str, Any]]
) -> None:
    metric = read(path)
    conditions = conditions_of(metric["filter"])
    found = matching_lines(conditions, log_lines)
    assert found, metric["filter"]
    assert len(found) < len(log_lines)
    extractors = [*metric.get("labelExtractors", {}).values(), metric.get("valueExtractor", "")]
    names = {name for each in extractors for name in FIELD.findall(each)}
    assert all(names <= line.keys() for line in found)
    if "valueExtractor" in metric:
        [value] = FIELD.findall(metric["valueExtractor"])
        assert all(isinstance(line[value], int) for line in found)


@pytest.mark.parametrize("path", METRICS, ids=lambda path: path.stem)
def test_every_condition_of_a_metric_is_met_by_a_log_line_and_needed(
    path: Path, log_lines: list[dict[str, Any]]
) -> None:
    """Each accepted value occurs in a line. Without a condition on a value more lines would count,
    except for a condition that only requires a number to be present."""
    conditions = conditions_of(read(path)["filter"])
    assert conditions[0] == Condition("resource.type", "=", (FUNCTIONS,))
    for condition in conditions[1:]:
        others = [each for each in conditions if each != condition]
        for value in condition.values:
            single_value = Condition(condition.field, condition.operator, (value,))
            assert matching_lines([*others, single_value], log_lines), value
        if condition.field in ("jsonPayload.message", "severity"):
            continue  # the rest of the filter may be of this message alone
        requires_presence_only = condition.operator == ">=" and condition.values == ("0",)
        is_needed = len(matching_lines(others, log_lines)) > len(
            matching_lines(conditions, log_lines)
        )
        assert is_needed or requires_presence_only, condition


@pytest.mark.parametrize("path", METRICS, ids=lambda path: path.stem)
def test_a_metric_counts_nothing_if_a_field_or_value_is_renamed(
    path: Path, log_lines: list[dict[str, Any]]
) -> None:
    conditions = conditions_of(read(path)["filter"])
    for place, condition in enumerate(conditions):
        if condition.field == "resource.type":
            changed_conditions = [
                Condition(condition.field, condition.operator, ("cloud_function",))
            ]
        elif condition.field == "severity":
            changed_conditions = [Condition(condition.field, "=", condition.values)]
        else:
            changed_conditions = [
                Condition(f"{condition.field}X", condition.operator, condition.values)
            ]
            if condition.operator in "=:":
                changed_values = tuple(f"{value}X" for value in condition.values)
                changed_conditions.append(
                    Condition(condition.field, condition.operator, changed_values)
                )
        for other in changed_conditions:
            assert not matching_lines(
                [*conditions[:place], other, *conditions[place + 1 :]], log_lines
            )


def test_a_metric_has_the_name_of_its_file_and_lists_its_labels() -> None:
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
    """Yield the bodies of a policy's conditions."""
    for condition in policy["conditions"]:
        [body] = [value for key, value in condition.items() if key.startswith("condition")]
        yield body


def metric_of(text: str) -> str:
    """Return the metric that a filter names."""
    [found] = METRIC_TYPE.findall(text)
    return str(found)


@pytest.mark.parametrize("path", ALERTS, ids=lambda path: path.stem)
def test_an_alert_uses_known_metrics_and_has_instructions(path: Path) -> None:
    policy = read(path)
    allowed = {f"{OUR_PREFIX}{each.stem}" for each in METRICS} | GOOGLE_METRICS
    assert {metric_of(body["filter"]) for body in conditions(policy)} <= allowed
    assert policy["documentation"]["content"].strip()
    assert policy["displayName"].startswith("SCRBRD: ")


@pytest.mark.parametrize("path", ALERTS, ids=lambda path: path.stem)
def test_an_alert_uses_only_what_its_metric_has(path: Path) -> None:
    """The metric's resource type and labels, and times that Cloud Monitoring accepts."""
    for body in conditions(read(path)):
        metric_type = metric_of(body["filter"])
        resource_type = (
            FUNCTIONS if metric_type.startswith((OUR_PREFIX, "run.")) else "firestore_instance"
        )
        assert f'resource.type="{resource_type}"' in body["filter"]
        labels = LABEL.findall(body["filter"])
        allowed = (
            {"response_code_class"} if metric_type in GOOGLE_METRICS else labels_of(metric_type)
        )
        assert set(labels) <= allowed
        durations = [
            int(duration.removesuffix("s")) for duration in (body["duration"], *periods(body))
        ]
        assert all(duration % 60 == 0 and sum(durations) <= DAY + HOUR for duration in durations)
        assert body.get("comparison", "COMPARISON_GT") == "COMPARISON_GT"
        assert isinstance(body.get("thresholdValue", 0), int)


def periods(body: dict[str, Any]) -> Iterator[str]:
    """Yield the alignment periods of a condition, in the form `60s`."""
    for aggregation in body["aggregations"]:
        assert aggregation["perSeriesAligner"] == "ALIGN_DELTA"
        yield aggregation["alignmentPeriod"]


def labels_of(metric_type: str) -> set[str]:
    """Return the labels of one of our metrics."""
    metric = read(CLOUD / "metrics" / f"{metric_type.removeprefix(OUR_PREFIX)}.json")
    return {each["key"] for each in metric["metricDescriptor"]["labels"]}


@pytest.mark.parametrize("path", ALERTS, ids=lambda path: path.stem)
def test_an_alert_aligns_a_metric_according_to_its_type(path: Path) -> None:
    """Percentiles are allowed for distributions only, sums for counters."""
    distributions = {
        f"{OUR_PREFIX}{each.stem}" for each in METRICS if "valueExtractor" in read(each)
    }
    for body in conditions(read(path)):
        [aggregation] = body["aggregations"]
        is_percentile = "PERCENTILE" in aggregation["crossSeriesReducer"]
        assert is_percentile == (metric_of(body["filter"]) in distributions)
        assert aggregation["alignmentPeriod"].endswith("s")


def test_every_alert_has_a_unique_name() -> None:
    names = [read(path)["displayName"] for path in ALERTS]
    assert names
    assert len(names) == len(set(names))


def test_every_metric_is_used_by_an_alert_or_the_dashboard() -> None:
    dashboard = read(CLOUD / "dashboard.json")
    dashboard_metrics = set(METRIC_TYPE.findall(json.dumps(dashboard).replace('\\"', '"')))
    assert dashboard_metrics <= {f"{OUR_PREFIX}{each.stem}" for each in METRICS} | GOOGLE_METRICS
    alert_metrics = {
        metric_of(body["filter"]) for path in ALERTS for body in conditions(read(path))
    }
    assert {f"{OUR_PREFIX}{each.stem}" for each in METRICS} <= dashboard_metrics | alert_metrics


def test_the_tiles_of_the_dashboard_do_not_overlap() -> None:
    layout = read(CLOUD / "dashboard.json")["mosaicLayout"]
    places = [(tile["xPos"], tile["yPos"]) for tile in layout["tiles"]]
    assert len(places) == len(set(places))
    assert all(tile["xPos"] + tile["width"] <= layout["columns"] for tile in layout["tiles"])
