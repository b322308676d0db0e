"""Tests the powerplays of shortened innings, by the playing conditions."""

from __future__ import annotations

import pytest

from scrbrd.domain.actions import PowerplaySpan
from scrbrd.domain.formats import FORMATS, overs_text
from scrbrd.domain.match import Inputs
from scrbrd.domain.vocabulary import MatchFormat
from scrbrd.projections.live.live_score import live_score
from tests.domain.notation import Book

T20_POWERPLAYS = [
    *((5, "1.3"), (6, "1.5"), (7, "2.1"), (8, "2.2"), (9, "2.4"), (10, "3.0"), (11, "3.2")),
    *((12, "3.4"), (13, "3.5"), (14, "4.1"), (15, "4.3"), (16, "4.5"), (17, "5.1"), (18, "5.2")),
    *((19, "5.4"), (20, "6.0")),
]
"""The ICC's playing conditions of July 2025: overs of the innings, and of its powerplay."""

ODI_POWERPLAYS = [(20, "4.0"), (22, "4.0"), (23, "5.0"), (33, "7.0"), (47, "9.0"), (48, "10.0")]


def end_of(span: PowerplaySpan, balls_per_over: int) -> str:
    """Return where a powerplay ends, as overs are printed."""
    balls = span.to_over * balls_per_over + (span.to_ball or balls_per_over)
    return overs_text(balls, balls_per_over)


@pytest.mark.parametrize(
    ("name", "overs", "end"),
    [
        *((MatchFormat.T20, *row) for row in T20_POWERPLAYS),
        *((MatchFormat.ODI, *row) for row in ODI_POWERPLAYS),
        (MatchFormat.HUNDRED, 12, "3.0"),
    ],
)
def test_a_shorter_innings_has_a_shorter_powerplay(name: MatchFormat, overs: int, end: str) -> None:
    conditions = FORMATS[name]
    (span,) = Book(conditions).innings(overs_limit=overs).current.powerplays
    assert end_of(span, conditions.balls_per_over) == end
    (span,) = (
        Book(conditions).innings().fact("target_revised", overs_limit=overs).current.powerplays
    )
    assert end_of(span, conditions.balls_per_over) == end


def test_restored_overs_lengthen_the_powerplay_again() -> None:
    book = Book(FORMATS[MatchFormat.T20]).innings()
    for overs in (5, 20):
        book.fact("target_revised", overs_limit=overs)
    assert book.current.powerplays == FORMATS[MatchFormat.T20].powerplays


def test_a_recorded_powerplay_is_not_shortened() -> None:
    recorded = ({"fromOver": 0, "toOver": 2},)
    book = Book(FORMATS[MatchFormat.T20]).innings(overs_limit=8, powerplays=recorded)
    book.fact("target_revised", overs_limit=5)
    assert [span.to_over for span in book.current.powerplays] == [2]


def test_a_powerplay_may_end_within_an_over() -> None:
    book = Book(FORMATS[MatchFormat.T20]).innings(balls=". . . . . . . .", overs_limit=5)
    inputs = Inputs(book.setup)
    document = live_score(book.state, inputs, None).current_innings
    assert document is not None
    assert document.powerplay is not None
    assert (document.powerplay.to_over, document.powerplay.to_ball) == (1, 3)
    after = live_score(book.balls(".").state, inputs, None).current_innings
    assert after is not None
    assert after.powerplay is None
