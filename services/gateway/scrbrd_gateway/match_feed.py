"""Decides which of the documents of a match that listeners and reads bring are new. Pure.

Documents may arrive late, twice, and from a listener and a read at once. A state counts if its
version is greater than the known one, an event if its (revision, id) is. So readers get each event
of a revision once, in the order of the feed.

No event can be overtaken by a later one. The functions write the feed under one guard or one lease
at a time. Each commit has a revision greater than all before it, and the commits of a page share a
revision and follow the order of ids (scrbrd.handlers.commit.follow_up). A listener shows a commit
whole or not at all. So every event at or before the newest known one is known already.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from scrbrd_gateway.model import START, Cursor, EncodedDocument, FeedEvent, MatchView


@dataclass(frozen=True, slots=True)
class MatchUpdate:
    """Documents of a match that one listener or read brought; None and empty for those it did not
    read."""

    score: EncodedDocument | None = None
    ticker: EncodedDocument | None = None
    events: tuple[FeedEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """New parts of a match: the state, or None if it is unchanged, and new events in the order of
    the feed."""

    view: MatchView | None = None
    events: tuple[FeedEvent, ...] = ()


class MatchFeed:
    """The known state of a match and the newest events of its feed, at most `most` of them.

    `first` is the first read; `is_whole` is True if its events reach back to the beginning of the
    feed.
    """

    def __init__(self, match_id: str, most: int, first: MatchUpdate, *, is_whole: bool) -> None:
        self.view = MatchView(match_id)
        self.is_inconsistent = False
        """True if the score's document, or an event's, was deleted and created again since the
        first read, or if an event came after a later one. Then nothing more is applied: readers
        would mix the events of two matches, or miss one."""
        self._most = most
        self._tail: dict[str, FeedEvent] = {}
        events = sorted(first.events, key=by_cursor)
        # Every event after the floor is in the tail, in its current version.
        self._floor = START if is_whole or not events else events.pop(0).cursor
        self.apply(replace(first, events=tuple(events)))
        if self.view.newest < self._floor:
            self.view = replace(self.view, newest=self._floor)

    def apply(self, update: MatchUpdate) -> Changes:
        """Apply an update and return the changes that it brings."""
        before = self.view
        self.is_inconsistent |= is_recreation(before.score, update.score) or any(
            self._is_recreated_event(each) or self._is_overtaken(each) for each in update.events
        )
        if self.is_inconsistent:
            return Changes()
        events = tuple(self._new_events(update.events))
        self.view = MatchView(
            before.match_id,
            newer_state(before.score, update.score),
            newer_state(before.ticker, update.ticker),
            events[-1].cursor if events else before.newest,
        )
        return Changes(None if is_same_state(before, self.view) else self.view, events)

    def events_after(self, cursor: Cursor, limit: int) -> list[FeedEvent] | None:
        """Return the events after a cursor, oldest first; None if they must be read from the
        database.

        An event that was changed later stands at the place of its change, as in the database.
        """
        if not self._floor <= cursor <= self.view.newest:
            return None
        found = (event for event in self._tail.values() if event.cursor > cursor)
        return [event for event, _ in zip(found, range(limit), strict=False)]

    def find_event(self, cursor: Cursor) -> FeedEvent | None:
        """Return the event with a cursor's id in its current version; None if it must be read from
        the database."""
        found = self._tail.get(cursor.id)
        return found if found is not None and found.cursor >= cursor else None

    def _is_recreated_event(self, event: FeedEvent) -> bool:
        """Return True if the known event of the same id is of another document."""
        known = self._tail.get(event.cursor.id)
        if known is None or not known.cursor.creation or not event.cursor.creation:
            return False
        return known.cursor.creation != event.cursor.creation

    def _is_overtaken(self, event: FeedEvent) -> bool:
        """Return True if an event should be known already but is not.

        Firestore does not do that. The emulator has shown half a commit if it was written at the
        moment at which the listener began.
        """
        if not self._floor < event.cursor <= self.view.newest:
            return False
        known = self._tail.get(event.cursor.id)
        return known is None or known.cursor < event.cursor

    def _new_events(self, events: Iterable[FeedEvent]) -> Iterable[FeedEvent]:
        newest = self.view.newest
        for event in sorted(events, key=by_cursor):
            if event.cursor > newest:
                newest = event.cursor
                self._add_to_tail(event)
                yield event

    def _add_to_tail(self, event: FeedEvent) -> None:
        """Put an event at the end of the tail, instead of its earlier version or of the oldest
        event.

        Cursors only grow, so the order of insertion is the order of the feed.
        """
        self._tail.pop(event.cursor.id, None)
        self._tail[event.cursor.id] = event
        if len(self._tail) > self._most:
            oldest = next(iter(self._tail))
            self._floor = self._tail.pop(oldest).cursor


def by_cursor(event: FeedEvent) -> Cursor:
    """Return the cursor of an event, as the sort key of the feed."""
    return event.cursor


def newer_state(
    known: EncodedDocument | None, new: EncodedDocument | None
) -> EncodedDocument | None:
    """Return the newer of two states of a document; the known state if the document was deleted."""
    if known is None or new is None:
        return known or new
    return new if new.version > known.version else known


def is_recreation(known: EncodedDocument | None, new: EncodedDocument | None) -> bool:
    """Return True if two states belong to documents that were created at different times."""
    if known is None or new is None or not known.created or not new.created:
        return False
    return known.created != new.created


def is_same_state(one: MatchView, other: MatchView) -> bool:
    """Return True if score and ticker of two views are the same objects. Events are compared
    elsewhere."""
    return one.score is other.score and one.ticker is other.ticker
