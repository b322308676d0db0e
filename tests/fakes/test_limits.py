"""Tests that the fake refuses the values, ids and sizes that Firestore refuses."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from google.api_core.exceptions import InvalidArgument

from tests.fakes import limits
from tests.fakes.hostile import HOSTILE_VALUES, nested_map

REFUSED: dict[str, Any] = {
    "a lone surrogate": "\ud800",
    "a list in a list": [[1]],
    "65 bits": 2**63,
    "a set": {1},
    "more than a document": "x" * 1_048_577,
    "21 deep": nested_map(21),
    "a reserved field": {"__x__": 1},
    "a field without a name": {"": 1},
    "before year 1": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
}


@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED)
def test_a_value_that_firestore_cannot_store_is_refused(value: Any) -> None:
    with pytest.raises(InvalidArgument):
        limits.check_document("matches/m1", {"x": value})


@pytest.mark.parametrize(
    "name",
    ["not a number", "a reference", "a geopoint", "a vector", "bytes", "nanoseconds", "deep"],
)
def test_a_value_that_firestore_can_store_is_accepted(name: str) -> None:
    assert limits.check_document("matches/m1", {"x": HOSTILE_VALUES[name]}) > 0


@pytest.mark.parametrize("name", ["", ".", "..", "__x__", "a/b", "x" * 1_501, "\u00fc" * 751])
def test_an_id_that_firestore_does_not_accept_is_refused(name: str) -> None:
    with pytest.raises(InvalidArgument):
        limits.check_document(f"matches/{name}", {})


def test_the_size_of_firestores_own_example_is_computed_correctly() -> None:
    # The example of https://firebase.google.com/docs/firestore/storage-size
    task = {
        "type": "Personal",
        "done": False,
        "priority": 1,
        "description": "Learn Cloud Firestore",
    }
    assert limits.check_document("users/jeff/tasks/my_task_id", task) == 147


def test_a_commit_of_more_than_ten_mebibytes_is_refused() -> None:
    documents = {f"matches/m{number}": {"x": b"x" * 1_000_000} for number in range(11)}
    with pytest.raises(InvalidArgument, match="commit"):
        limits.check_commit(documents)
