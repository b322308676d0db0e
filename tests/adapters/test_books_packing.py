"""What is packed of books comes back as it was, field by field of every document."""

from __future__ import annotations

from typing import Any

import pytest

from scrbrd.adapters import books_codec, books_packing
from scrbrd.consensus.entries import Entry
from scrbrd.handlers.books.documents import ball_of
from tests.rules.cast import PAST, SCORER_HOME
from tests.rules.documents import FACTS, delivery, fact, richest

EXPLICIT: dict[str, dict[str, Any]] = {
    "innings_started": {"superOver": False},
    "batter_arrived": {"end": None},
    "delivery": {"notCounted": False, "wicket": None},
}
"""Values that are also those of a document without the field."""


def entry_of_kind(kind: str) -> Entry:
    """Return an entry with what the rules let its document say explicitly."""
    explicit = EXPLICIT.get(kind, {})
    if kind == "delivery":
        document = delivery("m1", 1, 2, SCORER_HOME, "scorer_home", **richest()) | explicit
    else:
        document = fact("m1", 1, 2, SCORER_HOME, kind, **FACTS[kind]) | explicit
    times = {"createdAt": PAST, "updatedAt": PAST}
    found = books_codec.read_book_entry("m1", (1, 2), {**document, **times})
    assert isinstance(found, Entry)
    return found


@pytest.mark.parametrize("kind", ["delivery", *FACTS])
def test_an_entry_says_the_same_when_it_was_packed(kind: str) -> None:
    entry = entry_of_kind(kind)
    found = books_packing.unpack_entry((1, 2), books_packing.pack_entry(entry))
    assert isinstance(found, Entry)
    assert found.words == entry.words
    assert ball_of(found.action) == ball_of(entry.action)
    assert EXPLICIT.get(kind, {}).items() <= ball_of(entry.action).items()
