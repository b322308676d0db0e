"""Tests planning actions: a match sent ball by ball, as apps do, becomes a log of the same score.

Matches: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
"""

from __future__ import annotations

from typing import Any

import pytest

from admin.logfile import load_match
from scrbrd.domain.json_types import Json
from scrbrd.domain.lineup import Lineup
from scrbrd.domain.match import Match, inputs_of, read_lineup, read_match
from scrbrd_gateway.problems import Problem
from scrbrd_gateway.scoring.bodies import Ball, Close, Fact, Opening
from scrbrd_gateway.scoring.planning import plan_ball, plan_close, plan_fact, plan_opening
from tests.fakes.small_match import lineup_documents, match_document
from tests.gateway.replayed_match import FOLDER, MatchPlanner, comparable_state, replay_match

WHOLE_MATCHES = {
    "1417850": "the Hundred: overs of five, two running from an end",
    "1370352": "impact players, and a batter replaced who came back",
    "1216517": "two super overs",
}


@pytest.mark.parametrize("name", WHOLE_MATCHES, ids=WHOLE_MATCHES.values())
def test_a_match_sent_ball_by_ball_has_the_same_score(name: str) -> None:
    match = load_match(FOLDER / f"{name}.log")
    assert comparable_state(replay_match(name).log.state()) == comparable_state(match.fold()[0])


def test_an_app_rarely_needs_to_name_the_batters_or_the_bowler() -> None:
    body = replay_match("1417850").ball_bodies
    assert len(body) > 200
    assert sum("strikerId" in each for each in body) == 0
    assert sum("newBatterId" in each for each in body) == 10
    assert sum("bowlerId" in each for each in body) == 38


# -- one ball -------------------------------------------------------------------------------------


def small_match(**conditions: Any) -> MatchPlanner:
    """Return a match of two overs a side with three players each."""
    document = match_document() | {"conditions": {"oversPerInnings": 2, **conditions}}
    match: Match = read_match("m1", document)
    lineups: list[Lineup] = [
        read_lineup("m1", name, each) for name, each in lineup_documents().items()
    ]
    return MatchPlanner(inputs_of("m1", match, lineups))


def opened_innings(**conditions: Any) -> MatchPlanner:
    """Return a small match whose innings is opened, with both openers and a bowler."""
    planner = small_match(**conditions)
    body = {"strikerId": "lions-1", "nonStrikerId": "lions-2", "bowlerId": "tigers-3"}
    opening = Opening.model_validate({"matchId": "m1", **body})
    planner.add(plan_opening(planner.log, opening, planner.recorder))
    return planner


def refusal(
    planner: MatchPlanner, number: int = 1, corrects: str | None = None, **body: Any
) -> Problem:
    """Return the problem with which a ball is refused."""
    with pytest.raises(Problem) as raised:
        plan_ball(planner.log, number, Ball.model_validate(body), planner.recorder, corrects)
    return raised.value


def ball_players(document: Json) -> tuple[str, str, str]:
    """Return the striker, the non-striker and the bowler of a ball."""
    return document["strikerId"], document["nonStrikerId"], document["bowlerId"]


def test_the_fields_of_the_first_ball_follow_from_the_opening() -> None:
    planned = opened_innings().ball(runsOffBat=1)
    assert planned.document | {"timestamp": None} == {
        "id": "1_2",
        "matchId": "m1",
        "inningsNumber": 1,
        "sequenceNumber": 2,
        "nonce": "nonce-0001",
        "follows": "nonce-0000",
        "recordedBy": "scorer",
        "recordedAs": "scorer_neutral",
        "source": "live",
        "timestamp": None,
        "schemaVersion": 3,
        "isVoided": False,
        "type": "delivery",
        "overNumber": 0,
        "ballInOver": 1,
        "strikerId": "lions-1",
        "nonStrikerId": "lions-2",
        "bowlerId": "tigers-3",
        "runsOffBat": 1,
        "extras": {"wide": 0, "noBall": 0, "bye": 0, "legBye": 0, "penalty": 0},
        "totalRuns": 1,
        "isLegalDelivery": True,
        "isWicket": False,
    }


def test_a_single_changes_the_striker() -> None:
    planner = opened_innings()
    planner.ball(runsOffBat=1)
    assert ball_players(planner.ball().document) == ("lions-2", "lions-1", "tigers-3")


def test_a_wide_is_not_legal_but_has_a_number_in_the_over() -> None:
    planner = opened_innings()
    wide = planner.ball(extras={"wide": 1}).document
    after = planner.ball().document
    assert (wide["totalRuns"], wide["isLegalDelivery"]) == (1, False)
    assert (after["overNumber"], after["ballInOver"]) == (0, 2)


def test_a_ball_not_counted_in_the_over_is_not_legal() -> None:
    assert opened_innings().ball(notCounted=True).document["isLegalDelivery"] is False


def test_the_next_over_needs_a_bowler_and_lists_the_choices() -> None:
    planner = opened_innings()
    for _ in range(6):
        planner.ball()
    problem = refusal(planner, runsOffBat=1)
    assert (problem.status, problem.code) == (422, "needs")
    assert problem.fields["field"] == "bowlerId"
    assert problem.fields["needs"] == ["bowler"]
    assert problem.fields["choices"] == ["tigers-1", "tigers-2"]
    after = planner.ball(bowlerId="tigers-1").document
    assert (after["overNumber"], after["ballInOver"]) == (1, 1)
    assert ball_players(after) == ("lions-2", "lions-1", "tigers-1")


def test_after_a_wicket_a_new_batter_is_needed_with_a_list_of_choices() -> None:
    planner = opened_innings(playersPerSide=3)
    wicket_ball = planner.ball(wicket={"type": "bowled"}).document
    assert wicket_ball["wicket"] == {"type": "bowled", "dismissedPlayerId": "lions-1"}
    assert wicket_ball["isWicket"] is True
    problem = refusal(planner)
    assert problem.fields["field"] == "newBatterId"
    assert problem.fields["needs"] == ["batter"]
    assert (problem.fields["choices"], problem.fields["end"]) == (["lions-3"], "striker")
    assert ball_players(planner.ball(newBatterId="lions-3").document)[:2] == ("lions-3", "lions-2")


def test_a_run_out_needs_the_dismissed_player() -> None:
    problem = refusal(opened_innings(), wicket={"type": "run_out"})
    assert problem.fields["field"] == "wicket.dismissedPlayerId"
    assert problem.fields["choices"] == ["lions-1", "lions-2"]


def test_a_retirement_recorded_with_a_ball_is_not_a_wicket() -> None:
    body = {"type": "retired_hurt", "dismissedPlayerId": "lions-1"}
    assert opened_innings().ball(wicket=body).document["isWicket"] is False


def test_a_new_batter_is_refused_while_two_are_in() -> None:
    problem = refusal(opened_innings(), newBatterId="lions-3")
    assert problem.fields["field"] == "newBatterId"


def test_the_first_ball_of_an_innings_without_openers_needs_both() -> None:
    planner = small_match()
    planner.add(
        plan_opening(planner.log, Opening.model_validate({"matchId": "m1"}), planner.recorder)
    )
    problem = refusal(planner)
    assert [each["field"] for each in problem.fields["errors"]] == ["strikerId", "nonStrikerId"]
    assert refusal(planner, newBatterId="lions-1").fields["field"] == "strikerId"
    body: Json = {"strikerId": "lions-1", "nonStrikerId": "lions-2"}
    assert refusal(planner, **body).fields["field"] == "bowlerId"
    assert ball_players(planner.ball(**body, bowlerId="tigers-1").document)[0] == "lions-1"


@pytest.mark.parametrize(
    ("body", "pair"),
    [
        ({"strikerId": "lions-2"}, ("lions-2", "lions-1")),
        ({"nonStrikerId": "lions-1"}, ("lions-2", "lions-1")),
        ({"strikerId": "lions-1"}, ("lions-1", "lions-2")),
        ({"strikerId": "lions-2", "nonStrikerId": "lions-1"}, ("lions-2", "lions-1")),
        ({"strikerId": "lions-3"}, ("lions-3", "lions-2")),
        ({"nonStrikerId": "lions-3"}, ("lions-1", "lions-3")),
    ],
    ids=["swap", "swap by non-striker", "unchanged", "both", "another striker", "another partner"],
)
def test_a_named_batter_takes_the_named_end(body: Json, pair: tuple[str, str]) -> None:
    assert ball_players(opened_innings().ball(**body).document)[:2] == pair


def test_a_new_striker_moves_the_remaining_batter_to_the_other_end() -> None:
    planner = opened_innings()
    planner.ball(wicket={"type": "run_out", "dismissedPlayerId": "lions-2", "end": "bowler"})
    assert ball_players(planner.ball(strikerId="lions-3").document)[:2] == ("lions-3", "lions-1")


def test_the_last_man_may_bat_alone() -> None:
    planner = opened_innings(playersPerSide=2, lastManStands=True)
    planner.ball(wicket={"type": "bowled"})
    assert ball_players(planner.ball(runsOffBat=2).document)[:2] == ("lions-2", "")


def test_an_over_continues_if_the_ball_names_its_over_number() -> None:
    planner = opened_innings()
    for _ in range(6):
        planner.ball()
    seventh = planner.ball(overNumber=0)
    assert (seventh.document["ballInOver"], seventh.document["bowlerId"]) == (7, "tigers-3")
    assert "over_too_long" in {each.code for each in seventh.verdicts}


def test_an_over_ends_at_the_umpires_count() -> None:
    planner = opened_innings()
    for _ in range(4):
        planner.ball()
    planner.ball(overBalls=5)
    assert refusal(planner).fields["field"] == "bowlerId"


def test_optional_details_are_stored_as_they_were_sent() -> None:
    body: Json = {
        "shotData": {"shotType": "cut", "coordinates": {"x": 1.5, "y": 2.0}},
        "review": {"by": "batting", "umpiresCall": True},
        "bowlingAngle": "Round the Wicket",
        "note": "edged",
        "boundary": False,
    }
    document = opened_innings().ball(runsOffBat=4, **body).document
    assert {name: document[name] for name in body} == body


# -- the Laws -------------------------------------------------------------------------------------


def test_a_ball_against_the_laws_is_refused_with_the_law() -> None:
    problem = refusal(opened_innings(), extras={"noBall": 1}, wicket={"type": "bowled"})
    assert (problem.status, problem.code) == (422, "out_off_no_ball")
    assert (problem.fields["law"], problem.fields["edition"]) == ("Law 21.18", "2022")
    assert "Law 21.18" in problem.detail
    assert problem.fields["verdicts"][0]["outcome"] == "refused"


def test_a_flagged_ball_is_planned_with_its_verdict() -> None:
    planned = opened_innings().ball(runsOffBat=1, extras={"wide": 0}, bowlerId="tigers-9")
    assert "player_not_in_lineup" in {each.code for each in planned.verdicts}


def test_a_ball_after_the_end_of_the_innings_is_refused() -> None:
    planner = opened_innings()
    for over in range(2):
        for _ in range(6):
            planner.ball(bowlerId=f"tigers-{3 - over}")
    assert refusal(planner, bowlerId="tigers-1").code == "innings_over"


def test_a_ball_of_an_innings_that_is_not_open_is_refused() -> None:
    assert refusal(small_match(), bowlerId="tigers-1").code == "innings_not_open"
    assert refusal(opened_innings(), number=2).code == "innings_not_open"


# -- corrections, late balls, facts -----------------------------------------------------------


def test_a_correction_keeps_the_players_and_the_place_of_its_ball() -> None:
    planner = opened_innings()
    planner.ball(runsOffBat=1)
    planner.ball()
    planned = planner.ball(corrects="1_2", runsOffBat=2)
    document = planned.document
    assert (document["id"], document["corrects"], document["source"]) == (
        "1_4",
        "1_2",
        "correction",
    )
    assert (document["overNumber"], document["ballInOver"]) == (0, 1)
    assert ball_players(document) == ("lions-1", "lions-2", "tigers-3")
    assert planned.state is not None
    assert planned.state.innings[0].runs == 2


def test_a_correction_is_judged_at_the_place_of_its_ball() -> None:
    planner = opened_innings()
    planner.ball(extras={"noBall": 1})
    planner.ball()
    correction = planner.ball(corrects="1_3", wicket={"type": "bowled"})
    assert "out_off_free_hit" in {each.code for each in correction.verdicts}


def test_a_late_ball_is_placed_after_the_ball_that_it_names() -> None:
    planner = opened_innings()
    planner.ball(runsOffBat=1)
    planner.ball(runsOffBat=1)
    late_ball = planner.ball(after="1_2", runsOffBat=3)
    assert late_ball.document["after"] == "1_2"
    assert ball_players(late_ball.document)[0] == "lions-2"
    assert (late_ball.document["overNumber"], late_ball.document["ballInOver"]) == (0, 2)


@pytest.mark.parametrize("name", ["1_9", "2_1"])
def test_a_reference_to_a_missing_action_is_refused(name: str) -> None:
    assert refusal(opened_innings(), corrects=name).fields["field"] == "corrects"
    assert refusal(opened_innings(), after=name).fields["field"] == "after"


def test_a_correction_cannot_be_moved_after_another_action() -> None:
    planner = opened_innings()
    planner.ball()
    assert refusal(planner, corrects="1_2", after="1_1").fields["field"] == "after"


def test_a_fact_accepts_only_the_fields_of_its_type() -> None:
    planner = opened_innings()
    fact = Fact.model_validate({"type": "batter_retired", "playerId": "lions-1", "as": "hurt"})
    planned = plan_fact(planner.log, 1, fact, planner.recorder)
    assert planned.document["as"] == "hurt"
    invalid = Fact.model_validate({"type": "batter_retired", "playerId": "lions-1", "how": "hurt"})
    with pytest.raises(Problem) as raised:
        plan_fact(planner.log, 1, invalid, planner.recorder)
    assert raised.value.fields["field"] == "how"


def test_a_fact_with_an_invalid_value_is_refused_with_its_field() -> None:
    planner = opened_innings()
    fact = Fact.model_validate({"type": "penalty_awarded", "toTeamId": "lions", "runs": 99})
    with pytest.raises(Problem) as raised:
        plan_fact(planner.log, 1, fact, planner.recorder)
    assert raised.value.fields["field"] == "runs"


def test_a_fact_with_an_invalid_player_id_is_refused() -> None:
    planner = opened_innings()
    fact = Fact.model_validate({"type": "batter_retired", "playerId": "a b", "as": "hurt"})
    with pytest.raises(Problem) as raised:
        plan_fact(planner.log, 1, fact, planner.recorder)
    assert raised.value.fields["field"] == "playerId"


@pytest.mark.parametrize("action_type", ["innings_started", "innings_closed", "delivery"])
def test_action_types_with_their_own_requests_are_refused_as_facts(action_type: str) -> None:
    planner = opened_innings()
    with pytest.raises(Problem) as raised:
        plan_fact(planner.log, 1, Fact.model_validate({"type": action_type}), planner.recorder)
    assert raised.value.fields["field"] == "type"


def test_the_next_innings_is_opened_with_the_other_side_batting() -> None:
    planner = opened_innings()
    planner.add(
        plan_close(planner.log, 1, Close.model_validate({"reason": "declared"}), planner.recorder)
    )
    planned = plan_opening(planner.log, Opening.model_validate({"matchId": "m1"}), planner.recorder)
    assert planned.document["id"] == "2_1"
    sides = planned.document["battingTeamId"], planned.document["bowlingTeamId"]
    assert sides == ("tigers", "lions")


def test_an_innings_is_not_opened_while_one_is_in_progress() -> None:
    planner = opened_innings()
    with pytest.raises(Problem) as raised:
        plan_opening(planner.log, Opening.model_validate({"matchId": "m1"}), planner.recorder)
    assert raised.value.status == 422


def test_the_reason_of_a_close_follows_from_the_score() -> None:
    planner = opened_innings()
    for over in range(2):
        for _ in range(6):
            planner.ball(bowlerId=f"tigers-{3 - over}")
    planned = plan_close(planner.log, 1, Close(), planner.recorder)
    assert planned.document["reason"] == "overs_complete"


def test_a_close_needs_a_reason_if_none_follows_from_the_score() -> None:
    planner = opened_innings()
    with pytest.raises(Problem) as raised:
        plan_close(planner.log, 1, Close(), planner.recorder)
    assert raised.value.fields["field"] == "reason"


def test_no_player_is_needed_in_an_innings_that_is_over() -> None:
    planner = opened_innings()
    for over in range(2):
        for _ in range(6):
            planner.ball(bowlerId=f"tigers-{3 - over}")
    assert refusal(planner).code == "innings_over"
    planner.ball(overNumber=1, wicket={"type": "caught"})
    assert refusal(planner, overNumber=1).code == "needs"
    planner = opened_innings()
    planner.ball(wicket={"type": "caught"})
    planner.add(
        plan_close(planner.log, 1, Close.model_validate({"reason": "declared"}), planner.recorder)
    )
    assert refusal(planner).code == "innings_over"
