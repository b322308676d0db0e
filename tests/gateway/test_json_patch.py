"""Tests JSON patches: they turn the old document into the new one and contain only changes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrbrd_gateway.sockets.encoding import dumps
from scrbrd_gateway.sockets.json_patch import diff
from tests.gateway.client_models import apply_patch
from tests.gateway.fake_rooms import score

NAMES = st.sampled_from(["a", "b", "", "/", "~", "~1", "a/b", "é", "0"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from([0.0, 1.0, 2.5]) | NAMES,
    lambda children: st.lists(children, max_size=4) | st.dictionaries(NAMES, children, max_size=4),
    max_leaves=8,
)


@given(old=JSON, new=JSON)
def test_the_patch_applied_to_the_old_document_gives_the_new_one(old: Any, new: Any) -> None:
    assert dumps_sorted(apply_patch(old, list(diff(old, new)))) == dumps_sorted(new)


def dumps_sorted(value: Any) -> str:
    """Return the JSON with its names sorted; 1, 1.0 and true stay different."""
    if isinstance(value, dict):
        return dumps([[name, dumps_sorted(value[name])] for name in sorted(value)])
    if isinstance(value, list):
        return dumps([dumps_sorted(each) for each in value])
    return dumps(value)


@given(document=JSON)
def test_an_unchanged_document_gives_no_operation(document: Any) -> None:
    assert list(diff(document, document)) == []


def test_the_patch_of_a_ball_contains_only_changed_paths() -> None:
    paths = {each["path"] for each in diff(score(1), score(2))}
    assert "/currentInnings/runs" in paths
    assert not {path for path in paths if path.startswith(("/status", "/currentInnings/balls/"))}


@pytest.mark.parametrize(
    ("old", "new", "operation"),
    [
        ({"a": 1}, {"a": None}, {"op": "replace", "path": "/a", "value": None}),
        ({}, {"a/~": 1}, {"op": "add", "path": "/a~1~0", "value": 1}),
        ([1, 2], [1], {"op": "remove", "path": "/1"}),
        ([1], [1, 2], {"op": "add", "path": "/-", "value": 2}),
        (1, True, {"op": "replace", "path": "", "value": True}),
    ],
    ids=["set to null", "escaped name", "shorter", "longer", "another type"],
)
def test_each_kind_of_change_gives_its_operation(
    old: Any, new: Any, operation: dict[str, Any]
) -> None:
    assert list(diff(old, new)) == [operation]
