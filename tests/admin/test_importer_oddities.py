"""What real files hold now and then, in small files written for the purpose."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from admin.json_types import Json
from admin.scoring import score_log
from scrbrd.domain.actions import PlayerReplaced
from scrbrd.domain.errors import BadInput
from scrbrd.domain.vocabulary import LineupRole, MatchFormat
from tests.admin.files import (
    ACES,
    BEES,
    SQUADS,
    ball,
    how_out,
    imported,
    innings,
    match,
    out,
    over,
    result_text,
    scored,
)

A = ("A1", "A2")
B = ("B1", "B2")
FIRST = innings(ACES, over(*A, "B1", 4, 4), over("A2", "A1", "B2", 4))
"""Twelve for none in two overs."""
LOST = innings(BEES, over(*B, "A1", 4), over("B2", "B1", "A2"))
ACES_BY_8 = {"winner": ACES, "by": {"runs": 8}}
TIED = innings(BEES, over(*B, "A1", 4, 4), over("B2", "B1", "A2", 4))


def with_second_over(*deliveries: Json, **more: Any) -> Json:
    """Aces' innings of two overs, the second one given."""
    return innings(ACES, over(*A, "B1", 4, 4), list(deliveries), **more)


def test_the_plain_match_comes_through_a_log_file(tmp_path: Path) -> None:
    found = scored(match(FIRST, LOST, outcome=ACES_BY_8), tmp_path)
    assert [(card.runs, card.wickets, card.overs) for card in found.innings] == [
        (12, 0, 2.0),
        (4, 0, 2.0),
    ]
    assert result_text(found) == "Aces won by 8 runs"


# Who is who


def test_a_name_in_both_teams_is_two_people() -> None:
    squads = {ACES: ["A Khan", *SQUADS[ACES][1:]], BEES: ["A Khan", *SQUADS[BEES][1:]]}
    first = innings(ACES, over("A Khan", "A2", "A Khan", 4), over("A2", "A Khan", "B2"))
    found = scored(
        match(first, LOST | {"overs": []}, outcome={"result": "no result"}, players=squads)
    )
    assert found.innings[0].batsmen[0].player_id != found.innings[0].bowlers[0].player_id
    assert found.innings[0].batsmen[0].player_name == found.innings[0].bowlers[0].player_name


def test_two_names_with_one_id_are_two_people() -> None:
    registry = {"people": {"A1": "same", "A2": "same"}}
    found = scored(match(FIRST, LOST, outcome=ACES_BY_8, registry=registry))
    assert len({row.player_id for row in found.innings[0].batsmen}) == 2


def test_a_player_whom_no_squad_names_has_a_name_all_the_same() -> None:
    first = innings(ACES, over("A1", "Guest", "Stranger", 4, 4, 4))
    found = scored(match(first, outcome={"result": "no result"}))
    assert [row.player_name for row in found.innings[0].batsmen] == ["A1", "Guest"]
    assert [row.player_name for row in found.innings[0].bowlers] == ["Stranger"]
    assert found.problems == ()


@pytest.mark.parametrize(
    "missing", ["dates", "overs", "registry", "toss", "season", "venue", "event", "gender"]
)
def test_what_a_file_may_leave_out_is_not_missed(missing: str) -> None:
    data = match(FIRST, LOST, outcome=ACES_BY_8)
    data["info"].pop(missing, None)
    assert imported(data).actions


@pytest.mark.parametrize(
    "toss", [{}, {"winner": ACES}, {"decision": "bat"}, {"uncontested": True, "winner": BEES}]
)
def test_half_a_toss_is_none(toss: Json) -> None:
    assert imported(match(FIRST, LOST, outcome=ACES_BY_8, toss=toss)).match.toss is None


# Replacements


def test_a_batter_replaced_at_the_crease_may_come_back() -> None:
    change = {"role": [{"in": "A3", "out": "A1", "reason": "injury", "role": "batter"}]}
    first = with_second_over(
        ball("A3", "A2", "B2", replacements=change),
        ball("A3", "A2", "B2", wickets=[out("A3", "bowled")]),
        *(ball("A1", "A2", "B2", 4) for _ in range(4)),
    )
    found = scored(match(first, outcome={"result": "no result"}))
    assert how_out(found, "A1") == "not out"
    assert found.innings[0].wickets == 1
    assert found.innings[0].batsmen[0].runs == 8 + 16


def test_a_batter_replaced_for_injury_has_retired_hurt() -> None:
    change = {"role": [{"in": "A3", "out": "A1", "reason": "injury", "role": "batter"}]}
    first = with_second_over(ball("A3", "A2", "B2", replacements=change))
    found = scored(match(first, outcome={"result": "no result"}))
    assert how_out(found, "A1") == "retired hurt"
    assert found.innings[0].wickets == 0


@pytest.mark.parametrize(
    "reason", ["impact_player", "concussion_substitute", "supersub", "x_factor", "never heard of"]
)
def test_a_player_who_joins_late_is_not_of_the_first_eleven(reason: str) -> None:
    squads = {ACES: [*SQUADS[ACES], "A12"], BEES: SQUADS[BEES]}
    change = {"match": [{"in": "A12", "out": "A11", "team": ACES, "reason": reason}]}
    second = innings(BEES, [ball(*B, "A12", replacements=change)])
    log = imported(match(FIRST, second, outcome={"result": "no result"}, players=squads))
    roles = {lineup.player_name: lineup.role for lineup in log.lineups}
    assert roles["A12"] is LineupRole.SUBSTITUTE
    assert any(isinstance(action, PlayerReplaced) for action in log.actions)


def test_a_replacement_that_says_little_is_taken_as_it_is() -> None:
    changes: Json = {
        "match": [{"in": "A12", "out": "A11"}, {"out": "B9"}],
        "role": [{"in": "B3", "role": "bowler"}, {"in": "B4", "role": "wicketkeeper"}],
    }
    first = with_second_over(ball(*A, "B3", replacements=changes))
    assert scored(match(first, outcome={"result": "no result"})).innings[0].runs == 8


# Runs, overs and penalties


def test_penalty_runs_before_an_innings_are_in_its_total() -> None:
    second = LOST | {"penalty_runs": {"pre": 5}}
    found = scored(match(FIRST, second, outcome={"winner": ACES, "by": {"runs": 3}}))
    assert (found.innings[1].runs, found.innings[1].extras.penalty) == (9, 5)


def test_penalty_runs_after_an_innings_move_the_target() -> None:
    first = FIRST | {"penalty_runs": {"post": 5}}
    found = scored(match(first, LOST, outcome={"winner": ACES, "by": {"runs": 13}}))
    assert (found.innings[0].runs, found.innings[1].target) == (17, 18)


def test_penalty_runs_after_the_last_innings_count_too() -> None:
    second = LOST | {"penalty_runs": {"post": 5}}
    found = scored(match(FIRST, second, outcome={"winner": ACES, "by": {"runs": 3}}))
    assert found.innings[1].runs == 9


def test_penalty_runs_on_a_ball_are_no_bowlers() -> None:
    first = with_second_over(ball(*A, "B2", extras={"penalty": 5}))
    found = scored(match(first, outcome={"result": "no result"}))
    assert (found.innings[0].runs, found.innings[0].bowlers[1].runs_conceded) == (13, 0)


@pytest.mark.parametrize("balls", [5, 7])
def test_a_miscounted_over_is_one_over(balls: int) -> None:
    first = innings(
        ACES,
        [ball(*A, "B1") for _ in range(balls)],
        over("A2", "A1", "B2"),
        miscounted_overs={"0": {"balls": str(balls), "umpire": "Unknown"}},
    )
    found = scored(match(first, LOST, outcome={"winner": BEES, "by": {"wickets": 10}}))
    card = found.innings[0]
    assert (card.overs, card.balls) == (2.0, 6 + balls)
    assert [bowler.overs for bowler in card.bowlers] == [1.0, 1.0]
    assert [bowler.maidens for bowler in card.bowlers] == [1, 1]


def test_overs_of_eight_balls_are_counted_in_eights() -> None:
    first = innings(ACES, [ball(*A, "B1") for _ in range(8)], [ball("A2", "A1", "B2")] * 4)
    found = scored(match(first, outcome={"result": "no result"}, balls_per_over=8))
    assert (found.innings[0].overs, found.innings[0].balls) == (1.4, 12)


def test_more_overs_than_the_file_allows_are_counted_all_the_same() -> None:
    first = innings(ACES, *[over(*A, "B1"), over("A2", "A1", "B2")] * 2)
    found = scored(match(first, outcome={"result": "no result"}, overs=3))
    assert found.innings[0].overs == 4.0


@pytest.mark.parametrize(
    ("powerplays", "actions"),
    [
        ([{"from": 0.1, "to": 5.6}], 1),
        ([{"type": "mandatory"}], 1),
        ([{"from": 0.1, "to": 9.9}], 1),
    ],
)
def test_odd_powerplays_do_no_harm(powerplays: list[Json], actions: int) -> None:
    first = FIRST | {"powerplays": powerplays}
    assert len(imported(match(first, LOST, outcome=ACES_BY_8)).actions) >= actions


# Wickets


def test_retired_out_is_a_wicket_and_retired_not_out_none() -> None:
    first = with_second_over(
        ball(*A, "B2", wickets=[out("A1", "retired out")]),
        ball("A3", "A2", "B2", wickets=[out("A2", "retired not out")]),
        ball("A3", "A4", "B2"),
    )
    found = scored(match(first, outcome={"result": "no result"}))
    assert (how_out(found, "A1"), how_out(found, "A2")) == ("retired out", "retired not out")
    assert found.innings[0].wickets == 1


def test_a_batter_can_retire_hurt_off_a_no_ball() -> None:
    hurt = out("A1", "retired hurt")
    first = with_second_over(
        ball(*A, "B2", 2, extras={"noballs": 1}, wickets=[hurt]), ball("A3", "A2", "B2")
    )
    found = scored(match(first, outcome={"result": "no result"}))
    assert how_out(found, "A1") == "retired hurt"
    assert (found.innings[0].runs, found.innings[0].wickets) == (11, 0)


def test_a_retired_batter_who_is_listed_again_has_still_retired_once() -> None:
    hurt = out("A1", "retired hurt")
    first = with_second_over(ball(*A, "B2", wickets=[hurt]), ball("A3", "A2", "B2", wickets=[hurt]))
    assert how_out(scored(match(first, outcome={"result": "no result"})), "A1") == "retired hurt"


@pytest.mark.parametrize("swapped", [False, True])
def test_timed_out_may_stand_beside_another_wicket(swapped: bool) -> None:
    fallen = [out("A1", "caught", "B5"), out("A3", "timed out")]
    first = with_second_over(
        ball(*A, "B2", wickets=fallen[::-1] if swapped else fallen), ball("A4", "A2", "B2")
    )
    found = scored(match(first, outcome={"result": "no result"}))
    assert (how_out(found, "A1"), how_out(found, "A3")) == ("c B5 b B2", "timed out")
    assert [fall.wicket_number for fall in found.innings[0].fall_of_wickets] == [1, 2]
    assert found.innings[0].bowlers[1].wickets == 1


def test_a_new_batter_can_be_run_out_before_he_faces() -> None:
    fallen = [out("A1", "bowled"), out("A3", "run out", "B2")]
    first = with_second_over(ball(*A, "B2", wickets=fallen), ball("A4", "A2", "B2"))
    found = scored(match(first, outcome={"result": "no result"}))
    assert how_out(found, "A3") == "run out (B2)"
    assert found.innings[0].wickets == 2


@pytest.mark.parametrize(
    ("fielder", "text"),
    [
        ({"substitute": True}, "c sub b B2"),
        ({"name": "Roe", "substitute": True}, "c sub (Roe) b B2"),
        ({"name": "Roe"}, "c sub (Roe) b B2"),
        ({"name": "B2"}, "c & b B2"),
        ({"name": "B7"}, "c B7 b B2"),
    ],
)
def test_catchers_are_printed_as_scorecards_do(fielder: Json, text: str) -> None:
    first = with_second_over(ball(*A, "B2", wickets=[out("A1", "caught", **fielder)]))
    assert how_out(scored(match(first, outcome={"result": "no result"})), "A1") == text


@pytest.mark.parametrize(
    ("wicket", "text"),
    [
        (out("A1", "caught and bowled"), "c & b B2"),
        (out("A1", "lbw"), "lbw b B2"),
        (out("A1", "stumped", "B6"), "st †B6 b B2"),
        (out("A1", "hit wicket"), "hit wicket b B2"),
        (out("A2", "run out", "B3", "B4"), "run out (B3/B4)"),
        (out("A2", "run out"), "run out"),
        (out("A2", "obstructing the field"), "obstructing the field"),
        (out("A1", "hit the ball twice"), "hit the ball twice"),
        (out("A1", "handled the ball"), "handled the ball"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_dismissal_has_its_words(wicket: Json, text: str) -> None:
    first = with_second_over(ball(*A, "B2", wickets=[wicket]))
    found = scored(match(first, outcome={"result": "no result"}))
    assert how_out(found, wicket["player_out"]) == text


def test_absent_batters_end_an_innings() -> None:
    squad = [f"A{number}" for number in range(1, 5)]
    last = [ball("A1", "A2", "B2", wickets=[out("A1", "bowled")])]
    last += [ball("A3", "A2", "B2", wickets=[out("A3", "bowled")])]
    first = innings(ACES, over(*A, "B1", 4), last, absent_hurt=["A4"])
    second = innings(BEES, [ball(*B, "A1", 4), ball(*B, "A1", 2)])
    outcome = {"winner": BEES, "by": {"wickets": 10}}
    found = scored(match(first, second, outcome=outcome, players=SQUADS | {ACES: squad}))
    assert found.innings[0].closed == "all_out"
    assert [each.description for each in found.innings[0].did_not_bat] == ["absent hurt"]
    assert result_text(found) == "Bees won by 10 wickets"


# Results


DLS = {"method": "D/L"}


@pytest.mark.parametrize(
    ("second", "outcome", "target"),
    [
        (LOST, {"winner": ACES, "by": {"runs": 3}}, None),
        (LOST, {"winner": BEES, "by": {"wickets": 10}}, None),
        (LOST, {"result": "tie"}, None),
        (LOST, {"winner": ACES, "by": {"runs": 3}}, {"runs": 8, "overs": 2}),
        (LOST, {"winner": ACES, "by": {"runs": 1}}, {"runs": 11, "overs": 2}),
        (LOST, {"winner": BEES, "by": {"wickets": 10}}, {"runs": 3, "overs": 1.3}),
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
    found = scored(match(FIRST, played, outcome=outcome | DLS), tmp_path)
    assert found.result is not None
    assert (found.result.winner, found.result.by) == (outcome.get("winner"), outcome.get("by"))
    assert found.result.outcome == outcome.get("result", "win")
    assert found.innings[1].runs == 4


@pytest.mark.parametrize("target", [None, {"runs": 13, "overs": 2}])
def test_a_chase_broken_off_ahead_gets_no_target_that_nobody_announced(
    target: Json | None,
) -> None:
    second = innings(BEES, over(*B, "A1", 4)) | ({"target": target} if target else {})
    outcome = {"winner": BEES, "by": {"wickets": 10}} | DLS
    found = scored(match(FIRST, second, outcome=outcome))
    assert (found.innings[1].target, result_text(found)) == (13, "Bees won (DLS method)")
    assert len(found.differences) == 1, "the margin of the source needs a par that it does not tell"


def test_what_the_fold_counts_otherwise_than_the_file_is_said() -> None:
    found = scored(match(FIRST, LOST, outcome=ACES_BY_8))
    assert found.differences == ()
    lost = replace(found.log, stated_scores=((12, 0), (5, 1)))
    assert score_log(lost).differences == ("innings 2: the source counts 5/1, the fold 4/0",)


def test_men_and_women_of_one_name_are_two_teams() -> None:
    men, women = (
        imported(match(FIRST, LOST, outcome=ACES_BY_8, gender=each)) for each in ("male", "female")
    )
    assert (men.match.home_team_id, women.match.home_team_id) == ("aces", "aces-women")
    assert {lineup.team_id for lineup in women.lineups} == {"aces-women", "bees-women"}


def test_a_target_without_a_method_stands_too() -> None:
    second = innings(BEES, [ball(*B, "A1", 4)], target={"runs": 4, "overs": 1})
    found = scored(match(FIRST, second, outcome={"winner": BEES, "by": {"wickets": 10}}))
    assert result_text(found) == "Bees won by 10 wickets"


def test_vjd_without_a_target_has_the_one_its_margin_implies() -> None:
    outcome = {"winner": ACES, "by": {"runs": 1}, "method": "VJD"}
    found = scored(match(FIRST, LOST, outcome=outcome))
    assert (found.innings[1].target, result_text(found)) == (6, "Aces won by 1 run (VJD method)")


def super_over(team: str, runs: int) -> Json:
    """A super over off whose first ball the runs came."""
    pair, bowler = (A, "B3") if team == ACES else (B, "A3")
    return innings(team, over(*pair, bowler, runs), super_over=True)


def test_super_overs_go_on_until_one_is_won() -> None:
    played = [super_over(BEES, 2), super_over(ACES, 2), super_over(ACES, 2), super_over(BEES, 0)]
    found = scored(match(FIRST, TIED, *played, outcome={"result": "tie", "eliminator": ACES}))
    assert [card.runs for card in found.super_overs] == [2, 2, 2, 0]
    assert len(found.innings) == 2
    assert result_text(found) == "match tied (Aces won the Super Over)"


@pytest.mark.parametrize("super_overs", [(), (super_over(BEES, 2), super_over(ACES, 2))])
def test_an_eliminator_that_the_score_does_not_show_is_taken_from_the_file(
    super_overs: tuple[Json, ...],
) -> None:
    outcome = {"result": "tie", "eliminator": BEES}
    found = scored(match(FIRST, TIED, *super_overs, outcome=outcome))
    assert found.result is not None
    assert (found.result.outcome, found.result.winner) == ("tie", BEES)


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
    found = scored(match(FIRST, TIED, outcome={"winner": BEES, "method": method}))
    assert found.result is not None
    assert (found.result.winner, found.result.outcome) == (BEES, "win")
    assert (found.result.method, found.result.text) == (method, text)
    assert found.problems == ()


def test_an_awarded_match_has_a_winner_and_no_margin() -> None:
    outcome = {"winner": BEES, "method": "Awarded"}
    found = scored(match(FIRST, outcome=outcome))
    assert found.result is not None
    assert (found.result.winner, found.result.by) == (BEES, None)
    assert found.result.text == "awarded to Bees"


@pytest.mark.parametrize("result", ["no result", "abandoned"])
def test_a_match_without_a_ball_has_no_result(result: str, tmp_path: Path) -> None:
    found = scored(match(outcome={"result": result}), tmp_path)
    assert found.innings == ()
    assert found.result is not None
    assert (found.result.outcome, found.result.winner) == ("no_result", None)


def test_an_innings_in_which_no_ball_was_bowled_is_no_trouble() -> None:
    found = scored(match(innings(ACES), outcome={"result": "no result"}))
    assert (found.innings[0].runs, found.innings[0].batsmen) == (0, ())


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
    found = scored(
        long_match(first, one, one, outcome={"winner": ACES, "by": {"innings": 1, "runs": 18}})
    )
    assert [card.closed for card in found.innings] == ["declared", "all_out", "all_out"]
    assert result_text(found) == "Aces won by an innings and 18 runs"


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
    found = scored(long_match(*played, outcome={"winner": BEES, "by": {"wickets": 10}}))
    assert [card.closed for card in found.innings][1:3] == ["forfeited", "forfeited"]
    assert found.innings[3].target == 7
    assert result_text(found) == "Bees won by 10 wickets"


def test_a_match_that_runs_out_of_time_is_drawn() -> None:
    played = innings(ACES, over(*A, "B1", 6), declared=True), innings(BEES, over(*B, "A1", 2))
    assert result_text(scored(long_match(*played, outcome={"result": "draw"}))) == "match drawn"


# What cannot be read


def test_a_match_type_that_nobody_knows_is_a_custom_match() -> None:
    log = imported(match(FIRST, LOST, outcome=ACES_BY_8, match_type="Beach"))
    assert log.match.format is MatchFormat.CUSTOM


def broken(**info: Any) -> Json:
    """A match with something odd in its `info`."""
    data = match(FIRST, LOST, outcome=ACES_BY_8)
    return data | {"info": data["info"] | info}


def with_ball(**fields: Any) -> Json:
    """A match with something odd in a ball."""
    return match(with_second_over(ball(*A, "B2") | fields), outcome={"result": "no result"})


WRONG: dict[str, tuple[Json, str]] = {
    "a dismissal nobody knows": (with_ball(wickets=[out("A1", "eaten")]), "eaten"),
    "nobody out": (with_ball(wickets=[{"kind": "lbw"}]), "player_out"),
    "a wicket of another kind": (with_ball(wickets=["A1"]), "wickets[0]"),
    "wickets of another kind": (with_ball(wickets=7), "wickets"),
    "extras of another kind": (with_ball(extras=[1]), "extras"),
    "no bowler": (with_ball(bowler=None), "bowler"),
    "no runs": (with_ball(runs={}), "runs.batter"),
    "runs in words": (with_ball(runs={"batter": "four"}), "runs.batter"),
    "more runs than a ball brings": (with_ball(runs={"batter": 99, "total": 99}), "99"),
    "an outcome of another kind": (broken(outcome=[]), "outcome"),
    "a result nobody knows": (broken(outcome={"result": "rained off"}), "rained off"),
    "a winner who did not play": (broken(outcome={"winner": "Cats"}), "winner"),
    "one team": (broken(teams=[ACES]), "teams"),
    "a team without players": (broken(players={ACES: []}), "players.Bees"),
    "no match type": (broken(match_type=None), "match_type"),
    "overs in words": (broken(overs="many"), "many"),
    "balls in words": (broken(balls_per_over="six"), "six"),
    "innings of strangers": (broken() | {"innings": [{"team": "Cats"}]}, "innings[0].team"),
    "an innings of another kind": (broken() | {"innings": ["Aces"]}, "innings[0]"),
    "no innings": ({"info": {}}, "innings"),
    "no info": ({"innings": []}, "info"),
    "info of another kind": ({"info": [], "innings": {}}, "info"),
}


@pytest.mark.parametrize(("data", "word"), WRONG.values(), ids=WRONG)
def test_a_file_that_is_wrong_is_refused_in_one_line(data: Json, word: str) -> None:
    with pytest.raises(BadInput) as raised:
        imported(data)
    message = str(raised.value)
    assert "\n" not in message
    assert message.startswith("odd.json: ")
    assert word in message
