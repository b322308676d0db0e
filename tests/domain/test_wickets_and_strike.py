"""Tests Laws 18.11, 21.17, 22.9, 25, 32-40: dismissals, credit for wickets, and the strike."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scrbrd.domain.formats import FORMATS, THE_LAWS
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.vocabulary import LawsEdition, MatchFormat, PlayerId
from tests.domain.notation import Book, innings

BOWLERS_CREDITS = [
    ("W", 1),
    ("Wc", 1),
    ("Wlbw", 1),
    ("Wst", 1),
    ("Whw", 1),
    ("Wro", 0),
    ("Wobs", 0),
    ("Wtw", 0),
    ("Whb", 0),
]


@pytest.mark.parametrize(("token", "credit"), BOWLERS_CREDITS)
def test_the_bowler_is_credited_only_for_dismissals_that_are_the_bowlers(
    token: str, credit: int
) -> None:
    book = innings(token)
    assert (book.current.wickets, book.only_bowler().wickets) == (1, credit)
    dismissal = book.batter(1).dismissal
    assert dismissal is not None
    assert (dismissal.bowler_id is not None) is bool(credit)
    assert book.problems == []


OFF_NO_BALL = [("ro", True), ("ron", True), ("obs", True), ("tw", True), ("hb", True)]
NOT_OFF_NO_BALL = [(how, False) for how in ("", "c", "lbw", "st", "hw")]
OFF_WIDE = [("ro", True), ("ron", True), ("obs", True), ("st", True), ("hw", True)]
NOT_OFF_WIDE = [(how, False) for how in ("", "c", "lbw", "tw")]


@pytest.mark.parametrize(("how", "is_out"), [*OFF_NO_BALL, *NOT_OFF_NO_BALL])
def test_off_a_no_ball_only_some_dismissals_are_without_a_problem(how: str, is_out: bool) -> None:
    book = innings(f"nbW{how}")
    assert book.current.wickets == 1
    assert book.codes == ([] if is_out else [ProblemCode.DISMISSAL_NOT_POSSIBLE])


@pytest.mark.parametrize(("how", "is_out"), [*OFF_WIDE, *NOT_OFF_WIDE])
def test_off_a_wide_only_some_dismissals_are_without_a_problem(how: str, is_out: bool) -> None:
    book = innings(f"wdW{how}")
    assert book.current.wickets == 1
    assert book.current.runs == 1  # the penalty counts in spite of the dismissal
    assert book.codes == ([] if is_out else [ProblemCode.DISMISSAL_NOT_POSSIBLE])


@pytest.mark.parametrize(("how", "is_out"), [*OFF_NO_BALL, *NOT_OFF_NO_BALL])
def test_off_a_free_hit_a_batter_is_out_as_off_a_no_ball(how: str, is_out: bool) -> None:
    assert innings(f"nb W{how}", FORMATS[MatchFormat.T20]).current.wickets == is_out


FREE_HITS = [
    ("nb", True),
    ("nb .", False),
    ("nb wd", True),
    ("nb wd wd", True),
    ("nb nb .", False),
    ("nb nb", True),
    ("wd", False),
    ("nb 4", False),
]


@pytest.mark.parametrize(("text", "is_free_hit"), FREE_HITS)
def test_a_free_hit_follows_a_no_ball_and_is_carried_over(text: str, is_free_hit: bool) -> None:
    assert innings(text, FORMATS[MatchFormat.ODI]).current.is_free_hit is is_free_hit
    assert innings(text).current.is_free_hit is False, "the Laws know no free hit"


def test_a_stumping_off_a_free_hit_that_is_a_wide_is_not_out() -> None:
    book = innings("nb wdWst", FORMATS[MatchFormat.T20])
    assert (book.current.wickets, book.codes) == (0, [ProblemCode.DISMISSAL_NOT_POSSIBLE])


def test_only_the_striker_can_be_bowled() -> None:
    book = Book().innings()
    book.ball("W", wicket={"type": "bowled", "dismissed_player_id": "home2"})
    assert (book.current.wickets, book.codes) == (1, [ProblemCode.DISMISSAL_NOT_POSSIBLE])


def batters_after_wicket(
    text: str, wicket: dict[str, Any], **conditions: Any
) -> tuple[str | None, str | None]:
    """Return striker and non-striker after the last ball of `text` took a wicket."""
    book = Book(replace(THE_LAWS, **conditions)).innings()
    *before, last = text.split()
    book.balls(" ".join(before))
    book.ball(last, wicket=wicket)
    assert book.problems == []
    return book.current.striker_id, book.current.non_striker_id


def dismissal(kind: str, number: int, **fields: Any) -> dict[str, Any]:
    """Return a wicket of the home side's batter with this number."""
    return {"type": kind, "dismissed_player_id": f"home{number}", **fields}


ENDS_AFTER_WICKETS = [
    pytest.param("Wc", dismissal("caught", 1), (None, "home2"), id="caught: the new batter faces"),
    pytest.param(
        "Wc",
        dismissal("caught", 1, crossed=True),
        (None, "home2"),
        id="caught: crossing is irrelevant",
    ),
    pytest.param(
        ". . . . . Wc",
        dismissal("caught", 1, crossed=True),
        ("home2", None),
        id="caught off the last ball: the other batter faces the next over",
    ),
    pytest.param(
        "1Wro",
        dismissal("run_out", 1, end="bowler"),
        ("home2", None),
        id="run out on the second, run to the bowler's end",
    ),
    pytest.param(
        "1Wro",
        dismissal("run_out", 1, end="striker", crossed=True),
        (None, "home2"),
        id="run out on the second at the striker's end",
    ),
    pytest.param(
        "Wro",
        dismissal("run_out", 2, end="striker", crossed=True),
        (None, "home1"),
        id="non-striker out at the striker's end after crossing",
    ),
    pytest.param(
        "Wro", dismissal("run_out", 2, end="bowler"), ("home1", None), id="non-striker sent back"
    ),
    pytest.param(
        "Wro",
        dismissal("run_out", 1, crossed=True),
        ("home2", None),
        id="crossed, and no end recorded",
    ),
    pytest.param(
        "Wro",
        dismissal("run_out", 1),
        (None, "home2"),
        id="nothing recorded: the partner keeps the end",
    ),
    pytest.param(
        "1bWro",
        dismissal("run_out", 2, end="striker"),
        (None, "home1"),
        id="a bye completed, the other batter out",
    ),
]


@pytest.mark.parametrize(("text", "wicket", "ends"), ENDS_AFTER_WICKETS)
def test_after_a_wicket_the_strike_follows_end_and_crossing(
    text: str, wicket: dict[str, Any], ends: tuple[str | None, str | None]
) -> None:
    assert batters_after_wicket(text, wicket) == ends


@pytest.mark.parametrize(
    ("edition", "ends"),
    [
        (LawsEdition.CODE_2000, ("home2", None)),
        (LawsEdition.SECOND_2019, ("home2", None)),
        (LawsEdition.THIRD_2022, (None, "home2")),
        (LawsEdition.FOURTH_2026, (None, "home2")),
    ],
)
def test_crossing_before_a_catch_mattered_until_2022(
    edition: LawsEdition, ends: tuple[str | None, str | None]
) -> None:
    assert (
        batters_after_wicket("Wc", dismissal("caught", 1, crossed=True), laws_edition=edition)
        == ends
    )


def test_runs_completed_before_a_run_out_count_and_the_one_in_progress_does_not() -> None:
    book = Book().innings()
    book.ball("2Wro")
    assert (book.current.runs, book.batter(1).runs, book.current.wickets) == (2, 2, 1)


def test_the_strike_changes_at_the_end_of_an_over() -> None:
    assert innings(". . . . . .").current.striker_id == "home2"
    assert innings(". . . . . 1").current.striker_id == "home1"


def test_the_recorded_striker_counts_and_a_mismatch_is_a_problem() -> None:
    book = innings("1").at_crease(PlayerId("home1"), PlayerId("home2"))
    book.ball("4")
    assert (book.batter(1).runs, book.codes) == (5, [ProblemCode.STRIKE_MISMATCH])


def test_a_recorded_crossing_prevents_a_strike_mismatch() -> None:
    book = Book().innings()
    book.ball("Wro", wicket=dismissal("run_out", 1, end="striker", crossed=True))
    book.at_crease(PlayerId("home2"), PlayerId("home3")).ball("1")
    assert book.codes == []


def test_the_fielding_captain_may_choose_the_striker_after_obstruction() -> None:
    book = Book().innings()
    book.ball("Wobs", wicket=dismissal("obstructing_field", 1, crossed=False))
    book.at_crease(PlayerId("home2"), PlayerId("home3")).ball(".")
    assert book.codes == []


def test_obstruction_that_prevents_a_catch_keeps_a_no_balls_penalty() -> None:
    book = innings("nbWobs")
    assert (book.current.runs, book.current.wickets, book.only_bowler().wickets) == (1, 1, 0)


def test_a_batter_timed_out_is_a_wicket_without_a_ball_or_a_bowler() -> None:
    book = innings("W").fact("batter_dismissed", player_id="home3", wicket_type="timed_out")
    assert (book.current.wickets, book.current.legal_balls, book.only_bowler().wickets) == (2, 1, 1)
    assert book.current.batters[PlayerId("home3")].is_out
    assert book.problems == []


def test_a_non_striker_run_out_before_the_delivery_is_a_wicket_without_a_ball() -> None:
    book = innings("1").fact(
        "batter_dismissed", player_id="home1", wicket_type="run_out", fielder_ids=["away11"]
    )
    assert (book.current.wickets, book.current.legal_balls, book.current.striker_id) == (
        1,
        1,
        "home2",
    )
    assert book.problems == []


def test_two_wickets_can_fall_on_one_ball() -> None:
    book = innings("W").fact("batter_retired", player_id="home2", **{"as": "out"})
    assert (book.current.wickets, book.current.legal_balls, book.current.at_crease) == (2, 1, ())


def test_an_innings_is_all_out_at_ten_wickets() -> None:
    book = innings("W W W W W W | W W W W")
    assert (book.current.wickets, book.current.closed) == (10, "all_out")
    assert book.problems == []


def test_an_innings_is_all_out_with_fewer_wickets_when_batters_are_absent() -> None:
    book = innings("W W").close("all_out", absent_ids=["home4", "home11"])
    assert (book.current.wickets, book.current.closed) == (2, "all_out")
    assert book.current.absent_ids == ("home4", "home11")
    assert book.problems == []


def test_the_last_batter_bats_alone_under_last_man_stands() -> None:
    book = innings("W . W 4", replace(THE_LAWS, players_per_side=3, last_man_stands=True))
    assert (book.current.wickets, book.current.closed, book.current.runs) == (2, None, 4)
    assert book.ball("W").striker_id == "home2"
    assert (book.current.closed, book.problems) == ("all_out", [])


def test_the_last_batter_alone_keeps_the_strike_after_any_runs() -> None:
    book = innings("W W 1 2", replace(THE_LAWS, players_per_side=3, last_man_stands=True))
    assert (book.current.runs, book.problems) == (3, [])


def test_the_last_batters_runs_alone_are_a_partnership_of_their_own() -> None:
    book = innings("W 4 W 2", replace(THE_LAWS, players_per_side=3, last_man_stands=True))
    assert [(stand.wicket_number, stand.runs) for stand in book.current.partnerships] == [
        (1, 0),
        (2, 4),
        (3, 2),
    ]


def test_fall_of_wickets_has_score_over_and_ball() -> None:
    book = innings("1 . . . . 4Wro | . W")
    falls = [
        (fall.score, fall.over, fall.ball, fall.player_id) for fall in book.current.fall_of_wickets
    ]
    assert falls == [(5, 0, 6, "home2"), (5, 1, 2, "home1")]
