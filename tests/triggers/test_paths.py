"""Tests that non-ASCII ids reach the handlers as they are in the database."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest

from scrbrd.triggers.params import param

UMLAUT = "spiel-m\u00fcnchen"


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        pytest.param(quote(UMLAUT), UMLAUT, id="percent-encoded"),
        pytest.param(UMLAUT.encode().decode("latin-1"), UMLAUT, id="bytes read as Latin-1"),
        pytest.param(UMLAUT, UMLAUT, id="as it is"),
        pytest.param(quote("\u0938\u094d"), "\u0938\u094d", id="Devanagari, percent-encoded"),
        pytest.param("m1_2.x~-", "m1_2.x~-", id="an id"),
    ],
)
def test_an_id_is_read_from_any_encoding_of_the_header(text: str, id_: str) -> None:
    event: Any = SimpleNamespace(params={"matchId": text})
    assert param(event, "matchId") == id_
