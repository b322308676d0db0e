"""Tests innings without a limit of overs that get one after they have begun."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from scrbrd.domain.formats import FORMATS
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.rain.match import figures
from scrbrd.domain.vocabulary import CloseReason, MatchFormat
from tests.domain.notation import AWAY, HOME, Book
from tests.domain.rain.test_long_innings import abandoned_chase, overs_of_singles, shorten

ODI = replace(FORMATS[MatchFormat.ODI], g50=245, max_overs_per_bowler=None, free_hit=False)
UNLIMITED = replace(ODI, overs_per_innings=None)
NOTE = "innings {} began without a limit of overs"

LIMITED_LATER: list[tuple[str, Callable[[], Book]]] = [
    (
        "behind twenty overs",
        lambda: shorten(Book(UNLIMITED).innings(HOME, overs_of_singles(20)), 45),
    ),
    (
        "and once more",
        lambda: shorten(shorten(Book(UNLIMITED).innings(HOME, overs_of_singles(20)), 45), 40),
    ),
    (
        "and given back",
        lambda: shorten(shorten(Book(UNLIMITED).innings(HOME, overs_of_singles(20)), 40), 45),
    ),
    ("behind a wicket", lambda: shorten(Book(UNLIMITED).innings(HOME, "wdWst"), 45)),
]


@pytest.mark.parametrize(
    "make", [make for _, make in LIMITED_LATER], ids=[name for name, _ in LIMITED_LATER]
)
def test_resources_of_an_innings_limited_later_are_not_computed(make: Callable[[], Book]) -> None:
    computed = figures(make().state)
    assert (computed.resources1, computed.why_not) == (None, NOTE.format(1))


def test_a_limit_before_the_first_ball_is_the_limit_at_the_start() -> None:
    computed = figures(shorten(Book(UNLIMITED).innings(HOME), 45).state)
    limited = figures(shorten(Book(ODI).innings(HOME), 45).state)
    assert (computed.resources1, computed.why_not) == (limited.resources1, None)


def test_an_abandoned_chase_of_such_an_innings_is_not_decided_by_par() -> None:
    book = abandoned_chase(
        shorten(Book(UNLIMITED).innings(HOME, overs_of_singles(20)), 45).balls(overs_of_singles(25))
    )
    assert book.state.result is None
    assert book.codes == [ProblemCode.PAR_NOT_ANNOUNCED]
    assert (figures(book.state).target, figures(book.state).par) == (None, None)


def chase_limited_later(*, announced: int | None = None) -> Book:
    """Return a chase without a limit of overs that is limited to 15 after ten."""
    book = (
        Book(UNLIMITED)
        .innings(HOME, overs_of_singles(20))
        .close("all_out")
        .innings(AWAY, overs_of_singles(10))
    )
    return book.fact("target_revised", overs_limit=15, target=announced)


def test_a_chase_that_becomes_limited_needs_another_target() -> None:
    assert chase_limited_later().codes == [ProblemCode.TARGET_NOT_ANNOUNCED]
    assert "the chase has 15 overs" in chase_limited_later().problems[0].message
    assert chase_limited_later(announced=90).codes == []
    assert figures(chase_limited_later(announced=90).state).target is None


def test_an_innings_limited_later_ends_with_its_overs() -> None:
    book = (
        Book(UNLIMITED).innings(HOME, overs_of_singles(20)).fact("target_revised", overs_limit=21)
    )
    assert book.current.is_open
    assert book.balls(overs_of_singles(1)).current.closed is CloseReason.OVERS_COMPLETE
