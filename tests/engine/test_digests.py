"""Tests that a document's digest is that of the JSON which the standard library writes."""

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
UNUSUAL = [datetime(2026, 5, 1, 12, tzinfo=UTC), b"bytes", {"a": {1, 2}}, float("nan"), "\ud800"]


def library_digest(value: Any) -> str:
    """Return the digest of the JSON that the standard library writes."""
    text = json.dumps(value, sort_keys=True, default=as_text, check_circular=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@given(JSON)
def test_a_document_has_the_digest_of_its_json(value: Any) -> None:
    assert digest(value) == library_digest(value)


@pytest.mark.parametrize("value", UNUSUAL, ids=repr)
def test_an_unusual_value_has_the_digest_of_its_json(value: Any) -> None:
    assert digest(value) == library_digest(value)


@given(JSON)
def test_the_digest_is_the_same_without_the_json_encoder_in_c(value: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("json.encoder.c_make_encoder", None)
        encoded = json_writer()
    assert hashlib.sha256(encoded(value).encode()).hexdigest()[:16] == digest(value)
