"""The quick batch sends, byte for byte, what the library's own would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud.firestore import DELETE_FIELD, SERVER_TIMESTAMP, Client, WriteBatch
from google.cloud.firestore_v1.types import Write
from hypothesis import given
from hypothesis import strategies as st

from scrbrd.adapters.writing import QuickBatch

WHEN = datetime(2026, 5, 1, 12, 0, 0, 123456, UTC)
CLIENT = Client(project="demo-x", credentials=AnonymousCredentials())
REF = CLIENT.document("matches/m1/live/score")
DOCUMENT: dict[str, Any] = {
    "text": "é",
    "yes": True,
    "number": 7,
    "rate": 12.4,
    "nothing": None,
    "when": WHEN,
    "packed": b"\x00\xff",
    "empty": {},
    "none": [],
    "nested": {"list": [1, {"a.b": [None, False]}], "odd name": "x"},
}
WITH_DELETE = DOCUMENT | {"gone": DELETE_FIELD}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3).filter(lambda each: not has_list(each))
        | st.dictionaries(st.text(min_size=1), inner, max_size=3)
    ),
    max_leaves=8,
)

Act = Callable[[Any], None]


def has_list(values: list[Any]) -> bool:
    return any(isinstance(value, list) for value in values)


def sent(batch: Any, act: Act) -> list[bytes]:
    act(batch)
    return [Write.pb(write).SerializeToString(deterministic=True) for write in batch._write_pbs]


def guard() -> Any:
    return CLIENT.write_option(last_update_time=WHEN)


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda batch: batch.create(REF, DOCUMENT), id="create"),
        pytest.param(lambda batch: batch.set(REF, DOCUMENT), id="set"),
        pytest.param(
            lambda batch: batch.set(REF, WITH_DELETE, merge=sorted(WITH_DELETE)), id="merge fields"
        ),
        pytest.param(lambda batch: batch.set(REF, WITH_DELETE, merge=True), id="merge all"),
        pytest.param(lambda batch: batch.update(REF, WITH_DELETE), id="update"),
        pytest.param(lambda batch: batch.update(REF, DOCUMENT, option=guard()), id="guarded"),
        pytest.param(lambda batch: batch.update(REF, {"a.b": 1}), id="a path into a field"),
        pytest.param(lambda batch: batch.delete(REF), id="delete"),
    ],
)
def test_it_sends_what_the_library_would(act: Act) -> None:
    assert sent(QuickBatch(CLIENT), act) == sent(WriteBatch(CLIENT), act)


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,5}", fullmatch=True), VALUES, min_size=1))
def test_whatever_the_values_are(document: dict[str, Any]) -> None:
    def act(batch: Any) -> None:
        batch.create(REF, document)

    assert sent(QuickBatch(CLIENT), act) == sent(WriteBatch(CLIENT), act)


def test_what_is_no_plain_data_is_refused_and_not_mangled() -> None:
    with pytest.raises(TypeError, match="holds no Sentinel"):
        QuickBatch(CLIENT).create(REF, {"odd": SERVER_TIMESTAMP})
