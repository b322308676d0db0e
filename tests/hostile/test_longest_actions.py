"""A whole chunk of the longest actions that the rules let in leaves a score that is right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random

import pytest
from google.cloud.firestore import Client

from devtools.emulators import FirestoreEmulator
from devtools.rules.build import build
from scrbrd.adapters import paths, runtime
from scrbrd.adapters.rest_values import encode_value
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.engine.chunks import CHUNK_ACTIONS
from scrbrd.handlers.verify import verify
from tests.hostile.log import Log
from tests.hostile.longest import Longest, numbered
from tests.hostile.mutation import Mutator
from tests.hostile.triggers import Triggers
from tests.rules.cast import SCORER
from tests.rules.documents import FACTS
from tests.rules.policy import new_world
from tests.rules.world import NOW, World

MATCH = "empty-match"
LARGEST = 16_000
"""Bytes of one action; a chunk of them and the rest of `live/state` are below 1 MiB when packed."""
EVENT_EVERY = 32
OTHERS = ("innings_started", "batter_dismissed")
"""Kinds of action whose chunk --full fills too."""


@pytest.fixture
def world(firestore_emulator: FirestoreEmulator, firestore_client: Client) -> Iterator[World]:
    """The rules' own scene."""
    runtime.reset()
    world = new_world(firestore_emulator.host, firestore_client.project, build().text)
    yield world
    world.close()
    runtime.reset()


def size_of(fields: dict[str, object]) -> int:
    """Bytes of an action, about."""
    plain = {name: encode_value(value) for name, value in fields.items() if value is not NOW}
    return len(json.dumps(plain, ensure_ascii=False).encode())


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["delivery", *OTHERS])
def test_a_chunk_of_the_longest_actions_leaves_a_score(
    world: World, firestore_client: Client, kind: str
) -> None:
    log, triggers = Log(MATCH, SCORER, Mutator(Random(1))), Triggers(firestore_client.project)
    began = log.started()
    assert world.commit(SCORER.bearer, *began.ask.writes).ok
    log.accepted(began)
    longest = Longest(world, log).of(kind)
    assert size_of(longest) < LARGEST, f"one {kind} may hold {size_of(longest)} bytes"
    for number in range(2, CHUNK_ACTIONS + 8):
        attempt = numbered(log.fullest(kind), longest, number)
        answer = world.commit(SCORER.bearer, *attempt.ask.writes)
        assert answer.ok, answer.text
        log.accepted(attempt)
        if number % EVENT_EVERY == 0 or number > CHUNK_ACTIONS:
            [stored] = world.snapshot(attempt.paths)
            assert triggers.deliver(attempt.paths[0], stored, None) == []
    score = firestore_client.document(paths.live_score(MATCH)).get().to_dict() or {}
    assert score.get("lastActionId") == log.last_action_id
    assert list(verify(FirestoreMatchStore(firestore_client), runtime.utc_now, MATCH)) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(FACTS))
def test_no_action_is_larger_than_a_chunk_can_hold_so_often(world: World, kind: str) -> None:
    log = Log(MATCH, SCORER, Mutator(Random(1)))
    began = log.started()
    assert world.commit(SCORER.bearer, *began.ask.writes).ok
    log.accepted(began)
    longest = Longest(world, log).of(kind)
    assert size_of(longest) < LARGEST, f"one {kind} may hold {size_of(longest)} bytes"
