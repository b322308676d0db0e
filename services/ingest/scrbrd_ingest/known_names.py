"""Maps a provider's events to actions and keeps the mapped ids of people and teams."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from scrbrd_ingest.log.id_mapping import (
    Mapped,
    MappingKind,
    ProviderId,
    Unmapped,
    can_be_mapped,
    generated_id,
    map_event,
    provider_ids_in,
)
from scrbrd_ingest.log.store import LogStore
from scrbrd_ingest.model import FeedEvent

KNOWN_FOR: Final = timedelta(minutes=5)
"""How long found mappings are used before they are read again: operators may have changed one. A
match has about thirty."""

MOST_LOOKED_UP: Final = 200
"""Maximum number of ids per lookup. A match has few; a feed may invent new ones each time."""


MAPPED_AT_A_TIME: Final = 50
"""Number of events that are mapped before other matches of the process get their turn: a whole Test
match takes half a second."""

EventVersion = tuple[str, str, bool]
"""See `event_version`."""


class NameMappings:
    """The id mappings of one provider in one match.

    An id that was not found is looked up again after `retry_after`, so that a mapping added by
    operators takes effect. A found id is read again after `KNOWN_FOR`, so that a replaced mapping
    takes effect. A deleted mapping stays in use: the balls that name it are in the log.
    """

    def __init__(
        self,
        match_id: str,
        provider: str,
        store: LogStore,
        clock: Callable[[], datetime],
        retry_after: timedelta,
    ) -> None:
        self._match_id, self._provider = match_id, provider
        self._store, self._clock, self._retry_after = store, clock, retry_after
        self._ids: dict[ProviderId, str] = {}
        self._looked_up_at: dict[ProviderId, datetime] = {}
        self._mapped_events: dict[EventVersion, Mapped] = {}
        self._read_at: datetime | None = None
        self.has_changed = False
        """Whether a known id has a new mapping and the events were not mapped since."""

    async def mappings(
        self, events: Iterable[FeedEvent], main_innings: int
    ) -> dict[str, Mapped | Unmapped]:
        """Return each event as an action, or why it is not one yet, by event id.

        `main_innings` is the number of innings of both sides together: any later innings is a super
        over.
        """
        events = list(events)
        await self._refresh()
        self.has_changed = False
        found = await self._map_all(events, main_innings)
        missing = {
            name for each in found.values() if isinstance(each, Unmapped) for name in each.missing
        }
        return await self._map_all(events, main_innings) if await self._look_up(missing) else found

    async def more_mappings(
        self, events: Sequence[FeedEvent], main_innings: int
    ) -> dict[str, Mapped | Unmapped] | None:
        """Map new events in addition to those of the last `mappings` call.

        Returns None if all events must be mapped again: a known id has a new mapping, or a new
        event has an unknown id.
        """
        await self._refresh()
        found = {each.id: self._map_event(each, main_innings) for each in events}
        newly_mapped = {
            event_version(each, main_innings): action
            for each in events
            if isinstance(action := found[each.id], Mapped)
        }
        if self.has_changed or len(newly_mapped) < len(events):
            return None
        self._mapped_events |= newly_mapped
        return found

    async def team_ids_of(self, team_ids: Iterable[str]) -> set[ProviderId]:
        """Return our ids of teams; unmapped teams are left out."""
        provider_ids = [(MappingKind.TEAM, each) for each in team_ids]
        await self._refresh()
        await self._look_up(provider_ids)
        return self._our_ids(provider_ids)

    async def mapped_ids_of(self, events: Iterable[FeedEvent]) -> set[ProviderId]:
        """Return our ids of the people and teams named in events. Unmapped ids, and generated ones,
        are left out, and none is generated: the events may be of another match."""
        provider_ids = {name for each in events for name in provider_ids_in(each.action)}
        await self._refresh()
        await self._look_up(provider_ids, may_generate=False)
        return self._our_ids(each for each in provider_ids if self._is_mapped(each))

    def _our_ids(self, provider_ids: Iterable[ProviderId]) -> set[ProviderId]:
        return {
            (kind, self._ids[kind, each])
            for kind, each in provider_ids
            if (kind, each) in self._ids
        }

    def _is_mapped(self, provider_id: ProviderId) -> bool:
        """Return True if the id has a mapping that is not a generated id."""
        return self._ids.get(provider_id) != generated_id(self._provider, provider_id[1])

    async def _look_up(
        self, provider_ids: Iterable[ProviderId], *, may_generate: bool = True
    ) -> bool:
        """Look up unknown ids that were not looked up recently, at most MOST_LOOKED_UP; return True
        if there were any. The settings may allow that ids are generated."""
        now = self._clock()
        self._looked_up_at = {
            name: at for name, at in self._looked_up_at.items() if now - at < self._retry_after
        }
        unknown = {
            each
            for each in provider_ids
            if each not in self._ids and each not in self._looked_up_at
        }
        wanted = sorted(each for each in unknown if can_be_mapped(self._provider, each))
        if wanted := wanted[:MOST_LOOKED_UP]:
            look_up = self._store.names if may_generate else self._store.existing_names
            self._ids |= await look_up(self._provider, wanted)
            self._read_at = self._read_at or self._clock()
            if may_generate:
                self._looked_up_at |= dict.fromkeys(wanted, self._clock())
        return bool(wanted)

    async def _refresh(self) -> None:
        """Read the known ids again if due. If a mapping changed, discard the mapped events."""
        if self._read_at is None or self._clock() - self._read_at < KNOWN_FOR:
            return
        read = await self._store.existing_names(self._provider, sorted(self._ids))
        self._read_at = self._clock()
        if any(self._ids[each] != read[each] for each in read):
            self._ids |= read
            self._mapped_events.clear()
            self.has_changed = True

    async def _map_all(
        self, events: Iterable[FeedEvent], main_innings: int
    ) -> dict[str, Mapped | Unmapped]:
        """Map all events, reusing earlier results, and forget the mappings of other events."""
        found: dict[str, Mapped | Unmapped] = {}
        current: dict[EventVersion, Mapped] = {}
        mapped_count = 0
        for event in events:
            key = event_version(event, main_innings)
            known = self._mapped_events.get(key)
            if known is None:
                mapped_count += 1
                if mapped_count % MAPPED_AT_A_TIME == 0:
                    await asyncio.sleep(0)
            each = known or self._map_event(event, main_innings)
            if isinstance(each, Mapped):
                current[key] = each
            found[event.id] = each
        self._mapped_events = current
        return found

    def _map_event(self, event: FeedEvent, main_innings: int) -> Mapped | Unmapped:
        is_super_over = event.place.innings > main_innings
        return map_event(
            self._match_id, self._provider, event, self._ids, is_super_over=is_super_over
        )


def event_version(event: FeedEvent, main_innings: int) -> EventVersion:
    """Return the key that determines the mapped action: event id, content hash, and whether its
    innings is a super over."""
    return event.id, event.content_hash, event.place.innings > main_innings
