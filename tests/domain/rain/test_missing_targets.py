"""Tests chases that lost overs without a new target: the old one stands, with a warning."""

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
OLD_TARGET_STANDS = (
    "overs of the chase were revised and no target was announced for them: that of {} stands"
)
NOTE = OLD_TARGET_STANDS.format(181)


def first_innings() -> Book:
    """Return a first innings of 180 in 20 overs."""
    return Book(T20).innings(HOME, " ".join(["6"] * 30 + ["."] * 90))


def announce(book: Book, **fields: Any) -> Book:
    """Record the umpires' announcement of overs or a target."""
    return book.fact("target_revised", **fields)


def note(book: Book) -> str | None:
    """Return the note on the computed figures."""
    document = dls(book.state)
    assert document is not None
    return document.note


def test_overs_lost_between_the_innings_without_a_target_are_noted() -> None:
    book = announce(first_innings(), overs_limit=10)
    assert (note(book), book.codes) == (NOTE, [])
    book.innings(AWAY, " ".join(["6"] * 20 + ["."] * 40))
    assert (book.current.target, note(book), book.codes) == (181, NOTE, MISSING)
    result = book.state.result
    assert result is not None
    names = Inputs(book.setup, team_names=NAMES)
    assert result_text(result, names) == "Hill won by 60 runs"


def test_overs_lost_in_the_chase_without_a_target_are_noted() -> None:
    book = announce(first_innings().innings(AWAY, ". . ."), overs_limit=10)
    assert (book.current.target, note(book), book.codes) == (181, NOTE, MISSING)
    assert book.problems[0].law == "playing condition: overs lost"


def test_fewer_overs_at_the_start_of_the_chase_without_a_target_are_noted() -> None:
    book = first_innings().innings(AWAY, overs_limit=10)
    assert (note(book), book.codes) == (NOTE, MISSING)


@pytest.mark.parametrize("steps", [[{"overs_limit": 10, "target": 103}],
                                   [{"overs_limit": 10}, {"target": 103}]])  # fmt: skip
def test_a_target_announced_before_the_chase_is_not_missing(steps: list[dict[str, Any]]) -> None:
    book = first_innings()
    for fields in steps:
        announce(book, **fields)
    book.innings(AWAY, ". .")
    assert (book.current.target, note(book), book.codes) == (103, None, [])


def test_a_target_announced_later_is_no_longer_missing() -> None:
    book = announce(announce(first_innings().innings(AWAY, ". ."), overs_limit=10), target=103)
    assert (note(book), book.codes) == (None, MISSING)
    assert (note(announce(book, overs_limit=8)), book.codes) == (
        OLD_TARGET_STANDS.format(103),
        MISSING * 2,
    )


@pytest.mark.parametrize("overs", [15, 20])
def test_after_restored_overs_the_announced_target_is_out_of_date(overs: int) -> None:
    book = announce(first_innings().innings(AWAY, ". ."), overs_limit=10, target=103)
    announce(book, overs_limit=overs)
    assert (book.current.target, note(book), book.codes) == (
        103,
        OLD_TARGET_STANDS.format(103),
        MISSING,
    )
    assert (note(announce(book, target=140)), book.codes) == (None, MISSING)


def test_overs_lost_again_between_the_innings_without_a_target_are_noted() -> None:
    book = announce(announce(first_innings(), overs_limit=15, target=143), overs_limit=10)
    assert (note(book), book.codes) == (OLD_TARGET_STANDS.format(143), MISSING)
    book.innings(AWAY, ". .")
    assert (book.current.overs_limit, book.current.target) == (10, 143)
    assert (note(book), book.codes) == (OLD_TARGET_STANDS.format(143), MISSING)
    assert book.problems[0].message == (
        "the chase has 10 overs and no target is announced for them; that of 143 stands until one "
        "is (target_revised, target)"
    )


def test_a_target_announced_for_overs_lost_again_is_no_longer_missing() -> None:
    book = announce(announce(first_innings(), overs_limit=15, target=143), overs_limit=10)
    announce(book, target=103).innings(AWAY, ". .")
    assert (book.current.target, note(book), book.codes) == (103, None, MISSING)


def test_the_overs_of_a_target_may_be_recorded_again() -> None:
    book = announce(announce(first_innings(), overs_limit=15, target=143), overs_limit=15)
    announce(book.innings(AWAY, ". ."), overs_limit=15)
    assert (note(book), book.codes) == (None, [])


@pytest.mark.parametrize("overs", [20, 25])
def test_no_target_is_missing_if_no_overs_were_lost(overs: int) -> None:
    assert announce(first_innings().innings(AWAY, ". ."), overs_limit=overs).codes == []


def test_no_target_is_missing_after_a_first_innings_beyond_its_overs() -> None:
    book = first_innings().balls(". . . . . .").innings(AWAY, ".")
    assert (book.current.overs_limit, book.codes) == (20, [ProblemCode.INNINGS_OVER])
