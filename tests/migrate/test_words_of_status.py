"""Where an old match stood, in whatever word its app had for it."""

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


def old_match(match: Json, score: Json | None = None, at: datetime | None = None) -> OldMatch:
    """A match of two balls; `at`: when the last was bowled."""
    last = ball("b") if at is None else ball("b", timestamp=at)
    balls = {"inningsNumber": 1, "currentInnings": {"runs": 1}, "ballHistory": [ball("a", 1), last]}
    written: Json = balls | (score or {})
    known = inputs_of("m1", read_match("m1", MATCH), ())
    found = find_histories({"live_score": written, "match": MATCH | match})
    return OldMatch("m1", MATCH | match, written, found, known)


def ended(match: Json, score: Json | None = None) -> tuple[str, Any, Any]:
    """(type, outcome, winner) of the last action of a match."""
    last = convert(old_match(match, score)).documents[-1]
    return last["type"], last.get("outcome"), last.get("winnerTeamId")


def conversion_of(match: Json, score: Json | None = None) -> Converted:
    """The conversion of a match."""
    return convert(old_match(match, score))


STANDING = ["stumps", "Tea", "rain delay", "2nd innings", "day 2", {"state": "live"}, 5]


@pytest.mark.parametrize("status", STANDING, ids=str)
def test_a_status_that_does_not_say_it_is_over_is_in_play_unless_time_tells(status: Any) -> None:
    assert list(reasons_in_play(old_match({"status": status}), NOW))
    assert (
        list(reasons_in_play(old_match({"status": status}, at=NOW - timedelta(days=900)), NOW))
        == []
    )


@pytest.mark.parametrize("where", ["match", "score"])
def test_a_flag_says_that_a_match_is_live(where: str) -> None:
    fields = {"isLive": True}
    old = old_match(fields) if where == "match" else old_match({}, fields)
    assert list(reasons_in_play(old, NOW))


@pytest.mark.parametrize("status", [None, "", "scheduled", "abandoned", "No Result", "done"])
def test_what_is_over_or_says_nothing_is_not_in_play(status: Any) -> None:
    assert list(reasons_in_play(old_match({"status": status}), NOW)) == []


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("abandoned", "abandoned"), ("No Result", "no_result"), ("drawn", "draw"), ("Tied", "tie")],
)
def test_a_status_may_be_how_it_ended(status: str, outcome: str) -> None:
    assert ended({"status": status}) == ("match_closed", outcome, None)


@pytest.mark.parametrize(
    ("match", "score"),
    [
        ({}, {"status": "Completed", "winner": "home"}),
        ({"isCompleted": "yes", "winner": "home"}, {}),
        ({"status": "result", "result": "home"}, {}),
        ({"status": "Finished", "result": "Tied, home won the super over"}, {}),
    ],
)
def test_a_match_that_was_over_in_other_words_is_closed(match: Json, score: Json) -> None:
    assert ended(match, score) == ("match_closed", "win", "home")


@pytest.mark.parametrize(
    ("result", "outcome"), [("N/R", "no_result"), ("Abandoned - rain", "abandoned"),
                            ("Match drawn.", "draw"), ("Tie (no super over)", "tie")],
)  # fmt: skip
def test_results_with_more_words_are_read(result: str, outcome: str) -> None:
    assert ended({"status": "completed", "result": result}) == ("match_closed", outcome, None)


def test_a_match_of_which_nothing_says_that_it_is_over_is_told_to_stand_as_live() -> None:
    lines = conversion_of({"status": "cup final"}).remarks
    assert any("'cup final'" in line and "stands as live" in line for line in lines)
    assert not any("stands as live" in line for line in conversion_of({"status": "live"}).remarks)
