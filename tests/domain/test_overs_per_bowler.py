"""Tests the limit of overs per bowler: a fifth of the overs, also of a shortened innings."""

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


def shortened_innings(overs: int, conditions: PlayingConditions = T20, balls: str = "") -> Book:
    """Return an innings that was shortened to `overs` after these balls."""
    return Book(conditions).innings(HOME, balls).fact("target_revised", overs_limit=overs)


def max_overs(book: Book, player_id: str = "away1") -> int | None:
    """Return the overs that a bowler may bowl in the innings, None without a limit."""
    current = book.current
    bowler = current.bowlers.get(PlayerId(player_id)) or Bowler(PlayerId(player_id))
    return most_overs(current, bowler, book.conditions)


@pytest.mark.parametrize(
    ("conditions", "overs", "expected"),
    [(T20, 20, 4), (T20, 25, 4), (T20, 10, 2), (T20, 19, 4), (T20, 3, 1), (ODI, 37, 8)],
)
def test_a_bowler_may_bowl_a_fifth_of_the_remaining_overs(
    conditions: PlayingConditions, overs: int, expected: int
) -> None:
    assert max_overs(shortened_innings(overs, conditions)) == expected


def test_the_first_bowlers_to_reach_a_fifth_may_bowl_the_overs_left_by_division() -> None:
    book = shortened_innings(11, balls=". " * 30)  # away11 bowled three overs, away10 two
    assert [max_overs(book, each) for each in ("away11", "away10", "away1")] == [3, 2, 2]


@pytest.mark.parametrize(
    "conditions",
    [replace(T20, max_overs_per_bowler=3), replace(T20, overs_per_innings=None)],
    ids=["another share", "no limit of overs"],
)
def test_a_limit_other_than_a_fifth_stays_in_a_shortened_innings(
    conditions: PlayingConditions,
) -> None:
    assert max_overs(shortened_innings(10, conditions)) == conditions.max_overs_per_bowler


def test_in_fewer_than_five_overs_every_bowler_may_bowl_one() -> None:
    """Also a fourth bowler in three overs, one of which two bowlers shared."""
    book = shared_over(shortened_innings(3), 11, ". .", 9, ". . . .")
    book.bowler = player(AWAY, 10)
    book.balls(". . . . . .")
    assert [max_overs(book, f"away{each}") for each in (11, 9, 10, 8)] == [1, 1, 1, 1]
    book.bowler = player(AWAY, 8)
    assert (book.balls(". . .").problems, remaining_balls(book, 8)) == ([], 3)


def test_one_more_over_than_the_shortened_innings_allows_brings_a_warning() -> None:
    book = shortened_innings(10, balls=". " * 24).balls(".")
    assert book.codes == [ProblemCode.BOWLER_OVER_LIMIT]
    assert book.problems[0].message == "away11 has bowled the 2 overs that a bowler may"


def innings_of_bowlers(*bowlers: int) -> Book:
    """Return a T20 innings with one over each by these bowlers (numbers of the away side)."""
    book = Book(T20).innings(HOME)
    for number in bowlers:
        book.bowler = player(AWAY, number)
        book.balls(". . . . . .")
    return book


def shared_over(book: Book, first: int, balls: str, finisher: int, more: str) -> Book:
    """Bowl an over that one bowler begins and, injured, leaves to another."""
    book.bowler = player(AWAY, first)
    book.balls(balls)
    book.fact(
        "player_replaced", team_id=AWAY, out_player_id=f"away{first}",
        in_player_id=f"away{finisher}", role="bowler", reason="injury",
    )  # fmt: skip
    book.bowler = player(AWAY, finisher)
    return book.balls(more)


def remaining_balls(book: Book, number: int) -> int | None:
    """Return the balls that a bowler of the away side may still bowl."""
    return balls_left(book.current, book.current.bowlers[player(AWAY, number)], book.conditions)


@pytest.mark.parametrize(
    ("before", "number"),
    [((11, 10, 11, 10, 11, 10), 11), ((9, 10, 9, 10, 9, 10), 9)],
    ids=["began the over", "ended the over"],
)
def test_a_part_of_an_over_counts_as_a_whole_over_of_the_bowlers_limit(
    before: tuple[int, ...], number: int
) -> None:
    """Playing condition: for each bowler's limit only."""
    book = shared_over(innings_of_bowlers(*before), 11, ". .", 9, "1 . . .")
    assert remaining_balls(book, number) == 0
    bowlers = book.current.bowlers
    assert [bowlers[player(AWAY, each)].balls_bowled % 6 for each in (11, 9)] == [2, 4]
    assert book.problems == []
    book.bowler = player(AWAY, 8)
    book.balls(". . . . . .")
    book.bowler = player(AWAY, number)
    book.ball()
    assert book.codes == [ProblemCode.BOWLER_OVER_LIMIT]


def test_a_bowler_may_use_the_last_over_to_finish_another_bowlers_over() -> None:
    book = shared_over(innings_of_bowlers(9, 10, 9, 10, 9, 10), 11, ". . .", 9, ".")
    assert (remaining_balls(book, 9), remaining_balls(book, 11)) == (2, 18)
    assert book.balls(". .").problems == []
    assert remaining_balls(book, 9) == 0


def test_an_over_shared_by_three_bowlers_is_one_over_of_each() -> None:
    book = shared_over(innings_of_bowlers(), 11, ".", 9, ". .")
    book.fact("bowler_suspended", player_id="away9")
    book.bowler = player(AWAY, 8)
    book.balls(". . .")
    assert [remaining_balls(book, each) for each in (11, 9, 8)] == [18, 18, 18]


def test_a_bowler_who_returns_within_an_over_has_bowled_one_over() -> None:
    """A ball recorded for the wrong bowler costs neither bowler more than one over."""
    book = innings_of_bowlers()
    for number, balls in ((11, ". ."), (9, "."), (11, ". . .")):
        book.bowler = player(AWAY, number)
        book.balls(balls)
    assert book.codes == [ProblemCode.BOWLER_CHANGED_MID_OVER]
    assert [remaining_balls(book, each) for each in (11, 9)] == [18, 18]


@pytest.mark.parametrize("count", [5, 7])
def test_a_miscounted_over_of_two_bowlers_is_one_over_of_each(count: int) -> None:
    book = shared_over(innings_of_bowlers(), 11, ". .", 9, "")
    for _ in range(count - 2):
        book.ball(over_balls=count)
    assert book.current.overs_completed == 1
    assert [remaining_balls(book, each) for each in (11, 9)] == [18, 18]


def test_a_seventh_ball_by_another_bowler_is_one_over_of_each() -> None:
    book = shared_over(innings_of_bowlers(), 11, ". .", 9, ". . . .")
    book.over_number, book.legal_balls, book.ball_in_over, book.bowler = 0, 6, 6, player(AWAY, 9)
    book.swap()
    book.ball(over_balls=7)
    assert (book.current.overs_completed, book.current.legal_balls) == (1, 7)
    assert [remaining_balls(book, each) for each in (11, 9)] == [18, 18]


@given(st.lists(st.sampled_from([8, 9, 10, 11]), min_size=5, max_size=7))
def test_an_over_is_one_over_of_each_bowler_in_any_order_of_bowlers(bowlers: list[int]) -> None:
    book = innings_of_bowlers()
    for number in bowlers:
        book.bowler = player(AWAY, number)
        book.ball(over_balls=len(bowlers))
    assert book.current.over.is_complete
    assert {remaining_balls(book, each) for each in bowlers} == {18}
    assert sum(each.balls_bowled for each in book.current.bowlers.values()) == len(bowlers)
