"""Tests a last over of five balls: it ends the innings as a full one does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scrbrd.domain.formats import FORMATS
from scrbrd.domain.match import Inputs
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.rain.match import figures
from scrbrd.domain.vocabulary import CloseReason, MatchFormat
from scrbrd.projections.live.run_rate import Credit, credits_of
from scrbrd.projections.wording import result_text
from tests.domain.notation import AWAY, HOME, Book

T20 = replace(FORMATS[MatchFormat.T20], max_overs_per_bowler=None)
NAMES = {HOME: "Hill", AWAY: "Dale"}
SHORT = [ProblemCode.OVER_TOO_SHORT]
SHORT_BY_ONE = " ".join(["6"] * 30 + ["."] * 89)
"""180 off 119 balls."""


def result_line(book: Book) -> str | None:
    """Return the result as a scorecard prints it."""
    result = book.state.result
    return result_text(result, Inputs(book.setup, team_names=NAMES)) if result else None


def first_innings() -> Book:
    """Return a first innings of 119 balls."""
    return Book(T20).innings(HOME, SHORT_BY_ONE)


def chase() -> Book:
    """Return a chase that is 60 behind after 119 balls."""
    book = Book(T20).innings(HOME, f"{SHORT_BY_ONE} .")
    return book.innings(AWAY, " ".join(["6"] * 20 + ["."] * 99))


def test_the_next_innings_ends_a_short_last_over() -> None:
    book = first_innings().innings(AWAY, "1")
    one = book.state.innings[0]
    assert (one.closed, one.overs_completed, book.codes) == (CloseReason.OVERS_COMPLETE, 20, SHORT)


def test_a_first_innings_with_a_short_last_over_lost_no_resources() -> None:
    book = first_innings().innings(AWAY).fact("target_revised", overs_limit=10)
    found = figures(book.state)
    assert (found.resources1, found.resources2, found.target) == (566, 321, 103)


def test_overs_complete_is_recorded_after_a_short_last_over() -> None:
    book = first_innings().close("overs_complete")
    assert (book.current.overs_completed, book.current.is_close_recorded, book.codes) == (
        20,
        True,
        SHORT,
    )
    book.innings(AWAY, " ".join(["6"] * 30 + ["1"]))
    assert credits_of(book.state) == {HOME: Credit(180, 120), AWAY: Credit(181, 31)}


def test_the_end_of_the_match_ends_a_short_last_over() -> None:
    book = chase().fact("match_closed", outcome="win", winner_team_id=HOME)
    assert (result_line(book), book.codes) == ("Hill won by 60 runs", SHORT)
    assert credits_of(book.state) == {HOME: Credit(180, 120), AWAY: Credit(120, 120)}


@pytest.mark.parametrize(
    "fields",
    [{"outcome": "no_result"}, {"outcome": "win", "winner_team_id": HOME, "method": "DLS"}],
    ids=["no result", "won by a method"],
)
def test_a_no_result_or_win_by_a_method_means_that_the_last_over_was_cut_short(
    fields: dict[str, Any],
) -> None:
    book = chase().fact("match_closed", **fields)
    assert (book.current.closed, book.codes) == (CloseReason.ABANDONED, [])


def test_a_stoppage_in_the_last_over_means_that_the_innings_was_cut_short() -> None:
    book = first_innings().fact("play_stopped", reason="rain").innings(AWAY)
    one = book.state.innings[0]
    assert (one.closed, book.codes) == (CloseReason.ABANDONED, [ProblemCode.INNINGS_NOT_CLOSED])


@pytest.mark.parametrize("balls", [". . . . .", ""], ids=["an over before", "between overs"])
def test_an_innings_without_its_last_over_is_abandoned_not_complete(balls: str) -> None:
    book = Book(T20).innings(HOME, " ".join(["."] * 108)).balls(balls).innings(AWAY)
    one = book.state.innings[0]
    assert (one.closed, book.codes) == (CloseReason.ABANDONED, [ProblemCode.INNINGS_NOT_CLOSED])
