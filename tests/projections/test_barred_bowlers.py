"""Tests which bowlers the board bars from the next ball, and why."""

from __future__ import annotations

from dataclasses import replace

from scrbrd.domain.formats import FORMATS
from scrbrd.domain.vocabulary import MatchFormat, PlayerId
from scrbrd.projections.board import board
from scrbrd.projections.board_parts import BarReason
from tests.domain.notation import AWAY, HOME, Book, player

ONE_OVER = replace(FORMATS[MatchFormat.T20], overs_per_innings=1)
FIRST, OTHER = player(HOME, 11), player(HOME, 10)


def book_in_super_over(bowler_id: PlayerId | None) -> Book:
    """Return a tied match in its second pair of super overs: the away side bats first in each.

    `FIRST` bowled the first super over of the away side; `bowler_id` bowls in the second.
    """
    book = Book(ONE_OVER).innings(HOME, "1 . . . . .").innings(AWAY, "1 . . . . .")
    for side in (AWAY, HOME):
        book.innings(side, "1 . . . . .", super_over=True)
    book.innings(AWAY, "", super_over=True)
    if bowler_id is not None:
        book.ball(".", bowler_id=bowler_id)
    return book


def barred(book: Book) -> dict[PlayerId, BarReason]:
    return dict(board(book.setup, book.entries, {}).barred_bowlers)


def test_the_bowler_of_the_sides_previous_super_over_may_not_bowl_the_next() -> None:
    assert barred(book_in_super_over(None)) == {FIRST: BarReason.SUPER_OVER_BOWLER}


def test_the_bar_remains_while_another_bowls_the_super_over() -> None:
    assert barred(book_in_super_over(OTHER)) == {FIRST: BarReason.SUPER_OVER_BOWLER}


def test_a_barred_bowler_who_began_the_super_over_all_the_same_may_finish_it() -> None:
    assert barred(book_in_super_over(FIRST)) == {}
