"""Tests that innings of more than 300 balls have no figures, even if they are shortened later."""

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


def shorten(book: Book, overs: int) -> Book:
    """Stop play for rain, set a new limit of overs, and resume."""
    book.fact("play_stopped", reason="rain").fact("target_revised", overs_limit=overs)
    return book.fact("play_resumed")


def overs_of_singles(count: int) -> str:
    """Return the balls of `count` overs, a single each."""
    return "1 " * (count * 6)


def abandoned_chase(book: Book) -> Book:
    """Add a chase that rain ends after 25 overs."""
    return (
        book.innings(AWAY, overs_of_singles(25))
        .fact("play_stopped", reason="rain")
        .close("abandoned")
    )


def test_a_long_first_innings_shortened_in_progress_gives_no_result_by_par() -> None:
    book = shorten(Book(LONG).innings(HOME, overs_of_singles(20)), 45).balls(overs_of_singles(25))
    assert figures(book.state).why_not == NOTE
    book = abandoned_chase(book)
    assert book.state.result is None
    assert book.codes == [ProblemCode.PAR_NOT_ANNOUNCED]
    assert (figures(book.state).target, figures(book.state).par) == (None, None)


def test_a_long_chase_shortened_in_progress_has_no_figures() -> None:
    book = (
        Book(ODI)
        .innings(HOME, overs_of_singles(50))
        .innings(AWAY, overs_of_singles(20), overs_limit=55)
    )
    assert figures(shorten(book, 45).state).why_not == NOTE


def test_an_innings_shortened_before_its_first_ball_begins_with_fewer_overs() -> None:
    book = shorten(Book(LONG).innings(HOME), 45)
    assert (figures(book.state).resources1, figures(book.state).why_not) == (950, None)


REVISIONS: list[tuple[str, Callable[[Book], Book]]] = [
    ("cut twice", lambda book: shorten(shorten(book, 52), 45)),
    ("cut once more", lambda book: shorten(shorten(book, 45), 40)),
    ("cut in later overs", lambda book: shorten(shorten(book, 45).balls(overs_of_singles(5)), 40)),
    ("given back", lambda book: shorten(shorten(book, 45), 55)),
]


@pytest.mark.parametrize(
    "revise", [each for _, each in REVISIONS], ids=[name for name, _ in REVISIONS]
)
def test_an_innings_that_began_too_long_has_no_figures_after_any_revisions(
    revise: Callable[[Book], Book],
) -> None:
    assert figures(revise(Book(LONG).innings(HOME, overs_of_singles(20))).state).why_not == NOTE


def test_an_innings_lengthened_beyond_the_table_in_progress_has_no_figures() -> None:
    book = shorten(shorten(Book(ODI).innings(HOME, overs_of_singles(20)), 45), 52)
    note = "312 balls left are more than the 300 that the table has"
    assert figures(book.state).why_not == note
    assert figures(shorten(book, 45).state).why_not == note


def test_the_last_limit_set_before_the_first_ball_is_the_limit_at_the_start() -> None:
    book = shorten(shorten(shorten(Book(ODI).innings(HOME), 45), 55), 40)
    assert figures(book.state) == figures(shorten(Book(ODI).innings(HOME), 40).state)


def test_a_wicket_off_a_wide_is_the_start_of_the_innings() -> None:
    book = shorten(Book(LONG).innings(HOME, "wdWst"), 45)
    assert figures(book.state).why_not == NOTE
