"""Tests the events at the end of a short last over (Law 17.5), and its maiden."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scrbrd.domain.formats import FORMATS
from scrbrd.domain.vocabulary import MatchFormat
from tests.domain.notation import AWAY, HOME, Book, player
from tests.projections.archives import archive_of
from tests.projections.feeds import book_feed, event_data, event_types, milestones

TWO_OVERS = replace(FORMATS[MatchFormat.T20], overs_per_innings=2)
SHORT = "1 . . . . . | . . . . ."


def closed_innings() -> Book:
    """Return an innings with a short last over, recorded as closed."""
    return Book(TWO_OVERS).innings(HOME, SHORT).close("overs_complete")


def next_innings_started() -> Book:
    """Return an innings with a short last over, and the start of the next innings."""
    return Book(TWO_OVERS).innings(HOME, SHORT).innings(AWAY)


def next_innings_bowled() -> Book:
    """Return the same and the next innings' first ball, without a record of its start."""
    book = Book(TWO_OVERS).innings(HOME, SHORT)
    book.number, book.sequence, book.side = 2, 0, AWAY
    book.clear()
    return book.at_crease(book.next_batter(), book.next_batter()).balls("1")


def closed_match() -> Book:
    """Return a chase with a short last over, and the match recorded as closed."""
    book = Book(TWO_OVERS).innings(HOME, ". . . . . . | . . . . . 1").innings(AWAY, SHORT)
    return book.fact("match_closed", outcome="tie")


@pytest.mark.parametrize(
    ("book", "action_id", "bowler"),
    [
        (closed_innings(), "1_13", "away10"),
        (next_innings_started(), "2_1", "away10"),
        (next_innings_bowled(), "2_1", "away10"),
        (closed_match(), "2_13", "home10"),
    ],
    ids=["innings closed", "next innings started", "next innings bowled", "match closed"],
)
def test_the_end_of_a_short_last_over_is_an_event_of_the_action_that_shows_it(
    book: Book, action_id: str, bowler: str
) -> None:
    documents = book_feed(book)
    over: dict[str, Any] = event_data(documents, "OVER_COMPLETE")[-1]
    found = (
        over["overNumber"],
        over["balls"],
        over["runs"],
        over["inningsRuns"],
        over["bowlerIds"],
    )
    assert found == (1, 5, 0, 1, [bowler])
    assert event_types(documents, action_id)[:2] == ["OVER_COMPLETE", "MILESTONE_ACHIEVED"]
    assert milestones(documents, "maiden")[-1]["playerId"] == bowler
    overs = sum(innings.overs_completed for innings in book.state.innings)
    assert len(event_data(documents, "OVER_COMPLETE")) == overs


@pytest.mark.parametrize("book", [closed_innings(), next_innings_started(), next_innings_bowled()])
def test_the_maiden_of_a_short_last_over_is_a_highlight_of_its_innings(book: Book) -> None:
    highlights = archive_of(book)["highlights"]["highlights"]
    (maiden,) = [each for each in highlights if each["kind"] == "maiden"]
    assert (maiden["inningsNumber"], maiden["over"]) == (1, "1.5")
    assert maiden["actionIds"] == [f"1_{number}" for number in range(8, 13)]


def test_the_end_of_a_short_last_over_comes_before_the_end_of_the_innings() -> None:
    ends = ["OVER_COMPLETE", "MILESTONE_ACHIEVED", "INNINGS_COMPLETE", "ERROR"]
    assert event_types(book_feed(closed_innings()), "1_13") == ends


@pytest.mark.parametrize("last", ["1", "wd"], ids=["runs", "a wide"])
def test_a_short_last_over_with_runs_conceded_is_not_a_maiden(last: str) -> None:
    book = Book(TWO_OVERS).innings(HOME, f"1 . . . . . | . . . . {last}").close("overs_complete")
    assert len(event_data(book_feed(book), "OVER_COMPLETE")) == 2
    assert milestones(book_feed(book), "maiden") == []


def test_a_super_over_that_ended_short_has_no_maiden() -> None:
    two_overs = "1 . . . . . | . . . . . ."
    book = Book(TWO_OVERS).innings(HOME, two_overs).innings(AWAY, two_overs)
    book.innings(AWAY, ". . . . .", super_over=True).close("overs_complete")
    assert event_data(book_feed(book), "OVER_COMPLETE")[-1]["balls"] == 5
    assert len(milestones(book_feed(book), "maiden")) == 2


def test_an_over_in_which_the_innings_was_declared_is_not_complete() -> None:
    book = Book(TWO_OVERS).innings(HOME, "1 . . . . . | . . .").close("declared")
    assert len(event_data(book_feed(book), "OVER_COMPLETE")) == 1


def test_batters_stay_at_their_ends_after_a_short_set_of_the_hundred() -> None:
    book = Book(FORMATS[MatchFormat.HUNDRED]).innings(HOME, ". . . 1")
    striker = book.striker
    book.over_number, book.legal_balls, book.ball_in_over = 1, 0, 0
    book.ball("1", bowler_id="away9")
    (over,) = event_data(book_feed(book), "OVER_COMPLETE")
    assert [each["playerId"] for each in over["batters"]] == [striker, "home1"]
    assert [each["runs"] for each in over["batters"]] == [0, 1]


@pytest.mark.parametrize("next_ball", ["4", "W", "nb+2"])
def test_a_short_set_has_its_bowlers_figures_although_the_same_bowler_goes_on(
    next_ball: str,
) -> None:
    book = Book(FORMATS[MatchFormat.HUNDRED]).innings(HOME, ". 1 2 .")
    bowler = book.usual_bowler()
    book.end_over()
    book.ball(next_ball, bowler_id=bowler)
    [over] = event_data(book_feed(book), "OVER_COMPLETE")
    [figures] = over["bowlers"]
    found = [figures[name] for name in ("playerId", "overs", "maidens", "runsConceded", "wickets")]
    assert found == [bowler, 1.0, 0, 3, 0]


def test_penalty_runs_leave_the_other_end_that_the_same_award_brought() -> None:
    book = Book(replace(TWO_OVERS, overs_per_innings=1)).innings(HOME, "5 . . . . .")
    book.innings(AWAY, ". . . . . 6")  # won off the last ball
    book.fact("penalty_awarded", to_team_id=HOME, runs=5)
    book.fact("penalty_awarded", to_team_id=HOME, runs=5)
    ends = event_data(book_feed(book), "INNINGS_COMPLETE")
    found = [(each["battingTeamId"], each["reason"], each["runs"]) for each in ends]
    assert found == [(AWAY, "overs_complete", 6), (HOME, "overs_complete", 15)]


def test_an_over_that_continues_leaves_the_end_of_the_short_over_before_it() -> None:
    book = Book(TWO_OVERS).innings(HOME, ". . . . .")  # a maiden of five balls
    book.end_over()
    book.ball(".", over_balls=1)  # shows the end of the first over, and seems to end its own
    book.over_number, book.ball_in_over, book.bowler = 1, 1, player(AWAY, 10)
    book.ball("1")
    documents = book_feed(book)
    assert [each["overNumber"] for each in event_data(documents, "OVER_COMPLETE")] == [0, 1]
    assert [each["playerId"] for each in milestones(documents, "maiden")] == ["away11"]
