"""Tests the recount with small hand-made innings, one unusual rule each."""

from __future__ import annotations

from typing import Any

import pytest

from scrbrd.domain.json_types import Json
from tests.oracle.raw import overs_text
from tests.oracle.recount import recount
from tests.oracle.shapes import BattingRow, BowlingRow, Extras, Margin, RecountedInnings, Segment


def ball(pair: str = "A B", bowler: str = "X", bat: int = 0, **fields: Any) -> Json:
    """Return a delivery to "striker non-striker"; keywords are extras, `out`, `swap`, `all_run`."""
    striker, non_striker = pair.split()
    out = fields.pop("out", [])
    swap = fields.pop("swap", None)
    all_run = fields.pop("all_run", False)
    extras = sum(fields.values())
    runs = {"batter": bat, "extras": extras, "total": bat + extras}
    delivery: Json = {"batter": striker, "non_striker": non_striker, "bowler": bowler}
    delivery["runs"] = runs | ({"non_boundary": True} if all_run else {})
    if fields:
        delivery["extras"] = fields
    if out:
        delivery["wickets"] = out
    if swap:
        change = {"out": swap[0], "in": swap[1], "reason": "injury", "role": "batter"}
        delivery["replacements"] = {"role": [change]}
    return delivery


def wicket_entry(name: str, kind: str = "bowled", *fielders: Json) -> Json:
    """Return a wicket entry."""
    return {"player_out": name, "kind": kind} | ({"fielders": list(fielders)} if fielders else {})


def recount_overs(*overs: list[Json], base: int = 6, **innings: Any) -> RecountedInnings:
    """Return the recount of one innings of these overs."""
    numbered = [{"over": number, "deliveries": over} for number, over in enumerate(overs)]
    info = {"balls_per_over": base, "outcome": {"result": "no result"}}
    innings_json = {"team": "Home", "overs": numbered} | innings
    return recount({"info": info, "innings": [innings_json]}).innings[0]


def batter(innings: RecountedInnings, name: str) -> BattingRow:
    """Return one batter's row."""
    return next(row for row in innings.batting if row.name == name)


def bowler(innings: RecountedInnings, name: str = "X") -> BowlingRow:
    """Return one bowler's row."""
    return next(row for row in innings.bowling if row.name == name)


def test_a_wide_to_the_boundary_is_five_wides_and_no_ball_faced() -> None:
    innings = recount_overs([ball(wides=5)])
    assert innings.extras == Extras(wides=5, no_balls=0, byes=0, leg_byes=0, penalty=0)
    assert batter(innings, "A").balls_faced == 0
    row = bowler(innings)
    assert (row.runs_conceded, row.wides, row.wides_bowled, row.legal_balls) == (5, 5, 1, 0)


def test_a_bye_that_the_file_has_on_a_wide_stays_a_bye() -> None:
    innings = recount_overs([ball(wides=1, byes=2)])
    assert (innings.runs, innings.extras.wides, innings.extras.byes) == (3, 1, 2)
    assert bowler(innings).runs_conceded == 1


def test_byes_off_a_no_ball_are_not_the_bowlers_and_the_ball_is_faced() -> None:
    innings = recount_overs([ball(noballs=1, byes=2)])
    assert (innings.runs, innings.legal_balls) == (3, 0)
    assert (bowler(innings).runs_conceded, bowler(innings).dot_balls) == (1, 0)
    row = batter(innings, "A")
    assert (row.runs, row.balls_faced) == (0, 1)


def test_runs_off_the_bat_from_a_no_ball_are_the_strikers() -> None:
    innings = recount_overs([ball(bat=6, noballs=1)])
    assert (batter(innings, "A").runs, batter(innings, "A").sixes) == (6, 1)
    assert (bowler(innings).runs_conceded, bowler(innings).no_balls) == (7, 1)


def test_an_all_run_four_is_not_a_boundary() -> None:
    row = batter(recount_overs([ball(bat=4, all_run=True), ball(bat=4), ball(legbyes=4)]), "A")
    assert (row.runs, row.fours, row.sixes) == (8, 1, 0)


def test_a_batter_who_retired_hurt_and_resumed_has_the_later_dismissal() -> None:
    innings = recount_overs(
        [
            ball(bat=1, out=[wicket_entry("B", "retired hurt")]),
            ball("C A", out=[wicket_entry("C")]),
            ball("B A", bat=2),
        ]
    )
    row = batter(innings, "B")
    assert (row.is_out, row.dismissal, row.dismissal_text, row.runs) == (False, None, "not out", 2)
    assert [each.name for each in innings.batting] == ["A", "B", "C"]
    assert innings.wickets == 1


def test_a_batter_who_does_not_resume_is_retired_hurt_and_not_out() -> None:
    innings = recount_overs([ball(), ball("C B", swap=("A", "C"))])
    row = batter(innings, "A")
    assert (row.is_out, row.dismissal) == (False, "retired_hurt")
    assert innings.fall_of_wickets == ()


def test_a_batter_who_is_out_cannot_bat_on() -> None:
    with pytest.raises(ValueError, match="A bats after being out"):
        recount_overs([ball(out=[wicket_entry("A")]), ball("A B")])


def test_a_retirement_ends_a_segment_and_not_the_partnership() -> None:
    innings = recount_overs(
        [
            ball(bat=4, out=[wicket_entry("A", "retired hurt")]),
            ball("C B", bat=2),
            ball("C B", byes=1),
        ]
    )
    (stand,) = innings.partnerships
    assert (stand.wicket, stand.runs, stand.is_unbroken) == (1, 7, True)
    assert stand.segments == (Segment(("A", "B"), 4, 1), Segment(("B", "C"), 3, 2))


def test_two_wickets_on_one_ball_fall_at_the_same_score_and_place() -> None:
    innings = recount_overs(
        [ball(bat=3), ball(out=[wicket_entry("A"), wicket_entry("B", "timed out")])]
    )
    falls = [(fall.wicket, fall.runs, fall.over_ball) for fall in innings.fall_of_wickets]
    assert falls == [(1, 3, "0.2"), (2, 3, "0.2")]
    assert [stand.runs for stand in innings.partnerships] == [3, 0]
    assert bowler(innings).wickets == 1


def test_a_batter_timed_out_takes_the_next_place_in_the_batting_order() -> None:
    innings = recount_overs(
        [ball(out=[wicket_entry("A"), wicket_entry("C", "timed out")]), ball("D B")]
    )
    assert [row.name for row in innings.batting] == ["A", "B", "C", "D"]
    assert (batter(innings, "C").balls_faced, batter(innings, "C").is_out) == (0, True)


def test_a_retirement_and_a_wicket_on_one_ball_are_one_wicket() -> None:
    innings = recount_overs(
        [ball(out=[wicket_entry("A"), wicket_entry("B", "retired hurt")]), ball("C D")]
    )
    assert (innings.wickets, len(innings.partnerships)) == (1, 2)


def test_a_wicket_at_the_end_of_an_over_is_at_its_last_ball() -> None:
    innings = recount_overs(
        [ball()] * 5 + [ball(wides=1), ball(out=[wicket_entry("A")])], [ball("C B")]
    )
    assert innings.fall_of_wickets[0].over_ball == "0.6"


@pytest.mark.parametrize("balls", [5, 7])
def test_a_miscounted_over_is_one_over_and_may_be_a_maiden(balls: int) -> None:
    innings = recount_overs([ball()] * balls, [ball("B A", bowler="Y", bat=1)])
    assert (innings.overs, innings.legal_balls) == ("1.1", balls + 1)
    assert (bowler(innings).overs, bowler(innings).maidens) == ("1.0", 1)


def test_a_last_over_cut_short_by_the_umpire_is_complete() -> None:
    innings = recount_overs([ball()] * 5, miscounted_overs={"0": {"balls": "5"}})
    assert (innings.overs, bowler(innings).maidens) == ("1.0", 1)


def test_an_incomplete_over_is_not_a_maiden() -> None:
    innings = recount_overs([ball()] * 5)
    assert (innings.overs, bowler(innings).overs, bowler(innings).maidens) == ("0.5", "0.5", 0)


def test_a_shared_over_is_not_a_maiden_of_either_bowler() -> None:
    innings = recount_overs([ball()] * 4 + [ball(bowler="Y")] * 2, [ball("B A", bowler="Z")])
    assert [(row.name, row.overs, row.maidens) for row in innings.bowling] == [
        ("X", "0.4", 0),
        ("Y", "0.2", 0),
        ("Z", "0.1", 0),
    ]


@pytest.mark.parametrize(
    ("spoiler", "maidens"),
    [({"byes": 4}, 1), ({"legbyes": 1}, 1), ({"penalty": 5}, 1), ({"wides": 1}, 0)],
)
def test_byes_do_not_spoil_a_maiden_and_a_wide_does(spoiler: Json, maidens: int) -> None:
    innings = recount_overs(
        [ball()] * 5 + [ball(**spoiler), *([ball()] if "wides" in spoiler else [])]
    )
    assert bowler(innings).maidens == maidens


def test_penalty_runs_count_for_the_side_only() -> None:
    innings = recount_overs(
        [ball(penalty=5), ball(out=[wicket_entry("A")])], penalty_runs={"pre": 5, "post": 5}
    )
    assert (innings.runs, innings.extras.penalty) == (15, 15)
    assert (bowler(innings).runs_conceded, batter(innings, "A").runs) == (0, 0)
    assert innings.fall_of_wickets[0].runs == 10
    assert innings.partnerships[0].runs == 5


@pytest.mark.parametrize(
    ("wicket", "text"),
    [
        (wicket_entry("A"), "b X"),
        (wicket_entry("A", "caught", {"name": "Y"}), "c Y b X"),
        (wicket_entry("A", "caught", {"name": "X"}), "c & b X"),
        (wicket_entry("A", "caught and bowled"), "c & b X"),
        (wicket_entry("A", "caught", {"name": "R", "substitute": True}), "c sub (R) b X"),
        (wicket_entry("A", "caught", {"substitute": True}), "c sub b X"),
        (wicket_entry("A", "stumped", {"name": "K"}), "st †K b X"),
        (wicket_entry("A", "lbw"), "lbw b X"),
        (wicket_entry("A", "run out", {"name": "Y"}, {"name": "K"}), "run out (Y/K)"),
        (wicket_entry("A", "run out"), "run out"),
        (wicket_entry("A", "hit the ball twice"), "hit the ball twice"),
    ],
)
def test_a_dismissal_reads_as_on_a_scorecard(wicket: Json, text: str) -> None:
    assert batter(recount_overs([ball(out=[wicket])]), "A").dismissal_text == text


def test_a_run_out_is_not_the_bowlers_wicket() -> None:
    innings = recount_overs([ball(bat=1, out=[wicket_entry("B", "run out", {"name": "Y"})])])
    assert (bowler(innings).wickets, batter(innings, "B").bowler) == (0, None)
    assert batter(innings, "B").fielders == ("Y",)


def test_level_totals_give_no_margin_even_if_the_file_states_one() -> None:
    over = {"over": 0, "deliveries": [ball(bat=3)]}
    innings = [{"team": "Home", "overs": [over]}, {"team": "Away", "overs": [over]}]
    outcome = {"winner": "Away", "by": {"wickets": 10}}
    result = recount({"info": {"outcome": outcome}, "innings": innings}).result
    assert (result.by, result.recounted_by) == (Margin("Away", wickets=10), None)


def test_overs_are_printed_as_whole_overs_and_remaining_balls() -> None:
    assert [overs_text(12, 4, 6), overs_text(12, 9, 5), overs_text(0, 0, 6)] == [
        "12.4",
        "13.4",
        "0.0",
    ]
