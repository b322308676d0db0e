"""Law 16 over one innings a side without a limit of overs: a match that time ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.formats import THE_LAWS
from tests.domain.notation import AWAY, HOME, Book
from tests.domain.test_results import text

UNLIMITED = replace(THE_LAWS, players_per_side=5)


@pytest.mark.parametrize("second", ["1 2", "6"], ids=["behind", "level"])
def test_overs_that_nobody_limited_decide_no_match_of_time(second: str) -> None:
    """Law 16: a chase that is not completed is a draw, and a draw is not on the score."""
    book = Book(UNLIMITED).innings(HOME, "6").close("declared").innings(AWAY, second)
    book.close("overs_complete")
    assert (text(book), book.problems) == (None, [])
    assert text(book.fact("match_closed", outcome="draw")) == "match drawn"


def test_overs_that_nobody_limited_give_a_recorded_win_its_margin() -> None:
    book = Book(UNLIMITED).innings(HOME, "6").close("overs_complete").innings(AWAY, "1 2")
    book.close("overs_complete").fact("match_closed", outcome="win", winner_team_id=HOME)
    assert (text(book), book.problems) == ("Hill won by 3 runs", [])
