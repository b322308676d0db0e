"""What was ruled on the claims of a dispute counts for who rules next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scrbrd.domain.json_types import Json
from scrbrd_gateway.scoring.overruling import overrule_fields, settling_ruling

RAISED = datetime(2026, 6, 1, 12, tzinfo=UTC)
ENTRIES = {"home": "1_2", "neutral": "1_3"}
PERSONS = {"home": "ann", "neutral": "ben"}


def ruling(number: int = 1, **changes: Any) -> Json:
    """An umpire's ruling, made a minute after the dispute came up."""
    return {
        "number": number,
        "disputeId": "1_2",
        "decidedAs": "umpire_on_field",
        "method": "umpire",
        "entries": ENTRIES,
        "persons": PERSONS,
        "createdAt": RAISED + timedelta(minutes=1),
    } | changes


def dispute(**changes: Any) -> Json:
    """A dispute of two seats."""
    claims = {seat: {"entryId": ENTRIES[seat], "personId": PERSONS[seat]} for seat in ENTRIES}
    return {"inningsNumber": 1, "place": 2, "claims": claims, "raisedAt": RAISED} | changes


CORRECTED = {"home": {"entryId": "1_9", "personId": "ann"}}
TAKEN_OVER = {"home": {"entryId": "1_2", "personId": "cid"}}


@pytest.mark.parametrize(
    ("rulings", "of_dispute", "number"),
    [
        ([], {}, None),
        ([ruling()], {}, 1),
        ([ruling(), ruling(2)], {}, 2),
        ([ruling(entries={"home": "1_2"})], {}, 1),
        ([ruling(entries={"home": "1_1"})], {}, None),
        ([ruling(decidedAs="captain_home", method="captains")], {}, None),
        ([ruling()], {"rulingNumber": 1}, None),
        ([ruling(), ruling(2)], {"rulingNumber": 1}, 2),
        ([ruling(createdAt=RAISED - timedelta(seconds=1))], {}, None),
        ([ruling(createdAt=None)], {}, 1),
        ([ruling(method="abandon")], {}, 1),
        ([ruling(method="abandon")], {"actionId": "1_2"}, None),
        ([ruling(method="video")], {"actionId": "1_2"}, 1),
        ([ruling()], {"claims": CORRECTED}, None),
        ([ruling(entries={"home": "1_2"})], {"claims": TAKEN_OVER}, None),
        ([ruling(persons={}, entries={"home": "1_2"})], {"claims": TAKEN_OVER}, 1),
    ],
    ids=[
        "nothing", "one", "the last of two", "of one seat", "on another entry", "a captain's",
        "read already", "the second not yet", "before it came up again", "without a time",
        "a ball given up", "a ball given up that the log has", "on a ball of the log",
        "on what was corrected", "on another person's", "of before persons were named",
    ],
)  # fmt: skip
def test_the_ruling_that_ends_a_dispute(
    rulings: list[Json], of_dispute: Json, number: int | None
) -> None:
    found = settling_ruling(ENTRIES, rulings, dispute(**of_dispute))
    assert (None if found is None else found["number"]) == number


@pytest.mark.parametrize(
    ("role", "last", "says"),
    [
        ("match_referee", ruling(7), {"overrules": 7}),
        ("admin", ruling(7, decidedAs="captain_home"), {"overrules": 7}),
        ("captain_away", ruling(7), {}),
        ("match_referee", ruling(7, disputeId="1_3"), {}),
        ("match_referee", {"number": 7, "kind": "tier"}, {}),
        ("match_referee", {}, {}),
    ],
    ids=["an official's", "a captain's", "by a captain", "another's", "a tier's", "none"],
)
def test_who_rules_right_behind_a_ruling_on_the_same_says_so(
    role: str, last: Json, says: Json
) -> None:
    assert overrule_fields({"disputeId": "1_2", "decidedAs": role}, last) == says
