"""A digest is that of the JSON that the standard library writes of a document."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrbrd.engine.digests import as_text, digest, json_writer

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
STRANGE = [datetime(2026, 5, 1, 12, tzinfo=UTC), b"bytes", {"a": {1, 2}}, float("nan"), "\ud800"]


def library_json(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, default=as_text, check_circular=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@given(JSON)
def test_a_document_has_the_digest_of_its_json(value: Any) -> None:
    assert digest(value) == library_json(value)


@pytest.mark.parametrize("value", STRANGE, ids=repr)
def test_so_has_one_that_we_never_write(value: Any) -> None:
    assert digest(value) == library_json(value)


@given(JSON)
def test_it_is_the_same_where_python_has_no_encoder_in_c(value: Any) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("json.encoder.c_make_encoder", None)
        encoded = json_writer()
    assert hashlib.sha256(encoded(value).encode()).hexdigest()[:16] == digest(value)
