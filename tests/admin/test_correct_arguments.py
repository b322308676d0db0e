"""Values and texts that no log can hold are told in a line by `void`, `redo` and `correct`."""

from __future__ import annotations

from typing import Any

import pytest
from google.cloud.firestore import Client

from admin.corrections.plan import corrected_content, parse_assignments
from scrbrd.domain.errors import BadInput
from tests.admin.administration import refused
from tests.admin.projected import write_match
from tests.fakes.small_match import MATCH_ID

VALUES = {
    "infinite": "runsOffBat=Infinity",
    "no number": "coordinates=NaN",
    "too great for a double": "runsOffBat=1e999",
    "infinite inside": "extras.wide=Infinity",
    "infinite in a map": 'extras={"wide":-Infinity}',
    "5,000 digits": "runsOffBat=" + "9" * 5_000,
    "64 bits do not hold it": "note=-9223372036854775809",
    "nested too deep": "note=" + "[" * 100_000,
    "half a character": "note=\udcff",
    "half a character, as JSON has it": r'note=["\ud800"]',
    "half a character in a name": 'extras={"\udcff":1}',
    "half a character in a field": "\udcff=1",
}


def test_a_field_that_is_given_twice_is_bad_input() -> None:
    with pytest.raises(BadInput, match="--set runsOffBat: is given twice"):
        parse_assignments(["runsOffBat=2", "note=x", "runsOffBat=3"])


@pytest.mark.parametrize("assignment", VALUES.values(), ids=VALUES)
def test_a_value_that_no_log_holds_is_bad_input(assignment: str) -> None:
    with pytest.raises(BadInput, match=r"^--set ") as caught:
        parse_assignments([assignment])
    assert len(str(caught.value)) < 300


def test_what_a_log_holds_is_read_as_before() -> None:
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


def test_what_a_stored_action_holds_is_no_traceback_either() -> None:
    base: dict[str, Any] = {"type": "delivery", "runsOffBat": float("inf")}
    assert corrected_content(base, {"note": "x"})["runsOffBat"] == float("inf")


def test_the_verbs_tell_of_them_before_anything_is_shown(firestore_client: Client) -> None:
    write_match(firestore_client)
    for arguments, complaint in (
        (("correct", MATCH_ID, "1_2", "--set", "runsOffBat=Infinity"), "--set runsOffBat"),
        (("void", MATCH_ID, "1_2", "--reason", "\udcff", "--apply"), "--reason: "),
        (("redo", MATCH_ID, "1_2", "--by", "\udcff", "--apply"), "--by: "),
        (("void", MATCH_ID, "1_2", "--by", "x" * 201, "--apply"), "--by: 201 characters"),
    ):
        assert complaint in refused(2, *arguments)
