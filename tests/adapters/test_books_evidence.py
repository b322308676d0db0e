"""Tests that the evidence of a logged action is read back from its document unchanged."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scrbrd.adapters import books_codec
from scrbrd.consensus.agreement import Agreement, CitedEntry, logged_action
from scrbrd.consensus.entries import Seat
from scrbrd.domain.vocabulary import ActionId, ValidationTier
from tests.adapters.test_books_packing import entry_of_kind

CITED = CitedEntry("umpire", ActionId("1_14"), ActionId("1_14"))
AGREED = Agreement(ValidationTier.TRIPLE, {Seat.UMPIRE: CITED})


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"rulings": (3,)},
        {"books": {Seat.UMPIRE: "b4af", Seat.HOME: "dd14"}},
        {"books": {Seat.AWAY: "1a1c"}, "rulings": (2, 5)},
    ],
)
def test_an_action_created_and_voided_at_once_keeps_the_state_of_its_books(
    changes: dict[str, Any],
) -> None:
    """Without the books' versions a full fold would restore the ball or void another."""
    agreement = replace(AGREED, **changes)
    entry = replace(logged_action(entry_of_kind("delivery").action), agreement=agreement)
    assert books_codec.read_agreement(books_codec.action_document(entry)) == agreement
