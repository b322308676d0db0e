"""What real files hold now and then, in small files written for the purpose."""

from __future__ import annotations

import json
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
    scored_match = scored(match(FIRST, LOST, outcome=ACES_BY_8), tmp_path)
    assert [(card.runs, card.wickets, card.overs) for card in scored_match.innings] == [
        (12, 0, 2.0),
        (4, 0, 2.0),
    ]
    assert result_text(scored_match) == "Aces won by 8 runs"


def test_an_innings_after_the_match_was_won_is_told_as_not_counted(tmp_path: Path) -> None:
    file = tmp_path / "four.json"
    file.write_text(json.dumps(match(FIRST, LOST, FIRST, outcome=ACES_BY_8)), "utf-8")
    found = import_and_fold(file)
    assert found.differences() == [
        "innings 3: the source counts 12/0, the fold no such innings",
    ]
    assert {each.code for each in found.problems} == {ProblemCode.MATCH_OVER}


# Who is who


def test_a_name_in_both_teams_is_two_people() -> None:
    squads = {ACES: ["A Khan", *SQUADS[ACES][1:]], BEES: ["A Khan", *SQUADS[BEES][1:]]}
    first = innings(ACES, over("A Khan", "A2", "A Khan", 4), over("A2", "A Khan", "B2"))
    scored_match = scored(
        match(first, LOST | {"overs": []}, outcome={"result": "no result"}, players=squads)
    )
    assert (
        scored_match.innings[0].batsmen[0].player_id != scored_match.innings[0].bowlers[0].player_id
    )
    assert (
        scored_match.innings[0].batsmen[0].player_name
        == scored_match.innings[0].bowlers[0].player_name
    )


def test_two_names_with_one_id_are_two_people() -> None:
    registry = {"people": {"A1": "same", "A2": "same"}}
    scored_match = scored(match(FIRST, LOST, outcome=ACES_BY_8, registry=registry))
    assert len({row.player_id for row in scored_match.innings[0].batsmen}) == 2


def test_a_player_whom_no_squad_names_has_a_name_all_the_same() -> None:
    first = innings(ACES, over("A1", "Guest", "Stranger", 4, 4, 4))
    scored_match = scored(match(first, outcome={"result": "no result"}))
    assert [row.player_name for row in scored_match.innings[0].batsmen] == ["A1", "Guest"]
    assert [row.player_name for row in scored_match.innings[0].bowlers] == ["Stranger"]
    assert scored_match.problems == ()


def test_a_stranger_of_both_sides_is_warned_of_as_by_the_log(tmp_path: Path) -> None:
    first = innings(ACES, over("A1", "Guest", "B1", 4))
    second = innings(BEES, over("Guest", "B2", "A1"))
    path = tmp_path / "odd.json"
    path.write_text(json.dumps(match(first, second, outcome={"result": "no result"})))
    folded = import_and_fold(path)
    assert [each.code for each in folded.problems] == [ProblemCode.WRONG_SIDE]
    assert folded == FoldedLog.of(folded.log)


def test_an_id_too_long_to_keep_is_the_same_at_every_ball() -> None:
    registry = {"people": {"A1": "x" * 180}}
    log = imported(match(FIRST, LOST, outcome=ACES_BY_8, registry=registry))
    ids = {each.striker_id for each in log.actions if isinstance(each, Delivery)}
    assert "x" * 180 in ids


@pytest.mark.parametrize("extras", [{"byes": True}, {"byes": 1.0}, {"byes": 21}])
def test_a_ball_like_one_before_it_is_refused_where_its_runs_are_no_runs(extras: Json) -> None:
    right = ball("A1", "A2", "B1", extras={"byes": 1})
    wrong = ball("A1", "A2", "B1", extras=extras)
    with pytest.raises(BadInput, match="extras"):
        imported(match(innings(ACES, [right, right, wrong]), outcome={"result": "no result"}))


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
    scored_match = scored(match(first, outcome={"result": "no result"}))
    assert how_out(scored_match, "A1") == "not out"
    assert scored_match.innings[0].wickets == 1
    assert scored_match.innings[0].batsmen[0].runs == 8 + 16


def test_a_batter_replaced_for_injury_has_retired_hurt() -> None:
    change = {"role": [{"in": "A3", "out": "A1", "reason": "injury", "role": "batter"}]}
    first = with_second_over(ball("A3", "A2", "B2", replacements=change))
    scored_match = scored(match(first, outcome={"result": "no result"}))
    assert how_out(scored_match, "A1") == "retired hurt"
    assert scored_match.innings[0].wickets == 0


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
    scored_match = scored(match(FIRST, second, outcome={"winner": ACES, "by": {"runs": 3}}))
    assert (scored_match.innings[1].runs, scored_match.innings[1].extras.penalty) == (9, 5)


def test_penalty_runs_after_an_innings_move_the_target() -> None:
    first = FIRST | {"penalty_runs": {"post": 5}}
    scored_match = scored(match(first, LOST, outcome={"winner": ACES, "by": {"runs": 13}}))
    assert (scored_match.innings[0].runs, scored_match.innings[1].target) == (17, 18)


def test_penalty_runs_after_the_last_innings_count_too() -> None:
    second = LOST | {"penalty_runs": {"post": 5}}
    scored_match = scored(match(FIRST, second, outcome={"winner": ACES, "by": {"runs": 3}}))
    assert scored_match.innings[1].runs == 9


def test_penalty_runs_on_a_ball_are_no_bowlers() -> None:
    first = with_second_over(ball(*A, "B2", extras={"penalty": 5}))
    scored_match = scored(match(first, outcome={"result": "no result"}))
    assert (scored_match.innings[0].runs, scored_match.innings[0].bowlers[1].runs_conceded) == (
        13,
        0,
    )


@pytest.mark.parametrize("balls", [5, 7])
def test_a_miscounted_over_is_one_over(balls: int) -> None:
    first = innings(
        ACES,
        [ball(*A, "B1") for _ in range(balls)],
        over("A2", "A1", "B2"),
        miscounted_overs={"0": {"balls": str(balls), "umpire": "Unknown"}},
    )
    chase = innings(BEES, [ball(*B, "A1", 4)])
    scored_match = scored(match(first, chase, outcome={"winner": BEES, "by": {"wickets": 10}}))
    card = scored_match.innings[0]
    assert (card.overs, card.balls) == (2.0, 6 + balls)
    assert [bowler.overs for bowler in card.bowlers] == [1.0, 1.0]
    assert [bowler.maidens for bowler in card.bowlers] == [1, 1]


def test_overs_of_eight_balls_are_counted_in_eights() -> None:
    first = innings(ACES, [ball(*A, "B1") for _ in range(8)], [ball("A2", "A1", "B2")] * 4)
    scored_match = scored(match(first, outcome={"result": "no result"}, balls_per_over=8))
    assert (scored_match.innings[0].overs, scored_match.innings[0].balls) == (1.4, 12)


def test_more_overs_than_the_file_allows_are_counted_all_the_same() -> None:
    first = innings(ACES, *[over(*A, "B1"), over("A2", "A1", "B2")] * 2)
    scored_match = scored(match(first, outcome={"result": "no result"}, overs=3))
    assert scored_match.innings[0].overs == 4.0


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
    scored_match = scored(match(first, outcome={"result": "no result"}))
    assert (how_out(scored_match, "A1"), how_out(scored_match, "A2")) == (
        "retired out",
        "retired not out",
    )
    assert scored_match.innings[0].wickets == 1


def test_a_batter_can_retire_hurt_off_a_no_ball() -> None:
    hurt = out("A1", "retired hurt")
    first = with_second_over(
        ball(*A, "B2", 2, extras={"noballs": 1}, wickets=[hurt]), ball("A3", "A2", "B2")
    )
    scored_match = scored(match(first, outcome={"result": "no result"}))
    assert how_out(scored_match, "A1") == "retired hurt"
    assert (scored_match.innings[0].runs, scored_match.innings[0].wickets) == (11, 0)


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
    scored_match = scored(match(first, outcome={"result": "no result"}))
    assert (how_out(scored_match, "A1"), how_out(scored_match, "A3")) == ("c B5 b B2", "timed out")
    assert [fall.wicket_number for fall in scored_match.innings[0].fall_of_wickets] == [1, 2]
    assert scored_match.innings[0].bowlers[1].wickets == 1


def test_a_new_batter_can_be_run_out_before_he_faces() -> None:
    fallen = [out("A1", "bowled"), out("A3", "run out", "B2")]
    first = with_second_over(ball(*A, "B2", wickets=fallen), ball("A4", "A2", "B2"))
    scored_match = scored(match(first, outcome={"result": "no result"}))
    assert how_out(scored_match, "A3") == "run out (B2)"
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
    scored_match = scored(match(first, outcome={"result": "no result"}))
    assert how_out(scored_match, wicket["player_out"]) == text


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
