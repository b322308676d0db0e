"""The fake refuses what Firestore refuses."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from google.api_core.exceptions import InvalidArgument

from tests.fakes import limits
from tests.fakes.hostile import VALUES, deep

REFUSED: dict[str, Any] = {
    "half a character": "\ud800",
    "a list in a list": [[1]],
    "65 bits": 2**63,
    "a set": {1},
    "more than a document": "x" * 1_048_577,
    "21 deep": deep(21),
    "a reserved field": {"__x__": 1},
    "a field without a name": {"": 1},
    "before year 1": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
}


@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED)
def test_a_value_that_firestore_does_not_hold_is_refused(value: Any) -> None:
    with pytest.raises(InvalidArgument):
        limits.check_document("matches/m1", {"x": value})


@pytest.mark.parametrize(
    "name", ["not a number", "a reference", "a place", "a vector", "bytes", "nanoseconds", "deep"]
)
def test_a_value_that_firestore_holds_is_taken(name: str) -> None:
    assert limits.check_document("matches/m1", {"x": VALUES[name]}) > 0


@pytest.mark.parametrize("name", ["", ".", "..", "__x__", "a/b", "x" * 1_501, "\u00fc" * 751])
def test_an_id_that_firestore_does_not_take_is_refused(name: str) -> None:
    with pytest.raises(InvalidArgument):
        limits.check_document(f"matches/{name}", {})


def test_a_document_is_as_large_as_firestore_says() -> None:
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
