"""Tests that a chunk of the longest valid actions of each type fits into a document."""

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
from tests.rules.documents import as_stored
from tests.rules.longest import KINDS, WIDEST, longest
from tests.rules.twins.commit import was_accepted
from tests.rules.world import Create, World

MAX_DOCUMENT_BYTES = 1_048_576
BYTES_FOR_OTHER_FIELDS = 50_000
"""For the name and the other fields of a chunk's document."""
MICROSECONDS = 4_000_000_000_000_000
LETTERS = ascii_letters + digits
PICTOGRAPHS = "".join(map(chr, range(0x1F300, 0x1F650)))
MIN_REPEATED_LENGTH = 10
"""Texts that repeat one character at least so often are replaced by random ones."""


def with_random_texts(value: Any, characters: str, random: Random) -> Any:
    """Return the value with random characters in each text of one repeated character."""
    if isinstance(value, dict):
        return {name: with_random_texts(each, characters, random) for name, each in value.items()}
    if isinstance(value, list):
        return [with_random_texts(each, characters, random) for each in value]
    if not isinstance(value, str) or len(value) < MIN_REPEATED_LENGTH or len(set(value)) > 1:
        return value
    if value[0] == WIDEST and characters == LETTERS:  # which is two of UTF-16
        return "".join(random.choices(LETTERS, k=2 * len(value)))
    return "".join(random.choices(characters if value[0] == WIDEST else LETTERS, k=len(value)))


def packed_longest(kind: str, characters: str, random: Random) -> PackedAction:
    """Return the longest action of a type as the packed log stores it."""
    [write] = longest(kind).writes
    assert isinstance(write, Create)
    fields = {**as_stored(write.fields), "createdAt": datetime(2026, 1, 1, tzinfo=UTC)}
    return pack(read_action(with_random_texts(fields, characters, random)), MICROSECONDS)


def heaviest_checkpoint(random: Random) -> bytes:
    """Return a state of the maximum weight, of names that do not compress."""
    return zlib.compress("".join(random.choices(LETTERS, k=MOST_WEIGHT)).encode())


@pytest.mark.parametrize("characters", [LETTERS, PICTOGRAPHS], ids=["letters", "pictures"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_chunk_of_the_longest_actions_fits_into_a_document(kind: str, characters: str) -> None:
    random = Random(kind)
    sequences = range(99_744, 99_744 + CHUNK_ACTIONS)
    chunk = {sequence: packed_longest(kind, characters, random) for sequence in sequences}
    stored = state_bytes(chunk_document(SealedChunk(chunk, heaviest_checkpoint(random))))
    assert len(stored) <= MAX_DOCUMENT_BYTES - BYTES_FOR_OTHER_FIELDS


@pytest.mark.xdist_group("rules")
@pytest.mark.parametrize("kind", KINDS)
def test_the_rules_accept_the_longest_action_of_a_type(world: World, kind: str) -> None:
    commit = longest(kind)
    assert was_accepted(world, commit)
    world.remove([commit.writes[0].path])
