"""Tests that a printed line of JSON is valid whatever a document holds."""

from __future__ import annotations

import json
from math import inf, nan
from typing import Any, NoReturn

from google.cloud.firestore import Client

from admin.json_line import json_line
from scrbrd.adapters import paths
from tests.admin.administration import run_in_process, run_ok
from tests.admin.projected_match import write_match
from tests.fakes.small_match import MATCH_ID


def parse_strictly(line: str) -> Any:
    """Parse a line of JSON; `NaN` and `Infinity`, which JSON does not have, fail the test."""

    def refuse(name: str) -> NoReturn:
        raise AssertionError(f"{name} is no JSON")

    return json.loads(line, parse_constant=refuse)


def test_nan_and_infinity_are_written_as_text() -> None:
    value = {"a": [nan, {"b": inf}], "c": (-inf, 1.5, True, None, "NaN"), "d": {1}}
    expected = {"a": ["NaN", {"b": "Infinity"}], "c": ["-Infinity", 1.5, True, None, "NaN"]}
    assert parse_strictly(json_line(value)) == {**expected, "d": "{1}"}


def test_documents_with_nan_or_infinity_are_printed_as_valid_json(firestore_client: Client) -> None:
    write_match(firestore_client)
    firestore_client.document(paths.live_score(MATCH_ID)).update({"innings1.runRate": nan})
    firestore_client.document("match_role_assignments/odd").set({"matchId": inf})
    assert parse_strictly(run_ok("scorecard", MATCH_ID, "--json"))["innings1"]["runRate"] == "NaN"
    assert parse_strictly(run_ok("roles", "--json"))["document"] == {"matchId": "Infinity"}
    assert parse_strictly(run_in_process("verify", MATCH_ID, "--json").out)["differs"] is True
