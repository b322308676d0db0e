"""How real files tell the ends of innings and matches, in small files written for the purpose."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from admin.cricsheet.exporter import export_log
from admin.matchlog import differences_from_stated
from admin.scoring import score_log
from scrbrd.domain.actions import TargetRevised
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import MatchFormat
from tests.admin.files import (
    ACES,
    BEES,
    SQUADS,
    ball,
    imported,
    innings,
    match,
    out,
    over,
    result_text,
    scored,
)
from tests.admin.test_importer_oddities import ACES_BY_8, FIRST, LOST, TIED, A, B


def test_absent_batters_end_an_innings() -> None:
    squad = [f"A{number}" for number in range(1, 5)]
    last = [ball("A1", "A2", "B2", wickets=[out("A1", "bowled")])]
    last += [ball("A3", "A2", "B2", wickets=[out("A3", "bowled")])]
    first = innings(ACES, over(*A, "B1", 4), last, absent_hurt=["A4"])
    second = innings(BEES, [ball(*B, "A1", 4), ball(*B, "A1", 2)])
    outcome = {"winner": BEES, "by": {"wickets": 10}}
    scored_match = scored(match(first, second, outcome=outcome, players=SQUADS | {ACES: squad}))
    assert scored_match.innings[0].closed == "all_out"
    assert [each.description for each in scored_match.innings[0].did_not_bat] == ["absent hurt"]
    assert result_text(scored_match) == "Bees won by 10 wickets"


# Results


DLS = {"method": "D/L"}
ONE_BALL = innings(BEES, [ball(*B, "A1", 4)])


@pytest.mark.parametrize(
    ("second", "outcome", "target"),
    [
        (LOST, {"winner": ACES, "by": {"runs": 3}}, None),
        (LOST, {"winner": BEES, "by": {"wickets": 10}}, None),
        (LOST, {"result": "tie"}, None),
        (LOST, {"winner": ACES, "by": {"runs": 3}}, {"runs": 8, "overs": 2}),
        (ONE_BALL, {"winner": BEES, "by": {"wickets": 10}}, {"runs": 4, "overs": 1.3}),
        (innings(BEES, over(*B, "A1", 4)), {"winner": BEES, "by": {"runs": 2}}, {"runs": 13}),
        (innings(BEES, over(*B, "A1", 4)), {"winner": ACES, "by": {"runs": 1}}, {"runs": 13}),
        (innings(BEES, [ball(*B, "A1", 4)]), {"winner": ACES, "by": {"runs": 7}}, {"runs": 13}),
        (innings(BEES, [ball(*B, "A1", 4)]), {"winner": ACES, "by": {"runs": 7}}, None),
        (innings(BEES, [ball(*B, "A1", 4)]), {"winner": BEES, "by": {"runs": 1}}, None),
        (innings(BEES, over(*B, "A1", 4)), {"winner": BEES, "by": {"runs": 2}}, {"overs": 1.5}),
    ],
)
def test_a_revised_chase_ends_as_the_file_states(
    second: Json, outcome: Json, target: Json | None, tmp_path: Path
) -> None:
    played = second | ({"target": target} if target else {})
    scored_match = scored(match(FIRST, played, outcome=outcome | DLS), tmp_path)
    assert scored_match.result is not None
    assert (scored_match.result.winner, scored_match.result.by) == (
        outcome.get("winner"),
        outcome.get("by"),
    )
    assert scored_match.result.outcome == outcome.get("result", "win")
    assert scored_match.innings[1].runs == 4


def test_a_limit_of_a_part_of_an_over_is_rounded_up_and_comes_back_as_stated() -> None:
    stated = {"runs": 4, "overs": 0.3}
    outcome = {"winner": BEES, "by": {"wickets": 10}} | DLS
    data = match(FIRST, ONE_BALL | {"target": stated}, outcome=outcome)
    [revised] = [each for each in imported(data).actions if isinstance(each, TargetRevised)]
    assert (revised.overs_limit, revised.target) == (1, 4)
    exported = export_log(imported(data))
    assert (exported.data["innings"][1]["target"], exported.omitted) == (stated, ())


@pytest.mark.parametrize("target", [None, {"runs": 13, "overs": 2}])
def test_a_chase_broken_off_ahead_gets_no_target_that_nobody_announced(
    target: Json | None,
) -> None:
    second = innings(BEES, over(*B, "A1", 4)) | ({"target": target} if target else {})
    outcome = {"winner": BEES, "by": {"wickets": 10}} | DLS
    scored_match = scored(match(FIRST, second, outcome=outcome))
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
        (LOST, {"winner": ACES, "by": {"runs": 3}}, None),
        (LOST, {"winner": BEES, "by": {"wickets": 10}}, None),
        (FIRST | {"team": BEES}, {"winner": BEES, "by": {"wickets": 7}}, None),
        (LOST, {"winner": ACES, "by": {"runs": 1}}, {"runs": 13, "overs": 2}),
        (LOST, {"winner": ACES, "by": {"runs": 1}} | DLS, {"runs": 13, "overs": 2}),
    ],
)
def test_a_margin_that_contradicts_is_told_and_no_revision_is_recorded_for_it(
    second: Json, outcome: Json, target: Json | None
) -> None:
    played = second | ({"target": target} if target else {})
    batters = {"A1": "B1", "A2": "B2", "B1": "A1", "B2": "A2"}
    if second["team"] == BEES and second is not LOST:
        played = json.loads(json.dumps(played))
        for each in played["overs"]:
            for one in each["deliveries"]:
                names = ("batter", "non_striker", "bowler")
                one |= {name: batters[one[name]] for name in names}
    log = imported(match(FIRST, played, outcome=outcome))
    assert [each for each in log.actions if each.type == REVISED] == []
    assert differences_from_stated(log) != []


def test_a_stated_target_is_recorded_as_stated_whatever_was_scored() -> None:
    second = LOST | {"target": {"runs": 3, "overs": 1}}
    log = imported(match(FIRST, second, outcome={"winner": BEES, "by": {"wickets": 10}} | DLS))
    [revised] = [each for each in log.actions if isinstance(each, TargetRevised)]
    assert (revised.target, revised.overs_limit) == (3, 1)


def test_what_the_fold_counts_otherwise_than_the_file_is_said() -> None:
    scored_match = scored(match(FIRST, LOST, outcome=ACES_BY_8))
    assert scored_match.differences == ()
    lost = replace(scored_match.log, stated_scores=((12, 0), (5, 1)))
    assert score_log(lost).differences == ("innings 2: the source counts 5/1, the fold 4/0",)


def test_men_and_women_of_one_name_are_two_teams() -> None:
    men, women = (
        imported(match(FIRST, LOST, outcome=ACES_BY_8, gender=each)) for each in ("male", "female")
    )
    assert (men.match.home_team_id, women.match.home_team_id) == ("aces", "aces-women")
    assert {lineup.team_id for lineup in women.lineups} == {"aces-women", "bees-women"}


def test_a_target_without_a_method_stands_too() -> None:
    second = innings(BEES, [ball(*B, "A1", 4)], target={"runs": 4, "overs": 1})
    scored_match = scored(match(FIRST, second, outcome={"winner": BEES, "by": {"wickets": 10}}))
    assert result_text(scored_match) == "Bees won by 10 wickets"


def test_vjd_without_a_target_has_the_one_its_margin_implies() -> None:
    outcome = {"winner": ACES, "by": {"runs": 1}, "method": "VJD"}
    scored_match = scored(match(FIRST, LOST, outcome=outcome))
    assert (scored_match.innings[1].target, result_text(scored_match)) == (
        6,
        "Aces won by 1 run (VJD method)",
    )


def super_over(team: str, runs: int) -> Json:
    """A super over off whose first ball the runs came."""
    pair, bowler = (A, "B3") if team == ACES else (B, "A3")
    return innings(team, over(*pair, bowler, runs), super_over=True)


def test_super_overs_go_on_until_one_is_won() -> None:
    played = [super_over(BEES, 2), super_over(ACES, 2), super_over(ACES, 2), super_over(BEES, 0)]
    scored_match = scored(
        match(FIRST, TIED, *played, outcome={"result": "tie", "eliminator": ACES})
    )
    assert [card.runs for card in scored_match.super_overs] == [2, 2, 2, 0]
    assert len(scored_match.innings) == 2
    assert result_text(scored_match) == "match tied (Aces won the Super Over)"


@pytest.mark.parametrize("super_overs", [(), (super_over(BEES, 2), super_over(ACES, 2))])
def test_an_eliminator_that_the_score_does_not_show_is_taken_from_the_file(
    super_overs: tuple[Json, ...],
) -> None:
    outcome = {"result": "tie", "eliminator": BEES}
    scored_match = scored(match(FIRST, TIED, *super_overs, outcome=outcome))
    assert scored_match.result is not None
    assert (scored_match.result.outcome, scored_match.result.winner) == ("tie", BEES)


def test_a_bowl_out_decides_a_tie() -> None:
    outcome = {"result": "tie", "bowl_out": BEES}
    assert (
        result_text(scored(match(FIRST, TIED, outcome=outcome)))
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
def test_scores_that_are_level_can_be_decided_by_a_method(method: str, text: str) -> None:
    scored_match = scored(match(FIRST, TIED, outcome={"winner": BEES, "method": method}))
    assert scored_match.result is not None
    assert (scored_match.result.winner, scored_match.result.outcome) == (BEES, "win")
    assert (scored_match.result.method, scored_match.result.text) == (method, text)
    assert scored_match.problems == ()


def test_an_awarded_match_has_a_winner_and_no_margin() -> None:
    outcome = {"winner": BEES, "method": "Awarded"}
    scored_match = scored(match(FIRST, outcome=outcome))
    assert scored_match.result is not None
    assert (scored_match.result.winner, scored_match.result.by) == (BEES, None)
    assert scored_match.result.text == "awarded to Bees"


@pytest.mark.parametrize("result", ["no result", "abandoned"])
def test_a_match_without_a_ball_has_no_result(result: str, tmp_path: Path) -> None:
    scored_match = scored(match(outcome={"result": result}), tmp_path)
    assert scored_match.innings == ()
    assert scored_match.result is not None
    assert (scored_match.result.outcome, scored_match.result.winner) == ("no_result", None)


def test_an_innings_in_which_no_ball_was_bowled_is_no_trouble() -> None:
    scored_match = scored(match(innings(ACES), outcome={"result": "no result"}))
    assert (scored_match.innings[0].runs, scored_match.innings[0].batsmen) == (0, ())


# Two innings a side


LONG: Json = {"match_type": "MDM", "overs": None}


def long_match(*played: Json, outcome: Json) -> Json:
    """A match of two innings a side."""
    data = match(*played, outcome=outcome, match_type="MDM")
    del data["info"]["overs"]
    return data


def test_an_innings_defeat_after_following_on() -> None:
    first = innings(ACES, over(*A, "B1", 6, 6, 6), declared=True)
    one = innings(BEES, *(all_out_overs()))
    scored_match = scored(
        long_match(first, one, one, outcome={"winner": ACES, "by": {"innings": 1, "runs": 18}})
    )
    assert [card.closed for card in scored_match.innings] == ["declared", "all_out", "all_out"]
    assert result_text(scored_match) == "Aces won by an innings and 18 runs"


def all_out_overs() -> list[list[Json]]:
    """Ten wickets in ten balls."""
    balls = [
        ball(f"B{number}", "B1", "A1", wickets=[out(f"B{number}", "bowled")])
        for number in range(2, 12)
    ]
    return [balls[:6], balls[6:]]


def test_a_forfeited_innings_counts_as_one() -> None:
    played = [
        innings(ACES, over(*A, "B1", 6), declared=True),
        {"team": BEES, "forfeited": True},
        {"team": ACES, "forfeited": True, "overs": []},
        innings(BEES, [ball(*B, "A1", 6), ball(*B, "A1", 2)]),
    ]
    scored_match = scored(long_match(*played, outcome={"winner": BEES, "by": {"wickets": 10}}))
    assert [card.closed for card in scored_match.innings][1:3] == ["forfeited", "forfeited"]
    assert scored_match.innings[3].target == 7
    assert result_text(scored_match) == "Bees won by 10 wickets"


def test_a_match_that_runs_out_of_time_is_drawn() -> None:
    played = innings(ACES, over(*A, "B1", 6), declared=True), innings(BEES, over(*B, "A1", 2))
    assert result_text(scored(long_match(*played, outcome={"result": "draw"}))) == "match drawn"


# What cannot be read


def test_a_match_type_that_nobody_knows_is_a_custom_match() -> None:
    log = imported(match(FIRST, LOST, outcome=ACES_BY_8, match_type="Beach"))
    assert log.match.format is MatchFormat.CUSTOM
