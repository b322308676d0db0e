"""Tests long logs full of faults: the state keeps the first problems and counts the others."""

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
"""Firestore's limit for one document."""


def fold_with_limit(limit: int, state: MatchState, actions: tuple[Action, ...]) -> MatchState:
    """Return the fold with at most `limit` problems kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(noting, "MOST_PROBLEMS", limit)
        return fold(state, actions)


@given(SETUPS, JUNK)
def test_the_first_problems_are_kept_and_the_rest_counted(
    setup: Setup, entries: list[LogEntry]
) -> None:
    actions = effective_log(entries).actions
    bounded = fold_with_limit(FEW, MatchState(setup), actions)
    whole = fold_with_limit(ALL, MatchState(setup), actions)
    assert bounded.problems == whole.problems[:FEW]
    assert bounded.problems_beyond == len(whole.problems[FEW:])
    assert replace(bounded, problems=whole.problems, problems_beyond=0) == whole


@given(SETUPS, JUNK, st.data())
def test_problems_are_counted_alike_in_two_parts_and_at_once(
    setup: Setup, entries: list[LogEntry], data: st.DataObject
) -> None:
    actions = effective_log(entries).actions
    split = data.draw(st.integers(0, len(actions)))
    start = MatchState(setup)
    first = fold_with_limit(FEW, start, actions[:split])
    assert fold_with_limit(FEW, first, actions[split:]) == fold_with_limit(FEW, start, actions)


def state_after_refused_balls(book: Book, count: int, dismissed: PlayerId) -> MatchState:
    """Return the state after `count` balls, all refused: their striker had been dismissed."""
    before = book.state
    ball = book.ball(".", striker_id=dismissed)
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
    earlier = len(book.state.problems)
    state = state_after_refused_balls(book, 20_000, out)
    assert len(state.problems) == MOST_PROBLEMS
    assert state.problems_beyond == earlier + 20_000 - MOST_PROBLEMS
    assert len(json.dumps(asdict(state), default=str)) < MEBIBYTE
    assert len(json.dumps(health_document(MATCH, state.problems))) < MEBIBYTE


def test_a_match_continues_after_more_problems_than_are_kept() -> None:
    book = innings("W")
    state = state_after_refused_balls(book, MOST_PROBLEMS + 1, PlayerId("home1"))
    after = fold(state, (book.ball("4"),))
    assert (after.problems_beyond, after.innings[0].runs) == (1, 4)
