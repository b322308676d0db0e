"""Tests importing small files with oddities that real files sometimes have."""

from __future__ import annotations

import json
from math import inf
from pathlib import Path
from typing import Any

import pytest

from admin.cricsheet.importer import import_and_fold
from admin.matchlog import FoldedLog
from scrbrd.domain.actions import Delivery, PlayerReplaced
from scrbrd.domain.errors import BadInput
from scrbrd.domain.json_types import Json
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.vocabulary import LineupRole
from tests.admin.files import (
    ACES,
    BEES,
    SQUADS,
    ball,
    dismissal_text,
    imported_log,
    innings,
    match,
    over,
    result_text,
    score_data,
    wicket_of,
)

A = ("A1", "A2")
B = ("B1", "B2")
ACES_12 = innings(ACES, over(*A, "B1", 4, 4), over("A2", "A1", "B2", 4))
"""12 for no wicket in two overs."""
BEES_4 = innings(BEES, over(*B, "A1", 4), over("B2", "B1", "A2"))
ACES_BY_8 = {"winner": ACES, "by": {"runs": 8}}
BEES_12 = innings(BEES, over(*B, "A1", 4, 4), over("B2", "B1", "A2", 4))


def with_second_over(*deliveries: Json, **more: Any) -> Json:
    """Return Aces' innings of two overs, the second with these deliveries."""
    return innings(ACES, over(*A, "B1", 4, 4), list(deliveries), **more)


def test_a_plain_match_is_scored_from_its_log_file(tmp_path: Path) -> None:
    scored_match = score_data(match(ACES_12, BEES_4, outcome=ACES_BY_8), tmp_path)
    assert [(card.runs, card.wickets, card.overs) for card in scored_match.innings] == [
        (12, 0, 2.0),
        (4, 0, 2.0),
    ]
    assert result_text(scored_match) == "Aces won by 8 runs"


def test_an_innings_after_the_match_was_won_is_reported_as_not_counted(tmp_path: Path) -> None:
    file = tmp_path / "four.json"
    file.write_text(json.dumps(match(ACES_12, BEES_4, ACES_12, outcome=ACES_BY_8)), "utf-8")
    folded = import_and_fold(file)
    assert folded.differences() == [
        "innings 3: the source counts 12/0, the fold no such innings",
    ]
    assert {each.code for each in folded.problems} == {ProblemCode.MATCH_OVER}


# Players and teams


def test_the_same_name_in_both_teams_is_two_people() -> None:
    squads = {ACES: ["A Khan", *SQUADS[ACES][1:]], BEES: ["A Khan", *SQUADS[BEES][1:]]}
    first = innings(ACES, over("A Khan", "A2", "A Khan", 4), over("A2", "A Khan", "B2"))
    scored_match = score_data(
        match(first, BEES_4 | {"overs": []}, outcome={"result": "no result"}, players=squads)
    )
    assert (
        scored_match.innings[0].batsmen[0].player_id != scored_match.innings[0].bowlers[0].player_id
    )
    assert (
        scored_match.innings[0].batsmen[0].player_name
        == scored_match.innings[0].bowlers[0].player_name
    )


def test_two_names_with_the_same_registry_id_are_two_people() -> None:
    registry = {"people": {"A1": "same", "A2": "same"}}
    scored_match = score_data(match(ACES_12, BEES_4, outcome=ACES_BY_8, registry=registry))
    assert len({row.player_id for row in scored_match.innings[0].batsmen}) == 2


def test_a_player_missing_from_the_squads_keeps_the_name() -> None:
    first = innings(ACES, over("A1", "Guest", "Stranger", 4, 4, 4))
    scored_match = score_data(match(first, outcome={"result": "no result"}))
    assert [row.player_name for row in scored_match.innings[0].batsmen] == ["A1", "Guest"]
    assert [row.player_name for row in scored_match.innings[0].bowlers] == ["Stranger"]
    assert scored_match.problems == ()


def test_a_player_who_plays_for_both_sides_is_a_problem_of_the_log(tmp_path: Path) -> None:
    first = innings(ACES, over("A1", "Guest", "B1", 4))
    second = innings(BEES, over("Guest", "B2", "A1"))
    path = tmp_path / "odd.json"
    path.write_text(json.dumps(match(first, second, outcome={"result": "no result"})))
    folded = import_and_fold(path)
    assert [each.code for each in folded.problems] == [ProblemCode.WRONG_SIDE]
    assert folded == FoldedLog.of(folded.log)


def test_a_long_registry_id_is_kept_at_every_ball() -> None:
    registry = {"people": {"A1": "x" * 180}}
    log = imported_log(match(ACES_12, BEES_4, outcome=ACES_BY_8, registry=registry))
    ids = {each.striker_id for each in log.actions if isinstance(each, Delivery)}
    assert "x" * 180 in ids


@pytest.mark.parametrize("extras", [{"byes": True}, {"byes": 1.0}, {"byes": 21}])
def test_invalid_extras_are_refused_also_after_an_equal_looking_valid_ball(extras: Json) -> None:
    valid = ball("A1", "A2", "B1", extras={"byes": 1})
    invalid = ball("A1", "A2", "B1", extras=extras)
    with pytest.raises(BadInput, match="extras"):
        imported_log(match(innings(ACES, [valid, valid, invalid]), outcome={"result": "no result"}))


@pytest.mark.parametrize(
    "field", ["dates", "overs", "registry", "toss", "season", "venue", "event", "gender"]
)
def test_optional_fields_of_a_file_may_be_missing(field: str) -> None:
    data = match(ACES_12, BEES_4, outcome=ACES_BY_8)
    data["info"].pop(field, None)
    assert imported_log(data).actions


@pytest.mark.parametrize(
    "toss", [{}, {"winner": ACES}, {"decision": "bat"}, {"uncontested": True, "winner": BEES}]
)
def test_an_incomplete_toss_is_ignored(toss: Json) -> None:
    assert imported_log(match(ACES_12, BEES_4, outcome=ACES_BY_8, toss=toss)).match.toss is None


# Replacements


def test_a_batter_replaced_at_the_crease_may_return() -> None:
    replacement = {"role": [{"in": "A3", "out": "A1", "reason": "injury", "role": "batter"}]}
    first = with_second_over(
        ball("A3", "A2", "B2", replacements=replacement),
        ball("A3", "A2", "B2", wickets=[wicket_of("A3", "bowled")]),
        *(ball("A1", "A2", "B2", 4) for _ in range(4)),
    )
    scored_match = score_data(match(first, outcome={"result": "no result"}))
    assert dismissal_text(scored_match, "A1") == "not out"
    assert scored_match.innings[0].wickets == 1
    assert scored_match.innings[0].batsmen[0].runs == 8 + 16


def test_a_batter_replaced_for_injury_has_retired_hurt() -> None:
    replacement = {"role": [{"in": "A3", "out": "A1", "reason": "injury", "role": "batter"}]}
    first = with_second_over(ball("A3", "A2", "B2", replacements=replacement))
    scored_match = score_data(match(first, outcome={"result": "no result"}))
    assert dismissal_text(scored_match, "A1") == "retired hurt"
    assert scored_match.innings[0].wickets == 0


@pytest.mark.parametrize(
    "reason", ["impact_player", "concussion_substitute", "supersub", "x_factor", "never heard of"]
)
def test_a_player_who_joins_later_is_a_substitute_in_the_lineup(reason: str) -> None:
    squads = {ACES: [*SQUADS[ACES], "A12"], BEES: SQUADS[BEES]}
    replacement = {"match": [{"in": "A12", "out": "A11", "team": ACES, "reason": reason}]}
    second = innings(BEES, [ball(*B, "A12", replacements=replacement)])
    log = imported_log(match(ACES_12, second, outcome={"result": "no result"}, players=squads))
    roles = {lineup.player_name: lineup.role for lineup in log.lineups}
    assert roles["A12"] is LineupRole.SUBSTITUTE
    assert any(isinstance(action, PlayerReplaced) for action in log.actions)


def test_incomplete_replacements_are_accepted() -> None:
    replacements: Json = {
        "match": [{"in": "A12", "out": "A11"}, {"out": "B9"}],
        "role": [{"in": "B3", "role": "bowler"}, {"in": "B4", "role": "wicketkeeper"}],
    }
    first = with_second_over(ball(*A, "B3", replacements=replacements))
    assert score_data(match(first, outcome={"result": "no result"})).innings[0].runs == 8


# Runs, overs and penalties


def test_penalty_runs_before_an_innings_count_in_its_total() -> None:
    second = BEES_4 | {"penalty_runs": {"pre": 5}}
    scored_match = score_data(match(ACES_12, second, outcome={"winner": ACES, "by": {"runs": 3}}))
    assert (scored_match.innings[1].runs, scored_match.innings[1].extras.penalty) == (9, 5)


def test_penalty_runs_after_the_first_innings_raise_the_target() -> None:
    first = ACES_12 | {"penalty_runs": {"post": 5}}
    scored_match = score_data(match(first, BEES_4, outcome={"winner": ACES, "by": {"runs": 13}}))
    assert (scored_match.innings[0].runs, scored_match.innings[1].target) == (17, 18)


def test_penalty_runs_after_the_last_innings_count_in_its_total() -> None:
    second = BEES_4 | {"penalty_runs": {"post": 5}}
    scored_match = score_data(match(ACES_12, second, outcome={"winner": ACES, "by": {"runs": 3}}))
    assert scored_match.innings[1].runs == 9


def test_penalty_runs_on_a_ball_are_not_conceded_by_the_bowler() -> None:
    first = with_second_over(ball(*A, "B2", extras={"penalty": 5}))
    scored_match = score_data(match(first, outcome={"result": "no result"}))
    assert (scored_match.innings[0].runs, scored_match.innings[0].bowlers[1].runs_conceded) == (
        13,
        0,
    )


@pytest.mark.parametrize("balls", [5, 7])
def test_a_miscounted_over_counts_as_one_over(balls: int) -> None:
    first = innings(
        ACES,
        [ball(*A, "B1") for _ in range(balls)],
        over("A2", "A1", "B2"),
        miscounted_overs={"0": {"balls": str(balls), "umpire": "Unknown"}},
    )
    chase = innings(BEES, [ball(*B, "A1", 4)])
    scored_match = score_data(match(first, chase, outcome={"winner": BEES, "by": {"wickets": 10}}))
    card = scored_match.innings[0]
    assert (card.overs, card.balls) == (2.0, 6 + balls)
    assert [bowler.overs for bowler in card.bowlers] == [1.0, 1.0]
    assert [bowler.maidens for bowler in card.bowlers] == [1, 1]


def test_overs_of_eight_balls_are_counted_in_eights() -> None:
    first = innings(ACES, [ball(*A, "B1") for _ in range(8)], [ball("A2", "A1", "B2")] * 4)
    scored_match = score_data(match(first, outcome={"result": "no result"}, balls_per_over=8))
    assert (scored_match.innings[0].overs, scored_match.innings[0].balls) == (1.4, 12)


def test_overs_beyond_the_files_limit_are_counted_too() -> None:
    first = innings(ACES, *[over(*A, "B1"), over("A2", "A1", "B2")] * 2)
    scored_match = score_data(match(first, outcome={"result": "no result"}, overs=3))
    assert scored_match.innings[0].overs == 4.0


@pytest.mark.parametrize(
    ("powerplays", "actions"),
    [
        ([{"from": 0.1, "to": 5.6}], 1),
        ([{"type": "mandatory"}], 1),
        ([{"from": 0.1, "to": 9.9}], 1),
    ],
)
def test_odd_powerplays_do_not_stop_the_import(powerplays: list[Json], actions: int) -> None:
    first = ACES_12 | {"powerplays": powerplays}
    assert len(imported_log(match(first, BEES_4, outcome=ACES_BY_8)).actions) >= actions


# Wickets


def test_retired_out_is_a_wicket_and_retired_not_out_is_none() -> None:
    first = with_second_over(
        ball(*A, "B2", wickets=[wicket_of("A1", "retired out")]),
        ball("A3", "A2", "B2", wickets=[wicket_of("A2", "retired not out")]),
        ball("A3", "A4", "B2"),
    )
    scored_match = score_data(match(first, outcome={"result": "no result"}))
    assert (dismissal_text(scored_match, "A1"), dismissal_text(scored_match, "A2")) == (
        "retired out",
        "retired not out",
    )
    assert scored_match.innings[0].wickets == 1


def test_a_batter_can_retire_hurt_off_a_no_ball() -> None:
    retired_hurt = wicket_of("A1", "retired hurt")
    first = with_second_over(
        ball(*A, "B2", 2, extras={"noballs": 1}, wickets=[retired_hurt]), ball("A3", "A2", "B2")
    )
    scored_match = score_data(match(first, outcome={"result": "no result"}))
    assert dismissal_text(scored_match, "A1") == "retired hurt"
    assert (scored_match.innings[0].runs, scored_match.innings[0].wickets) == (11, 0)


def test_a_retired_batter_who_is_listed_twice_retires_once() -> None:
    retired_hurt = wicket_of("A1", "retired hurt")
    first = with_second_over(
        ball(*A, "B2", wickets=[retired_hurt]), ball("A3", "A2", "B2", wickets=[retired_hurt])
    )
    assert (
        dismissal_text(score_data(match(first, outcome={"result": "no result"})), "A1")
        == "retired hurt"
    )


@pytest.mark.parametrize("swapped", [False, True])
def test_timed_out_may_be_listed_with_another_wicket(swapped: bool) -> None:
    wickets = [wicket_of("A1", "caught", "B5"), wicket_of("A3", "timed out")]
    first = with_second_over(
        ball(*A, "B2", wickets=wickets[::-1] if swapped else wickets), ball("A4", "A2", "B2")
    )
    scored_match = score_data(match(first, outcome={"result": "no result"}))
    assert (dismissal_text(scored_match, "A1"), dismissal_text(scored_match, "A3")) == (
        "c B5 b B2",
        "timed out",
    )
    assert [fall.wicket_number for fall in scored_match.innings[0].fall_of_wickets] == [1, 2]
    assert scored_match.innings[0].bowlers[1].wickets == 1


def test_a_new_batter_can_be_run_out_before_facing_a_ball() -> None:
    wickets = [wicket_of("A1", "bowled"), wicket_of("A3", "run out", "B2")]
    first = with_second_over(ball(*A, "B2", wickets=wickets), ball("A4", "A2", "B2"))
    scored_match = score_data(match(first, outcome={"result": "no result"}))
    assert dismissal_text(scored_match, "A3") == "run out (B2)"
    assert scored_match.innings[0].wickets == 2


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
def test_catchers_are_printed_as_on_scorecards(fielder: Json, text: str) -> None:
    first = with_second_over(ball(*A, "B2", wickets=[wicket_of("A1", "caught", **fielder)]))
    assert dismissal_text(score_data(match(first, outcome={"result": "no result"})), "A1") == text


@pytest.mark.parametrize(
    ("wicket", "text"),
    [
        (wicket_of("A1", "caught and bowled"), "c & b B2"),
        (wicket_of("A1", "lbw"), "lbw b B2"),
        (wicket_of("A1", "stumped", "B6"), "st †B6 b B2"),
        (wicket_of("A1", "hit wicket"), "hit wicket b B2"),
        (wicket_of("A2", "run out", "B3", "B4"), "run out (B3/B4)"),
        (wicket_of("A2", "run out"), "run out"),
        (wicket_of("A2", "obstructing the field"), "obstructing the field"),
        (wicket_of("A1", "hit the ball twice"), "hit the ball twice"),
        (wicket_of("A1", "handled the ball"), "handled the ball"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_kind_of_dismissal_has_its_text(wicket: Json, text: str) -> None:
    first = with_second_over(ball(*A, "B2", wickets=[wicket]))
    scored_match = score_data(match(first, outcome={"result": "no result"}))
    assert dismissal_text(scored_match, wicket["player_out"]) == text


def with_info(**info: Any) -> Json:
    """Return a match with these fields in its `info`."""
    data = match(ACES_12, BEES_4, outcome=ACES_BY_8)
    return data | {"info": data["info"] | info}


def with_ball(**fields: Any) -> Json:
    """Return a match in which one ball has these fields."""
    return match(with_second_over(ball(*A, "B2") | fields), outcome={"result": "no result"})


INVALID_FILES: dict[str, tuple[Json, str]] = {
    "an unknown dismissal": (with_ball(wickets=[wicket_of("A1", "eaten")]), "eaten"),
    "a wicket without player_out": (with_ball(wickets=[{"kind": "lbw"}]), "player_out"),
    "a wicket of another kind": (with_ball(wickets=["A1"]), "wickets[0]"),
    "wickets of another kind": (with_ball(wickets=7), "wickets"),
    "extras of another kind": (with_ball(extras=[1]), "extras"),
    "no bowler": (with_ball(bowler=None), "bowler"),
    "no runs": (with_ball(runs={}), "runs.batter"),
    "runs in words": (with_ball(runs={"batter": "four"}), "runs.batter"),
    "too many runs for a ball": (with_ball(runs={"batter": 99, "total": 99}), "99"),
    "an outcome of another kind": (with_info(outcome=[]), "outcome"),
    "an unknown result": (with_info(outcome={"result": "rained off"}), "rained off"),
    "a winner who did not play": (with_info(outcome={"winner": "Cats"}), "winner"),
    "one team": (with_info(teams=[ACES]), "teams"),
    "a team without players": (with_info(players={ACES: []}), "players.Bees"),
    "no match type": (with_info(match_type=None), "match_type"),
    "overs in words": (with_info(overs="many"), "many"),
    "balls in words": (with_info(balls_per_over="six"), "six"),
    "an unknown team": (with_info() | {"innings": [{"team": "Cats"}]}, "innings[0].team"),
    "a target in words": (with_info() | {"innings": [ACES_12 | {"target": {"runs": "x"}}]}, "'x'"),
    "an endless target": (with_info() | {"innings": [ACES_12 | {"target": {"overs": inf}}]}, "inf"),
    "an innings of another kind": (with_info() | {"innings": ["Aces"]}, "innings[0]"),
    "no innings": ({"info": {}}, "innings"),
    "no info": ({"innings": []}, "info"),
    "info of another kind": ({"info": [], "innings": {}}, "info"),
}


@pytest.mark.parametrize(("data", "expected"), INVALID_FILES.values(), ids=INVALID_FILES)
def test_an_invalid_file_is_refused_with_one_line(data: Json, expected: str) -> None:
    with pytest.raises(BadInput) as error:
        imported_log(data)
    message = str(error.value)
    assert "\n" not in message
    assert message.startswith("odd.json: ")
    assert expected in message
