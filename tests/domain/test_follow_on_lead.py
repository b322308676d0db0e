"""Tests Law 14: the lead needed for the follow-on, which depends on the days of the match."""

from __future__ import annotations

import pytest

from scrbrd.domain.actions import Action
from scrbrd.domain.match import conditions_of, read_match
from scrbrd.domain.verdicts.noted import noted_problems
from tests.domain.notation import AWAY, HOME, Book

LEAD_BY_DAYS = {"five": 200, "three": 150, "two": 100, "one": 75}


def follow_on_warnings(lead: int, document: dict[str, object]) -> list[str]:
    """Return the warnings on a follow-on by this lead, with the conditions of a match document."""
    sides = {"homeTeamId": HOME, "awayTeamId": AWAY, "format": "Test"}
    book = Book(conditions_of(read_match("m", sides | document)))
    book.innings(HOME, "6 " * (lead // 6) + f"{lead % 6 or '.'}").close("declared")
    state = book.innings(AWAY).close("all_out").state
    book.innings(AWAY)
    action = book.entries[-1]
    assert isinstance(action, Action)
    return [each.message for each in noted_problems(state, action)]


@pytest.mark.parametrize("lead", LEAD_BY_DAYS.values(), ids=LEAD_BY_DAYS)
def test_the_follow_on_lead_is_read_from_the_match_document(lead: int) -> None:
    document: dict[str, object] = {"conditions": {"followOnLead": lead}}
    assert follow_on_warnings(lead, document) == []
    assert follow_on_warnings(lead - 1, document) == [
        f"a side follows on {lead - 1} runs behind, where a lead of {lead} is needed; check who "
        "bats, and the runs of both innings"
    ]


def test_without_a_stated_length_the_smallest_follow_on_lead_applies() -> None:
    assert follow_on_warnings(75, {}) == []
    assert len(follow_on_warnings(74, {})) == 1
