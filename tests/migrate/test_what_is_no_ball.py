"""Entries of a history that are not balls, and histories of super overs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from migrate.old.ball import is_counted_remark, read_ball
from migrate.old.histories import find_histories
from migrate.old.innings_history import Fate
from migrate.old.values import UnreadableBall
from scrbrd.domain.json_types import Json
from tests.migrate.test_rules_of_conversion import ball, converted, deliveries, out
from tests.migrate.test_unfamiliar_histories import of_score

BALLS = [ball("a", 1), ball("b", 4), ball("b", 2)]
SECOND = [ball("m", 1), ball("n", 4), ball("n", 2)]


def totals(runs: int, wickets: int = 0, side: str = "home") -> Json:
    """The totals of an innings."""
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
def test_penalty_runs_are_nobodys_runs_off_the_bat(entry: Json) -> None:
    done = converted(BALLS[0], BALLS[1], entry, BALLS[2], stated=totals(12))
    assert done.refusals == (
        "innings 1: no reading meets the totals: innings 1 runs: old 12, new 7",
    )
    assert done.undecided == ("live_score.ballHistory[2]",)


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
def test_what_happened_between_balls_is_no_dot(entry: Json) -> None:
    done = converted(BALLS[0], BALLS[1], entry, BALLS[2], stated=totals(7))
    assert [each["runsOffBat"] for each in deliveries(done)] == [1, 4, 2]
    assert done.fates[Fate.UNREADABLE] == 1
    assert done.undecided == ("live_score.ballHistory[2]",)


@pytest.mark.parametrize("word", ["dot", "four", "normal", "delivery", "wicket", "changeup"])
def test_a_ball_with_a_word_for_its_kind_is_a_ball(word: str) -> None:
    assert read_ball(out(type=word)).is_wicket
    assert read_ball({"type": word, "runs": 4}).runs == 4


def test_penalty_runs_in_a_field_of_their_own_leave_the_ball() -> None:
    assert read_ball(ball("b", 2, penaltyRuns=5)).unread == ("penaltyRuns",)


@pytest.mark.parametrize("name", ["superOver", "superOver1", "super_overs", "eliminator"])
@pytest.mark.parametrize("is_by_side", [True, False])
def test_a_super_over_is_no_copy_of_the_innings_before_it(name: str, is_by_side: bool) -> None:
    over: Any = totals(7, side="away") | {"balls": [ball("p", 6), ball("p", 1)]}
    score = {
        "inningsNumber": 2,
        "innings1": totals(7) | {"ballHistory": BALLS},
        "currentInnings": totals(7, side="away"),
        "ballHistory": SECOND,
        name: {"away": over} if is_by_side else over,
    }
    done = of_score(score)
    path = f"live_score.{name}{'.away' if is_by_side else ''}.balls"
    assert done.blocked == (f"{path} is of no known innings",)
    assert done.fates[Fate.OF_NO_INNINGS] == 2


def test_a_super_over_that_says_its_innings_is_read() -> None:
    score = {
        "innings1": totals(7) | {"ballHistory": BALLS},
        "innings2": totals(7, side="away") | {"ballHistory": SECOND},
        "superOver": totals(7, side="away")
        | {"inningsNumber": 3, "isSuperOver": True, "balls": [ball("p", 6), ball("p", 1)]},
    }
    done = of_score(score)
    assert done.refusals == ()
    assert [each["inningsNumber"] for each in deliveries(done)][-2:] == [3, 3]


@pytest.mark.parametrize("kind", ["timed out", "run out"])
def test_one_who_is_named_as_out_and_is_not_in_makes_nobody_else_out(kind: str) -> None:
    fallen = out(kind, "b", dismissedPlayerId="d")
    done = converted(BALLS[0], BALLS[1], fallen, ball("b", 2), stated=totals(7, 1))
    assert not any("wicket" in each for each in deliveries(done))
    assert any("'d'" in line and "not in" in line for line in done.remarks)


@pytest.mark.parametrize("point", [[0.2, 0.4], {"lat": 3, "lng": 4}, "0.2,0.4", {"x": 1}])
def test_a_point_of_the_wagon_wheel_that_cannot_be_read_is_told(point: object) -> None:
    found = read_ball(ball(coordinates=point))
    assert found.remarks == ("field coordinates is not read",)
    assert all(is_counted_remark(each) for each in found.remarks)


def test_a_point_that_is_no_number_leaves_the_ball() -> None:
    endless = {"coordinates": {"x": float("nan"), "y": "inf"}}
    done = converted(*(each | endless for each in BALLS), stated=totals(7))
    assert [each["runsOffBat"] for each in deliveries(done)] == [1, 4, 2]
    assert not any("shotData" in each for each in deliveries(done))


def test_a_text_of_endless_brackets_is_refused_and_ends_no_run() -> None:
    done = of_score({"inningsNumber": 1, "currentInnings": totals(7), "ballHistory": "[" * 100_000})
    assert done.blocked == ("live_score.ballHistory is a text that is no JSON",)


def test_what_is_no_entry_is_still_no_ball() -> None:
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
def test_balls_in_a_list_of_an_unknown_name_are_told(score: Json, where: str) -> None:
    [found] = find_histories({"live_score": score}).unread
    assert (found.where, found.why) == (
        f"live_score.{where}",
        "holds balls, in a list that is not known",
    )


def test_lists_without_balls_are_no_histories() -> None:
    score = {"recentBalls": [{"balls": BALLS}], "batsmen": [{"id": "a", "runs": 4, "balls": 3}],
             "overs": [{"number": 1, "balls": ["1", "4"]}]}  # fmt: skip
    assert find_histories({"live_score": score}).is_nothing
