"""Tests earlier rulings on the claims of a dispute: they settle it or are overruled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scrbrd.domain.json_types import Json
from scrbrd_gateway.scoring.earlier_rulings import overrule_fields, settling_ruling

RAISED_AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
ENTRIES = {"home": "1_2", "neutral": "1_3"}
PERSONS = {"home": "ann", "neutral": "ben"}


def ruling(number: int = 1, **changes: Any) -> Json:
    """Return an umpire's ruling, made a minute after the dispute was raised."""
    return {
        "number": number,
        "disputeId": "1_2",
        "decidedAs": "umpire_on_field",
        "method": "umpire",
        "entries": ENTRIES,
        "persons": PERSONS,
        "createdAt": RAISED_AT + timedelta(minutes=1),
    } | changes


def dispute(**changes: Any) -> Json:
    """Return a dispute between two seats."""
    claims = {seat: {"entryId": ENTRIES[seat], "personId": PERSONS[seat]} for seat in ENTRIES}
    return {"inningsNumber": 1, "place": 2, "claims": claims, "raisedAt": RAISED_AT} | changes


CORRECTED_CLAIMS = {"home": {"entryId": "1_9", "personId": "ann"}}
TAKEN_OVER_CLAIMS = {"home": {"entryId": "1_2", "personId": "cid"}}


@pytest.mark.parametrize(
    ("rulings", "dispute_fields", "number"),
    [
        ([], {}, None),
        ([ruling()], {}, 1),
        ([ruling(), ruling(2)], {}, 2),
        ([ruling(entries={"home": "1_2"})], {}, 1),
        ([ruling(entries={"home": "1_1"})], {}, None),
        ([ruling(decidedAs="captain_home", method="captains")], {}, None),
        ([ruling()], {"rulingNumber": 1}, None),
        ([ruling(), ruling(2)], {"rulingNumber": 1}, 2),
        ([ruling(createdAt=RAISED_AT - timedelta(seconds=1))], {}, None),
        ([ruling(createdAt=None)], {}, 1),
        ([ruling(method="abandon")], {}, 1),
        ([ruling(method="abandon")], {"actionId": "1_2"}, None),
        ([ruling(method="video")], {"actionId": "1_2"}, 1),
        ([ruling()], {"claims": CORRECTED_CLAIMS}, None),
        ([ruling(entries={"home": "1_2"})], {"claims": TAKEN_OVER_CLAIMS}, None),
        ([ruling(persons={}, entries={"home": "1_2"})], {"claims": TAKEN_OVER_CLAIMS}, 1),
    ],
    ids=[
        "no ruling", "one ruling", "last of two", "of one seat", "on another entry",
        "by a captain", "read already", "second not read yet", "before it was raised again",
        "without a time", "abandoned ball", "abandoned ball that is in the log",
        "video ruling on a ball in the log", "on a corrected claim", "on another person's claim",
        "without persons",
    ],
)  # fmt: skip
def test_the_ruling_that_settles_a_dispute_is_found(
    rulings: list[Json], dispute_fields: Json, number: int | None
) -> None:
    settling = settling_ruling(ENTRIES, rulings, dispute(**dispute_fields))
    assert (None if settling is None else settling["number"]) == number


@pytest.mark.parametrize(
    ("role", "last_ruling", "expected"),
    [
        ("match_referee", ruling(7), {"overrules": 7}),
        ("admin", ruling(7, decidedAs="captain_home"), {"overrules": 7}),
        ("captain_away", ruling(7), {}),
        ("match_referee", ruling(7, disputeId="1_3"), {}),
        ("match_referee", {"number": 7, "kind": "tier"}, {}),
        ("match_referee", {}, {}),
    ],
    ids=[
        "over an official",
        "over a captain",
        "by a captain",
        "other dispute",
        "tier ruling",
        "none",
    ],
)
def test_a_ruling_right_after_one_on_the_same_dispute_overrules_it(
    role: str, last_ruling: Json, expected: Json
) -> None:
    assert overrule_fields({"disputeId": "1_2", "decidedAs": role}, last_ruling) == expected
