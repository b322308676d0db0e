"""Tests the place of recorded actions in the order of play, and the state answered for them."""

from __future__ import annotations

from typing import Any

import pytest

from scrbrd.domain.actions import parse_action_id, read_action
from scrbrd.domain.json_types import Json
from scrbrd.domain.verdicts.judge import judge
from scrbrd_gateway.problems import Problem
from scrbrd_gateway.scoring.bodies import Ball, Close, Fact, Opening
from scrbrd_gateway.scoring.drafts import Planned
from scrbrd_gateway.scoring.planning import plan_ball, plan_close, plan_fact, plan_opening
from tests.gateway.replayed_match import MatchPlanner, comparable_state
from tests.gateway.test_planning import opened_innings

MATCH_FACTS: list[Json] = [
    {"type": "play_stopped", "reason": "rain"},
    {"type": "play_resumed"},
    {"type": "penalty_awarded", "toTeamId": "lions", "runs": 5},
    {"type": "player_replaced", "teamId": "lions", "outPlayerId": "lions-3", "inPlayerId": "x"},
    {"type": "match_closed", "outcome": "no_result"},
]


def close_innings(planner: MatchPlanner, number: int, reason: str = "abandoned") -> None:
    """Record the close of an innings."""
    content = Close.model_validate({"reason": reason})
    planner.add(plan_close(planner.log, number, content, planner.recorder))


def plan_next_innings(planner: MatchPlanner, **content: Any) -> Planned:
    """Plan the opening of the next innings."""
    body = Opening.model_validate({"matchId": "m1", **content})
    return plan_opening(planner.log, body, planner.recorder)


def plan_match_fact(planner: MatchPlanner, number: int, content: Json) -> Planned:
    """Plan a fact of an innings."""
    return plan_fact(planner.log, number, Fact.model_validate(content), planner.recorder)


def match_in_second_innings() -> MatchPlanner:
    """Return a match whose second innings has begun and has no batters yet."""
    planner = opened_innings()
    planner.ball(runsOffBat=1)
    close_innings(planner, 1)
    planner.add(plan_next_innings(planner))
    return planner


@pytest.mark.parametrize("content", MATCH_FACTS, ids=lambda each: str(each["type"]))
def test_a_fact_of_an_earlier_innings_is_refused_without_a_place(content: Json) -> None:
    """The fact would precede the second innings, which a match closed by then could not have."""
    with pytest.raises(Problem) as raised:
        plan_match_fact(match_in_second_innings(), 1, content)
    problem = raised.value
    assert (problem.status, problem.code) == (422, "innings_out_of_order")
    assert "innings 2" in problem.detail
    assert "after" in problem.detail


def test_a_fact_of_an_earlier_innings_can_be_placed_after_an_action() -> None:
    planner = match_in_second_innings()
    planned = plan_match_fact(
        planner, 1, {"type": "match_closed", "outcome": "no_result", "after": "1_2"}
    )
    planner.add(planned)
    assert planned.state is not None
    assert comparable_state(planned.state) == comparable_state(planner.log.state())


@pytest.mark.parametrize("number", [2, 3])
@pytest.mark.parametrize("content", MATCH_FACTS, ids=lambda each: str(each["type"]))
def test_a_fact_of_a_later_innings_is_refused_before_the_present_one_ends(
    content: Json, number: int
) -> None:
    """The fact would follow all actions of the first innings that are still to be recorded."""
    with pytest.raises(Problem) as raised:
        plan_match_fact(opened_innings(), number, content)
    assert (raised.value.status, raised.value.code) == (409, "innings_not_open")
    assert "innings 1" in raised.value.detail


@pytest.mark.parametrize("content", MATCH_FACTS, ids=lambda each: str(each["type"]))
@pytest.mark.parametrize("number", [1, 2])
def test_between_two_innings_a_fact_may_belong_to_either(content: Json, number: int) -> None:
    planner = opened_innings()
    close_innings(planner, 1)
    planned = planner.add(plan_match_fact(planner, number, content))
    assert planned.state is not None
    assert comparable_state(planned.state) == comparable_state(planner.log.state())


def test_after_a_fact_of_the_next_innings_the_earlier_one_accepts_none() -> None:
    """A later action of the first innings would take its place before that fact."""
    planner = opened_innings()
    planner.ball(runsOffBat=1)
    close_innings(planner, 1)
    revised = planner.add(plan_match_fact(planner, 2, {"type": "target_revised", "target": 9}))
    for content in ({"type": "penalty_awarded", "toTeamId": "lions", "runs": 5}, MATCH_FACTS[0]):
        with pytest.raises(Problem) as raised:
            plan_match_fact(planner, 1, content)
        assert raised.value.code == "innings_out_of_order"
    with pytest.raises(Problem) as raised:
        plan_ball(planner.log, 1, Ball(over_number=0), planner.recorder)
    assert raised.value.code == "innings_out_of_order"
    voided = {parse_action_id(revised.id): dict(revised.document, isVoided=True)}
    planner.log = planner.log.with_documents(voided)
    assert plan_match_fact(planner, 1, MATCH_FACTS[2]).id == "1_4"


def test_a_fact_before_the_first_ball_belongs_to_the_first_innings() -> None:
    planner = opened_innings()
    planner.log = planner.log.of("m1", planner.log.inputs, {})
    assert plan_match_fact(planner, 1, MATCH_FACTS[0]).id == "1_1"
    with pytest.raises(Problem) as raised:
        plan_match_fact(planner, 2, MATCH_FACTS[0])
    assert raised.value.code == "innings_not_open"


def test_a_ball_of_an_earlier_innings_is_refused_and_needs_no_player() -> None:
    """The batters awaited by the second innings do not bat in the first."""
    planner = match_in_second_innings()
    with pytest.raises(Problem) as raised:
        plan_ball(planner.log, 1, Ball(), planner.recorder)
    assert (raised.value.status, raised.value.code) == (422, "innings_out_of_order")


# -- the players offered for a ball ----------------------------------------------------------------


def offered_players(planner: MatchPlanner, **content: Any) -> list[str]:
    """Return the choices offered for a ball that names no player."""
    with pytest.raises(Problem) as raised:
        plan_ball(planner.log, 1, Ball.model_validate(content), planner.recorder)
    assert raised.value.code == "needs"
    choices: list[str] = raised.value.fields["choices"]
    return choices


def replace_player(planner: MatchPlanner, out: str, in_: str, **content: Any) -> None:
    """Record the replacement of a player by another one."""
    team, _, _ = out.partition("-")
    replacement = {"teamId": team, "outPlayerId": out, "inPlayerId": in_, "reason": "concussion"}
    planner.add(plan_match_fact(planner, 1, {"type": "player_replaced", **replacement, **content}))


def test_a_replacement_may_bat_and_the_replaced_player_may_not() -> None:
    planner = opened_innings(playersPerSide=3)
    replace_player(planner, "lions-3", "lions-9")
    planner.ball(wicket={"type": "caught", "fielderIds": ["tigers-1"]})
    assert offered_players(planner) == ["lions-9"]


def test_a_batter_replaced_at_the_crease_is_not_offered_again() -> None:
    planner = opened_innings(playersPerSide=3)
    replace_player(planner, "lions-1", "lions-9")
    planner.add(
        plan_match_fact(planner, 1, {"type": "batter_retired", "playerId": "lions-1", "as": "hurt"})
    )
    assert offered_players(planner) == ["lions-3", "lions-9"]


def test_a_replacement_may_bowl_and_the_replaced_player_may_not() -> None:
    planner = opened_innings()
    replace_player(planner, "tigers-1", "tigers-9")
    for _ in range(6):
        planner.ball()
    assert offered_players(planner) == ["tigers-2", "tigers-9"]


def test_a_player_who_returned_is_offered_again() -> None:
    planner = opened_innings()
    replace_player(planner, "tigers-1", "tigers-9")
    replace_player(planner, "tigers-9", "tigers-1")
    for _ in range(6):
        planner.ball()
    assert offered_players(planner) == ["tigers-1", "tigers-2"]


# -- super overs ----------------------------------------------------------------------------------


def two_innings_match(runs: int) -> MatchPlanner:
    """Return a match of one ball a side: the first scores 1, the second scores `runs`."""
    planner = opened_innings(oversPerInnings=1, ballsPerOver=1)
    planner.ball(runsOffBat=1)
    planner.add(plan_next_innings(planner))
    pair = {"strikerId": "tigers-1", "nonStrikerId": "tigers-2", "bowlerId": "lions-1"}
    planner.ball(2, runsOffBat=runs, **pair)
    return planner


def tied_match() -> MatchPlanner:
    """Return a tied match of one ball a side."""
    return two_innings_match(1)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({}, "match_over"),
        ({"inningsNumber": 2}, "innings_started_twice"),
        ({"inningsNumber": 1}, "innings_out_of_order"),
    ],
    ids=["next innings", "last innings", "first innings"],
)
def test_an_innings_after_the_match_is_refused_even_without_its_sides(
    content: Json, code: str
) -> None:
    """Such a request was once refused for its missing sides before it was refused for the end."""
    with pytest.raises(Problem) as raised:
        plan_next_innings(two_innings_match(2), **content)
    assert (raised.value.status, raised.value.code) == (422, code)


def test_the_side_that_batted_last_bats_first_in_a_super_over() -> None:
    planner = tied_match()
    first = planner.add(plan_next_innings(planner, superOver=True)).document
    sides = first["id"], first["battingTeamId"], first["bowlingTeamId"]
    assert sides == ("3_1", "tigers", "lions")


def test_the_second_innings_of_a_super_over_needs_no_flag() -> None:
    planner = tied_match()
    planner.add(plan_next_innings(planner, superOver=True))
    pair = {"strikerId": "tigers-1", "nonStrikerId": "tigers-2", "bowlerId": "lions-1"}
    planner.ball(3, runsOffBat=4, **pair)
    second = planner.add(plan_next_innings(planner)).document
    assert (second["id"], second["battingTeamId"], second["superOver"]) == ("4_1", "lions", True)


# -- the end of an innings after which an action is already recorded -------------------------------


def reopened_innings(content: Json) -> MatchPlanner:
    """Return a match whose close of the first innings was voided after a fact was recorded behind
    it."""
    planner = opened_innings()
    planner.ball(runsOffBat=1)
    close_innings(planner, 1)
    planner.add(plan_match_fact(planner, 2, content))
    void_action(planner, "1_3")
    return planner


def void_action(planner: MatchPlanner, name: str) -> None:
    """Void an action of the log."""
    document = planner.log.documents[parse_action_id(name)]
    planner.log = planner.log.with_documents({parse_action_id(name): dict(document, isVoided=True)})


@pytest.mark.parametrize("content", MATCH_FACTS, ids=lambda each: str(each["type"]))
def test_a_close_takes_its_place_before_the_facts_recorded_after_it(content: Json) -> None:
    """A close that is voided and recorded again with another reason ends the innings at its end:
    before the penalty between the innings, which belongs to the second."""
    planner = reopened_innings(content)
    end = Close.model_validate({"reason": "declared"})
    planned = planner.add(plan_close(planner.log, 1, end, planner.recorder))
    assert planned.state is not None
    action = read_action(planned.document)
    before, after = planner.log.states_around(action)
    assert comparable_state(planned.state) == comparable_state(after)
    assert planned.verdicts == judge(before, action, before.setup.conditions)


@pytest.mark.parametrize("content", MATCH_FACTS[:4], ids=lambda each: str(each["type"]))
def test_an_innings_whose_close_was_voided_continues(content: Json) -> None:
    """The close was a mistake, and rain was recorded after it: new actions go before the rain."""
    planner = reopened_innings(content)
    planned = plan_ball(planner.log, 1, Ball(runs_off_bat=2), planner.recorder)
    for each in (planned, plan_match_fact(planner, 1, MATCH_FACTS[2])):
        assert each.state is not None
        before, after = planner.log.states_around(read_action(each.document))
        assert comparable_state(each.state) == comparable_state(after)
        assert each.verdicts == judge(before, read_action(each.document), before.setup.conditions)
    with pytest.raises(Problem) as raised:
        plan_match_fact(planner, 2, MATCH_FACTS[2])
    assert raised.value.code == "innings_not_open"


def test_an_innings_ended_by_the_score_may_be_closed_after_a_fact_of_the_next() -> None:
    """A scorer may record the end late, for example after a penalty in the interval."""
    planner = opened_innings(playersPerSide=2)
    planner.ball(wicket={"type": "bowled"})
    planner.add(plan_match_fact(planner, 2, MATCH_FACTS[2]))
    planned = planner.add(plan_close(planner.log, 1, Close(), planner.recorder))
    assert (planned.document["id"], planned.document["reason"]) == ("1_3", "all_out")
    assert planned.verdicts == ()


@pytest.mark.parametrize("content", [{}, {"reason": "all_out"}, {"reason": "declared"}], ids=str)
def test_an_earlier_innings_cannot_be_closed_after_the_next_has_begun(content: Json) -> None:
    """The refusal once gave the score as its reason, but that of the second innings."""
    planner = opened_innings(playersPerSide=2)
    planner.ball(wicket={"type": "bowled"})
    planner.add(plan_next_innings(planner))
    with pytest.raises(Problem) as raised:
        plan_close(planner.log, 1, Close.model_validate(content), planner.recorder)
    problem = raised.value
    assert (problem.status, problem.code) == (422, "innings_out_of_order")
    assert "all_out" in problem.detail
    assert "innings 2 has begun" in problem.detail


def test_the_end_of_the_second_innings_is_not_given_for_the_first() -> None:
    planner = opened_innings(playersPerSide=2)
    planner.ball(wicket={"type": "bowled"})
    planner.add(plan_next_innings(planner))
    close_innings(planner, 2)
    with pytest.raises(Problem) as raised:
        plan_close(planner.log, 1, Close(), planner.recorder)
    assert (raised.value.code, "abandoned" in raised.value.detail) == (
        "innings_out_of_order", False,
    )  # fmt: skip
