"""Every person and team of a provider is translated to our ids; the log has the order of the
fold."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from pydantic.alias_generators import to_camel

from scrbrd.domain.actions import Action
from scrbrd.domain.effective import effective_log
from scrbrd.domain.room import NAME_FIELDS, WICKET_NAME_FIELDS
from scrbrd_ingest.log.mapping import (
    FIELDS,
    IDENTITY,
    Mapped,
    MappingKind,
    ProviderId,
    Unmapped,
    can_be_mapped,
    map_event,
)
from scrbrd_ingest.log.records import record_key
from scrbrd_ingest.log.slots import slots_of
from scrbrd_ingest.model import FeedEvent, Place
from tests.domain.strategies import LegalLog, legal_logs
from tests.ingest.followed import Ground
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import committed, events_of, names_of


def test_every_field_that_names_somebody_is_mapped() -> None:
    named = {to_camel(each) for fields in NAME_FIELDS.values() for each in fields}
    assert named | {to_camel(each) for each in WICKET_NAME_FIELDS} == set(FIELDS)


def test_the_identity_of_an_action_is_the_writers() -> None:
    own = {field.alias or name for name, field in Action.model_fields.items()}
    assert own - {"type", "note"} == IDENTITY


def test_no_id_of_the_provider_is_left_in_an_action() -> None:
    for log in committed().values():
        events = events_of(log.actions)
        names = names_of(events)
        for event in events[:80]:
            found = map_event("m1", "alpha", event, names)
            assert isinstance(found, Mapped)
            assert "p:" not in found.action.model_dump_json()


def test_who_is_unknown_is_named_with_the_remedy() -> None:
    event = FeedEvent("7", Place(1, 0, 1), {"type": "batter_arrived", "playerId": "sr:player:1"})
    found = map_event("m1", "alpha", event, {})
    assert isinstance(found, Unmapped)
    assert found.missing == ((MappingKind.PLAYER, "sr:player:1"),)
    assert "provider_mappings/alpha:player:sr:player:1" in found.message


def test_what_is_no_action_is_told_and_not_guessed() -> None:
    event = FeedEvent("7", Place(1, 0, 1), {"type": "delivery", "overNumber": "one"})
    found = map_event("m1", "alpha", event, {})
    assert isinstance(found, Unmapped)
    assert "overNumber" in found.message


@pytest.mark.parametrize("event_id", ["a/b", "__x__", "..", "ü %2F"])
def test_any_id_of_an_event_names_a_document(event_id: str) -> None:
    key = record_key("alpha", event_id)
    assert key.isascii()
    assert "/" not in key


@settings(max_examples=15, deadline=None)
@given(legal_logs())
def test_the_slots_of_a_log_stand_in_the_order_of_its_fold(legal: LegalLog) -> None:
    log = [each for each in legal.messy if isinstance(each, Action)]
    numbers = sorted({each.innings_number for each in log})
    slots = [slot for number in numbers for slot in slots_of(number, log)]
    standing = [slot.standing.id for slot in slots if slot.standing is not None]
    assert standing == [each.id for each in effective_log(log).actions]


def test_an_id_that_is_too_long_for_the_document_of_its_mapping_is_refused() -> None:
    longest = MappingKind.PLAYER, "x" * (1_500 - len("alpha:player:"))
    assert can_be_mapped("alpha", longest)
    for name in (f"{longest[1]}x", "\N{CRICKET BAT AND BALL}" * 200):
        event = FeedEvent("7", Place(1, 0, 1), {"type": "batter_arrived", "playerId": name})
        found = map_event("m1", "alpha", event, {(MappingKind.PLAYER, name): "p1"})
        assert isinstance(found, Unmapped)
        assert "event 7 of alpha" in found.message
        assert found.missing == (), "no mapping of it can be created"
        assert len(found.message) < 300


def test_nobody_looks_an_id_up_that_is_too_long_and_its_ball_is_told() -> None:
    ground = Ground()
    looked_up = list[str]()
    names = ground.store.names

    async def noting(provider: str, wanted: Iterable[ProviderId]) -> dict[ProviderId, str]:
        listed = list(wanted)
        looked_up.extend(name for _, name in listed)
        return await names(provider, listed)

    ground.store.names = noting  # type: ignore[method-assign]
    long = "\N{CRICKET BAT AND BALL}" * 200
    odd = {**ground.events[10].action, "bowlerId": long}
    ground.alpha.events = [*ground.events]
    ground.alpha.events[10] = FeedEvent(ground.events[10].id, ground.events[10].place, odd)
    ground.alpha.team_ids = (long,)
    ground.alpha.until = 12
    poll_events(ground.follower)
    assert looked_up
    assert long not in looked_up
    assert len(ground.store.known.log) == 10
    assert ground.problems == ["not_in_log"]
