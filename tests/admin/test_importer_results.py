"""Tests importing how innings and matches ended, with small files like real ones."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from admin.cricsheet.exporter import export_log
from admin.matchlog import differences_from_stated
from admin.scored_file import score_log
from scrbrd.domain.actions import TargetRevised
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import MatchFormat
from tests.admin.files import (
    ACES,
    BEES,
    SQUADS,
    ball,
    imported_log,
    innings,
    match,
    over,
    result_text,
    score_data,
    wicket_of,
)
from tests.admin.test_importer_oddities import ACES_12, ACES_BY_8, BEES_4, BEES_12, A, B


def test_an_innings_without_its_absent_batters_is_all_out() -> None:
    squad = [f"A{number}" for number in range(1, 5)]
    last_over = [ball("A1", "A2", "B2", wickets=[wicket_of("A1", "bowled")])]
    last_over += [ball("A3", "A2", "B2", wickets=[wicket_of("A3", "bowled")])]
    first = innings(ACES, over(*A, "B1", 4), last_over, absent_hurt=["A4"])
    second = innings(BEES, [ball(*B, "A1", 4), ball(*B, "A1", 2)])
    outcome = {"winner": BEES, "by": {"wickets": 10}}
    scored_match = score_data(match(first, second, outcome=outcome, players=SQUADS | {ACES: squad}))
    assert scored_match.innings[0].closed == "all_out"
    assert [each.description for each in scored_match.innings[0].did_not_bat] == ["absent hurt"]
    assert result_text(scored_match) == "Bees won by 10 wickets"


# Results


DLS = {"method": "D/L"}
ONE_BALL = innings(BEES, [ball(*B, "A1", 4)])


@pytest.mark.parametrize(
    ("second", "outcome", "target"),
    [
        (BEES_4, {"winner": ACES, "by": {"runs": 3}}, None),
        (BEES_4, {"winner": BEES, "by": {"wickets": 10}}, None),
        (BEES_4, {"result": "tie"}, None),
        (BEES_4, {"winner": ACES, "by": {"runs": 3}}, {"runs": 8, "overs": 2}),
        (ONE_BALL, {"winner": BEES, "by": {"wickets": 10}}, {"runs": 4, "overs": 1.3}),
        (innings(BEES, over(*B, "A1", 4)), {"winner": BEES, "by": {"runs": 2}}, {"runs": 13}),
        (innings(BEES, over(*B, "A1", 4)), {"winner": ACES, "by": {"runs": 1}}, {"runs": 13}),
        (innings(BEES, [ball(*B, "A1", 4)]), {"winner": ACES, "by": {"runs": 7}}, {"runs": 13}),
        (innings(BEES, [ball(*B, "A1", 4)]), {"winner": ACES, "by": {"runs": 7}}, None),
        (innings(BEES, [ball(*B, "A1", 4)]), {"winner": BEES, "by": {"runs": 1}}, None),
        (innings(BEES, over(*B, "A1", 4)), {"winner": BEES, "by": {"runs": 2}}, {"overs": 1.5}),
    ],
)
def test_a_revised_chase_has_the_result_stated_in_the_file(
    second: Json, outcome: Json, target: Json | None, tmp_path: Path
) -> None:
    chase = second | ({"target": target} if target else {})
    scored_match = score_data(match(ACES_12, chase, outcome=outcome | DLS), tmp_path)
    assert scored_match.result is not None
    assert (scored_match.result.winner, scored_match.result.by) == (
        outcome.get("winner"),
        outcome.get("by"),
    )
    assert scored_match.result.outcome == outcome.get("result", "win")
    assert scored_match.innings[1].runs == 4


def test_a_limit_of_part_of_an_over_is_rounded_up_and_exported_as_stated() -> None:
    stated_target = {"runs": 4, "overs": 0.3}
    outcome = {"winner": BEES, "by": {"wickets": 10}} | DLS
    data = match(ACES_12, ONE_BALL | {"target": stated_target}, outcome=outcome)
    [revised] = [each for each in imported_log(data).actions if isinstance(each, TargetRevised)]
    assert (revised.overs_limit, revised.target) == (1, 4)
    exported = export_log(imported_log(data))
    assert (exported.data["innings"][1]["target"], exported.omitted) == (stated_target, ())


@pytest.mark.parametrize("target", [None, {"runs": 13, "overs": 2}])
def test_a_chase_that_ends_ahead_of_par_gets_no_revised_target(
    target: Json | None,
) -> None:
    second = innings(BEES, over(*B, "A1", 4)) | ({"target": target} if target else {})
    outcome = {"winner": BEES, "by": {"wickets": 10}} | DLS
    scored_match = score_data(match(ACES_12, second, outcome=outcome))
    assert (scored_match.innings[1].target, result_text(scored_match)) == (
        13,
        "Bees won (DLS method)",
    )
    assert len(scored_match.differences) == 1, (
        "the margin of the source needs a par that it does not tell"
    )


REVISED = "target_revised"


@pytest.mark.parametrize(
    ("second", "outcome", "target"),
    [
        (BEES_4, {"winner": ACES, "by": {"runs": 3}}, None),
        (BEES_4, {"winner": BEES, "by": {"wickets": 10}}, None),
        (ACES_12 | {"team": BEES}, {"winner": BEES, "by": {"wickets": 7}}, None),
        (BEES_4, {"winner": ACES, "by": {"runs": 1}}, {"runs": 13, "overs": 2}),
        (BEES_4, {"winner": ACES, "by": {"runs": 1}} | DLS, {"runs": 13, "overs": 2}),
    ],
)
def test_a_contradictory_margin_is_reported_and_not_made_a_revised_target(
    second: Json, outcome: Json, target: Json | None
) -> None:
    chase = second | ({"target": target} if target else {})
    batters = {"A1": "B1", "A2": "B2", "B1": "A1", "B2": "A2"}
    if second["team"] == BEES and second is not BEES_4:
        chase = json.loads(json.dumps(chase))
        for each in chase["overs"]:
            for delivery in each["deliveries"]:
                names = ("batter", "non_striker", "bowler")
                delivery |= {name: batters[delivery[name]] for name in names}
    log = imported_log(match(ACES_12, chase, outcome=outcome))
    assert [each for each in log.actions if each.type == REVISED] == []
    assert differences_from_stated(log) != []


def test_a_stated_target_is_recorded_whatever_was_scored() -> None:
    second = BEES_4 | {"target": {"runs": 3, "overs": 1}}
    log = imported_log(
        match(ACES_12, second, outcome={"winner": BEES, "by": {"wickets": 10}} | DLS)
    )
    [revised] = [each for each in log.actions if isinstance(each, TargetRevised)]
    assert (revised.target, revised.overs_limit) == (3, 1)


def test_scores_that_differ_from_the_file_are_reported() -> None:
    scored_match = score_data(match(ACES_12, BEES_4, outcome=ACES_BY_8))
    assert scored_match.differences == ()
    log_with_stated_scores = replace(scored_match.log, stated_scores=((12, 0), (5, 1)))
    assert score_log(log_with_stated_scores).differences == (
        "innings 2: the source counts 5/1, the fold 4/0",
    )


def test_mens_and_womens_teams_of_one_name_have_different_ids() -> None:
    men, women = (
        imported_log(match(ACES_12, BEES_4, outcome=ACES_BY_8, gender=each))
        for each in ("male", "female")
    )
    assert (men.match.home_team_id, women.match.home_team_id) == ("aces", "aces-women")
    assert {lineup.team_id for lineup in women.lineups} == {"aces-women", "bees-women"}


def test_a_target_without_a_method_is_used() -> None:
    second = innings(BEES, [ball(*B, "A1", 4)], target={"runs": 4, "overs": 1})
    scored_match = score_data(
        match(ACES_12, second, outcome={"winner": BEES, "by": {"wickets": 10}})
    )
    assert result_text(scored_match) == "Bees won by 10 wickets"


def test_vjd_without_a_target_uses_the_target_implied_by_its_margin() -> None:
    outcome = {"winner": ACES, "by": {"runs": 1}, "method": "VJD"}
    scored_match = score_data(match(ACES_12, BEES_4, outcome=outcome))
    assert (scored_match.innings[1].target, result_text(scored_match)) == (
        6,
        "Aces won by 1 run (VJD method)",
    )


def super_over(team: str, runs: int) -> Json:
    """Return a super over in which these runs are scored off the first ball."""
    pair, bowler = (A, "B3") if team == ACES else (B, "A3")
    return innings(team, over(*pair, bowler, runs), super_over=True)


def test_super_overs_continue_until_one_is_won() -> None:
    super_overs = [
        super_over(BEES, 2),
        super_over(ACES, 2),
        super_over(ACES, 2),
        super_over(BEES, 0),
    ]
    scored_match = score_data(
        match(ACES_12, BEES_12, *super_overs, outcome={"result": "tie", "eliminator": ACES})
    )
    assert [card.runs for card in scored_match.super_overs] == [2, 2, 2, 0]
    assert len(scored_match.innings) == 2
    assert result_text(scored_match) == "match tied (Aces won the Super Over)"


@pytest.mark.parametrize("super_overs", [(), (super_over(BEES, 2), super_over(ACES, 2))])
def test_a_super_over_winner_not_shown_by_the_score_is_taken_from_the_file(
    super_overs: tuple[Json, ...],
) -> None:
    outcome = {"result": "tie", "eliminator": BEES}
    scored_match = score_data(match(ACES_12, BEES_12, *super_overs, outcome=outcome))
    assert scored_match.result is not None
    assert (scored_match.result.outcome, scored_match.result.winner) == ("tie", BEES)


def test_a_bowl_out_decides_a_tie() -> None:
    outcome = {"result": "tie", "bowl_out": BEES}
    assert (
        result_text(score_data(match(ACES_12, BEES_12, outcome=outcome)))
        == "match tied (Bees won the bowl-out)"
    )


@pytest.mark.parametrize(
    ("method", "text"),
    [
        ("Lost fewer wickets", "Bees won having lost fewer wickets"),
        ("boundary count", "Bees won on boundary count"),
        ("1st innings score", "Bees won on first-innings score"),
    ],
)
def test_level_scores_can_be_decided_by_a_method(method: str, text: str) -> None:
    scored_match = score_data(match(ACES_12, BEES_12, outcome={"winner": BEES, "method": method}))
    assert scored_match.result is not None
    assert (scored_match.result.winner, scored_match.result.outcome) == (BEES, "win")
    assert (scored_match.result.method, scored_match.result.text) == (method, text)
    assert scored_match.problems == ()


def test_an_awarded_match_has_a_winner_and_no_margin() -> None:
    outcome = {"winner": BEES, "method": "Awarded"}
    scored_match = score_data(match(ACES_12, outcome=outcome))
    assert scored_match.result is not None
    assert (scored_match.result.winner, scored_match.result.by) == (BEES, None)
    assert scored_match.result.text == "awarded to Bees"


@pytest.mark.parametrize("result", ["no result", "abandoned"])
def test_a_match_without_a_ball_has_no_result(result: str, tmp_path: Path) -> None:
    scored_match = score_data(match(outcome={"result": result}), tmp_path)
    assert scored_match.innings == ()
    assert scored_match.result is not None
    assert (scored_match.result.outcome, scored_match.result.winner) == ("no_result", None)


def test_an_innings_without_a_ball_can_be_imported() -> None:
    scored_match = score_data(match(innings(ACES), outcome={"result": "no result"}))
    assert (scored_match.innings[0].runs, scored_match.innings[0].batsmen) == (0, ())


# Two innings a side


LONG: Json = {"match_type": "MDM", "overs": None}


def long_match(*played: Json, outcome: Json) -> Json:
    """Return a match of two innings a side."""
    data = match(*played, outcome=outcome, match_type="MDM")
    del data["info"]["overs"]
    return data


def test_an_innings_defeat_after_following_on() -> None:
    first = innings(ACES, over(*A, "B1", 6, 6, 6), declared=True)
    bees_innings = innings(BEES, *(all_out_overs()))
    scored_match = score_data(
        long_match(
            first,
            bees_innings,
            bees_innings,
            outcome={"winner": ACES, "by": {"innings": 1, "runs": 18}},
        )
    )
    assert [card.closed for card in scored_match.innings] == ["declared", "all_out", "all_out"]
    assert result_text(scored_match) == "Aces won by an innings and 18 runs"


def all_out_overs() -> list[list[Json]]:
    """Return overs with ten wickets in ten balls."""
    balls = [
        ball(f"B{number}", "B1", "A1", wickets=[wicket_of(f"B{number}", "bowled")])
        for number in range(2, 12)
    ]
    return [balls[:6], balls[6:]]


def test_a_forfeited_innings_counts_as_an_innings() -> None:
    played = [
        innings(ACES, over(*A, "B1", 6), declared=True),
        {"team": BEES, "forfeited": True},
        {"team": ACES, "forfeited": True, "overs": []},
        innings(BEES, [ball(*B, "A1", 6), ball(*B, "A1", 2)]),
    ]
    scored_match = score_data(long_match(*played, outcome={"winner": BEES, "by": {"wickets": 10}}))
    assert [card.closed for card in scored_match.innings][1:3] == ["forfeited", "forfeited"]
    assert scored_match.innings[3].target == 7
    assert result_text(scored_match) == "Bees won by 10 wickets"


def test_a_match_that_runs_out_of_time_is_drawn() -> None:
    played = innings(ACES, over(*A, "B1", 6), declared=True), innings(BEES, over(*B, "A1", 2))
    assert result_text(score_data(long_match(*played, outcome={"result": "draw"}))) == "match drawn"


# Match types


def test_an_unknown_match_type_becomes_a_custom_match() -> None:
    log = imported_log(match(ACES_12, BEES_4, outcome=ACES_BY_8, match_type="Beach"))
    assert log.match.format is MatchFormat.CUSTOM
