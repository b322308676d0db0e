"""A log may be all junk, and very long: the state keeps the first problems and counts the rest."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrbrd.domain import noting
from scrbrd.domain.actions import Action, action_id
from scrbrd.domain.effective import LogEntry, effective_log
from scrbrd.domain.fold import fold
from scrbrd.domain.noting import MOST_PROBLEMS
from scrbrd.domain.state import MatchState, Setup
from scrbrd.domain.vocabulary import PlayerId
from scrbrd.projections.live.builder import health_document
from tests.domain.junk import JUNK, SETUPS
from tests.domain.notation import MATCH, Book, innings

FEW, ALL = 3, 10_000
MEBIBYTE = 2**20
"""The most that Firestore takes in one document."""


def folded(most: int, state: MatchState, actions: tuple[Action, ...]) -> MatchState:
    """The fold, keeping at most this many problems."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(noting, "MOST_PROBLEMS", most)
        return fold(state, actions)


@given(SETUPS, JUNK)
def test_the_first_problems_are_kept_and_the_rest_counted(
    setup: Setup, entries: list[LogEntry]
) -> None:
    actions = effective_log(entries).actions
    bounded = folded(FEW, MatchState(setup), actions)
    whole = folded(ALL, MatchState(setup), actions)
    assert bounded.problems == whole.problems[:FEW]
    assert bounded.problems_beyond == len(whole.problems[FEW:])
    assert replace(bounded, problems=whole.problems, problems_beyond=0) == whole


@given(SETUPS, JUNK, st.data())
def test_problems_are_counted_alike_in_parts_and_at_once(
    setup: Setup, entries: list[LogEntry], data: st.DataObject
) -> None:
    actions = effective_log(entries).actions
    cut = data.draw(st.integers(0, len(actions)))
    start = MatchState(setup)
    first = folded(FEW, start, actions[:cut])
    assert folded(FEW, first, actions[cut:]) == folded(FEW, start, actions)


def flooded(book: Book, count: int, who: PlayerId) -> MatchState:
    """The state after as many balls as that, each refused: the batter named had been dismissed."""
    before = book.state
    ball = book.ball(".", striker_id=who)
    numbers = range(ball.sequence_number, ball.sequence_number + count)
    return fold(
        before,
        (
            ball.model_copy(update={"id": action_id(1, number), "sequence_number": number})
            for number in numbers
        ),
    )


def test_twenty_thousand_refused_balls_fit_into_a_document() -> None:
    out = PlayerId("x" * 200)
    book = Book().innings().at_crease(out, PlayerId("partner")).balls("W")
    already = len(book.state.problems)
    state = flooded(book, 20_000, out)
    assert len(state.problems) == MOST_PROBLEMS
    assert state.problems_beyond == already + 20_000 - MOST_PROBLEMS
    assert len(json.dumps(asdict(state), default=str)) < MEBIBYTE
    assert len(json.dumps(health_document(MATCH, state.problems))) < MEBIBYTE


def test_a_match_goes_on_after_more_problems_than_are_kept() -> None:
    book = innings("W")
    state = flooded(book, MOST_PROBLEMS + 1, PlayerId("home1"))
    after = fold(state, (book.ball("4"),))
    assert (after.problems_beyond, after.innings[0].runs) == (1, 4)
