"""Tests that `void`, `redo` and `correct` refuse values and texts that no log can hold."""

from __future__ import annotations

from typing import Any

import pytest
from google.cloud.firestore import Client

from admin.corrections.plan import corrected_content, parse_assignments
from scrbrd.domain.errors import BadInput
from tests.admin.administration import run_failing
from tests.admin.projected_match import write_match
from tests.fakes.small_match import MATCH_ID

INVALID_ASSIGNMENTS = {
    "infinite": "runsOffBat=Infinity",
    "not a number": "coordinates=NaN",
    "too large for a double": "runsOffBat=1e999",
    "infinite in a part": "extras.wide=Infinity",
    "infinite in a map": 'extras={"wide":-Infinity}',
    "5,000 digits": "runsOffBat=" + "9" * 5_000,
    "more than 64 bits": "note=-9223372036854775809",
    "nested too deep": "note=" + "[" * 100_000,
    "a lone surrogate": "note=\udcff",
    "a lone surrogate escaped in JSON": r'note=["\ud800"]',
    "a lone surrogate in a key": 'extras={"\udcff":1}',
    "a lone surrogate in a field name": "\udcff=1",
}


def test_a_field_given_twice_is_bad_input() -> None:
    with pytest.raises(BadInput, match="--set runsOffBat: is given twice"):
        parse_assignments(["runsOffBat=2", "note=x", "runsOffBat=3"])


@pytest.mark.parametrize("assignment", INVALID_ASSIGNMENTS.values(), ids=INVALID_ASSIGNMENTS)
def test_a_value_that_no_log_can_hold_is_bad_input(assignment: str) -> None:
    with pytest.raises(BadInput, match=r"^--set ") as error:
        parse_assignments([assignment])
    assert len(str(error.value)) < 300


def test_values_that_a_log_can_hold_are_read() -> None:
    assignments = [
        "runsOffBat=4",
        "note=it carried [far]",
        "wicket=null",
        "shot=1e300",
        f"x={2**63 - 1}",
    ]
    assert parse_assignments(assignments) == {
        "runsOffBat": 4,
        "note": "it carried [far]",
        "wicket": None,
        "shot": 1e300,
        "x": 2**63 - 1,
    }


def test_a_stored_action_with_an_infinite_number_can_be_corrected() -> None:
    base: dict[str, Any] = {"type": "delivery", "runsOffBat": float("inf")}
    assert corrected_content(base, {"note": "x"})["runsOffBat"] == float("inf")


def test_the_verbs_refuse_invalid_values_before_they_print_a_preview(
    firestore_client: Client,
) -> None:
    write_match(firestore_client)
    for arguments, message in (
        (("correct", MATCH_ID, "1_2", "--set", "runsOffBat=Infinity"), "--set runsOffBat"),
        (("void", MATCH_ID, "1_2", "--reason", "\udcff", "--apply"), "--reason: "),
        (("redo", MATCH_ID, "1_2", "--by", "\udcff", "--apply"), "--by: "),
        (("void", MATCH_ID, "1_2", "--by", "x" * 201, "--apply"), "--by: 201 characters"),
    ):
        assert message in run_failing(2, *arguments)
