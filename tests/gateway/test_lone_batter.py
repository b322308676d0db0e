"""Tests the next batter after retirements, and the lone batter where last man stands applies."""

from __future__ import annotations

from typing import Any

import pytest

from scrbrd.domain.json_types import Json
from scrbrd_gateway.scoring.bodies import Fact, Opening
from scrbrd_gateway.scoring.planning import plan_fact, plan_opening
from tests.gateway.replayed_match import MatchPlanner
from tests.gateway.test_planning import ball_players, opened_innings, refusal, small_match


def retire_hurt(planner: MatchPlanner, player: str) -> None:
    """Record that a batter retired hurt in the first innings."""
    body = {"type": "batter_retired", "playerId": player, "as": "hurt"}
    planner.add(plan_fact(planner.log, 1, Fact.model_validate(body), planner.recorder))


def innings_with_last_batter(**conditions: Any) -> MatchPlanner:
    """Return an innings of three a side: batter 2 retired hurt, batter 1 is out, batter 3 is in."""
    planner = opened_innings(lastManStands=True, playersPerSide=3, **conditions)
    retire_hurt(planner, "lions-2")
    planner.ball(newBatterId="lions-3", wicket={"type": "bowled"})
    return planner


def test_the_last_man_may_bat_on_alone_while_another_stays_retired() -> None:
    planner = innings_with_last_batter()
    problem = refusal(planner, runsOffBat=1)
    assert (problem.code, problem.fields["choices"]) == ("needs", ["lions-2"])
    assert "nonStrikerId" in problem.detail
    lone_ball = planner.ball(nonStrikerId="", runsOffBat=1)
    assert (ball_players(lone_ball.document)[:2], lone_ball.verdicts) == (("lions-3", ""), ())
    assert ball_players(planner.ball(runsOffBat=4).document)[:2] == ("lions-3", "")
    corrected = planner.ball(corrects="1_5", runsOffBat=2).document
    assert ball_players(corrected)[:2] == ("lions-3", "")
    assert planner.log.state().problems == []


def test_a_returning_batter_bats_with_the_last_man() -> None:
    pair = ball_players(innings_with_last_batter().ball(newBatterId="lions-2").document)[:2]
    assert pair == ("lions-2", "lions-3")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"nonStrikerId": "", "newBatterId": "lions-2"}, "newBatterId"),
        ({"nonStrikerId": "", "strikerId": "lions-2"}, "strikerId"),
    ],
)
def test_only_the_batter_at_the_crease_can_bat_on_alone(body: Json, field: str) -> None:
    problem = refusal(innings_with_last_batter(), **body)
    assert (problem.code, problem.fields["field"]) == ("bad_field", field)


def test_batting_alone_is_refused_before_the_last_batter_or_without_last_man_stands() -> None:
    two_batters_in, with_batter_left = (
        opened_innings(lastManStands=True),
        opened_innings(lastManStands=True, playersPerSide=3),
    )
    with_batter_left.ball(wicket={"type": "bowled"})
    before_first_ball, without_last_man_stands = (
        small_match(lastManStands=True),
        opened_innings(playersPerSide=3),
    )
    opening = Opening.model_validate({"matchId": "m1"})
    before_first_ball.add(plan_opening(before_first_ball.log, opening, before_first_ball.recorder))
    without_last_man_stands.ball(wicket={"type": "bowled"})
    for planner, field in (
        (two_batters_in, "nonStrikerId"),
        (with_batter_left, "nonStrikerId"),
        (without_last_man_stands, "nonStrikerId"),
        (before_first_ball, "strikerId"),
    ):
        problem = refusal(planner, nonStrikerId="")
        assert (problem.code, problem.fields["field"]) == ("bad_field", field)
    assert refusal(with_batter_left).detail.endswith("a new batter is awaited, as striker")


def test_a_batter_who_just_retired_is_not_offered_as_the_new_batter() -> None:
    planner = opened_innings(playersPerSide=3)
    retire_hurt(planner, "lions-2")
    assert refusal(planner).fields["choices"] == ["lions-3"]
    planner.ball(newBatterId="lions-3", wicket={"type": "bowled"})
    assert refusal(planner).fields["choices"] == ["lions-2"]
