"""Documents in the archive that are not ours, and table rules of any shape, stop nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from scrbrd.handlers.catch_up import rebuild
from scrbrd.handlers.statistics import TEAM, Subject, recompute_all
from scrbrd.handlers.verify import verify
from tests.fakes.memory_stats import MemoryStatsStore
from tests.handlers.test_feed_reader import Clock
from tests.handlers.test_odd_ids import played

FOREIGN: list[Any] = [datetime(2026, 5, 1, tzinfo=UTC), b"\x00", float("nan"), object(), {"a": {1}}]
SHAPES: list[Any] = [
    "two points",
    [2],
    7,
    {"win": "4"},
    {"win": True},
    {"tie": float("nan")},
    {"win": {"points": 4}},
    {"noResult": datetime(2026, 5, 1, tzinfo=UTC)},
]


@pytest.mark.parametrize("value", FOREIGN, ids=lambda each: type(each).__name__)
def test_a_foreign_document_in_the_archive_is_told_and_taken_away(value: Any) -> None:
    store = played("m1", {})
    wanted = dict(store.left)
    store.left |= {"archive/foreign": {"value": value}}
    assert [each.document for each in verify(store, Clock(), "m1")] == ["archive/foreign"]
    rebuild(store, Clock(), "m1", "a foreign document")
    assert store.left == wanted
    assert verify(store, Clock(), "m1") == []


@pytest.mark.parametrize("value", FOREIGN, ids=lambda each: type(each).__name__)
def test_a_foreign_value_in_a_document_of_ours_is_taken_away(value: Any) -> None:
    store = played("m1", {})
    wanted = dict(store.left["archive/summary"])
    store.left["archive/summary"] = wanted | {"venue": value}
    rebuild(store, Clock(), "m1", "a foreign value")
    stored = store.left["archive/summary"]
    assert {k: v for k, v in stored.items() if k != "lastUpdated"} == {
        k: v for k, v in wanted.items() if k != "lastUpdated"
    }


@pytest.mark.parametrize("shape", SHAPES, ids=repr)
def test_figures_go_on_without_points_where_table_rules_cannot_be_read(shape: Any) -> None:
    store = played("m1", {})
    for key, document in store.left.items():
        if key.startswith("team_match_stats/"):
            document["competitionId"] = "cup"
    stats = MemoryStatsStore([store])
    stats.rules = {"cup": {"tableRules": shape}}
    done = recompute_all(stats, Clock(), Subject(TEAM, "home"))
    figures = stats.figures["team_season_stats/2026_home_cup"]
    assert (figures["wins"], figures["points"], figures["formGuide"]) == (1, 0, ["W"])
    assert figures["tableRulesProblem"].startswith("competition cup: tableRules")
    assert done.problems == (figures["tableRulesProblem"],)
    stats.rules = {"cup": {"tableRules": {"win": 4}}}
    recompute_all(stats, Clock(), Subject(TEAM, "home"))
    figures = stats.figures["team_season_stats/2026_home_cup"]
    assert figures["points"] == 4
    assert "tableRulesProblem" not in figures
