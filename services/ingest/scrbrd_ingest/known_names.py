"""Keeps a provider's events as actions of ours, and the ids that they were mapped by."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from scrbrd_ingest.log.mapping import (
    Mapped,
    MappingKind,
    Named,
    Unmapped,
    can_be_mapped,
    made_id,
    mapped,
    named_in,
)
from scrbrd_ingest.log.store import LogStore
from scrbrd_ingest.model import FeedEvent

KNOWN_FOR: Final = timedelta(minutes=5)
"""How long ids that were found count before they are read again: operators may have changed one.
A match has about thirty."""

MOST_ASKED: Final = 200
"""Ids that are looked up at a time: a match has few, a feed may make new ones for each answer."""


MADE_AT_A_TIME: Final = 50
"""Events that are made actions until the other matches of the process have their turn: all of a
Test match take half a second."""

Version = tuple[str, str, bool]
"""See `version`."""


class KnownNames:
    """The mappings of one provider in one match. What is not found is looked up again after
    `look_again`, so that a mapping which operators add is taken up by itself; what is found after
    `KNOWN_FOR`, so that one which they replace is. One that they delete stays as it was: the balls
    it names are in the log."""

    def __init__(
        self,
        match_id: str,
        provider: str,
        store: LogStore,
        clock: Callable[[], datetime],
        look_again: timedelta,
    ) -> None:
        self._match_id, self._provider = match_id, provider
        self._store, self._clock, self._look_again = store, clock, look_again
        self._names: dict[Named, str] = {}
        self._asked: dict[Named, datetime] = {}
        self._mapped: dict[Version, Mapped] = {}
        self._read_at: datetime | None = None
        self.has_changed = False
        """Whether an id that was known is another now, and events were not mapped since."""

    async def mappings(
        self, events: Iterable[FeedEvent], main_innings: int
    ) -> dict[str, Mapped | Unmapped]:
        """Return every event as an action of ours, or why it is none yet, by its id.

        `main_innings` are those of both sides together: only super overs can follow them.
        """
        events = list(events)
        await self._read_again()
        self.has_changed = False
        found = await self._all(events, main_innings)
        missing = {
            name for each in found.values() if isinstance(each, Unmapped) for name in each.missing
        }
        return await self._all(events, main_innings) if await self._look_up(missing) else found

    async def more_mappings(
        self, events: Sequence[FeedEvent], main_innings: int
    ) -> dict[str, Mapped | Unmapped] | None:
        """Return new events beside those of the last `mappings`; None where all are to be mapped
        anew: an id that was known is another now, or one of the events has an unknown one."""
        await self._read_again()
        found = {each.id: self._made(each, main_innings) for each in events}
        made = {
            version(each, main_innings): action
            for each in events
            if isinstance(action := found[each.id], Mapped)
        }
        if self.has_changed or len(made) < len(events):
            return None
        self._mapped |= made
        return found

    async def of_teams(self, team_ids: Iterable[str]) -> set[Named]:
        """Return our ids of teams; one that is not mapped is left out."""
        named = [(MappingKind.TEAM, each) for each in team_ids]
        await self._read_again()
        await self._look_up(named)
        return self._ours(named)

    async def of_all(self, events: Iterable[FeedEvent]) -> set[Named]:
        """Return our ids of whom events name; who is not mapped, or was given an id made of the
        provider's, is left out."""
        named = {name for each in events for name in named_in(each.action)}
        await self._read_again()
        await self._look_up(named)
        return self._ours(each for each in named if self._is_mapped(each))

    def _ours(self, named: Iterable[Named]) -> set[Named]:
        return {
            (kind, self._names[kind, each]) for kind, each in named if (kind, each) in self._names
        }

    def _is_mapped(self, named: Named) -> bool:
        """Whether somebody said who that is."""
        return self._names.get(named) != made_id(self._provider, named[1])

    async def _look_up(self, named: Iterable[Named]) -> bool:
        """Look those up that are not known and were not asked for just now, MOST_ASKED at a time;
        return whether any were."""
        now = self._clock()
        self._asked = {name: at for name, at in self._asked.items() if now - at < self._look_again}
        unknown = {each for each in named if each not in self._names and each not in self._asked}
        wanted = sorted(each for each in unknown if can_be_mapped(self._provider, each))
        if wanted := wanted[:MOST_ASKED]:
            self._names |= await self._store.names(self._provider, wanted)
            self._read_at = self._read_at or self._clock()
            self._asked |= dict.fromkeys(wanted, self._clock())
        return bool(wanted)

    async def _read_again(self) -> None:
        """Read the known ids again where that is due; where one is another now, events are mapped
        anew."""
        if self._read_at is None or self._clock() - self._read_at < KNOWN_FOR:
            return
        read = await self._store.names(self._provider, sorted(self._names))
        self._read_at = self._clock()
        if any(self._names[each] != read[each] for each in read):
            self._names |= read
            self._mapped.clear()
            self.has_changed = True

    async def _all(
        self, events: Iterable[FeedEvent], main_innings: int
    ) -> dict[str, Mapped | Unmapped]:
        """Return every event as it is mapped, and forget all others."""
        found: dict[str, Mapped | Unmapped] = {}
        kept: dict[Version, Mapped] = {}
        made = 0
        for event in events:
            key = version(event, main_innings)
            known = self._mapped.get(key)
            if known is None:
                made += 1
                if made % MADE_AT_A_TIME == 0:
                    await asyncio.sleep(0)
            each = known or self._made(event, main_innings)
            if isinstance(each, Mapped):
                kept[key] = each
            found[event.id] = each
        self._mapped = kept
        return found

    def _made(self, event: FeedEvent, main_innings: int) -> Mapped | Unmapped:
        is_super_over = event.place.innings > main_innings
        return mapped(
            self._match_id, self._provider, event, self._names, is_super_over=is_super_over
        )


def version(event: FeedEvent, main_innings: int) -> Version:
    """Return what an action is made of: an event as it is told now, in an innings of its kind."""
    return event.id, event.content_hash, event.place.innings > main_innings
