"""Tests that both folds agree on the players that the next action must name."""

from __future__ import annotations

from devtools.conformance.cases import Case, case_line
from devtools.conformance.engine import compare
from scrbrd.projections.board import Elevens
from tests.clients import conformance_logs as logs
from tests.domain import test_nobody_left as nobody_left
from tests.domain.notation import Book
from tests.projections.test_next_ball import NEEDS, SIDES, YET_TO_BAT

BOOKS: dict[str, Book] = {name: book for name, (book, _) in NEEDS.items()} | {
    "the last man bats on alone": nobody_left.last_batter_alone().balls("1 3b 2"),
    "the last pair, of which one retires": nobody_left.innings_without_the_replaced_batter(),
    "the last man goes on alone": nobody_left.last_batter_after_a_retirement().balls(
        "3b 2 . 1 . W"
    ),
}


def lines_of(books: dict[str, Book], elevens: Elevens | None = None) -> list[str]:
    """Return a case of each book, with the state expected after every action."""
    return [
        case_line(
            Case(name, book.setup, [logs.document(each) for each in book.entries], elevens or {}),
            is_whole=True,
        )
        for name, book in books.items()
    ]


def test_both_folds_agree_on_the_players_needed_after_every_action() -> None:
    lines = lines_of(BOOKS)
    outcome = compare(lines)
    assert (outcome.cases, outcome.differ) == (len(lines), 0), outcome.shown


def test_both_folds_agree_on_who_may_come_in_in_a_super_over() -> None:
    lines = lines_of({name: book for name, (book, _) in YET_TO_BAT.items()}, SIDES)
    outcome = compare(lines)
    assert (outcome.cases, outcome.differ) == (len(lines), 0), outcome.shown
