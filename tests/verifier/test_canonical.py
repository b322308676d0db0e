"""Tests that the library, the script and the web page write the same canonical JSON."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from scrbrd.domain.ledger.canonical import as_json, canonical
from tests.clients.building import built_client
from tests.verifier.verifying import PAGE, verifier_module

PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
VALUES = st.recursive(
    PLAIN | st.datetimes(timezones=st.just(UTC)),
    lambda part: st.lists(part, max_size=4) | st.dictionaries(st.text(), part, max_size=4),
    max_leaves=20,
)


class FakeReference:
    """A stand-in for a document reference."""

    path = "people/ann"


class FakeGeoPoint:
    """A stand-in for a geographical point."""

    latitude, longitude = -33.9, 18.4


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2**53 - 1, "9007199254740991"),
        (2**53, '"9007199254740992"'),
        (-(2**63), '"-9223372036854775808"'),
        (-0.0, "0"),
        (12.0, "12"),
        (float("nan"), '"NaN"'),
        (float("-inf"), '"-Infinity"'),
        (b"\x00\xff", '"AP8="'),
        (datetime(2026, 5, 2, 13, 0, 31, 250_000, tzinfo=UTC), '"2026-05-02T13:00:31.250000Z"'),
        (
            datetime(2026, 5, 2, 15, tzinfo=timezone(timedelta(hours=2))),
            '"2026-05-02T13:00:00.000000Z"',
        ),
        ("half \ud800", '"half ?"'),
        ({"\ufb33": 1, "\U0001f3cf": 2}, '{"\U0001f3cf":2,"\ufb33":1}'),
        ((1, [True, None]), "[1,[true,null]]"),
        (FakeReference(), '"people/ann"'),
        (FakeGeoPoint(), '{"latitude":-33.9,"longitude":18.4}'),
        (object(), '"<object>"'),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_values_that_json_cannot_express_are_written_as_text(value: Any, expected: str) -> None:
    assert canonical(value) == expected


SIMPLE = st.none() | st.booleans() | st.integers() | st.text(st.characters(max_codepoint=127))
NAMES = st.text(st.characters(max_codepoint=127)) | st.text() | st.integers()


@given(
    st.recursive(
        SIMPLE | PLAIN,
        lambda part: st.lists(part, max_size=4) | st.dictionaries(NAMES, part, max_size=4),
        max_leaves=20,
    )
)
def test_values_are_written_as_by_the_reference_library(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(as_json(value)).decode()


@given(VALUES)
def test_the_script_rewrites_canonical_json_unchanged(value: Any) -> None:
    text = canonical(value)
    assert verifier_module().canonical(json.loads(text)) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_script_writes_numbers_as_the_library_does(number: float) -> None:
    assert verifier_module().canonical(number) == canonical(number)


@pytest.mark.emulator  # needs what npm installs
def test_the_page_rewrites_canonical_json_unchanged() -> None:
    built_client()
    texts: list[str] = []

    @settings(max_examples=100)
    @given(VALUES)
    def collect(value: Any) -> None:
        texts.append(canonical(value))

    collect()
    code = f"""
import {{ canonical }} from {json.dumps(PAGE.as_uri())};
const texts = JSON.parse(await new Response(process.stdin).text());
console.log(JSON.stringify(texts.map((text) => canonical(JSON.parse(text)))));
"""
    command = ["node", "--input-type=module", "-e", code]
    result = subprocess.run(
        command, input=json.dumps(texts), capture_output=True, text=True, check=False, timeout=60
    )
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == texts
    assert len(texts) > 30
