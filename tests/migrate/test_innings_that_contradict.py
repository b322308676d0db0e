"""Tests histories without a known innings or with contradictions: reported, never guessed."""

from __future__ import annotations

from typing import Any

import pytest

from scrbrd.domain.json_types import Json
from tests.migrate.test_rules_of_conversion import ball, deliveries
from tests.migrate.test_unfamiliar_histories import convert_score

BALLS = [ball("a", 1), ball("b", 4), ball("b", 2)]
OTHERS = [ball("c", 1, bowlerId="y"), ball("d", 3, bowlerId="y")]


def refusals_of(score: Json, match: Json | None = None) -> str:
    """Return the reasons why a match is refused, joined by "; "."""
    return "; ".join(convert_score(score, match).refusals)


@pytest.mark.parametrize("name", ["innings", "inningsData", "inningsList"])
def test_innings_keyed_by_home_and_away_are_refused(name: str) -> None:
    sides = {"home": {"ballHistory": BALLS}, "away": {"ballHistory": OTHERS}}
    result = convert_score({"inningsNumber": 1, name: sides})
    assert f"live_score.{name}.home.ballHistory is of no known innings" in result.refusals
    assert f"live_score.{name}.away.ballHistory is of no known innings" in result.refusals
    assert len(result.undecided) == 5


def test_a_single_innings_in_a_map_is_the_current_innings() -> None:
    result = convert_score({"inningsNumber": 1, "innings": {"current": {"ballHistory": BALLS}}})
    assert (len(deliveries(result)), result.refusals) == (3, ())


def test_innings_numbered_from_0_are_refused() -> None:
    score = {"innings0": {"ballHistory": BALLS}, "innings1": {"ballHistory": BALLS[:2]}}
    assert "innings0.ballHistory numbers innings from 0" in refusals_of(
        {"inningsNumber": 1} | score
    )


@pytest.mark.parametrize("name", ["battingTeamId", "battingTeam", "teamId", "battingSide"])
def test_a_history_with_balls_of_both_sides_is_refused(name: str) -> None:
    both_innings = [{**each, name: "home"} for each in BALLS] + [
        {**each, name: "away"} for each in OTHERS
    ]
    score = {
        "inningsNumber": 1,
        "ballHistory": both_innings,
        "currentInnings": {"runs": 11, "wickets": 0},
    }
    result = convert_score(score)
    assert any("home in 3, away in 2" in line for line in result.blocked)


def test_balls_found_only_in_another_history_are_refused_without_totals() -> None:
    score = {"inningsNumber": 1, "ballHistory": BALLS[:2], "balls": BALLS[2:]}
    assert "1 entries are in other histories only" in refusals_of(score)
    with_totals = score | {"currentInnings": {"battingTeamId": "home", "runs": 5, "wickets": 0}}
    assert refusals_of(with_totals) == ""
    assert convert_score(with_totals).undecided == ("live_score.balls[0]",)


def test_a_second_innings_without_a_first_is_refused() -> None:
    """A sparse list may number its innings from 0 or from 1."""
    score = {"innings": [None, {"ballHistory": BALLS}]}
    assert "innings 1: no ball of it is found" in refusals_of(score)


def with_times(balls: list[Json]) -> list[Json]:
    """Return the balls with times half a minute apart."""
    return [
        {**each, "timestamp": f"2023-02-04T10:{place // 2:02}:{place % 2 * 30:02}Z"}
        for place, each in enumerate(balls)
    ]


TIMED_BALLS = with_times([ball("a", place % 3, bowlerId="x") for place in range(12)])


@pytest.mark.parametrize("count", [1, 5, 12])
def test_balls_with_the_same_times_in_two_innings_are_refused(count: int) -> None:
    """The app never emptied its list, or began the second innings with balls of the first."""
    both_innings = {
        "innings1": {"ballHistory": TIMED_BALLS},
        "innings2": {"ballHistory": TIMED_BALLS[-count:]},
    }
    assert f"innings2.ballHistory has {count} balls that are in" in refusals_of(both_innings)


def test_an_innings_that_begins_with_all_balls_of_another_is_refused_without_times() -> None:
    first_innings: list[Json] = [ball("a", place % 3) for place in range(8)]
    both_innings = {
        "innings1": {"ballHistory": first_innings},
        "innings2": {"ballHistory": [*first_innings, *OTHERS]},
    }
    assert (
        "innings2.ballHistory has 8 balls that are in live_score.innings1.ballHistory"
        in refusals_of(both_innings)
    )


def test_innings_that_begin_with_the_same_dots_are_accepted() -> None:
    dots: list[Json] = [ball("a") for _ in range(6)]
    both_innings = {
        "innings1": {"ballHistory": [*dots, *BALLS]},
        "innings2": {"ballHistory": [*dots, *OTHERS]},
    }
    assert refusals_of(both_innings) == ""


def test_balls_that_name_another_innings_than_their_container_are_reported() -> None:
    balls = [{**each, "inningsNumber": 1} for each in BALLS]
    result = convert_score({"innings2": {"ballHistory": balls}})
    assert [each["inningsNumber"] for each in deliveries(result)] == [1, 1, 1]
    assert any("lies in innings 2; its balls name innings 1" in line for line in result.remarks)


PLACES: dict[str, list[Json]] = {
    "over and ball": [{"over": 0, "ball": 3}, {"over": 0, "ball": 2}, {"over": 0, "ball": 1}],
    "over number and ball in it": [
        {"overNumber": "1", "ballInOver": "1"},
        {"overNumber": 0, "ballInOver": 6},
        {"overNumber": 0, "ballInOver": 5},
    ],
    "a number with a point": [{"over": 0.3}, {"over": 0.2}, {"over": "0.1"}],
}


@pytest.mark.parametrize("name", PLACES)
def test_a_history_in_descending_order_of_balls_is_reversed(name: str) -> None:
    history: list[Any] = [ball("a", 1), ball("a", 2), ball("a", 4)]
    placed = [each | place for each, place in zip(history, PLACES[name], strict=True)]
    result = convert_score({"inningsNumber": 1, "ballHistory": placed})
    assert [each["runsOffBat"] for each in deliveries(result)] == [4, 2, 1]
    assert any("lists the newest first" in line for line in result.remarks)


def test_a_ball_after_a_later_one_by_over_and_ball_is_reported() -> None:
    placed = [{**BALLS[0], "over": 0, "ball": 2}, {**BALLS[1], "over": 0, "ball": 1}]
    result = convert_score({"inningsNumber": 1, "ballHistory": placed})
    assert any("behind a later ball by its over and ball" in line for line in result.remarks)


def test_a_last_over_with_too_many_balls_is_reported() -> None:
    balls: list[Json] = [ball("a") for _ in range(8)]
    result = convert_score({"inningsNumber": 1, "overHistory": [{"overNumber": 0, "balls": balls}]})
    assert any("over 0 has 8 legal balls" in line for line in result.remarks)
