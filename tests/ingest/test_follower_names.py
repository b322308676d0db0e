"""Balls wait for people without a mapping, and are corrected if a mapping is replaced."""

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
from scrbrd_ingest.log.mapping import MappingKind, ProviderId, provider_ids_in
from scrbrd_ingest.model import FeedEvent
from tests.ingest.followed import Ground
from tests.ingest.memory import poll_events


def test_a_ball_waits_for_the_mapping_of_whom_it_names() -> None:
    ground = Ground()
    ground.store.every_name = False
    ground.play_to(3)
    assert not ground.store.known.log
    assert "unmapped" in ground.problems
    assert ground.store.feed is not None
    message = ground.store.feed["problems"][0]["message"]
    assert "provider_mappings/alpha:team:" in message
    ground.store.every_name = True
    ground.clock.forward(20)
    poll_events(ground.follower)
    assert ground.agrees_with_log


def test_a_mapping_that_is_replaced_corrects_the_balls_it_names() -> None:
    ground = Ground()
    ground.store.every_name = False
    names = {name for each in ground.events for name in provider_ids_in(each.action)}
    ground.store.mappings = {("alpha", name): name[1].split(":", 1)[1] for name in names}
    bowler = (MappingKind.PLAYER, ground.events[1].action["bowlerId"])
    right = ground.store.mappings["alpha", bowler]
    ground.store.mappings["alpha", bowler] = "somebody_else"
    ground.play_to(20)
    ground.store.mappings["alpha", bowler] = right
    stood = [ground.agrees_with_log]
    for seconds in (240.0, 61.0):
        ground.clock.forward(seconds)
        poll_events(ground.follower)
        stood.append(ground.agrees_with_log)
    assert stood == [False, False, True]
    ground.store.mappings.clear()
    ground.clock.forward(301.0)
    poll_events(ground.follower)
    assert ground.agrees_with_log, "a mapping that is deleted takes no ball out of the log"
    assert ground.problems == []


def test_what_an_event_said_before_is_not_kept() -> None:
    """A provider may revise an event with every answer, for as long as a match takes."""
    ground = Ground()
    clock, store = ground.clock, ground.store
    names = NameMappings("m1", "alpha", store, clock, timedelta(seconds=15))
    event = ground.events[1]

    async def revised() -> None:
        first = weakref.ref((await names.mappings([event], 2))[event.id])
        again = (await names.mappings([event], 2))[event.id]
        assert again is first()
        await names.mappings([replace(event, action={**event.action, "runsOffBat": 5})], 2)
        del again
        gc.collect()
        assert first() is None

    asyncio.run(revised())


def test_one_who_is_unknown_holds_back_the_balls_behind_alone() -> None:
    ground = Ground()
    ground.store.every_name = False
    for event in ground.events:
        for kind, name in named(event):
            ground.store.mappings["alpha", (kind, name)] = name.split(":", 1)[1]
    stranger = (MappingKind.PLAYER, ground.events[40].action["bowlerId"])
    first = next(n for n, each in enumerate(ground.events) if stranger in named(each))
    del ground.store.mappings["alpha", stranger]
    ground.play_to(60)
    assert len(ground.store.known.log) == first


def named(event: FeedEvent) -> list[tuple[MappingKind, str]]:
    """Return the ids in an event."""
    return list(provider_ids_in(event.action))


def test_a_provider_that_names_thousands_makes_no_thousands_of_reads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ids that are other ones in each answer: the ball waits, and few are looked up at a time."""
    ground = Ground()
    ground.play_to(20)
    ground.store.every_name = False
    names, lookup_sizes = ground.store.names, list[int]()
    answers = count()

    async def counted(provider: str, wanted: Iterable[ProviderId]) -> dict[ProviderId, str]:
        lookup_sizes.append(len(list(wanted)))
        return await names(provider, wanted)

    def strangers(events: list[FeedEvent]) -> list[FeedEvent]:
        answer = next(answers)
        return [
            replace(each, action={**each.action, "strikerId": f"p:{answer}-{at}"})
            for at, each in enumerate(events)
        ]

    monkeypatch.setattr(ground.store, "names", counted)
    ground.alpha.distort, ground.alpha.window, ground.alpha.until = strangers, 400, 240
    for _ in range(30):
        ground.clock.forward(1)
        poll_events(ground.follower)
    assert max(lookup_sizes) <= MOST_LOOKED_UP
    assert sum(lookup_sizes) <= 30 * 2 * MOST_LOOKED_UP
    assert len(ground.follower._names._looked_up_at) <= 16 * 2 * MOST_LOOKED_UP, (
        "they are forgotten again"
    )
    assert len(ground.store.known.log) == 20
    assert set(ground.problems) == {"unmapped"}
    ground.alpha.distort, ground.store.every_name = list, True
    for _ in range(8):
        ground.clock.forward(16)
        poll_events(ground.follower)
    assert ground.agrees_with_log
