"""A chase that lost overs without a target being announced goes on for the old one, warned of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scrbrd.domain.formats import FORMATS
from scrbrd.domain.match import Inputs
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.vocabulary import MatchFormat
from scrbrd.projections.live.rain import dls
from scrbrd.projections.wording import result_text
from tests.domain.notation import AWAY, HOME, Book

T20 = replace(FORMATS[MatchFormat.T20], max_overs_per_bowler=None)
NAMES = {HOME: "Hill", AWAY: "Dale"}
MISSING = [ProblemCode.TARGET_NOT_ANNOUNCED]
STANDS = "overs of the chase were revised and no target was announced for them: that of {} stands"
NOTE = STANDS.format(181)


def first() -> Book:
    """180 in 20 overs."""
    return Book(T20).innings(HOME, " ".join(["6"] * 30 + ["."] * 90))


def cut(book: Book, **fields: Any) -> Book:
    """What the umpires announced when overs were lost."""
    return book.fact("target_revised", **fields)


def note(book: Book) -> str | None:
    """The note on the computed figures."""
    document = dls(book.state)
    assert document is not None
    return document.note


def test_overs_cut_between_the_innings_without_a_target() -> None:
    book = cut(first(), overs_limit=10)
    assert (note(book), book.codes) == (NOTE, [])
    book.innings(AWAY, " ".join(["6"] * 20 + ["."] * 40))
    assert (book.now.target, note(book), book.codes) == (181, NOTE, MISSING)
    result = book.state.result
    assert result is not None
    names = Inputs(book.setup, team_names=NAMES)
    assert result_text(result, names) == "Hill won by 60 runs"


def test_overs_cut_in_the_chase_without_a_target() -> None:
    book = cut(first().innings(AWAY, ". . ."), overs_limit=10)
    assert (book.now.target, note(book), book.codes) == (181, NOTE, MISSING)
    assert book.problems[0].law == "playing condition: overs lost"


def test_overs_set_at_the_start_of_the_chase_without_a_target() -> None:
    book = first().innings(AWAY, overs_limit=10)
    assert (note(book), book.codes) == (NOTE, MISSING)


@pytest.mark.parametrize("steps", [[{"overs_limit": 10, "target": 103}],
                                   [{"overs_limit": 10}, {"target": 103}]])  # fmt: skip
def test_a_target_announced_before_the_chase_is_not_missed(steps: list[dict[str, Any]]) -> None:
    book = first()
    for fields in steps:
        cut(book, **fields)
    book.innings(AWAY, ". .")
    assert (book.now.target, note(book), book.codes) == (103, None, [])


def test_a_target_announced_later_is_no_more_missed() -> None:
    book = cut(cut(first().innings(AWAY, ". ."), overs_limit=10), target=103)
    assert (note(book), book.codes) == (None, MISSING)
    assert (note(cut(book, overs_limit=8)), book.codes) == (
        STANDS.format(103),
        MISSING * 2,
    )


@pytest.mark.parametrize("overs", [15, 20])
def test_overs_given_back_without_a_target_are_not_those_of_the_one_announced(overs: int) -> None:
    book = cut(first().innings(AWAY, ". ."), overs_limit=10, target=103)
    cut(book, overs_limit=overs)
    assert (book.now.target, note(book), book.codes) == (103, STANDS.format(103), MISSING)
    assert (note(cut(book, target=140)), book.codes) == (None, MISSING)


def test_overs_cut_again_between_the_innings_without_a_target() -> None:
    book = cut(cut(first(), overs_limit=15, target=143), overs_limit=10)
    assert (note(book), book.codes) == (STANDS.format(143), MISSING)
    book.innings(AWAY, ". .")
    assert (book.now.overs_limit, book.now.target) == (10, 143)
    assert (note(book), book.codes) == (STANDS.format(143), MISSING)
    assert book.problems[0].message == (
        "the chase has 10 overs and no target is announced for them; that of 143 stands until one "
        "is (target_revised, target)"
    )


def test_a_target_announced_for_overs_cut_again_between_the_innings_is_no_more_missed() -> None:
    book = cut(cut(first(), overs_limit=15, target=143), overs_limit=10)
    cut(book, target=103).innings(AWAY, ". .")
    assert (book.now.target, note(book), book.codes) == (103, None, MISSING)


def test_the_overs_of_a_target_may_be_said_again() -> None:
    book = cut(cut(first(), overs_limit=15, target=143), overs_limit=15)
    cut(book.innings(AWAY, ". ."), overs_limit=15)
    assert (note(book), book.codes) == (None, [])


@pytest.mark.parametrize("overs", [20, 25])
def test_no_target_is_missed_where_no_overs_fell(overs: int) -> None:
    assert cut(first().innings(AWAY, ". ."), overs_limit=overs).codes == []


def test_no_target_is_missed_where_a_first_innings_ran_beyond_its_overs() -> None:
    book = first().balls(". . . . . .").innings(AWAY, ".")
    assert (book.now.overs_limit, book.codes) == (20, [ProblemCode.INNINGS_OVER])
