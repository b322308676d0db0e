"""Histories of no known innings, or that contradict each other: they are reported, never
guessed."""

from __future__ import annotations

from typing import Any

import pytest

from scrbrd.domain.json_types import Json
from tests.migrate.test_rules_of_conversion import ball, deliveries
from tests.migrate.test_unfamiliar_histories import of_score

BALLS = [ball("a", 1), ball("b", 4), ball("b", 2)]
OTHERS = [ball("c", 1, bowlerId="y"), ball("d", 3, bowlerId="y")]


def lines(score: Json, match: Json | None = None) -> str:
    """Why a match is refused."""
    return "; ".join(of_score(score, match).refusals)


@pytest.mark.parametrize("name", ["innings", "inningsData", "inningsList"])
def test_innings_by_their_sides_are_not_both_the_one_in_progress(name: str) -> None:
    sides = {"home": {"ballHistory": BALLS}, "away": {"ballHistory": OTHERS}}
    done = of_score({"inningsNumber": 1, name: sides})
    assert f"live_score.{name}.home.ballHistory is of no known innings" in done.refusals
    assert f"live_score.{name}.away.ballHistory is of no known innings" in done.refusals
    assert len(done.undecided) == 5


def test_a_single_map_of_innings_is_the_one_in_progress() -> None:
    done = of_score({"inningsNumber": 1, "innings": {"current": {"ballHistory": BALLS}}})
    assert (len(deliveries(done)), done.refusals) == (3, ())


def test_innings_numbered_from_0_are_not_taken_for_copies_of_each_other() -> None:
    score = {"innings0": {"ballHistory": BALLS}, "innings1": {"ballHistory": BALLS[:2]}}
    assert "innings0.ballHistory numbers innings from 0" in lines({"inningsNumber": 1} | score)


@pytest.mark.parametrize("name", ["battingTeamId", "battingTeam", "teamId", "battingSide"])
def test_a_list_with_the_balls_of_both_sides_is_not_one_innings(name: str) -> None:
    both = [{**each, name: "home"} for each in BALLS] + [{**each, name: "away"} for each in OTHERS]
    score = {"inningsNumber": 1, "ballHistory": both, "currentInnings": {"runs": 11, "wickets": 0}}
    done = of_score(score)
    assert any("home in 3, away in 2" in line for line in done.blocked)


def test_the_rest_of_a_history_under_another_name_is_a_refusal_without_totals() -> None:
    score = {"inningsNumber": 1, "ballHistory": BALLS[:2], "balls": BALLS[2:]}
    assert "1 entries are in other histories only" in lines(score)
    met = score | {"currentInnings": {"battingTeamId": "home", "runs": 5, "wickets": 0}}
    assert lines(met) == ""
    assert of_score(met).undecided == ("live_score.balls[0]",)


def test_a_second_innings_without_a_first_is_a_refusal() -> None:
    """A sparse list may number its innings from 1 as well as from 0."""
    score = {"innings": [None, {"ballHistory": BALLS}]}
    assert "innings 1: no ball of it is found" in lines(score)


def timed(balls: list[Json]) -> list[Json]:
    """The balls, half a minute apart."""
    return [
        {**each, "timestamp": f"2023-02-04T10:{place // 2:02}:{place % 2 * 30:02}Z"}
        for place, each in enumerate(balls)
    ]


LONG = timed([ball("a", place % 3, bowlerId="x") for place in range(12)])


@pytest.mark.parametrize("count", [1, 5, 12])
def test_balls_of_two_innings_at_one_time_are_told(count: int) -> None:
    """An app that never emptied its list, or began a second innings with the last of the first."""
    both = {"innings1": {"ballHistory": LONG}, "innings2": {"ballHistory": LONG[-count:]}}
    assert f"innings2.ballHistory has {count} balls that are in" in lines(both)


def test_an_innings_that_begins_with_all_of_another_is_told_without_times() -> None:
    first: list[Json] = [ball("a", place % 3) for place in range(8)]
    both = {"innings1": {"ballHistory": first}, "innings2": {"ballHistory": [*first, *OTHERS]}}
    assert "innings2.ballHistory has 8 balls that are in live_score.innings1.ballHistory" in lines(
        both
    )


def test_innings_that_begin_with_the_same_dots_are_two() -> None:
    dots: list[Json] = [ball("a") for _ in range(6)]
    both = {
        "innings1": {"ballHistory": [*dots, *BALLS]},
        "innings2": {"ballHistory": [*dots, *OTHERS]},
    }
    assert lines(both) == ""


def test_balls_that_name_another_innings_than_the_one_they_lie_in_are_told() -> None:
    named = [{**each, "inningsNumber": 1} for each in BALLS]
    done = of_score({"innings2": {"ballHistory": named}})
    assert [each["inningsNumber"] for each in deliveries(done)] == [1, 1, 1]
    assert any("lies in innings 2; its balls name innings 1" in line for line in done.remarks)


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
def test_balls_whose_places_go_down_were_filled_in_from_the_front(name: str) -> None:
    history: list[Any] = [ball("a", 1), ball("a", 2), ball("a", 4)]
    placed = [each | place for each, place in zip(history, PLACES[name], strict=True)]
    done = of_score({"inningsNumber": 1, "ballHistory": placed})
    assert [each["runsOffBat"] for each in deliveries(done)] == [4, 2, 1]
    assert any("lists the newest first" in line for line in done.remarks)


def test_a_ball_behind_a_later_one_by_its_over_and_ball_is_told() -> None:
    placed = [{**BALLS[0], "over": 0, "ball": 2}, {**BALLS[1], "over": 0, "ball": 1}]
    done = of_score({"inningsNumber": 1, "ballHistory": placed})
    assert any("behind a later ball by its over and ball" in line for line in done.remarks)


def test_a_last_over_with_too_many_balls_is_told() -> None:
    balls: list[Json] = [ball("a") for _ in range(8)]
    done = of_score({"inningsNumber": 1, "overHistory": [{"overNumber": 0, "balls": balls}]})
    assert any("over 0 has 8 legal balls" in line for line in done.remarks)
