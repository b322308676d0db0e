"""An innings that nothing limited is given a limit of overs after it has begun."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from scrbrd.domain.formats import FORMATS
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.rain.match import figures
from scrbrd.domain.vocabulary import CloseReason, MatchFormat
from tests.domain.notation import AWAY, HOME, Book
from tests.domain.rain.test_long_innings import abandoned, cut, overs

ODI = replace(FORMATS[MatchFormat.ODI], g50=245, max_overs_per_bowler=None, free_hit=False)
UNLIMITED = replace(ODI, overs_per_innings=None)
NOTE = "innings {} began without a limit of overs"

LATER: list[tuple[str, Callable[[], Book]]] = [
    ("behind twenty overs", lambda: cut(Book(UNLIMITED).innings(HOME, overs(20)), 45)),
    ("and once more", lambda: cut(cut(Book(UNLIMITED).innings(HOME, overs(20)), 45), 40)),
    ("and given back", lambda: cut(cut(Book(UNLIMITED).innings(HOME, overs(20)), 40), 45)),
    ("behind a wicket", lambda: cut(Book(UNLIMITED).innings(HOME, "wdWst"), 45)),
]


@pytest.mark.parametrize("make", [make for _, make in LATER], ids=[name for name, _ in LATER])
def test_what_it_has_of_resources_is_not_computed(make: Callable[[], Book]) -> None:
    found = figures(make().state)
    assert (found.resources1, found.why_not) == (None, NOTE.format(1))


def test_a_limit_before_the_first_ball_is_that_of_the_innings() -> None:
    found = figures(cut(Book(UNLIMITED).innings(HOME), 45).state)
    limited = figures(cut(Book(ODI).innings(HOME), 45).state)
    assert (found.resources1, found.why_not) == (limited.resources1, None)


def test_a_chase_of_it_that_is_abandoned_is_decided_by_no_par() -> None:
    book = abandoned(cut(Book(UNLIMITED).innings(HOME, overs(20)), 45).balls(overs(25)))
    assert book.state.result is None
    assert book.codes == [ProblemCode.PAR_NOT_ANNOUNCED]
    assert (figures(book.state).target, figures(book.state).par) == (None, None)


def chasing(*, announced: int | None = None) -> Book:
    """A chase that nothing limited loses overs after ten of them."""
    book = Book(UNLIMITED).innings(HOME, overs(20)).close("all_out").innings(AWAY, overs(10))
    return book.fact("target_revised", overs_limit=15, target=announced)


def test_a_chase_that_becomes_limited_needs_another_target() -> None:
    assert chasing().codes == [ProblemCode.TARGET_NOT_ANNOUNCED]
    assert "the chase has 15 overs" in chasing().problems[0].message
    assert chasing(announced=90).codes == []
    assert figures(chasing(announced=90).state).target is None


def test_it_ends_with_the_overs_that_it_was_given() -> None:
    book = Book(UNLIMITED).innings(HOME, overs(20)).fact("target_revised", overs_limit=21)
    assert book.now.is_open
    assert book.balls(overs(1)).now.closed is CloseReason.OVERS_COMPLETE
