"""What alerts, metrics and the dashboard of Cloud Monitoring look at is what the functions log.

The log lines are those that the code writes when it is called here, not a list kept beside it.
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
from scrbrd.triggers import books, healing, inputs, log_call, scoring
from tests.fakes.memory_store import MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, lineup_documents, match_document, over
from tests.handlers.books.playing import Ground
from tests.monitoring.log_entries import FUNCTIONS, Condition, conditions_of, counted

CLOUD = Path(__file__).resolve().parents[2] / "monitoring" / "cloud"
METRICS, ALERTS = sorted((CLOUD / "metrics").glob("*.json")), sorted((CLOUD / "alerts").glob("*"))
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
OURS = "logging.googleapis.com/user/"
GOOGLES = {
    "firestore.googleapis.com/document/read_count",
    "firestore.googleapis.com/document/write_count",
    "firestore.googleapis.com/network/snapshot_listeners",
    "run.googleapis.com/container/instance_count",
    "run.googleapis.com/request_count",
}
"""Of https://cloud.google.com/monitoring/api/metrics_gcp."""

FIELD = re.compile(r"jsonPayload\.(\w+)")
LABEL = re.compile(r"metric\.labels\.(\w+)")
HOUR, DAY = 3_600, 86_400
METRIC_TYPE = re.compile(r'metric\.type="([^"]+)"')


Event: Any = SimpleNamespace


def raising(error: Exception) -> Callable[..., Any]:
    """What fails whenever it is called."""

    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


def of_event(trigger: Any) -> Callable[[Any], Any]:
    """A trigger as the platform calls it, its event decoded."""
    inner: Callable[[Any], Any] = unwrap(trigger)
    return inner


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
        log_outcome(catch_up(store, lambda: NOON, MATCH_ID, [store.observed("1_1")]), NOON)
    yield from lines_of(capsys)


def failed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Any]]:
    """Triggers on a ball, an input, a book and a dispute that fail for good, and once for now."""
    store = MemoryMatchStore(MATCH_ID)
    monkeypatch.setattr(runtime, "match_store", lambda: store)
    moved = Event(
        params=dict.fromkeys(("actionId", "lineupId", "personId", "disputeId"), "1_1")
        | {"matchId": MATCH_ID},
        document=f"matches/{MATCH_ID}/documents/1_1",
        data=SimpleNamespace(before=None, after=None),
    )
    for error in (ValueError("of this document"), ConnectionError("away")):
        monkeypatch.setattr(MemoryMatchStore, "read_state", raising(error))
        monkeypatch.setattr(runtime, "book_store", raising(error))
        calls = (
            of_event(scoring.on_scoring_action_written),
            of_event(inputs.on_lineup_written),
            lambda event: books.agree_on_change(event, "1_1", "ann"),
            of_event(books.on_dispute_written),
        )
        for call in calls:
            with suppress(ConnectionError):
                call(moved)
    yield from lines_of(capsys)


def agreed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Any]]:
    """An entry of a book that brings the log of a match to it."""
    ground = Ground()
    monkeypatch.undo()
    monkeypatch.setattr(runtime, "book_store", lambda: ground.store)
    monkeypatch.setattr(runtime, "match_store", lambda: ground.matches)
    params = {"matchId": MATCH_ID, "personId": "ann", "entryId": "1_1"}
    moved = Event(
        params=params,
        document="matches/m1/scorebooks",
        data=SimpleNamespace(before=None, after=None),
    )
    books.agree_on_change(moved, "1_1", "ann")
    yield from lines_of(capsys)


def newer(capsys: pytest.CaptureFixture[str]) -> Iterator[dict[str, Any]]:
    """A ball that meets what newer functions wrote."""
    store = MemoryMatchStore(MATCH_ID)
    store.match, store.lineups = match_document(), dict(lineup_documents())
    [action_id, *_] = [store.put(*each).action_id for each in over(1).items()]
    seen = store.observed(action_id)
    catch_up(store, lambda: NOON, MATCH_ID, [seen])
    store.state_version -= 1
    with log_call.log_catch_up("catch_up", MATCH_ID, action_id, actionId=action_id) as log_outcome:
        log_outcome(catch_up(store, lambda: NOON, MATCH_ID, [seen]), NOON)
    yield from lines_of(capsys)


def healed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Any]]:
    """What the schedules say, in a good hour and in a bad one."""
    monkeypatch.setattr(runtime, "match_store", lambda: MemoryMatchStore(MATCH_ID))
    found = Reconciled(MATCH_ID, ("missing",))
    for cause in (ValueError("of this document"), ConnectionError("away")):
        healing.log_outcome(Reconciled(MATCH_ID, error=repr(cause), cause=cause))
    healing.log_outcome(found)
    healing.log_outcome(Reconciled(MATCH_ID, is_newer=True))
    for waiting in (0, 51):
        healing.log_summary("reconcile_live", [found], waiting=waiting)
    healing.log_summary("reconcile_older", [found])
    monkeypatch.setattr(runtime, "stats_store", object)
    schedule: Any = healing.reconcile_statistics
    inner: Callable[[Any], None] = schedule.__wrapped__
    subject = statistics.Subject("player", "ann")
    for wrong, done in (([], 0), ([], 1), ([(subject, ValueError("no"))], 0)):
        monkeypatch.setattr(statistics, "reconcile_figures", figures(wrong, done))
        inner(None)
    yield from lines_of(capsys)


def figures(wrong: list[Any], computed: int) -> Callable[..., list[Any]]:
    """A run of the statistics that computed some and could not compute others."""

    def reconcile(_store: Any, _now: Any, note: Callable[[Any], None]) -> list[Any]:
        for _ in range(computed):
            note(None)
        return wrong

    return reconcile


@pytest.fixture
def written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> list[dict[str, Any]]:
    """Log lines of every kind that a metric counts or must not, as the functions write them."""
    caught = [*caught_up(capsys), *newer(capsys), *healed(capsys, monkeypatch)]
    return [*caught, *failed(capsys, monkeypatch), *agreed(capsys, monkeypatch)]


@pytest.mark.parametrize("path", METRICS, ids=lambda path: path.stem)
def test_a_metric_counts_lines_that_are_written_and_not_all(
    path: Path, written: list[dict[str, Any]]
) -> None:
    metric = read(path)
    conditions = conditions_of(metric["filter"])
    found = counted(conditions, written)
    assert found, metric["filter"]
    assert len(found) < len(written)
    extractors = [*metric.get("labelExtractors", {}).values(), metric.get("valueExtractor", "")]
    names = {name for each in extractors for name in FIELD.findall(each)}
    assert all(names <= line.keys() for line in found)
    if "valueExtractor" in metric:
        [value] = FIELD.findall(metric["valueExtractor"])
        assert all(isinstance(line[value], int) for line in found)


@pytest.mark.parametrize("path", METRICS, ids=lambda path: path.stem)
def test_every_word_of_a_metric_is_one_of_the_code(
    path: Path, written: list[dict[str, Any]]
) -> None:
    """Each message by itself is written; without a condition on a value other lines would count,
    too, but for one that asks whether a number is there."""
    conditions = conditions_of(read(path)["filter"])
    assert conditions[0] == Condition("resource.type", "=", (FUNCTIONS,))
    for condition in conditions[1:]:
        others = [each for each in conditions if each != condition]
        for value in condition.values:
            one = Condition(condition.field, condition.sign, (value,))
            assert counted([*others, one], written), value
        if condition.field in ("jsonPayload.message", "severity"):
            continue  # the rest of the filter may be of this message alone
        asks_whether_there = condition.sign == ">=" and condition.values == ("0",)
        is_needed = len(counted(others, written)) > len(counted(conditions, written))
        assert is_needed or asks_whether_there, condition


@pytest.mark.parametrize("path", METRICS, ids=lambda path: path.stem)
def test_a_metric_counts_nothing_once_a_name_in_it_or_in_the_code_is_another(
    path: Path, written: list[dict[str, Any]]
) -> None:
    conditions = conditions_of(read(path)["filter"])
    for place, condition in enumerate(conditions):
        if condition.field == "resource.type":
            renamed = [Condition(condition.field, condition.sign, ("cloud_function",))]
        elif condition.field == "severity":
            renamed = [Condition(condition.field, "=", condition.values)]
        else:
            renamed = [Condition(f"{condition.field}X", condition.sign, condition.values)]
            if condition.sign in "=:":
                words = tuple(f"{value}X" for value in condition.values)
                renamed.append(Condition(condition.field, condition.sign, words))
        for other in renamed:
            assert not counted([*conditions[:place], other, *conditions[place + 1 :]], written)


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
def test_an_alert_asks_for_what_its_metric_has(path: Path) -> None:
    """The kind of resource, labels that are there, and times that Cloud Monitoring takes."""
    for body in conditions(read(path)):
        of_metric = looked_at(body["filter"])
        kind = FUNCTIONS if of_metric.startswith((OURS, "run.")) else "firestore_instance"
        assert f'resource.type="{kind}"' in body["filter"]
        labels = LABEL.findall(body["filter"])
        known = {"response_code_class"} if of_metric in GOOGLES else labels_of(of_metric)
        assert set(labels) <= known
        spans = [int(span.removesuffix("s")) for span in (body["duration"], *periods(body))]
        assert all(span % 60 == 0 and sum(spans) <= DAY + HOUR for span in spans)
        assert body.get("comparison", "COMPARISON_GT") == "COMPARISON_GT"
        assert isinstance(body.get("thresholdValue", 0), int)


def periods(body: dict[str, Any]) -> Iterator[str]:
    """Over how long a condition sums up."""
    for aggregation in body["aggregations"]:
        assert aggregation["perSeriesAligner"] == "ALIGN_DELTA"
        yield aggregation["alignmentPeriod"]


def labels_of(metric_type: str) -> set[str]:
    """The labels of a metric of ours."""
    metric = read(CLOUD / "metrics" / f"{metric_type.removeprefix(OURS)}.json")
    return {each["key"] for each in metric["metricDescriptor"]["labels"]}


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
