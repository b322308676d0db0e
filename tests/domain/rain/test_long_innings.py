"""Innings of more than 300 balls are not computed, whenever they are cut below that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from scrbrd.domain.formats import FORMATS
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.rain.match import figures
from scrbrd.domain.vocabulary import MatchFormat
from tests.domain.notation import AWAY, HOME, Book

ODI = replace(FORMATS[MatchFormat.ODI], g50=245, max_overs_per_bowler=None, free_hit=False)
LONG = replace(ODI, overs_per_innings=55)
NOTE = "330 balls left are more than the 300 that the table has"


def cut(book: Book, overs: int) -> Book:
    """Rain, and a new limit of overs."""
    book.fact("play_stopped", reason="rain").fact("target_revised", overs_limit=overs)
    return book.fact("play_resumed")


def overs(count: int) -> str:
    """So many overs, a run a ball."""
    return "1 " * (count * 6)


def abandoned(book: Book) -> Book:
    """A chase that rain ended after 25 overs."""
    return book.innings(AWAY, overs(25)).fact("play_stopped", reason="rain").close("abandoned")


def test_a_first_innings_cut_in_its_course_decides_nothing_by_par() -> None:
    book = cut(Book(LONG).innings(HOME, overs(20)), 45).balls(overs(25))
    assert figures(book.state).why_not == NOTE
    book = abandoned(book)
    assert book.state.result is None
    assert book.codes == [ProblemCode.PAR_NOT_ANNOUNCED]
    assert (figures(book.state).target, figures(book.state).par) == (None, None)


def test_a_chase_cut_in_its_course_has_no_figures() -> None:
    book = Book(ODI).innings(HOME, overs(50)).innings(AWAY, overs(20), overs_limit=55)
    assert figures(cut(book, 45).state).why_not == NOTE


def test_an_innings_cut_before_its_first_ball_begins_with_fewer_overs() -> None:
    book = cut(Book(LONG).innings(HOME), 45)
    assert (figures(book.state).resources1, figures(book.state).why_not) == (950, None)


AGAIN: list[tuple[str, Callable[[Book], Book]]] = [
    ("cut twice", lambda book: cut(cut(book, 52), 45)),
    ("cut once more", lambda book: cut(cut(book, 45), 40)),
    ("cut in later overs", lambda book: cut(cut(book, 45).balls(overs(5)), 40)),
    ("given back", lambda book: cut(cut(book, 45), 55)),
]


@pytest.mark.parametrize("revise", [each for _, each in AGAIN], ids=[name for name, _ in AGAIN])
def test_an_innings_that_was_too_long_stays_without_figures(
    revise: Callable[[Book], Book],
) -> None:
    assert figures(revise(Book(LONG).innings(HOME, overs(20))).state).why_not == NOTE


def test_an_innings_made_longer_than_the_table_in_its_course_has_no_figures() -> None:
    book = cut(cut(Book(ODI).innings(HOME, overs(20)), 45), 52)
    note = "312 balls left are more than the 300 that the table has"
    assert figures(book.state).why_not == note
    assert figures(cut(book, 45).state).why_not == note


def test_overs_set_anew_before_the_first_ball_are_the_overs_of_its_start() -> None:
    book = cut(cut(cut(Book(ODI).innings(HOME), 45), 55), 40)
    assert figures(book.state) == figures(cut(Book(ODI).innings(HOME), 40).state)


def test_a_wicket_without_a_legal_ball_has_begun_the_innings() -> None:
    book = cut(Book(LONG).innings(HOME, "wdWst"), 45)
    assert figures(book.state).why_not == NOTE
