"""An announced par decides an abandoned chase only where it was announced, before the next ball."""

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


def text(book: Book) -> str | None:
    """The result as a scorecard prints it."""
    result = book.state.result
    return result_text(result, Inputs(book.setup, team_names=NAMES)) if result else None


def chase(runs: str = SIX_OVERS) -> Book:
    """180 in 20 overs, and a chase."""
    return Book(T20).innings(HOME, " ".join(["6"] * 30 + ["."] * 90)).innings(AWAY, runs)


def announced(book: Book, **fields: object) -> Book:
    """What the umpires announced of target, overs and par."""
    return book.fact("target_revised", **fields)


def shown_par(book: Book) -> tuple[int | None, int | None]:
    """The announced par as it is shown, and the computed one."""
    document = dls(book.state)
    assert document is not None
    return document.announced_par, document.par


def test_a_par_decides_no_more_once_play_went_on() -> None:
    book = announced(chase(), par=40, method="DLS").balls(EIGHT_OVERS).close("abandoned")
    assert (text(book), book.problems) == ("Hill won by 69 runs (DLS method)", [])


def test_a_par_is_shown_until_the_next_ball() -> None:
    book = announced(chase(), par=40, method="DLS")
    assert shown_par(book) == (40, 51)
    assert shown_par(book.balls("1wd")) == (40, 51)  # as many balls and wickets left as before
    assert shown_par(book.balls("."))[0] is None


def test_a_wicket_without_a_ball_ends_a_par_too() -> None:
    book = announced(chase(), par=40, method="DLS")
    book.fact("batter_retired", player_id=book.striker, **{"as": "out"})
    assert shown_par(book)[0] is None


def test_a_later_revision_without_a_par_takes_it_back() -> None:
    book = announced(announced(chase(), par=20, method="DLS"), overs_limit=17, target=162)
    assert text(book.close("abandoned")) == "Hill won by 15 runs (DLS method)"


def test_the_method_alone_leaves_the_par() -> None:
    book = announced(announced(chase(), par=20), method="DLS")
    assert text(book.close("abandoned")) == "Dale won by 16 runs (DLS method)"


def test_penalty_runs_to_the_fielding_side_raise_an_announced_par() -> None:
    book = announced(chase("6 6 6 6 6 6 6 6 . . " + ". " * 26), par=45, method="DLS")
    book.fact("penalty_awarded", to_team_id=HOME, runs=5)
    assert shown_par(book)[0] == 50
    assert text(book.close("abandoned")) == "Hill won by 2 runs (DLS method)"


def test_a_par_announced_after_the_award_has_it_already() -> None:
    book = chase("6 6 6 6 6 6 6 6 . . " + ". " * 26)
    book.fact("penalty_awarded", to_team_id=HOME, runs=5)
    book = announced(book, par=45, method="DLS").close("abandoned")
    assert text(book) == "Dale won by 3 runs (DLS method)"


def test_a_par_given_in_a_first_innings_decides_nothing() -> None:
    book = announced(Book(T20).innings(HOME, " ".join(["6"] * 30)), par=20, method="DLS")
    book.balls(" ".join(["."] * 90)).innings(AWAY, SIX_OVERS).close("abandoned")
    assert book.codes == [ProblemCode.PAR_WITHOUT_TARGET]
    assert text(book) == "Hill won by 15 runs (DLS method)"


def test_a_par_announced_with_the_target_before_the_chase_is_of_its_first_ball() -> None:
    book = announced(
        Book(T20).innings(HOME, " ".join(["6"] * 30 + ["."] * 90)), par=20, target=181, method="DLS"
    )
    assert shown_par(book)[0] == 20
    assert shown_par(book.innings(AWAY))[0] == 20
    assert text(book.balls(SIX_OVERS).close("abandoned")) == "Hill won by 15 runs (DLS method)"


def test_a_chase_by_a_method_that_is_not_computed_needs_its_par_announced() -> None:
    book = announced(chase(), par=40, method="VJD").balls(EIGHT_OVERS).close("abandoned")
    assert (text(book), book.codes) == (None, [ProblemCode.PAR_NOT_ANNOUNCED])
    assert "VJD are not published" in book.problems[0].message


def test_no_par_is_missed_where_too_few_overs_were_bowled_for_a_result() -> None:
    book = announced(chase(". " * 12), overs_limit=18, target=150, method="VJD")
    assert (text(book.close("abandoned")), book.codes) == (None, [])


def test_an_announced_par_that_stands_is_not_missed() -> None:
    book = announced(chase(), par=40, method="VJD").close("abandoned")
    assert (text(book), book.codes) == ("Hill won by 4 runs (VJD method)", [])


# -- the method of a result ----------------------------------------------------------------------


def short_chase(first: str = "4 . . . . .") -> Book:
    """A chase of one over, with a par announced after two of its balls and no overs lost."""
    book = Book(replace(T20, overs_per_innings=1)).innings(HOME, first).innings(AWAY, "1 1")
    book.fact("play_stopped", reason="rain")
    return announced(book, par=1, method="DLS").fact("play_resumed")


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("4", "Dale won by 10 wickets"),
        ("1 . . .", "Hill won by 1 run"),
        ("2 . . .", "match tied"),
    ],
)
def test_a_chase_played_out_after_a_par_alone_was_decided_by_no_method(
    rest: str, expected: str
) -> None:
    assert text(short_chase().balls(rest)) == expected


@pytest.mark.parametrize("outcome", ["win", "tie"])
def test_a_recorded_end_of_such_a_chase_has_no_method_either(outcome: str) -> None:
    book = short_chase().balls("2 . . ." if outcome == "tie" else "4")
    assert "DLS" not in (text(book.fact("match_closed", outcome=outcome)) or "")


def test_such_a_chase_that_super_overs_leave_tied_has_no_method() -> None:
    book = short_chase().balls("2 . . .")
    book.innings(AWAY, "1 . . . . .", super_over=True)
    assert text(book.innings(HOME, "1 . . . . .", super_over=True)) == "match tied"


@pytest.mark.parametrize(
    "revision",
    [{"target": 5}, {"target": 7}, {"overs_limit": 1}, {"target": 5, "par": 1}],
    ids=["the same target", "another target", "overs", "a target with a par"],
)
def test_what_was_set_anew_was_set_by_the_method(revision: dict[str, int]) -> None:
    book = announced(short_chase(), **revision).balls(". . . .")
    assert (text(book) or "").endswith("(DLS method)")


def test_overs_that_the_first_innings_lost_keep_the_method() -> None:
    book = Book(replace(T20, overs_per_innings=2)).innings(HOME, "4")
    announced(book, overs_limit=1, method="DLS").balls(". . . . .").innings(AWAY, "1 1")
    assert text(announced(book, par=1).balls(". . . .")) == "Hill won by 2 runs (DLS method)"


def test_a_target_stated_as_the_chase_began_keeps_the_method() -> None:
    book = Book(replace(T20, overs_per_innings=1)).innings(HOME, "4 . . . . .")
    book.innings(AWAY, "1 1", target=4)
    assert (
        text(announced(book, par=1, method="DLS").balls("2"))
        == "Dale won by 10 wickets (DLS method)"
    )
