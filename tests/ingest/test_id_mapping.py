"""Tests that every person and team id of a provider is translated to ours, and that the slots of a
log have the order of its fold."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from pydantic.alias_generators import to_camel

from scrbrd.domain.actions import Action
from scrbrd.domain.effective import effective_log
from scrbrd.domain.room import NAME_FIELDS, WICKET_NAME_FIELDS
from scrbrd_ingest.log.id_mapping import (
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
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import committed_matches, events_of, names_of


def test_every_field_with_the_id_of_a_person_or_team_is_mapped() -> None:
    fields_with_ids = {to_camel(each) for fields in NAME_FIELDS.values() for each in fields}
    assert fields_with_ids | {to_camel(each) for each in WICKET_NAME_FIELDS} == set(FIELDS)


def test_the_identity_fields_of_an_action_belong_to_the_writer() -> None:
    identity_fields = {field.alias or name for name, field in Action.model_fields.items()}
    assert identity_fields - {"type", "note"} == IDENTITY


def test_no_id_of_the_provider_is_left_in_an_action() -> None:
    for log in committed_matches().values():
        events = events_of(log.actions)
        names = names_of(events)
        for event in events[:80]:
            mapped = map_event("m1", "alpha", event, names)
            assert isinstance(mapped, Mapped)
            assert "p:" not in mapped.action.model_dump_json()


def test_an_unmapped_id_is_reported_with_the_path_of_its_mapping() -> None:
    event = FeedEvent("7", Place(1, 0, 1), {"type": "batter_arrived", "playerId": "sr:player:1"})
    mapped = map_event("m1", "alpha", event, {})
    assert isinstance(mapped, Unmapped)
    assert mapped.missing == ((MappingKind.PLAYER, "sr:player:1"),)
    assert "provider_mappings/alpha:player:sr:player:1" in mapped.message


def test_an_event_that_is_no_valid_action_is_reported_and_not_guessed() -> None:
    event = FeedEvent("7", Place(1, 0, 1), {"type": "delivery", "overNumber": "one"})
    mapped = map_event("m1", "alpha", event, {})
    assert isinstance(mapped, Unmapped)
    assert "overNumber" in mapped.message


@pytest.mark.parametrize("event_id", ["a/b", "__x__", "..", "ü %2F"])
def test_any_event_id_gives_a_valid_document_id(event_id: str) -> None:
    key = record_key("alpha", event_id)
    assert key.isascii()
    assert "/" not in key


@settings(max_examples=15, deadline=None)
@given(legal_logs())
def test_the_slots_of_a_log_are_in_the_order_of_its_fold(legal: LegalLog) -> None:
    log = [each for each in legal.messy if isinstance(each, Action)]
    numbers = sorted({each.innings_number for each in log})
    slots = [slot for number in numbers for slot in slots_of(number, log)]
    standing = [slot.standing.id for slot in slots if slot.standing is not None]
    assert standing == [each.id for each in effective_log(log).actions]


def test_an_id_too_long_for_its_mapping_document_is_refused() -> None:
    longest = MappingKind.PLAYER, "x" * (1_500 - len("alpha:player:"))
    assert can_be_mapped("alpha", longest)
    for name in (f"{longest[1]}x", "\N{CRICKET BAT AND BALL}" * 200):
        event = FeedEvent("7", Place(1, 0, 1), {"type": "batter_arrived", "playerId": name})
        mapped = map_event("m1", "alpha", event, {(MappingKind.PLAYER, name): "p1"})
        assert isinstance(mapped, Unmapped)
        assert "event 7 of alpha" in mapped.message
        assert mapped.missing == (), "no mapping of it can be created"
        assert len(mapped.message) < 300


def test_an_overlong_id_is_never_looked_up_and_its_ball_is_reported() -> None:
    match = FollowedMatch()
    looked_up = list[str]()
    names = match.store.names

    async def names_recording_ids(
        provider: str, wanted: Iterable[ProviderId]
    ) -> dict[ProviderId, str]:
        ids = list(wanted)
        looked_up.extend(name for _, name in ids)
        return await names(provider, ids)

    match.store.names = names_recording_ids  # type: ignore[method-assign]
    long_id = "\N{CRICKET BAT AND BALL}" * 200
    action = {**match.events[10].action, "bowlerId": long_id}
    match.alpha.events = [*match.events]
    match.alpha.events[10] = FeedEvent(match.events[10].id, match.events[10].place, action)
    match.alpha.team_ids = (long_id,)
    match.alpha.until = 12
    poll_events(match.follower)
    assert looked_up
    assert long_id not in looked_up
    assert len(match.store.known.log) == 10
    assert match.problems == ["not_in_log"]
