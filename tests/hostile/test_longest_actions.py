"""Tests that a whole chunk of the longest actions that the rules accept leaves a correct score."""

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
from tests.hostile.longest import LongestActions, with_longest_values
from tests.hostile.mutation import Mutator
from tests.hostile.triggers import Triggers
from tests.rules.cast import SCORER
from tests.rules.documents import FACTS
from tests.rules.policy import new_world
from tests.rules.world import NOW, World

MATCH = "empty-match"
LARGEST = 16_000
"""Most bytes of one action: a packed chunk of them and the rest of `live/state` are below 1 MiB."""
EVENT_EVERY = 32
OTHERS = ("innings_started", "batter_dismissed")
"""Other types of action of which --full fills a chunk too."""


@pytest.fixture
def world(firestore_emulator: FirestoreEmulator, firestore_client: Client) -> Iterator[World]:
    """Yield a world with the documents of the rules' own tests."""
    runtime.reset()
    world = new_world(firestore_emulator.host, firestore_client.project, build().text)
    yield world
    world.close()
    runtime.reset()


def approximate_size(fields: dict[str, object]) -> int:
    """Return the approximate number of bytes of an action."""
    encoded = {name: encode_value(value) for name, value in fields.items() if value is not NOW}
    return len(json.dumps(encoded, ensure_ascii=False).encode())


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["delivery", *OTHERS])
def test_a_chunk_of_the_longest_actions_leaves_a_correct_score(
    world: World, firestore_client: Client, kind: str
) -> None:
    log, triggers = Log(MATCH, SCORER, Mutator(Random(1))), Triggers(firestore_client.project)
    innings_start = log.innings_start()
    assert world.commit(SCORER.bearer, *innings_start.commit.writes).ok
    log.record_accepted(innings_start)
    longest = LongestActions(world, log).fields_of(kind)
    assert approximate_size(longest) < LARGEST, (
        f"one {kind} may hold {approximate_size(longest)} bytes"
    )
    for number in range(2, CHUNK_ACTIONS + 8):
        attempt = with_longest_values(log.complete_action(kind), longest, number)
        answer = world.commit(SCORER.bearer, *attempt.commit.writes)
        assert answer.ok, answer.text
        log.record_accepted(attempt)
        if number % EVENT_EVERY == 0 or number > CHUNK_ACTIONS:
            [stored] = world.snapshot(attempt.paths)
            assert triggers.deliver(attempt.paths[0], stored, None) == []
    score = firestore_client.document(paths.live_score(MATCH)).get().to_dict() or {}
    assert score.get("lastActionId") == log.last_action_id
    assert list(verify(FirestoreMatchStore(firestore_client), runtime.utc_now, MATCH)) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(FACTS))
def test_no_type_of_action_exceeds_the_size_that_a_full_chunk_allows(
    world: World, kind: str
) -> None:
    log = Log(MATCH, SCORER, Mutator(Random(1)))
    innings_start = log.innings_start()
    assert world.commit(SCORER.bearer, *innings_start.commit.writes).ok
    log.record_accepted(innings_start)
    longest = LongestActions(world, log).fields_of(kind)
    assert approximate_size(longest) < LARGEST, (
        f"one {kind} may hold {approximate_size(longest)} bytes"
    )
