"""A bowler may bowl a fifth of the overs: of fewer overs, fewer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.formats import FORMATS, PlayingConditions
from scrbrd.domain.overs import most_overs
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.state import Bowler
from scrbrd.domain.vocabulary import MatchFormat, PlayerId
from tests.domain.notation import HOME, Book

T20, ODI = FORMATS[MatchFormat.T20], FORMATS[MatchFormat.ODI]


def cut(overs: int, conditions: PlayingConditions = T20, balls: str = "") -> Book:
    """An innings that lost overs after so many balls."""
    return Book(conditions).innings(HOME, balls).fact("target_revised", overs_limit=overs)


def most(book: Book, player_id: str = "away1") -> int | None:
    """The overs that a bowler may bowl in the innings."""
    now = book.now
    bowler = now.bowlers.get(PlayerId(player_id)) or Bowler(PlayerId(player_id))
    return most_overs(now, bowler, book.conditions)


@pytest.mark.parametrize(
    ("conditions", "overs", "expected"),
    [(T20, 20, 4), (T20, 25, 4), (T20, 10, 2), (T20, 19, 4), (T20, 3, 1), (ODI, 37, 8)],
)
def test_a_fifth_of_the_overs_that_are_left(
    conditions: PlayingConditions, overs: int, expected: int
) -> None:
    assert most(cut(overs, conditions)) == expected


def test_what_five_does_not_divide_is_one_over_more_for_those_who_come_to_it_first() -> None:
    book = cut(11, balls=". " * 30)  # away11 bowled three overs, away10 two
    assert [most(book, each) for each in ("away11", "away10", "away1")] == [3, 2, 2]


@pytest.mark.parametrize(
    "conditions",
    [replace(T20, max_overs_per_bowler=3), replace(T20, overs_per_innings=None)],
    ids=["another share", "no limit of overs"],
)
def test_another_maximum_stands(conditions: PlayingConditions) -> None:
    assert most(cut(10, conditions)) == conditions.max_overs_per_bowler


def test_a_bowler_who_had_them_all_is_warned_of_in_the_shorter_innings() -> None:
    book = cut(10, balls=". " * 24).balls(".")
    assert book.codes == [ProblemCode.BOWLER_OVER_LIMIT]
    assert book.problems[0].message == "away11 has bowled the 2 overs that a bowler may"
