"""Tests that balls wait for unmapped ids, and are corrected if a mapping is replaced."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from scrbrd_ingest.known_names import MOST_LOOKED_UP, NameMappings
from scrbrd_ingest.log.id_mapping import (
    MappingKind,
    ProviderId,
    generated_id,
    provider_ids_in,
)
from scrbrd_ingest.model import FeedEvent
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import poll_events


def test_a_ball_waits_until_the_people_it_names_are_mapped() -> None:
    match = FollowedMatch()
    match.store.maps_every_id = False
    match.play_to(3)
    assert not match.store.known.log
    assert "unmapped" in match.problems
    assert match.store.feed is not None
    message = match.store.feed["problems"][0]["message"]
    assert "provider_mappings/alpha:team:" in message
    match.store.maps_every_id = True
    match.clock.forward(20)
    poll_events(match.follower)
    assert match.agrees_with_log


def test_replacing_a_mapping_corrects_the_balls_that_use_it() -> None:
    match = FollowedMatch()
    match.store.maps_every_id = False
    names = {name for each in match.events for name in provider_ids_in(each.action)}
    match.store.mappings = {("alpha", name): name[1].split(":", 1)[1] for name in names}
    bowler = (MappingKind.PLAYER, match.events[1].action["bowlerId"])
    right = match.store.mappings["alpha", bowler]
    match.store.mappings["alpha", bowler] = "somebody_else"
    match.play_to(20)
    match.store.mappings["alpha", bowler] = right
    agreements = [match.agrees_with_log]
    for seconds in (240.0, 61.0):
        match.clock.forward(seconds)
        poll_events(match.follower)
        agreements.append(match.agrees_with_log)
    assert agreements == [False, False, True]
    match.store.mappings.clear()
    match.clock.forward(301.0)
    poll_events(match.follower)
    assert match.agrees_with_log, "a mapping that is deleted takes no ball out of the log"
    assert match.problems == []


def match_with_generated_ids(monkeypatch: pytest.MonkeyPatch) -> FollowedMatch:
    """Return a match whose store generates an id for each person without one, as with
    INGEST_MAPS_UNKNOWN_PEOPLE; all people of the match are mapped."""
    match = FollowedMatch()
    match.store.maps_every_id = False
    mappings = match.store.mappings
    names = {name for each in match.events for name in provider_ids_in(each.action)}
    mappings.update({("alpha", name): name[1].split(":", 1)[1] for name in names})
    existing_names = match.store.names

    async def names_with_generated(
        provider: str, wanted: Iterable[ProviderId]
    ) -> dict[ProviderId, str]:
        wanted = list(wanted)
        for each in wanted:
            mappings.setdefault((provider, each), generated_id(provider, each[1]))
        return await existing_names(provider, wanted)

    monkeypatch.setattr(match.store, "names", names_with_generated)
    monkeypatch.setattr(match.store, "existing_names", existing_names)
    return match


def test_a_deleted_mapping_is_not_replaced_by_a_generated_id_in_balls_of_the_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    match = match_with_generated_ids(monkeypatch)
    match.play_to(20)
    bowler = ("alpha", (MappingKind.PLAYER, match.events[1].action["bowlerId"]))
    del match.store.mappings[bowler]
    match.clock.forward(301.0)
    poll_events(match.follower)
    assert len(match.store.known.log) == 20
    assert match.agrees_with_log
    assert bowler not in match.store.mappings, "reading the known ids again creates none"


def test_an_answer_of_another_match_generates_no_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    match = match_with_generated_ids(monkeypatch)
    match.play_to(20)
    for number in range(12):  # people of another match that is followed, too
        stranger = (MappingKind.PLAYER, f"p:stranger-{number}")
        match.store.mappings["alpha", stranger] = f"stranger-{number}"
    mappings = dict(match.store.mappings)

    def of_another_match(events: list[FeedEvent]) -> list[FeedEvent]:
        found = []
        for at, each in enumerate(events):
            strikers = {
                "strikerId": f"p:stranger-{at % 12}",
                "nonStrikerId": f"p:stranger-{(at + 1) % 12}",
            }
            action = {**each.action, **strikers, "bowlerId": f"p:unmapped-{at}"}
            found.append(FeedEvent(f"other-{at}", each.place, action))
        return found

    match.alpha.distort = of_another_match
    assert poll_events(match.follower).failure == "bad_answer"
    assert match.problems == ["other_match"]
    assert match.store.mappings == mappings


def test_earlier_versions_of_an_event_are_not_kept_in_memory() -> None:
    """A provider may revise an event with every answer, for the length of a match."""
    match = FollowedMatch()
    clock, store = match.clock, match.store
    names = NameMappings("m1", "alpha", store, clock, timedelta(seconds=15))
    event = match.events[1]

    async def revise() -> None:
        first = weakref.ref((await names.mappings([event], 2))[event.id])
        again = (await names.mappings([event], 2))[event.id]
        assert again is first()
        await names.mappings([replace(event, action={**event.action, "runsOffBat": 5})], 2)
        del again
        gc.collect()
        assert first() is None

    asyncio.run(revise())


def test_an_unmapped_player_holds_back_only_the_balls_from_the_first_mention_on() -> None:
    match = FollowedMatch()
    match.store.maps_every_id = False
    for event in match.events:
        for kind, name in ids_in(event):
            match.store.mappings["alpha", (kind, name)] = name.split(":", 1)[1]
    unmapped = (MappingKind.PLAYER, match.events[40].action["bowlerId"])
    first = next(n for n, each in enumerate(match.events) if unmapped in ids_in(each))
    del match.store.mappings["alpha", unmapped]
    match.play_to(60)
    assert len(match.store.known.log) == first


def ids_in(event: FeedEvent) -> list[tuple[MappingKind, str]]:
    """Return the ids in an event."""
    return list(provider_ids_in(event.action))


def test_a_provider_with_thousands_of_unknown_ids_causes_few_reads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The ids differ in each answer: the balls wait, and few ids are looked up at a time."""
    match = FollowedMatch()
    match.play_to(20)
    match.store.maps_every_id = False
    names, lookup_sizes = match.store.names, list[int]()
    answers = count()

    async def names_recording_size(
        provider: str, wanted: Iterable[ProviderId]
    ) -> dict[ProviderId, str]:
        lookup_sizes.append(len(list(wanted)))
        return await names(provider, wanted)

    def with_unknown_strikers(events: list[FeedEvent]) -> list[FeedEvent]:
        answer = next(answers)
        return [
            replace(each, action={**each.action, "strikerId": f"p:{answer}-{at}"})
            for at, each in enumerate(events)
        ]

    monkeypatch.setattr(match.store, "names", names_recording_size)
    match.alpha.distort, match.alpha.window, match.alpha.until = with_unknown_strikers, 400, 240
    for _ in range(30):
        match.clock.forward(1)
        poll_events(match.follower)
    assert max(lookup_sizes) <= MOST_LOOKED_UP
    assert sum(lookup_sizes) <= 30 * 2 * MOST_LOOKED_UP
    assert len(match.follower._names._looked_up_at) <= 16 * 2 * MOST_LOOKED_UP, (
        "they are forgotten again"
    )
    assert len(match.store.known.log) == 20
    assert set(match.problems) == {"unmapped"}
    match.alpha.distort, match.store.maps_every_id = list, True
    for _ in range(8):
        match.clock.forward(16)
        poll_events(match.follower)
    assert match.agrees_with_log
