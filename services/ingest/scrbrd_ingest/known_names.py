"""Keeps a provider's events as actions of ours, and the ids that they were mapped by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from scrbrd_ingest.log.mapping import Mapped, Named, Unmapped, mapped
from scrbrd_ingest.log.store import LogStore
from scrbrd_ingest.model import FeedEvent


class KnownNames:
    """The mappings of one provider in one match. What is found is kept; what is not is looked up
    again after `look_again`, so that a mapping which operators add is taken up by itself."""

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
        self._mapped: dict[tuple[str, str], Mapped] = {}

    async def mappings(self, events: Iterable[FeedEvent]) -> dict[str, Mapped | Unmapped]:
        """Return every event as an action of ours, or why it is none yet, by its id."""
        events = list(events)
        found = self._all(events)
        missing = {
            name for each in found.values() if isinstance(each, Unmapped) for name in each.missing
        }
        wanted = sorted(each for each in missing if self._may_ask(each))
        if not wanted:
            return found
        self._names |= await self._store.names(self._provider, wanted)
        self._asked |= dict.fromkeys(wanted, self._clock())
        return self._all(events)

    def _may_ask(self, named: Named) -> bool:
        asked = self._asked.get(named)
        return asked is None or self._clock() - asked >= self._look_again

    def _all(self, events: Iterable[FeedEvent]) -> dict[str, Mapped | Unmapped]:
        found: dict[str, Mapped | Unmapped] = {}
        for event in events:
            key = event.id, event.content_hash
            known: Mapped | Unmapped | None = self._mapped.get(key)
            if known is None:
                known = mapped(self._match_id, self._provider, event, self._names)
                if isinstance(known, Mapped):
                    self._mapped[key] = known
            found[event.id] = known
        return found
