"""Tests that foreign documents in the archive and table rules of any shape cause no failure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from scrbrd.handlers.catch_up import rebuild
from scrbrd.handlers.statistics import TEAM, Subject, recompute_all
from scrbrd.handlers.verify import verify
from tests.fakes.memory_stats import MemoryStatsStore
from tests.handlers.test_feed_reader import Clock
from tests.handlers.test_odd_ids import play_match

FOREIGN_VALUES: list[Any] = [
    datetime(2026, 5, 1, tzinfo=UTC),
    b"\x00",
    float("nan"),
    object(),
    {"a": {1}},
]
TABLE_RULES: list[Any] = [
    "two points",
    [2],
    7,
    {"win": "4"},
    {"win": True},
    {"tie": float("nan")},
    {"win": {"points": 4}},
    {"noResult": datetime(2026, 5, 1, tzinfo=UTC)},
]


@pytest.mark.parametrize("value", FOREIGN_VALUES, ids=lambda each: type(each).__name__)
def test_a_foreign_document_in_the_archive_is_reported_and_deleted(value: Any) -> None:
    store = play_match("m1", {})
    wanted = dict(store.match_end)
    store.match_end |= {"archive/foreign": {"value": value}}
    assert [each.document for each in verify(store, Clock(), "m1")] == ["archive/foreign"]
    rebuild(store, Clock(), "m1", "a foreign document")
    assert store.match_end == wanted
    assert verify(store, Clock(), "m1") == []


@pytest.mark.parametrize("value", FOREIGN_VALUES, ids=lambda each: type(each).__name__)
def test_a_foreign_value_in_an_own_document_is_overwritten_by_a_rebuild(value: Any) -> None:
    store = play_match("m1", {})
    wanted = dict(store.match_end["archive/summary"])
    store.match_end["archive/summary"] = wanted | {"venue": value}
    rebuild(store, Clock(), "m1", "a foreign value")
    stored = store.match_end["archive/summary"]
    assert {k: v for k, v in stored.items() if k != "lastUpdated"} == {
        k: v for k, v in wanted.items() if k != "lastUpdated"
    }


@pytest.mark.parametrize("rules", TABLE_RULES, ids=repr)
def test_figures_with_unreadable_table_rules_are_computed_without_points(rules: Any) -> None:
    store = play_match("m1", {})
    for key, document in store.match_end.items():
        if key.startswith("team_match_stats/"):
            document["competitionId"] = "cup"
    stats = MemoryStatsStore([store])
    stats.rules = {"cup": {"tableRules": rules}}
    result = recompute_all(stats, Clock(), Subject(TEAM, "home"))
    figures = stats.figures["team_season_stats/2026_home_cup"]
    assert (figures["wins"], figures["points"], figures["formGuide"]) == (1, 0, ["W"])
    assert figures["tableRulesProblem"].startswith("competition cup: tableRules")
    assert result.problems == (figures["tableRulesProblem"],)
    stats.rules = {"cup": {"tableRules": {"win": 4}}}
    recompute_all(stats, Clock(), Subject(TEAM, "home"))
    figures = stats.figures["team_season_stats/2026_home_cup"]
    assert figures["points"] == 4
    assert "tableRulesProblem" not in figures
