"""Tests Law 16 with one innings a side and no limit of overs: a match that ends by time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.formats import THE_LAWS
from tests.domain.notation import AWAY, HOME, Book
from tests.domain.test_results import result_line

UNLIMITED = replace(THE_LAWS, players_per_side=5)


@pytest.mark.parametrize("second", ["1 2", "6"], ids=["behind", "level"])
def test_overs_complete_does_not_decide_a_match_without_a_limit_of_overs(second: str) -> None:
    """Law 16: a chase that is not completed is a draw; a draw does not follow from the score."""
    book = Book(UNLIMITED).innings(HOME, "6").close("declared").innings(AWAY, second)
    book.close("overs_complete")
    assert (result_line(book), book.problems) == (None, [])
    assert result_line(book.fact("match_closed", outcome="draw")) == "match drawn"


def test_a_recorded_win_gets_its_margin_in_a_match_without_a_limit_of_overs() -> None:
    book = Book(UNLIMITED).innings(HOME, "6").close("overs_complete").innings(AWAY, "1 2")
    book.close("overs_complete").fact("match_closed", outcome="win", winner_team_id=HOME)
    assert (result_line(book), book.problems) == ("Hill won by 3 runs", [])
