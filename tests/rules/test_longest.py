"""A whole chunk of the longest legal actions fits into a document, whatever their type."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scrbrd.domain.actions import read_action
from scrbrd.handlers.packed_log import CHUNK_ACTIONS, Packed, pack, to_lines
from tests.rules.documents import seeded
from tests.rules.longest import KINDS, longest
from tests.rules.twins.ask import was_accepted
from tests.rules.world import Create, World

MOST_BYTES = 1_048_576
LEFT_FOR_THE_REST = 50_000
"""Of a chunk's document: its name, its fields, and the checkpoint's own."""
MICROSECONDS = 4_000_000_000_000_000


def packed(kind: str) -> Packed:
    """The longest action of a type as the packed log keeps it."""
    [write] = longest(kind).writes
    assert isinstance(write, Create)
    fields = {**seeded(write.fields), "createdAt": datetime(2026, 1, 1, tzinfo=UTC)}
    return pack(read_action(fields), MICROSECONDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chunk_of_the_longest_actions_fits_into_a_document(kind: str) -> None:
    chunk = {sequence: packed(kind) for sequence in range(99_744, 99_744 + CHUNK_ACTIONS)}
    assert len(to_lines(chunk).encode()) <= MOST_BYTES - LEFT_FOR_THE_REST


@pytest.mark.xdist_group("matrix")
@pytest.mark.parametrize("kind", KINDS)
def test_the_rules_accept_the_longest_action_of_a_type(world: World, kind: str) -> None:
    ask = longest(kind)
    assert was_accepted(world, ask)
    world.remove([ask.writes[0].path])
