"""Tests that an announced par decides an abandoned chase only until the next ball."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.formats import FORMATS
from scrbrd.domain.match import Inputs
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.vocabulary import MatchFormat
from scrbrd.projections.live.rain import dls
from scrbrd.projections.wording import result_text
from tests.domain.notation import AWAY, HOME, Book

T20 = replace(FORMATS[MatchFormat.T20], max_overs_per_bowler=None)
NAMES = {HOME: "Hill", AWAY: "Dale"}
SIX_OVERS = "6 6 6 6 6 6 " + ". " * 28 + "W W"
"""36 for 2 after six overs in reply to 180: par is 51."""

EIGHT_OVERS = "6 6 " + ". " * 46
"""Up to 48 for 2 after 14 overs: par is 117."""


def result_line(book: Book) -> str | None:
    """Return the result as a scorecard prints it."""
    result = book.state.result
    return result_text(result, Inputs(book.setup, team_names=NAMES)) if result else None


def chase(runs: str = SIX_OVERS) -> Book:
    """Return a chase of 181 in 20 overs."""
    return Book(T20).innings(HOME, " ".join(["6"] * 30 + ["."] * 90)).innings(AWAY, runs)


def announce(book: Book, **fields: object) -> Book:
    """Record the umpires' announcement of target, overs or par."""
    return book.fact("target_revised", **fields)


def shown_par(book: Book) -> tuple[int | None, int | None]:
    """Return the announced par that is shown, and the computed one."""
    document = dls(book.state)
    assert document is not None
    return document.announced_par, document.par


def test_an_announced_par_does_not_decide_once_play_continues() -> None:
    book = announce(chase(), par=40, method="DLS").balls(EIGHT_OVERS).close("abandoned")
    assert (result_line(book), book.problems) == ("Hill won by 69 runs (DLS method)", [])


def test_an_announced_par_is_shown_until_the_next_ball() -> None:
    book = announce(chase(), par=40, method="DLS")
    assert shown_par(book) == (40, 51)
    assert shown_par(book.balls("1wd")) == (40, 51)  # as many balls and wickets left as before
    assert shown_par(book.balls("."))[0] is None


def test_a_wicket_without_a_ball_ends_an_announced_par_too() -> None:
    book = announce(chase(), par=40, method="DLS")
    book.fact("batter_retired", player_id=book.striker, **{"as": "out"})
    assert shown_par(book)[0] is None


def test_a_later_revision_without_a_par_cancels_the_announced_par() -> None:
    book = announce(announce(chase(), par=20, method="DLS"), overs_limit=17, target=162)
    assert result_line(book.close("abandoned")) == "Hill won by 15 runs (DLS method)"


def test_a_later_revision_of_the_method_alone_keeps_the_par() -> None:
    book = announce(announce(chase(), par=20), method="DLS")
    assert result_line(book.close("abandoned")) == "Dale won by 16 runs (DLS method)"


def test_penalty_runs_to_the_fielding_side_raise_an_announced_par() -> None:
    book = announce(chase("6 6 6 6 6 6 6 6 . . " + ". " * 26), par=45, method="DLS")
    book.fact("penalty_awarded", to_team_id=HOME, runs=5)
    assert shown_par(book)[0] == 50
    assert result_line(book.close("abandoned")) == "Hill won by 2 runs (DLS method)"


def test_a_par_announced_after_penalty_runs_includes_them() -> None:
    book = chase("6 6 6 6 6 6 6 6 . . " + ". " * 26)
    book.fact("penalty_awarded", to_team_id=HOME, runs=5)
    book = announce(book, par=45, method="DLS").close("abandoned")
    assert result_line(book) == "Dale won by 3 runs (DLS method)"


def test_a_par_announced_in_the_first_innings_decides_nothing() -> None:
    book = announce(Book(T20).innings(HOME, " ".join(["6"] * 30)), par=20, method="DLS")
    book.balls(" ".join(["."] * 90)).innings(AWAY, SIX_OVERS).close("abandoned")
    assert book.codes == [ProblemCode.PAR_WITHOUT_TARGET]
    assert result_line(book) == "Hill won by 15 runs (DLS method)"


def test_a_par_announced_before_the_chase_applies_until_its_first_ball() -> None:
    book = announce(
        Book(T20).innings(HOME, " ".join(["6"] * 30 + ["."] * 90)), par=20, target=181, method="DLS"
    )
    assert shown_par(book)[0] == 20
    assert shown_par(book.innings(AWAY))[0] == 20
    assert (
        result_line(book.balls(SIX_OVERS).close("abandoned")) == "Hill won by 15 runs (DLS method)"
    )


def test_a_chase_by_a_method_that_is_not_computed_needs_its_par_announced() -> None:
    book = announce(chase(), par=40, method="VJD").balls(EIGHT_OVERS).close("abandoned")
    assert (result_line(book), book.codes) == (None, [ProblemCode.PAR_NOT_ANNOUNCED])
    assert "VJD are not published" in book.problems[0].message


def test_no_par_is_missing_if_too_few_overs_were_bowled_for_a_result() -> None:
    book = announce(chase(". " * 12), overs_limit=18, target=150, method="VJD")
    assert (result_line(book.close("abandoned")), book.codes) == (None, [])


def test_an_announced_par_that_applies_is_not_missing() -> None:
    book = announce(chase(), par=40, method="VJD").close("abandoned")
    assert (result_line(book), book.codes) == ("Hill won by 4 runs (VJD method)", [])


# -- the method of a result ----------------------------------------------------------------------


def short_chase(first: str = "4 . . . . .") -> Book:
    """Return a chase of one over, with a par announced after two balls and no overs lost."""
    book = Book(replace(T20, overs_per_innings=1)).innings(HOME, first).innings(AWAY, "1 1")
    book.fact("play_stopped", reason="rain")
    return announce(book, par=1, method="DLS").fact("play_resumed")


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("4", "Dale won by 10 wickets"),
        ("1 . . .", "Hill won by 1 run"),
        ("2 . . .", "match tied"),
    ],
)
def test_a_chase_played_to_its_end_after_a_par_alone_is_decided_without_a_method(
    rest: str, expected: str
) -> None:
    assert result_line(short_chase().balls(rest)) == expected


@pytest.mark.parametrize("outcome", ["win", "tie"])
def test_a_recorded_end_of_a_chase_after_a_par_alone_has_no_method(outcome: str) -> None:
    book = short_chase().balls("2 . . ." if outcome == "tie" else "4")
    assert "DLS" not in (result_line(book.fact("match_closed", outcome=outcome)) or "")


def test_a_chase_after_a_par_alone_that_stays_tied_has_no_method() -> None:
    book = short_chase().balls("2 . . .")
    book.innings(AWAY, "1 . . . . .", super_over=True)
    assert result_line(book.innings(HOME, "1 . . . . .", super_over=True)) == "match tied"


@pytest.mark.parametrize(
    "revision",
    [{"target": 5}, {"target": 7}, {"overs_limit": 1}, {"target": 5, "par": 1}],
    ids=["the same target", "another target", "overs", "a target with a par"],
)
def test_a_revised_target_or_limit_makes_it_a_result_by_the_method(
    revision: dict[str, int],
) -> None:
    book = announce(short_chase(), **revision).balls(". . . .")
    assert (result_line(book) or "").endswith("(DLS method)")


def test_overs_lost_in_the_first_innings_make_it_a_result_by_the_method() -> None:
    book = Book(replace(T20, overs_per_innings=2)).innings(HOME, "4")
    announce(book, overs_limit=1, method="DLS").balls(". . . . .").innings(AWAY, "1 1")
    assert result_line(announce(book, par=1).balls(". . . .")) == "Hill won by 2 runs (DLS method)"


def test_a_target_recorded_at_the_start_of_the_chase_makes_it_a_result_by_the_method() -> None:
    book = Book(replace(T20, overs_per_innings=1)).innings(HOME, "4 . . . . .")
    book.innings(AWAY, "1 1", target=4)
    assert (
        result_line(announce(book, par=1, method="DLS").balls("2"))
        == "Dale won by 10 wickets (DLS method)"
    )
