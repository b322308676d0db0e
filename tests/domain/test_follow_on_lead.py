"""Law 14: the lead that the follow-on takes is a condition of the match, as its days are."""

from __future__ import annotations

import pytest

from scrbrd.domain.actions import Action
from scrbrd.domain.match import conditions_of, read_match
from scrbrd.domain.verdicts.noted import noted_problems
from tests.domain.notation import AWAY, HOME, Book

BY_DAYS = {"five": 200, "three": 150, "two": 100, "one": 75}


def followed_on(lead: int, document: dict[str, object]) -> list[str]:
    """What the record of a follow-on by this lead is warned of, under a match document."""
    sides = {"homeTeamId": HOME, "awayTeamId": AWAY, "format": "Test"}
    book = Book(conditions_of(read_match("m", sides | document)))
    book.innings(HOME, "6 " * (lead // 6) + f"{lead % 6 or '.'}").close("declared")
    state = book.innings(AWAY).close("all_out").state
    book.innings(AWAY)
    action = book.entries[-1]
    assert isinstance(action, Action)
    return [each.message for each in noted_problems(state, action)]


@pytest.mark.parametrize("lead", BY_DAYS.values(), ids=BY_DAYS)
def test_a_match_document_says_the_lead(lead: int) -> None:
    document: dict[str, object] = {"conditions": {"followOnLead": lead}}
    assert followed_on(lead, document) == []
    assert followed_on(lead - 1, document) == [
        f"a side follows on {lead - 1} runs behind, where a lead of {lead} is needed; check who "
        "bats, and the runs of both innings"
    ]


def test_where_nothing_is_said_the_least_lead_of_any_match_will_do() -> None:
    assert followed_on(75, {}) == []
    assert len(followed_on(74, {})) == 1
