"""Another provider's action stays where the current one has an event that cannot be entered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.json_types import Json
from scrbrd_ingest.log.mapping import provider_ids_in
from tests.ingest.followed import Ground
from tests.ingest.memory import poll_events

TOLD = 60
FROM = 20
"""Where the event stands among those of the match that is none."""

WAYS: dict[str, Json] = {"no action": {"type": "warp"}, "of nobody known": {"bowlerId": "p:gone"}}


def known_names(ground: Ground) -> None:
    """Map the names of both providers, and no others."""
    ground.store.every_name = False
    for each in ground.events:
        for kind, name in provider_ids_in(each.action):
            for provider in ("alpha", "beta"):
                ground.store.mappings[provider, (kind, name)] = name.split(":", 1)[1]


@pytest.mark.parametrize("fields", WAYS.values(), ids=WAYS)
def test_after_a_change_of_provider_nothing_behind_it_is_voided(fields: Json) -> None:
    ground = Ground()
    known_names(ground)
    ground.play_to(TOLD)
    before = dict(ground.store.known.log)
    assert len(before) > FROM
    place = next(
        number
        for number, each in enumerate(ground.events)
        if number >= FROM and each.action["type"] == "delivery"
    )
    right = ground.events[place]
    ground.beta.events = list(ground.beta.events)
    ground.beta.events[place] = replace(right, action={**right.action, **fields})
    ground.beta.until = TOLD + 4
    ground.selector.name = "beta"
    for _ in range(20):
        ground.clock.forward(5)
        poll_events(ground.follower)
    assert ground.store.known.log == before
    assert ground.problems  # it is reported
    ground.beta.events[place] = right
    for _ in range(20):
        ground.clock.forward(5)
        poll_events(ground.follower)
    log = ground.store.known.log
    assert not any(each.is_voided for each in log.values())
    assert len(log) == len(before) + 4
