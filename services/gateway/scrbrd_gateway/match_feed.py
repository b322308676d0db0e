"""Decides what is new of a match among the documents that listeners and reads bring. Pure.

Documents come late, twice, and by two ways at once. A state counts when its version is greater
than the one known; an event when its (revision, id) is. So readers are told each event of a
revision once, and in the order of the feed.

No event can be overtaken: the functions write the feed under one guard or one lease at a time, each
commit with a revision above all before, and a page of several commits under one revision in the
order of ids (scrbrd.handlers.commit.follow_up). A listener shows a commit whole or not at all. So
whatever is not behind the newest event known was known before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from scrbrd_gateway.model import START, Cursor, FeedEvent, MatchView, Shown


@dataclass(frozen=True, slots=True)
class Seen:
    """What a listener or a read saw of a match; None and empty for what it did not look at."""

    score: Shown | None = None
    ticker: Shown | None = None
    events: tuple[FeedEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new: the state, or None where it is as it was, and events in the feed's order."""

    view: MatchView | None = None
    events: tuple[FeedEvent, ...] = ()


class MatchFeed:
    """What is known of a match, with the newest events of its feed, at most `most` of them.

    `first` and `is_whole` are of the opening read: whether its events reach back to the feed's
    beginning.
    """

    def __init__(self, match_id: str, most: int, first: Seen, *, is_whole: bool) -> None:
        self.view = MatchView(match_id)
        self.is_made_again = False
        """Whether the score's document is another one than was known first: the old one was
        deleted."""
        self._most = most
        self._tail: dict[str, FeedEvent] = {}
        events = sorted(first.events, key=by_cursor)
        # Behind the floor every event is in the tail, as it is now.
        self._floor = START if is_whole or not events else events.pop(0).cursor
        self.take(replace(first, events=tuple(events)))
        if self.view.newest < self._floor:
            self.view = replace(self.view, newest=self._floor)

    def take(self, seen: Seen) -> Changes:
        """Take in what was seen; return what of it is new."""
        before = self.view
        self.is_made_again |= is_another(before.score, seen.score)
        events = tuple(self._new_events(seen.events))
        self.view = MatchView(
            before.match_id,
            newer(before.score, seen.score),
            newer(before.ticker, seen.ticker),
            events[-1].cursor if events else before.newest,
        )
        return Changes(None if is_same(before, self.view) else self.view, events)

    def since(self, cursor: Cursor, limit: int) -> list[FeedEvent] | None:
        """Return the events behind a cursor, oldest first; None where the database must be asked.

        An event that was changed later stands where its change put it, as in the database.
        """
        if not self._floor <= cursor <= self.view.newest:
            return None
        found = (event for event in self._tail.values() if event.cursor > cursor)
        return [event for event, _ in zip(found, range(limit), strict=False)]

    def find(self, cursor: Cursor) -> FeedEvent | None:
        """Return the event of a cursor, as it was there or as it was changed since; None where the
        database must be asked."""
        found = self._tail.get(cursor.id)
        return found if found is not None and found.cursor >= cursor else None

    def _new_events(self, events: Iterable[FeedEvent]) -> Iterable[FeedEvent]:
        newest = self.view.newest
        for event in sorted(events, key=by_cursor):
            if event.cursor > newest:
                newest = event.cursor
                self._keep(event)
                yield event

    def _keep(self, event: FeedEvent) -> None:
        """Put an event at the end of the tail, from where it stood before or in the oldest's place.

        Cursors only grow, so the order of insertion is that of the feed.
        """
        self._tail.pop(event.cursor.id, None)
        self._tail[event.cursor.id] = event
        if len(self._tail) > self._most:
            oldest = next(iter(self._tail))
            self._floor = self._tail.pop(oldest).cursor


def by_cursor(event: FeedEvent) -> Cursor:
    """Return where an event stands in the feed."""
    return event.cursor


def newer(known: Shown | None, seen: Shown | None) -> Shown | None:
    """Return the newer of two states of a document; one that was deleted stays as it was known."""
    if known is None or seen is None:
        return known or seen
    return seen if seen.version > known.version else known


def is_another(known: Shown | None, seen: Shown | None) -> bool:
    """Return whether two states are of documents that were made at different times."""
    if known is None or seen is None or not known.created or not seen.created:
        return False
    return known.created != seen.created


def is_same(one: MatchView, other: MatchView) -> bool:
    """Return whether score and ticker are the very same; a reader is told of events apart."""
    return one.score is other.score and one.ticker is other.ticker
