"""A whole chunk of the longest legal actions fits into a document, whatever their type."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from random import Random
from string import ascii_letters, digits
from typing import Any

import pytest

from scrbrd.adapters.packing import chunk_document, state_bytes
from scrbrd.domain.actions import read_action
from scrbrd.domain.room import MOST_WEIGHT
from scrbrd.engine.chunks import CHUNK_ACTIONS, PackedAction, SealedChunk
from scrbrd.handlers.snapshot.packed_actions import pack
from tests.rules.documents import seeded
from tests.rules.longest import KINDS, WIDEST, longest
from tests.rules.twins.ask import was_accepted
from tests.rules.world import Create, World

MOST_BYTES = 1_048_576
LEFT_FOR_THE_REST = 50_000
"""Of a chunk's document: its name and its fields."""
MICROSECONDS = 4_000_000_000_000_000
LETTERS = ascii_letters + digits
PICTURES = "".join(map(chr, range(0x1F300, 0x1F650)))
FILLED = 10
"""Characters of the shortest text of one character over and over."""


def unalike(value: Any, pictures: str, chance: Random) -> Any:
    """The same value, with every text that fills a field made of random characters, as long."""
    if isinstance(value, dict):
        return {name: unalike(each, pictures, chance) for name, each in value.items()}
    if isinstance(value, list):
        return [unalike(each, pictures, chance) for each in value]
    if not isinstance(value, str) or len(value) < FILLED or len(set(value)) > 1:
        return value
    if value[0] == WIDEST and pictures == LETTERS:  # which is two of UTF-16
        return "".join(chance.choices(LETTERS, k=2 * len(value)))
    return "".join(chance.choices(pictures if value[0] == WIDEST else LETTERS, k=len(value)))


def packed(kind: str, pictures: str, chance: Random) -> PackedAction:
    """The longest action of a type as the packed log keeps it."""
    [write] = longest(kind).writes
    assert isinstance(write, Create)
    fields = {**seeded(write.fields), "createdAt": datetime(2026, 1, 1, tzinfo=UTC)}
    return pack(read_action(unalike(fields, pictures, chance)), MICROSECONDS)


def heaviest_checkpoint(chance: Random) -> bytes:
    """A state as heavy as one may be, of names that do not compress."""
    return zlib.compress("".join(chance.choices(LETTERS, k=MOST_WEIGHT)).encode())


@pytest.mark.parametrize("pictures", [LETTERS, PICTURES], ids=["letters", "pictures"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_chunk_of_the_longest_actions_fits_into_a_document(kind: str, pictures: str) -> None:
    chance = Random(kind)
    places = range(99_744, 99_744 + CHUNK_ACTIONS)
    chunk = {sequence: packed(kind, pictures, chance) for sequence in places}
    stored = state_bytes(chunk_document(SealedChunk(chunk, heaviest_checkpoint(chance))))
    assert len(stored) <= MOST_BYTES - LEFT_FOR_THE_REST


@pytest.mark.xdist_group("rules")
@pytest.mark.parametrize("kind", KINDS)
def test_the_rules_accept_the_longest_action_of_a_type(world: World, kind: str) -> None:
    ask = longest(kind)
    assert was_accepted(world, ask)
    world.remove([ask.writes[0].path])
