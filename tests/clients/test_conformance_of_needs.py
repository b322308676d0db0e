"""What the next action must name, which random logs seldom leave open, is TypeScript's too."""

from __future__ import annotations

from devtools.conformance.cases import Case, case_line
from devtools.conformance.engine import compare
from tests.clients import conformance_logs as logs
from tests.domain import test_nobody_left as nobody_left
from tests.domain.notation import Book
from tests.projections.test_next_ball import NEEDS

BOOKS: dict[str, Book] = {name: book for name, (book, _) in NEEDS.items()} | {
    "the last man bats on alone": nobody_left.left_alone().balls("1 3b 2"),
    "the last pair, of which one retires": nobody_left.all_but_the_replaced(),
}


def test_what_is_needed_is_the_same_after_every_action() -> None:
    lines = [
        case_line(
            Case(name, book.setup, [logs.document(entry) for entry in book.entries]),
            is_whole=True,
        )
        for name, book in BOOKS.items()
    ]
    outcome = compare(lines)
    assert (outcome.cases, outcome.differ) == (len(lines), 0), outcome.shown
