"""Tests that packed book entries and rulings are unpacked unchanged, field by field."""

from __future__ import annotations

from typing import Any

import pytest

from scrbrd.adapters import books_codec, books_packing
from scrbrd.consensus.entries import Entry
from scrbrd.consensus.rulings import Ruling
from scrbrd.handlers.books.documents import ball_of
from tests.rules.cast import PAST, SCORER_HOME
from tests.rules.documents import FACTS, delivery, fact, full_delivery

EXPLICIT_DEFAULTS: dict[str, dict[str, Any]] = {
    "innings_started": {"superOver": False},
    "batter_arrived": {"end": None},
    "delivery": {"notCounted": False, "wicket": None},
}
"""Values equal to those of a document without the field."""


def entry_of_kind(kind: str) -> Entry:
    """Return an entry with every default value that the rules allow explicitly."""
    explicit = EXPLICIT_DEFAULTS.get(kind, {})
    if kind == "delivery":
        document = delivery("m1", 1, 2, SCORER_HOME, "scorer_home", **full_delivery()) | explicit
    else:
        document = fact("m1", 1, 2, SCORER_HOME, kind, **FACTS[kind]) | explicit
    times = {"createdAt": PAST, "updatedAt": PAST}
    found = books_codec.read_book_entry("m1", (1, 2), {**document, **times})
    assert isinstance(found, Entry)
    return found


@pytest.mark.parametrize("kind", ["delivery", *FACTS])
def test_an_entry_is_unchanged_by_packing(kind: str) -> None:
    entry = entry_of_kind(kind)
    found = books_packing.unpack_entry((1, 2), books_packing.pack_entry(entry))
    assert isinstance(found, Entry)
    assert found.content == entry.content
    assert ball_of(found.action) == ball_of(entry.action)
    assert EXPLICIT_DEFAULTS.get(kind, {}).items() <= ball_of(entry.action).items()


def test_a_packed_ruling_and_a_packed_entry_keep_their_times() -> None:
    document = {
        "kind": "dispute", "method": "umpire", "disputeId": "1_2", "entries": {"home": "1_2"},
        "accepts": "home", "decidedAs": "umpire_on_field", "decidedBy": "u", "createdAt": PAST,
    }  # fmt: skip
    ruling = books_codec.read_ruling("m1", 1, document)
    assert books_packing.unpack_ruling(books_packing.pack_ruling(ruling)) == ruling
    assert isinstance(ruling, Ruling)
    assert ruling.created_at == PAST
    voided = delivery("m1", 1, 2, SCORER_HOME, "scorer_home", isVoided=True, voidedAt=PAST)
    entry = books_codec.read_book_entry("m1", (1, 2), {**voided, "createdAt": PAST})
    assert isinstance(entry, Entry)
    found = books_packing.unpack_entry((1, 2), books_packing.pack_entry(entry))
    assert isinstance(found, Entry)
    assert (found.action.created_at, found.action.voided_at) == (PAST, PAST)
