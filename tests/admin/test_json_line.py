"""A line of JSON is JSON whatever a document holds."""

from __future__ import annotations

import json
from math import inf, nan
from typing import Any, NoReturn

from google.cloud.firestore import Client

from admin.json_line import json_line
from scrbrd.adapters import paths
from tests.admin.administration import done, here
from tests.admin.projected import write_match
from tests.fakes.small_match import MATCH_ID


def strictly(line: str) -> Any:
    """What a reader makes of a line that takes no `NaN`, which JSON has not."""

    def refuse(name: str) -> NoReturn:
        raise AssertionError(f"{name} is no JSON")

    return json.loads(line, parse_constant=refuse)


def test_what_is_no_number_is_a_text() -> None:
    value = {"a": [nan, {"b": inf}], "c": (-inf, 1.5, True, None, "NaN"), "d": {1}}
    wanted = {"a": ["NaN", {"b": "Infinity"}], "c": ["-Infinity", 1.5, True, None, "NaN"]}
    assert strictly(json_line(value)) == {**wanted, "d": "{1}"}


def test_a_document_with_what_is_no_number_is_a_line_of_json(firestore_client: Client) -> None:
    write_match(firestore_client)
    firestore_client.document(paths.live_score(MATCH_ID)).update({"innings1.runRate": nan})
    firestore_client.document("match_role_assignments/odd").set({"matchId": inf})
    assert strictly(done("scorecard", MATCH_ID, "--json"))["innings1"]["runRate"] == "NaN"
    assert strictly(done("roles", "--json"))["document"] == {"matchId": "Infinity"}
    assert strictly(here("verify", MATCH_ID, "--json").out)["differs"] is True
