"""A last over of five balls ends its innings as a whole one does: nobody bowled the sixth."""

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


def text(book: Book) -> str | None:
    """The result as a scorecard prints it."""
    result = book.state.result
    return result_text(result, Inputs(book.setup, team_names=NAMES)) if result else None


def first() -> Book:
    """A first innings of 119 balls."""
    return Book(T20).innings(HOME, SHORT_BY_ONE)


def chase() -> Book:
    """A chase of 119 balls that is 60 behind."""
    book = Book(T20).innings(HOME, f"{SHORT_BY_ONE} .")
    return book.innings(AWAY, " ".join(["6"] * 20 + ["."] * 99))


def test_the_next_innings_ends_a_short_last_over() -> None:
    book = first().innings(AWAY, "1")
    one = book.state.innings[0]
    assert (one.closed, one.overs_completed, book.codes) == (CloseReason.OVERS_COMPLETE, 20, SHORT)


def test_a_first_innings_with_a_short_last_over_lost_no_resources() -> None:
    book = first().innings(AWAY).fact("target_revised", overs_limit=10)
    found = figures(book.state)
    assert (found.resources1, found.resources2, found.target) == (566, 321, 103)


def test_overs_complete_is_recorded_after_a_short_last_over() -> None:
    book = first().close("overs_complete")
    assert (book.now.overs_completed, book.now.is_close_recorded, book.codes) == (20, True, SHORT)
    book.innings(AWAY, " ".join(["6"] * 30 + ["1"]))
    assert credits_of(book.state) == {HOME: Credit(180, 120), AWAY: Credit(181, 31)}


def test_the_end_of_the_match_ends_a_short_last_over() -> None:
    book = chase().fact("match_closed", outcome="win", winner_team_id=HOME)
    assert (text(book), book.codes) == ("Hill won by 60 runs", SHORT)
    assert credits_of(book.state) == {HOME: Credit(180, 120), AWAY: Credit(120, 120)}


@pytest.mark.parametrize(
    "fields",
    [{"outcome": "no_result"}, {"outcome": "win", "winner_team_id": HOME, "method": "DLS"}],
    ids=["no result", "won by a method"],
)
def test_a_match_that_the_score_alone_did_not_end_was_cut_in_its_last_over(
    fields: dict[str, Any],
) -> None:
    book = chase().fact("match_closed", **fields)
    assert (book.now.closed, book.codes) == (CloseReason.ABANDONED, [])


def test_play_that_was_stopped_in_the_last_over_was_cut() -> None:
    book = first().fact("play_stopped", reason="rain").innings(AWAY)
    one = book.state.innings[0]
    assert (one.closed, book.codes) == (CloseReason.ABANDONED, [ProblemCode.INNINGS_NOT_CLOSED])


@pytest.mark.parametrize("balls", [". . . . .", ""], ids=["an over before", "between overs"])
def test_an_innings_short_of_its_last_over_was_not_at_its_end(balls: str) -> None:
    book = Book(T20).innings(HOME, " ".join(["."] * 108)).balls(balls).innings(AWAY)
    one = book.state.innings[0]
    assert (one.closed, book.codes) == (CloseReason.ABANDONED, [ProblemCode.INNINGS_NOT_CLOSED])
