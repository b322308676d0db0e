"""A match told as an app tells it, ball by ball, becomes a log that scores the same.

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
from tests.gateway.replaying import FOLDER, Scribe, folded, replayed

WHOLE = {
    "1417850": "the Hundred: overs of five, two running from an end",
    "1370352": "impact players, and a batter replaced who came back",
    "1216517": "two super overs",
}


@pytest.mark.parametrize("name", WHOLE, ids=WHOLE.values())
def test_a_match_told_ball_by_ball_scores_the_same(name: str) -> None:
    match = load_match(FOLDER / f"{name}.log")
    assert folded(replayed(name).log.state()) == folded(match.fold()[0])


def test_an_app_hardly_ever_names_who_faces() -> None:
    body = replayed("1417850").ball_bodies
    assert len(body) > 200
    assert sum("strikerId" in each for each in body) == 0
    assert sum("newBatterId" in each for each in body) == 10
    assert sum("bowlerId" in each for each in body) == 38


# -- one ball -------------------------------------------------------------------------------------


def small(**conditions: Any) -> Scribe:
    """A match of two overs a side, with three players each."""
    document = match_document() | {"conditions": {"oversPerInnings": 2, **conditions}}
    match: Match = read_match("m1", document)
    lineups: list[Lineup] = [
        read_lineup("m1", name, each) for name, each in lineup_documents().items()
    ]
    return Scribe(inputs_of("m1", match, lineups))


def opened(**conditions: Any) -> Scribe:
    """The same, its openers in and a bowler ready."""
    scribe = small(**conditions)
    body = {"strikerId": "lions-1", "nonStrikerId": "lions-2", "bowlerId": "tigers-3"}
    opening = Opening.model_validate({"matchId": "m1", **body})
    scribe.keep(plan_opening(scribe.log, opening, scribe.recorder))
    return scribe


def refusal(scribe: Scribe, number: int = 1, corrects: str | None = None, **body: Any) -> Problem:
    with pytest.raises(Problem) as raised:
        plan_ball(scribe.log, number, Ball.model_validate(body), scribe.recorder, corrects)
    return raised.value


def people(document: Json) -> tuple[str, str, str]:
    return document["strikerId"], document["nonStrikerId"], document["bowlerId"]


def test_the_first_ball_is_filled_in_from_the_opening() -> None:
    planned = opened().ball(runsOffBat=1)
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


def test_a_single_changes_who_faces() -> None:
    scribe = opened()
    scribe.ball(runsOffBat=1)
    assert people(scribe.ball().document) == ("lions-2", "lions-1", "tigers-3")


def test_a_wide_counts_no_ball_of_the_over_and_has_a_place_in_it() -> None:
    scribe = opened()
    wide = scribe.ball(extras={"wide": 1}).document
    after = scribe.ball().document
    assert (wide["totalRuns"], wide["isLegalDelivery"]) == (1, False)
    assert (after["overNumber"], after["ballInOver"]) == (0, 2)


def test_a_ball_outside_the_over_is_not_legal() -> None:
    assert opened().ball(notCounted=True).document["isLegalDelivery"] is False


def test_the_next_over_asks_for_a_bowler_and_says_who_may() -> None:
    scribe = opened()
    for _ in range(6):
        scribe.ball()
    problem = refusal(scribe, runsOffBat=1)
    assert (problem.status, problem.code) == (422, "needs")
    assert problem.fields["field"] == "bowlerId"
    assert problem.fields["needs"] == ["bowler"]
    assert problem.fields["choices"] == ["tigers-1", "tigers-2"]
    after = scribe.ball(bowlerId="tigers-1").document
    assert (after["overNumber"], after["ballInOver"]) == (1, 1)
    assert people(after) == ("lions-2", "lions-1", "tigers-1")


def test_a_wicket_asks_for_a_new_batter_and_says_who_is_left() -> None:
    scribe = opened(playersPerSide=3)
    out = scribe.ball(wicket={"type": "bowled"}).document
    assert out["wicket"] == {"type": "bowled", "dismissedPlayerId": "lions-1"}
    assert out["isWicket"] is True
    problem = refusal(scribe)
    assert problem.fields["field"] == "newBatterId"
    assert problem.fields["needs"] == ["batter"]
    assert (problem.fields["choices"], problem.fields["end"]) == (["lions-3"], "striker")
    assert people(scribe.ball(newBatterId="lions-3").document)[:2] == ("lions-3", "lions-2")


def test_a_run_out_must_say_who_is_out() -> None:
    problem = refusal(opened(), wicket={"type": "run_out"})
    assert problem.fields["field"] == "wicket.dismissedPlayerId"
    assert problem.fields["choices"] == ["lions-1", "lions-2"]


def test_a_retirement_within_a_ball_is_no_wicket() -> None:
    body = {"type": "retired_hurt", "dismissedPlayerId": "lions-1"}
    assert opened().ball(wicket=body).document["isWicket"] is False


def test_nobody_comes_in_while_two_are_in() -> None:
    problem = refusal(opened(), newBatterId="lions-3")
    assert problem.fields["field"] == "newBatterId"


def test_an_innings_without_openers_asks_for_both() -> None:
    scribe = small()
    scribe.keep(
        plan_opening(scribe.log, Opening.model_validate({"matchId": "m1"}), scribe.recorder)
    )
    problem = refusal(scribe)
    assert [each["field"] for each in problem.fields["errors"]] == ["strikerId", "nonStrikerId"]
    assert refusal(scribe, newBatterId="lions-1").fields["field"] == "strikerId"
    body: Json = {"strikerId": "lions-1", "nonStrikerId": "lions-2"}
    assert refusal(scribe, **body).fields["field"] == "bowlerId"
    assert people(scribe.ball(**body, bowlerId="tigers-1").document)[0] == "lions-1"


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
    ids=["swap", "swap by the other", "as they are", "both", "another striker", "another partner"],
)
def test_who_is_named_takes_their_end(body: Json, pair: tuple[str, str]) -> None:
    assert people(opened().ball(**body).document)[:2] == pair


def test_a_new_striker_sends_the_batter_who_is_in_to_the_other_end() -> None:
    scribe = opened()
    scribe.ball(wicket={"type": "run_out", "dismissedPlayerId": "lions-2", "end": "bowler"})
    assert people(scribe.ball(strikerId="lions-3").document)[:2] == ("lions-3", "lions-1")


def test_the_last_man_may_stand_alone() -> None:
    scribe = opened(playersPerSide=2, lastManStands=True)
    scribe.ball(wicket={"type": "bowled"})
    assert people(scribe.ball(runsOffBat=2).document)[:2] == ("lions-2", "")


def test_an_over_goes_on_when_the_ball_says_its_number() -> None:
    scribe = opened()
    for _ in range(6):
        scribe.ball()
    seventh = scribe.ball(overNumber=0)
    assert (seventh.document["ballInOver"], seventh.document["bowlerId"]) == (7, "tigers-3")
    assert "over_too_long" in {each.code for each in seventh.verdicts}


def test_an_over_ends_at_the_umpires_count() -> None:
    scribe = opened()
    for _ in range(4):
        scribe.ball()
    scribe.ball(overBalls=5)
    assert refusal(scribe).fields["field"] == "bowlerId"


def test_ornaments_are_kept_as_they_were_said() -> None:
    body: Json = {
        "shotData": {"shotType": "cut", "coordinates": {"x": 1.5, "y": 2.0}},
        "review": {"by": "batting", "umpiresCall": True},
        "bowlingAngle": "Round the Wicket",
        "note": "edged",
        "boundary": False,
    }
    document = opened().ball(runsOffBat=4, **body).document
    assert {name: document[name] for name in body} == body


# -- the Laws -------------------------------------------------------------------------------------


def test_what_the_laws_refuse_is_told_with_its_law() -> None:
    problem = refusal(opened(), extras={"noBall": 1}, wicket={"type": "bowled"})
    assert (problem.status, problem.code) == (422, "out_off_no_ball")
    assert (problem.fields["law"], problem.fields["edition"]) == ("Law 21.18", "2022")
    assert "Law 21.18" in problem.detail
    assert problem.fields["verdicts"][0]["outcome"] == "refused"


def test_what_is_flagged_counts_and_is_told() -> None:
    planned = opened().ball(runsOffBat=1, extras={"wide": 0}, bowlerId="tigers-9")
    assert "player_not_in_lineup" in {each.code for each in planned.verdicts}


def test_no_ball_comes_after_the_innings() -> None:
    scribe = opened()
    for over in range(2):
        for _ in range(6):
            scribe.ball(bowlerId=f"tigers-{3 - over}")
    assert refusal(scribe, bowlerId="tigers-1").code == "innings_over"


def test_an_innings_must_be_open() -> None:
    assert refusal(small(), bowlerId="tigers-1").code == "innings_not_open"
    assert refusal(opened(), number=2).code == "innings_not_open"


# -- corrections, late balls, facts -----------------------------------------------------------


def test_a_correction_keeps_people_and_place_of_its_ball() -> None:
    scribe = opened()
    scribe.ball(runsOffBat=1)
    scribe.ball()
    planned = scribe.ball(corrects="1_2", runsOffBat=2)
    document = planned.document
    assert (document["id"], document["corrects"], document["source"]) == (
        "1_4",
        "1_2",
        "correction",
    )
    assert (document["overNumber"], document["ballInOver"]) == (0, 1)
    assert people(document) == ("lions-1", "lions-2", "tigers-3")
    assert planned.state is not None
    assert planned.state.innings[0].runs == 2


def test_a_correction_is_judged_where_its_ball_stands() -> None:
    scribe = opened()
    scribe.ball(extras={"noBall": 1})
    scribe.ball()
    saved = scribe.ball(corrects="1_3", wicket={"type": "bowled"})
    assert "out_off_free_hit" in {each.code for each in saved.verdicts}


def test_a_forgotten_ball_has_its_turn_behind_its_anchor() -> None:
    scribe = opened()
    scribe.ball(runsOffBat=1)
    scribe.ball(runsOffBat=1)
    late = scribe.ball(after="1_2", runsOffBat=3)
    assert late.document["after"] == "1_2"
    assert people(late.document)[0] == "lions-2"
    assert (late.document["overNumber"], late.document["ballInOver"]) == (0, 2)


@pytest.mark.parametrize("name", ["1_9", "2_1"])
def test_a_reference_leads_somewhere(name: str) -> None:
    assert refusal(opened(), corrects=name).fields["field"] == "corrects"
    assert refusal(opened(), after=name).fields["field"] == "after"


def test_a_correction_stays_in_its_place() -> None:
    scribe = opened()
    scribe.ball()
    assert refusal(scribe, corrects="1_2", after="1_1").fields["field"] == "after"


def test_a_fact_has_the_fields_of_its_type_and_no_others() -> None:
    scribe = opened()
    fact = Fact.model_validate({"type": "batter_retired", "playerId": "lions-1", "as": "hurt"})
    planned = plan_fact(scribe.log, 1, fact, scribe.recorder)
    assert planned.document["as"] == "hurt"
    odd = Fact.model_validate({"type": "batter_retired", "playerId": "lions-1", "how": "hurt"})
    with pytest.raises(Problem) as raised:
        plan_fact(scribe.log, 1, odd, scribe.recorder)
    assert raised.value.fields["field"] == "how"


def test_a_fact_with_a_wrong_value_names_its_field() -> None:
    scribe = opened()
    fact = Fact.model_validate({"type": "penalty_awarded", "toTeamId": "lions", "runs": 99})
    with pytest.raises(Problem) as raised:
        plan_fact(scribe.log, 1, fact, scribe.recorder)
    assert raised.value.fields["field"] == "runs"


def test_a_fact_names_players_by_ids() -> None:
    scribe = opened()
    fact = Fact.model_validate({"type": "batter_retired", "playerId": "a b", "as": "hurt"})
    with pytest.raises(Problem) as raised:
        plan_fact(scribe.log, 1, fact, scribe.recorder)
    assert raised.value.fields["field"] == "playerId"


@pytest.mark.parametrize("kind", ["innings_started", "innings_closed", "delivery"])
def test_some_types_have_requests_of_their_own(kind: str) -> None:
    scribe = opened()
    with pytest.raises(Problem) as raised:
        plan_fact(scribe.log, 1, Fact.model_validate({"type": kind}), scribe.recorder)
    assert raised.value.fields["field"] == "type"


def test_the_next_innings_is_opened_with_the_side_whose_turn_it_is() -> None:
    scribe = opened()
    scribe.keep(
        plan_close(scribe.log, 1, Close.model_validate({"reason": "declared"}), scribe.recorder)
    )
    planned = plan_opening(scribe.log, Opening.model_validate({"matchId": "m1"}), scribe.recorder)
    assert planned.document["id"] == "2_1"
    sides = planned.document["battingTeamId"], planned.document["bowlingTeamId"]
    assert sides == ("tigers", "lions")


def test_an_innings_is_not_opened_while_one_is_in_progress() -> None:
    scribe = opened()
    with pytest.raises(Problem) as raised:
        plan_opening(scribe.log, Opening.model_validate({"matchId": "m1"}), scribe.recorder)
    assert raised.value.status == 422


def test_an_end_has_the_reason_that_the_score_gives() -> None:
    scribe = opened()
    for over in range(2):
        for _ in range(6):
            scribe.ball(bowlerId=f"tigers-{3 - over}")
    planned = plan_close(scribe.log, 1, Close(), scribe.recorder)
    assert planned.document["reason"] == "overs_complete"


def test_an_end_needs_a_reason_that_the_score_does_not_give() -> None:
    scribe = opened()
    with pytest.raises(Problem) as raised:
        plan_close(scribe.log, 1, Close(), scribe.recorder)
    assert raised.value.fields["field"] == "reason"


def test_nobody_is_asked_for_in_an_innings_that_is_over() -> None:
    scribe = opened()
    for over in range(2):
        for _ in range(6):
            scribe.ball(bowlerId=f"tigers-{3 - over}")
    assert refusal(scribe).code == "innings_over"
    scribe.ball(overNumber=1, wicket={"type": "caught"})
    assert refusal(scribe, overNumber=1).code == "needs"
    scribe = opened()
    scribe.ball(wicket={"type": "caught"})
    scribe.keep(
        plan_close(scribe.log, 1, Close.model_validate({"reason": "declared"}), scribe.recorder)
    )
    assert refusal(scribe).code == "innings_over"
