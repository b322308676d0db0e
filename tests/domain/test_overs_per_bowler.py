"""A bowler may bowl a fifth of the overs: of fewer overs, fewer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrbrd.domain.formats import FORMATS, PlayingConditions
from scrbrd.domain.overs import balls_left, most_overs
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.state import Bowler
from scrbrd.domain.vocabulary import MatchFormat, PlayerId
from tests.domain.notation import AWAY, HOME, Book, player

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


def test_where_there_are_fewer_overs_than_five_every_bowler_has_one() -> None:
    """Also the fourth of three overs, of which two bowled one together."""
    book = finished_by(cut(3), 11, ". .", 9, ". . . .")
    book.bowler = player(AWAY, 10)
    book.balls(". . . . . .")
    assert [most(book, f"away{each}") for each in (11, 9, 10, 8)] == [1, 1, 1, 1]
    book.bowler = player(AWAY, 8)
    assert (book.balls(". . .").problems, left(book, 8)) == ([], 3)


def test_a_bowler_who_had_them_all_is_warned_of_in_the_shorter_innings() -> None:
    book = cut(10, balls=". " * 24).balls(".")
    assert book.codes == [ProblemCode.BOWLER_OVER_LIMIT]
    assert book.problems[0].message == "away11 has bowled the 2 overs that a bowler may"


def overs(*bowlers: int) -> Book:
    """An innings of a T20 in which these of the away side have bowled an over each."""
    book = Book(T20).innings(HOME)
    for number in bowlers:
        book.bowler = player(AWAY, number)
        book.balls(". . . . . .")
    return book


def finished_by(book: Book, first: int, balls: str, finisher: int, more: str) -> Book:
    """An over that one bowler began and, injured, left to another."""
    book.bowler = player(AWAY, first)
    book.balls(balls)
    book.fact(
        "player_replaced", team_id=AWAY, out_player_id=f"away{first}",
        in_player_id=f"away{finisher}", role="bowler", reason="injury",
    )  # fmt: skip
    book.bowler = player(AWAY, finisher)
    return book.balls(more)


def left(book: Book, number: int) -> int | None:
    """Balls that one of the away side may still bowl."""
    return balls_left(book.now, book.now.bowlers[player(AWAY, number)], book.conditions)


@pytest.mark.parametrize(
    ("before", "number"),
    [((11, 10, 11, 10, 11, 10), 11), ((9, 10, 9, 10, 9, 10), 9)],
    ids=["began it", "ended it"],
)
def test_a_part_of_an_over_is_a_whole_one_of_the_bowlers_overs(
    before: tuple[int, ...], number: int
) -> None:
    """Playing condition: as far as each bowler's limit goes, and no further."""
    book = finished_by(overs(*before), 11, ". .", 9, "1 . . .")
    assert left(book, number) == 0
    bowlers = book.now.bowlers
    assert [bowlers[player(AWAY, each)].balls_bowled % 6 for each in (11, 9)] == [2, 4]
    assert book.problems == []
    book.bowler = player(AWAY, 8)
    book.balls(". . . . . .")
    book.bowler = player(AWAY, number)
    book.ball()
    assert book.codes == [ProblemCode.BOWLER_OVER_LIMIT]


def test_the_last_over_of_a_bowler_may_be_anothers_rest() -> None:
    book = finished_by(overs(9, 10, 9, 10, 9, 10), 11, ". . .", 9, ".")
    assert (left(book, 9), left(book, 11)) == (2, 18)
    assert book.balls(". .").problems == []
    assert left(book, 9) == 0


def test_an_over_of_three_bowlers_is_one_of_each() -> None:
    book = finished_by(overs(), 11, ".", 9, ". .")
    book.fact("bowler_suspended", player_id="away9")
    book.bowler = player(AWAY, 8)
    book.balls(". . .")
    assert [left(book, each) for each in (11, 9, 8)] == [18, 18, 18]


def test_who_comes_back_into_the_over_has_bowled_one_over() -> None:
    """A ball that was recorded for the wrong bowler costs nobody more than an over."""
    book = overs()
    for number, balls in ((11, ". ."), (9, "."), (11, ". . .")):
        book.bowler = player(AWAY, number)
        book.balls(balls)
    assert book.codes == [ProblemCode.BOWLER_CHANGED_MID_OVER]
    assert [left(book, each) for each in (11, 9)] == [18, 18]


@pytest.mark.parametrize("count", [5, 7])
def test_a_miscounted_over_of_two_bowlers_is_one_of_each(count: int) -> None:
    book = finished_by(overs(), 11, ". .", 9, "")
    for _ in range(count - 2):
        book.ball(over_balls=count)
    assert book.now.overs_completed == 1
    assert [left(book, each) for each in (11, 9)] == [18, 18]


def test_a_seventh_ball_of_another_bowler_is_an_over_of_each() -> None:
    book = finished_by(overs(), 11, ". .", 9, ". . . .")
    book.over_number, book.legal, book.ball_in_over, book.bowler = 0, 6, 6, player(AWAY, 9)
    book.swap()
    book.ball(over_balls=7)
    assert (book.now.overs_completed, book.now.legal_balls) == (1, 7)
    assert [left(book, each) for each in (11, 9)] == [18, 18]


@given(st.lists(st.sampled_from([8, 9, 10, 11]), min_size=5, max_size=7))
def test_however_bowlers_take_turns_an_over_is_one_of_each(bowlers: list[int]) -> None:
    book = overs()
    for number in bowlers:
        book.bowler = player(AWAY, number)
        book.ball(over_balls=len(bowlers))
    assert book.now.over.is_complete
    assert {left(book, each) for each in bowlers} == {18}
    assert sum(each.balls_bowled for each in book.now.bowlers.values()) == len(bowlers)
