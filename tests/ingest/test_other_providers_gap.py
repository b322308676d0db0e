"""Tests that an action of another provider stays if the current one has an invalid event there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.json_types import Json
from scrbrd_ingest.log.id_mapping import provider_ids_in
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import poll_events

EVENT_COUNT = 60
INVALID_FROM = 20
"""The first delivery from this index on is the invalid event."""

INVALID_FIELDS: dict[str, Json] = {
    "no action": {"type": "warp"},
    "unknown player": {"bowlerId": "p:gone"},
}


def map_all_ids(match: FollowedMatch) -> None:
    """Map the ids of both providers, and no others."""
    match.store.maps_every_id = False
    for each in match.events:
        for kind, name in provider_ids_in(each.action):
            for provider in ("alpha", "beta"):
                match.store.mappings[provider, (kind, name)] = name.split(":", 1)[1]


@pytest.mark.parametrize("fields", INVALID_FIELDS.values(), ids=INVALID_FIELDS)
def test_an_invalid_event_of_the_next_provider_voids_no_later_action(fields: Json) -> None:
    match = FollowedMatch()
    map_all_ids(match)
    match.play_to(EVENT_COUNT)
    before = dict(match.store.known.log)
    assert len(before) > INVALID_FROM
    place = next(
        number
        for number, each in enumerate(match.events)
        if number >= INVALID_FROM and each.action["type"] == "delivery"
    )
    valid_event = match.events[place]
    match.beta.events = list(match.beta.events)
    match.beta.events[place] = replace(valid_event, action={**valid_event.action, **fields})
    match.beta.until = EVENT_COUNT + 4
    match.selector.name = "beta"
    for _ in range(20):
        match.clock.forward(5)
        poll_events(match.follower)
    assert match.store.known.log == before
    assert match.problems  # it is reported
    match.beta.events[place] = valid_event
    for _ in range(20):
        match.clock.forward(5)
        poll_events(match.follower)
    log = match.store.known.log
    assert not any(each.is_voided for each in log.values())
    assert len(log) == len(before) + 4
