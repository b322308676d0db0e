"""The replay's last line of an innings says the innings' total, penalty runs of any time in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from scrbrd.domain.actions import Action
from scrbrd.domain.effective import effective_log
from scrbrd.domain.formats import THE_LAWS
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import MatchState
from scrbrd.domain.vocabulary import TeamId
from tests.domain.notation import AWAY, HOME, Book
from tests.domain.strategies import LegalLog, legal_logs
from tests.projections.archived import balls_of, seen

ONE_OVER = replace(THE_LAWS, overs_per_innings=1)
TWO_INNINGS = replace(THE_LAWS, innings_per_side=2)


def last_totals(documents: dict[str, Any]) -> dict[int, tuple[int, int]]:
    """Runs and wickets of the last line of each innings."""
    return {
        line["inningsNumber"]: (line["inningsRuns"], line["inningsWickets"])
        for line in balls_of(documents)
    }


def totals(state: MatchState) -> dict[int, tuple[int, int]]:
    """Runs and wickets of each innings, as the scorecard has them."""
    return {innings.number: (innings.runs, innings.wickets) for innings in state.innings}


def replayed(book: Book) -> tuple[dict[int, tuple[int, int]], dict[int, tuple[int, int]]]:
    """The totals of a book's replay, and those of its innings."""
    actions = [entry for entry in book.entries if isinstance(entry, Action)]
    archivist, state = seen(Inputs(book.setup), actions)
    return last_totals(archivist.documents()), totals(state)


def first_innings() -> Book:
    """Home made five in their over."""
    return Book(ONE_OVER).innings(HOME, "5 . . . . .")


def penalty(book: Book, side: TeamId) -> Book:
    """Award five runs."""
    return book.fact("penalty_awarded", to_team_id=side, runs=5)


BOOKS = {
    "between two innings, to the side that has batted": lambda: penalty(
        first_innings(), HOME
    ).innings(AWAY, "1"),
    "before the first ball of the next, to the side that has batted": lambda: penalty(
        first_innings().innings(AWAY), HOME
    ).balls("1 2"),
    "in the next, to the side that has batted": lambda: penalty(
        first_innings().innings(AWAY, "1 2"), HOME
    ).balls("1"),
    "in the next, and nothing follows": lambda: penalty(
        first_innings().innings(AWAY, "1 2"), HOME
    ),
    "between two innings, to the side that will bat": lambda: penalty(
        first_innings(), AWAY
    ).innings(AWAY, "1"),
    "after the match's last ball, to the side that batted last": lambda: penalty(
        first_innings().innings(AWAY, ". . . . . 1"), AWAY
    ),
    "after the match's last ball, to the side that batted first": lambda: penalty(
        first_innings().innings(AWAY, ". . . . . 1"), HOME
    ),
    "after the last ball, and it wins the match": lambda: penalty(
        first_innings().innings(AWAY, ". . . . 2 1"), AWAY
    ),
    "in the third innings of four": lambda: penalty(
        Book(TWO_INNINGS).innings(HOME, "4").close("declared").innings(AWAY, "6")
        .close("declared").innings(HOME, "1"),
        AWAY,
    ).balls("2"),
    "in a super over, to the side that bowls it": lambda: penalty(
        first_innings().innings(AWAY, "5 . . . . .").innings(AWAY, "1", super_over=True), HOME
    ).balls(". . . . .").innings(HOME, "1", super_over=True),
}  # fmt: skip


@pytest.mark.parametrize("name", BOOKS)
def test_penalty_runs_of_any_time_are_in_the_totals_of_the_replay(name: str) -> None:
    replay, card = replayed(BOOKS[name]())
    assert replay == card


def test_a_penalty_line_tells_the_innings_that_the_runs_go_to() -> None:
    book = BOOKS["before the first ball of the next, to the side that has batted"]()
    actions = [entry for entry in book.entries if isinstance(entry, Action)]
    archivist, _ = seen(Inputs(book.setup), actions)
    [line] = [each for each in balls_of(archivist.documents()) if each["type"] == "penalty_awarded"]
    penalty_line = (line["inningsNumber"], line["over"], line["inningsRuns"], line["actionId"])
    assert penalty_line == (1, "0.6", 10, "2_2")


@given(legal_logs())
def test_the_totals_of_any_replay_are_those_of_the_innings(log: LegalLog) -> None:
    archivist, state = seen(Inputs(log.setup), effective_log(log.messy).actions)
    replay, card = last_totals(archivist.documents()), totals(state)
    assert {number: replay.get(number) for number in card} == card
