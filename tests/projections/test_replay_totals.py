"""Tests that a replay's last line of an innings has its total, penalty runs included."""

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
from tests.projections.archives import build_archive, replay_balls

ONE_OVER = replace(THE_LAWS, overs_per_innings=1)
TWO_INNINGS = replace(THE_LAWS, innings_per_side=2)


def last_totals(documents: dict[str, Any]) -> dict[int, tuple[int, int]]:
    """Return runs and wickets of the last line of each innings."""
    return {
        line["inningsNumber"]: (line["inningsRuns"], line["inningsWickets"])
        for line in replay_balls(documents)
    }


def totals(state: MatchState) -> dict[int, tuple[int, int]]:
    """Return runs and wickets of each innings, as on the scorecard."""
    return {innings.number: (innings.runs, innings.wickets) for innings in state.innings}


def totals_of_replay_and_card(
    book: Book,
) -> tuple[dict[int, tuple[int, int]], dict[int, tuple[int, int]]]:
    """Return the totals of a book's replay, and those of its innings."""
    actions = [entry for entry in book.entries if isinstance(entry, Action)]
    archivist, state = build_archive(Inputs(book.setup), actions)
    return last_totals(archivist.documents()), totals(state)


def first_innings() -> Book:
    """Return a first innings of five runs in one over."""
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
def test_penalty_runs_awarded_at_any_time_are_in_the_replays_totals(name: str) -> None:
    replay, card = totals_of_replay_and_card(BOOKS[name]())
    assert replay == card


def test_a_penalty_line_belongs_to_the_innings_that_gets_the_runs() -> None:
    book = BOOKS["before the first ball of the next, to the side that has batted"]()
    actions = [entry for entry in book.entries if isinstance(entry, Action)]
    archivist, _ = build_archive(Inputs(book.setup), actions)
    [line] = [
        each for each in replay_balls(archivist.documents()) if each["type"] == "penalty_awarded"
    ]
    penalty_line = (line["inningsNumber"], line["over"], line["inningsRuns"], line["actionId"])
    assert penalty_line == (1, "0.6", 10, "2_2")


@given(legal_logs())
def test_the_totals_of_any_replay_equal_those_of_the_innings(log: LegalLog) -> None:
    archivist, state = build_archive(Inputs(log.setup), effective_log(log.messy).actions)
    replay, card = last_totals(archivist.documents()), totals(state)
    assert {number: replay.get(number) for number in card} == card
