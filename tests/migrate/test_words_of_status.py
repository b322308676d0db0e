"""Tests the words that old apps used for the status and result of a match."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from migrate.log.in_play import reasons_in_play
from migrate.log.match import Converted, convert
from migrate.log.old_match import OldMatch
from migrate.old.histories import find_histories
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import inputs_of, read_match
from tests.migrate.test_rules_of_conversion import MATCH, ball

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def old_match(
    match: Json, score: Json | None = None, last_ball_at: datetime | None = None
) -> OldMatch:
    """Return an old match of two balls; `last_ball_at`: the time of the second."""
    last_item = ball("b") if last_ball_at is None else ball("b", timestamp=last_ball_at)
    balls = {
        "inningsNumber": 1,
        "currentInnings": {"runs": 1},
        "ballHistory": [ball("a", 1), last_item],
    }
    live_score: Json = balls | (score or {})
    inputs = inputs_of("m1", read_match("m1", MATCH), ())
    found = find_histories({"live_score": live_score, "match": MATCH | match})
    return OldMatch("m1", MATCH | match, live_score, found, inputs)


def last_action(match: Json, score: Json | None = None) -> tuple[str, Any, Any]:
    """Return (type, outcome, winner) of the last action of the converted match."""
    last_item = convert(old_match(match, score)).documents[-1]
    return last_item["type"], last_item.get("outcome"), last_item.get("winnerTeamId")


def conversion_of(match: Json, score: Json | None = None) -> Converted:
    """Return the conversion of a match."""
    return convert(old_match(match, score))


UNFINISHED = ["stumps", "Tea", "rain delay", "2nd innings", "day 2", {"state": "live"}, 5]


@pytest.mark.parametrize("status", UNFINISHED, ids=str)
def test_an_unfinished_status_is_in_play_unless_the_last_ball_is_long_ago(status: Any) -> None:
    assert list(reasons_in_play(old_match({"status": status}), NOW))
    assert (
        list(
            reasons_in_play(
                old_match({"status": status}, last_ball_at=NOW - timedelta(days=900)), NOW
            )
        )
        == []
    )


@pytest.mark.parametrize("where", ["match", "score"])
def test_a_match_with_a_live_flag_is_in_play(where: str) -> None:
    fields = {"isLive": True}
    old = old_match(fields) if where == "match" else old_match({}, fields)
    assert list(reasons_in_play(old, NOW))


@pytest.mark.parametrize("status", [None, "", "scheduled", "abandoned", "No Result", "done"])
def test_a_finished_or_missing_status_is_not_in_play(status: Any) -> None:
    assert list(reasons_in_play(old_match({"status": status}), NOW)) == []


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("abandoned", "abandoned"), ("No Result", "no_result"), ("drawn", "draw"), ("Tied", "tie")],
)
def test_a_status_that_is_an_outcome_closes_the_match(status: str, outcome: str) -> None:
    assert last_action({"status": status}) == ("match_closed", outcome, None)


@pytest.mark.parametrize(
    ("match", "score"),
    [
        ({}, {"status": "Completed", "winner": "home"}),
        ({"isCompleted": "yes", "winner": "home"}, {}),
        ({"status": "result", "result": "home"}, {}),
        ({"status": "Finished", "result": "Tied, home won the super over"}, {}),
    ],
)
def test_a_match_finished_in_other_words_is_closed(match: Json, score: Json) -> None:
    assert last_action(match, score) == ("match_closed", "win", "home")


@pytest.mark.parametrize(
    ("result", "outcome"), [("N/R", "no_result"), ("Abandoned - rain", "abandoned"),
                            ("Match drawn.", "draw"), ("Tie (no super over)", "tie")],
)  # fmt: skip
def test_results_in_many_words_are_read(result: str, outcome: str) -> None:
    assert last_action({"status": "completed", "result": result}) == ("match_closed", outcome, None)


def test_a_match_with_an_unknown_status_is_reported_to_stay_live() -> None:
    remarks = conversion_of({"status": "cup final"}).remarks
    assert any("'cup final'" in line and "stands as live" in line for line in remarks)
    assert not any("stands as live" in line for line in conversion_of({"status": "live"}).remarks)
