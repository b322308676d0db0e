"""The end of a last over that was short (Law 17.5) is told with what showed it, and its maiden."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scrbrd.domain.formats import FORMATS
from scrbrd.domain.vocabulary import MatchFormat
from tests.domain.notation import AWAY, HOME, Book
from tests.projections.archived import archive_of
from tests.projections.fed import event_data, fed, reached, types

TWO = replace(FORMATS[MatchFormat.T20], overs_per_innings=2)
SHORT = "1 . . . . . | . . . . ."


def closed() -> Book:
    """The innings is recorded as closed."""
    return Book(TWO).innings(HOME, SHORT).close("overs_complete")


def followed() -> Book:
    """The next innings begins."""
    return Book(TWO).innings(HOME, SHORT).innings(AWAY)


def bowled_at() -> Book:
    """The first ball of the next innings, whose start nobody recorded."""
    book = Book(TWO).innings(HOME, SHORT)
    book.number, book.sequence, book.side = 2, 0, AWAY
    book.clear()
    return book.at_crease(book.next_batter(), book.next_batter()).balls("1")


def ended() -> Book:
    """The match is recorded as won, in the chase."""
    book = Book(TWO).innings(HOME, ". . . . . . | . . . . . 1").innings(AWAY, SHORT)
    return book.fact("match_closed", outcome="tie")


@pytest.mark.parametrize(
    ("book", "at", "bowler"),
    [
        (closed(), "1_13", "away10"),
        (followed(), "2_1", "away10"),
        (bowled_at(), "2_1", "away10"),
        (ended(), "2_13", "home10"),
    ],
    ids=["closed", "followed", "bowled at", "ended"],
)
def test_a_short_last_over_is_told_with_what_showed_that_it_was_over(
    book: Book, at: str, bowler: str
) -> None:
    documents = fed(book)
    over: dict[str, Any] = event_data(documents, "OVER_COMPLETE")[-1]
    told_of = (
        over["overNumber"],
        over["balls"],
        over["runs"],
        over["inningsRuns"],
        over["bowlerIds"],
    )
    assert told_of == (1, 5, 0, 1, [bowler])
    assert types(documents, at)[:2] == ["OVER_COMPLETE", "MILESTONE_ACHIEVED"]
    assert reached(documents, "maiden")[-1]["playerId"] == bowler
    overs = sum(innings.overs_completed for innings in book.state.innings)
    assert len(event_data(documents, "OVER_COMPLETE")) == overs


@pytest.mark.parametrize("book", [closed(), followed(), bowled_at()])
def test_the_maiden_of_a_short_last_over_is_a_highlight_of_its_innings(book: Book) -> None:
    highlights = archive_of(book)["highlights"]["highlights"]
    (maiden,) = [each for each in highlights if each["kind"] == "maiden"]
    assert (maiden["inningsNumber"], maiden["over"]) == (1, "1.5")
    assert maiden["actionIds"] == [f"1_{number}" for number in range(8, 13)]


def test_the_end_of_a_short_last_over_is_told_before_that_of_the_innings() -> None:
    ends = ["OVER_COMPLETE", "MILESTONE_ACHIEVED", "INNINGS_COMPLETE", "ERROR"]
    assert types(fed(closed()), "1_13") == ends


@pytest.mark.parametrize("last", ["1", "wd"], ids=["runs", "a wide"])
def test_a_short_last_over_that_cost_something_is_no_maiden(last: str) -> None:
    book = Book(TWO).innings(HOME, f"1 . . . . . | . . . . {last}").close("overs_complete")
    assert len(event_data(fed(book), "OVER_COMPLETE")) == 2
    assert reached(fed(book), "maiden") == []


def test_a_super_over_that_ended_short_has_no_maiden() -> None:
    one = "1 . . . . . | . . . . . ."
    book = Book(TWO).innings(HOME, one).innings(AWAY, one)
    book.innings(AWAY, ". . . . .", super_over=True).close("overs_complete")
    assert event_data(fed(book), "OVER_COMPLETE")[-1]["balls"] == 5
    assert len(reached(fed(book), "maiden")) == 2


def test_an_over_that_an_innings_was_closed_in_is_not_complete() -> None:
    book = Book(TWO).innings(HOME, "1 . . . . . | . . .").close("declared")
    assert len(event_data(fed(book), "OVER_COMPLETE")) == 1


def test_batters_stay_at_their_ends_after_a_short_five_of_the_hundred() -> None:
    book = Book(FORMATS[MatchFormat.HUNDRED]).innings(HOME, ". . . 1")
    faces = book.striker
    book.over_number, book.legal, book.ball_in_over = 1, 0, 0
    book.ball("1", bowler_id="away9")
    (over,) = event_data(fed(book), "OVER_COMPLETE")
    assert [each["playerId"] for each in over["batters"]] == [faces, "home1"]
    assert [each["runs"] for each in over["batters"]] == [0, 1]
