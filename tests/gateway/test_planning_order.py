"""What is recorded over REST has its place in the order of play, and is told as it stands there."""

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
from tests.gateway.replaying import Scribe, folded
from tests.gateway.test_planning import opened

OF_THE_MATCH: list[Json] = [
    {"type": "play_stopped", "reason": "rain"},
    {"type": "play_resumed"},
    {"type": "penalty_awarded", "toTeamId": "lions", "runs": 5},
    {"type": "player_replaced", "teamId": "lions", "outPlayerId": "lions-3", "inPlayerId": "x"},
    {"type": "match_closed", "outcome": "no_result"},
]


def close(scribe: Scribe, number: int, reason: str = "abandoned") -> None:
    content = Close.model_validate({"reason": reason})
    scribe.keep(plan_close(scribe.log, number, content, scribe.recorder))


def opening(scribe: Scribe, **content: Any) -> Planned:
    body = Opening.model_validate({"matchId": "m1", **content})
    return plan_opening(scribe.log, body, scribe.recorder)


def fact(scribe: Scribe, number: int, content: Json) -> Planned:
    return plan_fact(scribe.log, number, Fact.model_validate(content), scribe.recorder)


def in_the_second() -> Scribe:
    """A match whose second innings has begun, and awaits its batters."""
    scribe = opened()
    scribe.ball(runsOffBat=1)
    close(scribe, 1)
    scribe.keep(opening(scribe))
    return scribe


@pytest.mark.parametrize("content", OF_THE_MATCH, ids=lambda each: str(each["type"]))
def test_a_fact_of_an_innings_that_is_behind_is_refused(content: Json) -> None:
    """It would stand before all of the second innings: a match that was closed there has none."""
    with pytest.raises(Problem) as raised:
        fact(in_the_second(), 1, content)
    problem = raised.value
    assert (problem.status, problem.code) == (422, "innings_out_of_order")
    assert "innings 2" in problem.detail
    assert "after" in problem.detail


def test_a_fact_of_an_innings_that_is_behind_has_its_place_after_an_action() -> None:
    scribe = in_the_second()
    planned = fact(scribe, 1, {"type": "match_closed", "outcome": "no_result", "after": "1_2"})
    scribe.keep(planned)
    assert planned.state is not None
    assert folded(planned.state) == folded(scribe.log.state())


@pytest.mark.parametrize("number", [2, 3])
@pytest.mark.parametrize("content", OF_THE_MATCH, ids=lambda each: str(each["type"]))
def test_a_fact_of_an_innings_to_come_waits_for_the_end_of_the_present_one(
    content: Json, number: int
) -> None:
    """It would stand behind all that is yet to be told of the first."""
    with pytest.raises(Problem) as raised:
        fact(opened(), number, content)
    assert (raised.value.status, raised.value.code) == (409, "innings_not_open")
    assert "innings 1" in raised.value.detail


@pytest.mark.parametrize("content", OF_THE_MATCH, ids=lambda each: str(each["type"]))
@pytest.mark.parametrize("number", [1, 2])
def test_between_two_innings_a_fact_may_be_of_either(content: Json, number: int) -> None:
    scribe = opened()
    close(scribe, 1)
    planned = scribe.keep(fact(scribe, number, content))
    assert planned.state is not None
    assert folded(planned.state) == folded(scribe.log.state())


def test_a_fact_of_an_innings_to_come_leaves_the_one_before_behind() -> None:
    """What is told of the first innings after it would count before it."""
    scribe = opened()
    scribe.ball(runsOffBat=1)
    close(scribe, 1)
    revised = scribe.keep(fact(scribe, 2, {"type": "target_revised", "target": 9}))
    for content in ({"type": "penalty_awarded", "toTeamId": "lions", "runs": 5}, OF_THE_MATCH[0]):
        with pytest.raises(Problem) as raised:
            fact(scribe, 1, content)
        assert raised.value.code == "innings_out_of_order"
    with pytest.raises(Problem) as raised:
        plan_ball(scribe.log, 1, Ball(over_number=0), scribe.recorder)
    assert raised.value.code == "innings_out_of_order"
    voided = {parse_action_id(revised.id): dict(revised.document, isVoided=True)}
    scribe.log = scribe.log.with_documents(voided)
    assert fact(scribe, 1, OF_THE_MATCH[2]).id == "1_4"


def test_before_the_first_innings_a_fact_is_of_that() -> None:
    scribe = opened()
    scribe.log = scribe.log.of("m1", scribe.log.inputs, {})
    assert fact(scribe, 1, OF_THE_MATCH[0]).id == "1_1"
    with pytest.raises(Problem) as raised:
        fact(scribe, 2, OF_THE_MATCH[0])
    assert raised.value.code == "innings_not_open"


def test_nobody_is_asked_for_by_a_ball_of_an_innings_that_is_behind() -> None:
    """Whom the second innings awaits does not bat in the first."""
    scribe = in_the_second()
    with pytest.raises(Problem) as raised:
        plan_ball(scribe.log, 1, Ball(), scribe.recorder)
    assert (raised.value.status, raised.value.code) == (422, "innings_out_of_order")


# -- whom a ball may name -------------------------------------------------------------------------


def needed(scribe: Scribe, **content: Any) -> list[str]:
    """Whom a ball that names nobody is offered."""
    with pytest.raises(Problem) as raised:
        plan_ball(scribe.log, 1, Ball.model_validate(content), scribe.recorder)
    assert raised.value.code == "needs"
    choices: list[str] = raised.value.fields["choices"]
    return choices


def replaced(scribe: Scribe, out: str, in_: str, **content: Any) -> None:
    """Let a player join a match for another one."""
    team, _, _ = out.partition("-")
    who = {"teamId": team, "outPlayerId": out, "inPlayerId": in_, "reason": "concussion"}
    scribe.keep(fact(scribe, 1, {"type": "player_replaced", **who, **content}))


def test_who_joined_the_match_may_come_in_and_who_was_replaced_may_not() -> None:
    scribe = opened(playersPerSide=3)
    replaced(scribe, "lions-3", "lions-9")
    scribe.ball(wicket={"type": "caught", "fielderIds": ["tigers-1"]})
    assert needed(scribe) == ["lions-9"]


def test_who_was_replaced_at_the_crease_does_not_come_back() -> None:
    scribe = opened(playersPerSide=3)
    replaced(scribe, "lions-1", "lions-9")
    scribe.keep(fact(scribe, 1, {"type": "batter_retired", "playerId": "lions-1", "as": "hurt"}))
    assert needed(scribe) == ["lions-3", "lions-9"]


def test_who_joined_the_match_may_bowl_and_who_was_replaced_may_not() -> None:
    scribe = opened()
    replaced(scribe, "tigers-1", "tigers-9")
    for _ in range(6):
        scribe.ball()
    assert needed(scribe) == ["tigers-2", "tigers-9"]


def test_who_came_back_may_be_named_again() -> None:
    scribe = opened()
    replaced(scribe, "tigers-1", "tigers-9")
    replaced(scribe, "tigers-9", "tigers-1")
    for _ in range(6):
        scribe.ball()
    assert needed(scribe) == ["tigers-1", "tigers-2"]


# -- super overs ----------------------------------------------------------------------------------


def played(runs: int) -> Scribe:
    """A match of one ball a side; the second scores so many runs behind one."""
    scribe = opened(oversPerInnings=1, ballsPerOver=1)
    scribe.ball(runsOffBat=1)
    scribe.keep(opening(scribe))
    pair = {"strikerId": "tigers-1", "nonStrikerId": "tigers-2", "bowlerId": "lions-1"}
    scribe.ball(2, runsOffBat=runs, **pair)
    return scribe


def tied() -> Scribe:
    """A match of one ball a side that is tied."""
    return played(1)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({}, "match_over"),
        ({"inningsNumber": 2}, "innings_started_twice"),
        ({"inningsNumber": 1}, "innings_out_of_order"),
    ],
    ids=["the next", "the last", "the first"],
)
def test_an_innings_after_the_match_is_refused_by_the_laws_without_its_sides(
    content: Json, code: str
) -> None:
    """Who did not name them was told to, and once they did that the match was over."""
    with pytest.raises(Problem) as raised:
        opening(played(2), **content)
    assert (raised.value.status, raised.value.code) == (422, code)


def test_the_side_that_batted_last_begins_a_super_over() -> None:
    scribe = tied()
    first = scribe.keep(opening(scribe, superOver=True)).document
    sides = first["id"], first["battingTeamId"], first["bowlingTeamId"]
    assert sides == ("3_1", "tigers", "lions")


def test_the_other_side_answers_it_unasked() -> None:
    scribe = tied()
    scribe.keep(opening(scribe, superOver=True))
    pair = {"strikerId": "tigers-1", "nonStrikerId": "tigers-2", "bowlerId": "lions-1"}
    scribe.ball(3, runsOffBat=4, **pair)
    second = scribe.keep(opening(scribe)).document
    assert (second["id"], second["battingTeamId"], second["superOver"]) == ("4_1", "lions", True)


# -- the end of an innings, behind which something is told already ---------------------------------


def reopened(content: Json) -> Scribe:
    """A match whose first innings was closed, where something was told behind it before the close
    was voided."""
    scribe = opened()
    scribe.ball(runsOffBat=1)
    close(scribe, 1)
    scribe.keep(fact(scribe, 2, content))
    void(scribe, "1_3")
    return scribe


def void(scribe: Scribe, name: str) -> None:
    document = scribe.log.documents[parse_action_id(name)]
    scribe.log = scribe.log.with_documents({parse_action_id(name): dict(document, isVoided=True)})


@pytest.mark.parametrize("content", OF_THE_MATCH, ids=lambda each: str(each["type"]))
def test_an_innings_ends_before_what_is_told_behind_it(content: Json) -> None:
    """Who voids a close as they were asked to, to say another reason, ends the innings where it
    stands: before the penalty between the innings, which is told of the second."""
    scribe = reopened(content)
    end = Close.model_validate({"reason": "declared"})
    planned = scribe.keep(plan_close(scribe.log, 1, end, scribe.recorder))
    assert planned.state is not None
    action = read_action(planned.document)
    before, after = scribe.log.states_around(action)
    assert folded(planned.state) == folded(after)
    assert planned.verdicts == judge(before, action, before.setup.conditions)


@pytest.mark.parametrize("content", OF_THE_MATCH[:4], ids=lambda each: str(each["type"]))
def test_an_innings_whose_end_was_taken_back_goes_on(content: Json) -> None:
    """The end was a slip, and rain was told behind it: balls and facts have their turn before."""
    scribe = reopened(content)
    planned = plan_ball(scribe.log, 1, Ball(runs_off_bat=2), scribe.recorder)
    for each in (planned, fact(scribe, 1, OF_THE_MATCH[2])):
        assert each.state is not None
        before, after = scribe.log.states_around(read_action(each.document))
        assert folded(each.state) == folded(after)
        assert each.verdicts == judge(before, read_action(each.document), before.setup.conditions)
    with pytest.raises(Problem) as raised:
        fact(scribe, 2, OF_THE_MATCH[2])
    assert raised.value.code == "innings_not_open"


def test_what_the_score_has_ended_is_ended_behind_a_fact_of_the_next_innings() -> None:
    """A scorer's app says the end when its user does, be it after a penalty in the interval."""
    scribe = opened(playersPerSide=2)
    scribe.ball(wicket={"type": "bowled"})
    scribe.keep(fact(scribe, 2, OF_THE_MATCH[2]))
    planned = scribe.keep(plan_close(scribe.log, 1, Close(), scribe.recorder))
    assert (planned.document["id"], planned.document["reason"]) == ("1_3", "all_out")
    assert planned.verdicts == ()


@pytest.mark.parametrize("content", [{}, {"reason": "all_out"}, {"reason": "declared"}], ids=str)
def test_an_innings_that_is_behind_has_no_end_of_its_own_any_more(content: Json) -> None:
    """It was told that the score does not end it: that was the second innings' score."""
    scribe = opened(playersPerSide=2)
    scribe.ball(wicket={"type": "bowled"})
    scribe.keep(opening(scribe))
    with pytest.raises(Problem) as raised:
        plan_close(scribe.log, 1, Close.model_validate(content), scribe.recorder)
    problem = raised.value
    assert (problem.status, problem.code) == (422, "innings_out_of_order")
    assert "all_out" in problem.detail
    assert "innings 2 has begun" in problem.detail


def test_the_end_of_the_second_innings_is_not_said_of_the_first() -> None:
    scribe = opened(playersPerSide=2)
    scribe.ball(wicket={"type": "bowled"})
    scribe.keep(opening(scribe))
    close(scribe, 2)
    with pytest.raises(Problem) as raised:
        plan_close(scribe.log, 1, Close(), scribe.recorder)
    assert (raised.value.code, "abandoned" in raised.value.detail) == (
        "innings_out_of_order", False,
    )  # fmt: skip
