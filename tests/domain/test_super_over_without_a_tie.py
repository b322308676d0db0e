"""Tests the play-off condition that a super over decides a match left without a result by rain."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.actions import Action
from scrbrd.domain.formats import FORMATS
from scrbrd.domain.match import Inputs
from scrbrd.domain.verdicts.judge import judge
from scrbrd.domain.verdicts.model import VerdictOutcome
from scrbrd.domain.vocabulary import MatchFormat
from scrbrd.projections.steps import fold_with_verdicts
from scrbrd.projections.wording import result_text
from tests.domain.notation import AWAY, HOME, Book

T20 = FORMATS[MatchFormat.T20]
NAMES = {HOME: "Hill", AWAY: "Dale"}


def abandoned_match(balls: str) -> Book:
    """Return a match abandoned after these balls of its first innings; none: before the start."""
    book = Book(replace(T20, powerplays=()))
    if not balls:
        return book
    book.innings(HOME, balls).fact("play_stopped", reason="rain")
    return book.fact("play_resumed").close("abandoned")


def play_super_over(book: Book) -> Book:
    """Add a super over in which Dale (away) bats first and wins against Hill (home)."""
    book.innings(AWAY, "4 . . . . .", super_over=True)
    return book.innings(HOME, "1 . . . . .", super_over=True)


@pytest.mark.parametrize("balls", ["", "1 . 4"], ids=["no ball", "three balls"])
def test_a_super_over_without_a_tie_is_refused_when_it_is_recorded(balls: str) -> None:
    book = abandoned_match(balls)
    state = book.state
    action = book.innings(AWAY, super_over=True).entries[-1]
    assert isinstance(action, Action)
    verdicts = judge(state, action, book.conditions)
    assert [(each.code, each.outcome) for each in verdicts] == [
        ("super_over_without_tie", VerdictOutcome.REFUSED)
    ]


@pytest.mark.parametrize("balls", ["", "1 . 4"], ids=["no ball", "three balls"])
@pytest.mark.parametrize("outcome", ["no_result", "abandoned"])
def test_the_result_names_the_super_overs_winner_of_a_match_without_result(
    outcome: str, balls: str
) -> None:
    book = play_super_over(abandoned_match(balls))
    assert [innings.target for innings in book.state.super_overs] == [None, 5]
    book.fact("match_closed", outcome=outcome, winner_team_id=AWAY, method="super_over")
    state, _ = fold_with_verdicts(book.setup, book.entries)
    assert state.result is not None
    outcome_text = "no result" if outcome == "no_result" else "match abandoned"
    words = result_text(state.result, Inputs(book.setup, team_names=NAMES))
    assert words == f"{outcome_text} (Dale won the Super Over)"
    assert [str(problem.code) for problem in state.problems] == ["super_over_without_tie"]
