"""Tests that problems cite a Law by its number in the edition of the match."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.formats import THE_LAWS
from scrbrd.domain.law_numbers import law_in
from scrbrd.domain.vocabulary import LawsEdition
from tests.domain.notation import Book

CODE_2000 = replace(THE_LAWS, laws_edition=LawsEdition.CODE_2000)


def laws(book: Book) -> list[str | None]:
    """Return the Laws that the problems of a log cite."""
    return [problem.law for problem in book.problems]


def consecutive_overs(book: Book) -> Book:
    """Add two overs in succession by one bowler."""
    book.innings()
    for number in range(7):
        book.ball(".", bowler_id="away11", over_number=number // 6)
    return book


def ball_of_dismissed_batter(book: Book) -> Book:
    """Add a ball faced by a batter who is out; it is skipped."""
    book.innings(balls="W").ball(".", striker_id="home1")
    return book


def test_a_warning_cites_the_law_as_its_edition_numbers_it() -> None:
    assert laws(consecutive_overs(Book())) == ["Law 17"]
    assert laws(consecutive_overs(Book(CODE_2000))) == ["Law 22"]


def test_an_error_cites_the_law_as_its_edition_numbers_it() -> None:
    assert laws(ball_of_dismissed_batter(Book())) == ["Law 25"]
    assert laws(ball_of_dismissed_batter(Book(CODE_2000))) == ["Law 2"]


@pytest.mark.parametrize("law", ["playing condition: free hit", "Law 17.6", None])
def test_texts_other_than_law_numbers_are_unchanged(law: str | None) -> None:
    assert law_in(law, LawsEdition.CODE_2000) == law
