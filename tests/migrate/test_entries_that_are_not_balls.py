"""Tests entries of a history that are not balls, and histories of super overs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from migrate.old.ball import is_counted_remark, read_ball
from migrate.old.histories import find_histories
from migrate.old.innings_history import Fate
from migrate.old.values import UnreadableBall
from scrbrd.domain.json_types import Json
from tests.migrate.test_rules_of_conversion import ball, convert_balls, deliveries, out
from tests.migrate.test_unfamiliar_histories import convert_score

BALLS = [ball("a", 1), ball("b", 4), ball("b", 2)]
SECOND_INNINGS_BALLS = [ball("m", 1), ball("n", 4), ball("n", 2)]


def totals(runs: int, wickets: int = 0, side: str = "home") -> Json:
    """Return the totals of an innings."""
    return {"battingTeamId": side, "runs": runs, "wickets": wickets}


@pytest.mark.parametrize(
    "entry",
    [
        {"type": "penalty", "runs": 5},
        {"event": "penalty runs", "runs": "5", "strikerId": "b"},
        ball("b", 5, isPenalty=True),
        ball("b", 5, runsType="Penalty"),
    ],
)
def test_penalty_runs_are_not_runs_off_the_bat(entry: Json) -> None:
    result = convert_balls(BALLS[0], BALLS[1], entry, BALLS[2], stated=totals(12))
    assert result.refusals == (
        "innings 1: no reading meets the totals: innings 1 runs: old 12, new 7",
    )
    assert result.undecided == ("live_score.ballHistory[2]",)


@pytest.mark.parametrize(
    "entry",
    [
        {"type": "end_of_over", "runs": 0},
        {"type": "retired", "runs": 0, "playerId": "b"},
        {"eventType": "drinks break", "runs": 0, "isWicket": False},
        {"type": "bowler change", "runs": 0, "bowlerId": "y"},
        {"type": "New batsman", "runs": 0, "strikerId": "c"},
    ],
)
def test_an_event_between_balls_is_not_a_dot_ball(entry: Json) -> None:
    result = convert_balls(BALLS[0], BALLS[1], entry, BALLS[2], stated=totals(7))
    assert [each["runsOffBat"] for each in deliveries(result)] == [1, 4, 2]
    assert result.fates[Fate.UNREADABLE] == 1
    assert result.undecided == ("live_score.ballHistory[2]",)


@pytest.mark.parametrize("word", ["dot", "four", "normal", "delivery", "wicket", "changeup"])
def test_a_ball_with_a_type_in_words_is_a_ball(word: str) -> None:
    assert read_ball(out(type=word)).is_wicket
    assert read_ball({"type": word, "runs": 4}).runs == 4


def test_a_separate_field_of_penalty_runs_is_unread_and_the_ball_is_kept() -> None:
    assert read_ball(ball("b", 2, penaltyRuns=5)).unread == ("penaltyRuns",)


@pytest.mark.parametrize("name", ["superOver", "superOver1", "super_overs", "eliminator"])
@pytest.mark.parametrize("is_by_side", [True, False])
def test_a_super_over_without_a_number_is_refused_and_not_taken_for_a_copy(
    name: str, is_by_side: bool
) -> None:
    over: Any = totals(7, side="away") | {"balls": [ball("p", 6), ball("p", 1)]}
    score = {
        "inningsNumber": 2,
        "innings1": totals(7) | {"ballHistory": BALLS},
        "currentInnings": totals(7, side="away"),
        "ballHistory": SECOND_INNINGS_BALLS,
        name: {"away": over} if is_by_side else over,
    }
    result = convert_score(score)
    path = f"live_score.{name}{'.away' if is_by_side else ''}.balls"
    assert result.blocked == (f"{path} is of no known innings",)
    assert result.fates[Fate.OF_NO_INNINGS] == 2


def test_a_super_over_with_its_innings_number_is_read() -> None:
    score = {
        "innings1": totals(7) | {"ballHistory": BALLS},
        "innings2": totals(7, side="away") | {"ballHistory": SECOND_INNINGS_BALLS},
        "superOver": totals(7, side="away")
        | {"inningsNumber": 3, "isSuperOver": True, "balls": [ball("p", 6), ball("p", 1)]},
    }
    result = convert_score(score)
    assert result.refusals == ()
    assert [each["inningsNumber"] for each in deliveries(result)][-2:] == [3, 3]


@pytest.mark.parametrize("kind", ["timed out", "run out"])
def test_a_wicket_of_a_player_who_is_not_in_dismisses_no_other_batter(kind: str) -> None:
    wicket_ball = out(kind, "b", dismissedPlayerId="d")
    result = convert_balls(BALLS[0], BALLS[1], wicket_ball, ball("b", 2), stated=totals(7, 1))
    assert not any("wicket" in each for each in deliveries(result))
    assert any("'d'" in line and "not in" in line for line in result.remarks)


@pytest.mark.parametrize("point", [[0.2, 0.4], {"lat": 3, "lng": 4}, "0.2,0.4", {"x": 1}])
def test_an_unreadable_wagon_wheel_point_is_reported(point: object) -> None:
    found = read_ball(ball(coordinates=point))
    assert found.remarks == ("field coordinates is not read",)
    assert all(is_counted_remark(each) for each in found.remarks)


def test_a_ball_is_kept_without_its_non_numeric_wagon_wheel_point() -> None:
    invalid_point = {"coordinates": {"x": float("nan"), "y": "inf"}}
    result = convert_balls(*(each | invalid_point for each in BALLS), stated=totals(7))
    assert [each["runsOffBat"] for each in deliveries(result)] == [1, 4, 2]
    assert not any("shotData" in each for each in deliveries(result))


def test_a_text_of_100000_brackets_is_refused_without_stopping_the_run() -> None:
    result = convert_score(
        {"inningsNumber": 1, "currentInnings": totals(7), "ballHistory": "[" * 100_000}
    )
    assert result.blocked == ("live_score.ballHistory is a text that is no JSON",)


def test_a_penalty_entry_raises_unreadable_ball() -> None:
    with pytest.raises(UnreadableBall, match="penalty"):
        read_ball({"type": "penalty", "runs": 5})


@pytest.mark.parametrize(
    ("score", "where"),
    [
        ({"matchData": [{"ballHistory": BALLS}]}, "matchData"),
        ({"superOvers": [{"balls": BALLS}, {"balls": BALLS}]}, "superOvers"),
        ({"data": {"sides": [{"card": {"history": BALLS}}]}}, "data.sides"),
        ({"data": json.dumps([{"ballHistory": BALLS}])}, "data"),
        ({"ballsByOver": [{"n": BALLS}, {"n": BALLS}]}, "ballsByOver"),
    ],
)
def test_balls_in_a_list_with_an_unknown_name_are_reported(score: Json, where: str) -> None:
    [found] = find_histories({"live_score": score}).unread
    assert (found.where, found.why) == (
        f"live_score.{where}",
        "holds balls, in a list that is not known",
    )


def test_lists_without_balls_are_not_taken_for_histories() -> None:
    score = {"recentBalls": [{"balls": BALLS}], "batsmen": [{"id": "a", "runs": 4, "balls": 3}],
             "overs": [{"number": 1, "balls": ["1", "4"]}]}  # fmt: skip
    assert find_histories({"live_score": score}).is_nothing
