"""What the next action must name, which random logs seldom leave open, is TypeScript's too."""

from __future__ import annotations

from devtools.conformance.cases import Case, case_line
from devtools.conformance.engine import compare
from scrbrd.projections.board import Elevens
from tests.clients import conformance_logs as logs
from tests.domain import test_nobody_left as nobody_left
from tests.domain.notation import Book
from tests.projections.test_next_ball import NEEDS, SIDES, WAITING

BOOKS: dict[str, Book] = {name: book for name, (book, _) in NEEDS.items()} | {
    "the last man bats on alone": nobody_left.left_alone().balls("1 3b 2"),
    "the last pair, of which one retires": nobody_left.all_but_the_replaced(),
    "the last man goes on alone": nobody_left.goes_on_alone().balls("3b 2 . 1 . W"),
}


def lines_of(books: dict[str, Book], elevens: Elevens | None = None) -> list[str]:
    """A case of each book, with what is expected after every action."""
    return [
        case_line(
            Case(name, book.setup, [logs.document(each) for each in book.entries], elevens or {}),
            is_whole=True,
        )
        for name, book in books.items()
    ]


def test_what_is_needed_is_the_same_after_every_action() -> None:
    lines = lines_of(BOOKS)
    outcome = compare(lines)
    assert (outcome.cases, outcome.differ) == (len(lines), 0), outcome.shown


def test_who_may_come_in_in_a_super_over_is_the_same() -> None:
    lines = lines_of({name: book for name, (book, _) in WAITING.items()}, SIDES)
    outcome = compare(lines)
    assert (outcome.cases, outcome.differ) == (len(lines), 0), outcome.shown
