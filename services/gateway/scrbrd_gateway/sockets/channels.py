"""Sends the changes of a match to a client, in the messages of `/live` and of `/v1/ws`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence
from typing import Protocol

from scrbrd_gateway.model import START, Cursor, EncodedDocument, FeedEvent, MatchView
from scrbrd_gateway.reader import in_turns
from scrbrd_gateway.sockets.encoding import NO_TEXTS, Encoder, Texts
from scrbrd_gateway.sockets.requests import Tier
from scrbrd_gateway.sockets.resume import Beginning


class TextConnection(Protocol):
    """The connection that a channel sends texts to."""

    @property
    def is_clear(self) -> bool:
        """True if a text can be sent now without waiting."""

    def send_now(self, frames: bytes, count: int) -> None:
        """Send `count` texts, given as frames, on a clear connection."""

    async def send(self, text: str) -> None:
        """Send a text, waiting for the connection if needed. Raises ConnectionGone."""


class SocketChannel(ABC):
    """Sends the changes of one match to one client, as texts in order."""

    def __init__(self, connection: TextConnection, encoder: Encoder) -> None:
        self._connection = connection
        self._encoder = encoder

    @abstractmethod
    def next_texts(self, view: MatchView, events: Sequence[FeedEvent]) -> Texts:
        """Return the texts of state and events that are new, and count them as sent."""

    async def send_new(self, view: MatchView, events: Sequence[FeedEvent]) -> None:
        """Send what is new."""
        for text in self.next_texts(view, events).texts:
            await self._connection.send(text)

    def send_new_now(self, view: MatchView, events: Sequence[FeedEvent]) -> bool:
        """Send what is new at once. Return False, and send nothing, if the connection is not
        clear."""
        if not self._connection.is_clear:
            return False
        new = self.next_texts(view, events)
        if new.texts:
            self._connection.send_now(new.frames, len(new.texts))
        return True


class LiveChannel(SocketChannel):
    """Sends the whole state once, then a message for each event with the state of its innings."""

    wants_events = True
    needs_matching_score = True

    def __init__(self, connection: TextConnection, encoder: Encoder) -> None:
        super().__init__(connection, encoder)
        self._match_id = ""

    async def begin(self, view: MatchView, beginning: Beginning) -> None:
        """Send CONNECTION_ESTABLISHED."""
        self._match_id = view.match_id
        text = self._encoder.established(
            view, beginning.cursor, beginning.resumed, beginning.reason
        )
        await self._connection.send(text)

    async def replay(self, events: Sequence[FeedEvent]) -> None:
        """Send events that the client missed, without a state."""
        async for event in in_turns(events):
            for text in self._encoder.live_event(MatchView(self._match_id), event, replay=True):
                await self._connection.send(text)

    def next_texts(self, view: MatchView, events: Sequence[FeedEvent]) -> Texts:
        """Return the messages of new events. A new state alone has no message."""
        return self._encoder.live_events(view, events)


class TiersChannel(SocketChannel):
    """Sends the tiers of a subscription: snapshots, then the changes from version to version."""

    needs_matching_score = False

    def __init__(
        self, connection: TextConnection, encoder: Encoder, match_id: str, tiers: Sequence[Tier]
    ) -> None:
        super().__init__(connection, encoder)
        self.wants_events = Tier.EVENTS in tiers
        self._beginning = Beginning(START, START, resumed=None)
        states = tuple(sorted(set(tiers) - {Tier.EVENTS}))
        self._sent = SentTiers(match_id, states, (None,) * len(states), START)

    async def begin(self, view: MatchView, beginning: Beginning) -> None:
        """Send the whole of each tier, and the place where the events begin."""
        sent = self._sent
        states = tuple(document_of(view, tier) for tier in sent.tiers)
        cursor = beginning.cursor if self.wants_events else START
        self._beginning = beginning
        self._sent = SentTiers(sent.match_id, sent.tiers, states, cursor)
        for tier, state in zip(sent.tiers, states, strict=True):
            await self._connection.send(self._encoder.whole(sent.match_id, tier, state))
        if self.wants_events:
            await self._connection.send(self._events_snapshot(()))

    def _events_snapshot(self, events: Sequence[FeedEvent]) -> str:
        resumed, reason = self._beginning.resumed, self._beginning.reason
        return self._encoder.events_snapshot(
            self._sent.match_id, self._sent.cursor, resumed, reason, list(events)
        )

    async def replay(self, events: Sequence[FeedEvent]) -> None:
        """Send a page of the events that the client missed."""
        sent = self._sent
        self._sent = SentTiers(sent.match_id, sent.tiers, sent.states, events[-1].cursor)
        await self._connection.send(self._events_snapshot(events))

    def next_texts(self, view: MatchView, events: Sequence[FeedEvent]) -> Texts:
        """Return the text of each new event, then of each tier that changed since it was last
        sent."""
        wanted_events = events if self.wants_events else ()
        texts, self._sent = self._sent.advance(self._encoder, view, wanted_events)
        return texts


class SentTiers:
    """The part of a match that a client has been sent: `states` by tier, and the cursor of the last
    event.

    Clients that have been sent the same share one object, which caches what comes next. So a ball
    is encoded once for all of them.
    """

    __slots__ = ("_events", "_next", "_view", "cursor", "match_id", "states", "tiers")

    def __init__(
        self,
        match_id: str,
        tiers: tuple[Tier, ...],
        states: tuple[EncodedDocument | None, ...],
        cursor: Cursor,
    ) -> None:
        self.match_id = match_id
        self.tiers = tiers
        self.states = states
        self.cursor = cursor
        self._view: MatchView | None = None
        self._events: Sequence[FeedEvent] = ()
        self._next: tuple[Texts, SentTiers] | None = None

    def advance(
        self, encoder: Encoder, view: MatchView, events: Sequence[FeedEvent]
    ) -> tuple[Texts, SentTiers]:
        """Return the texts of what is new in a view with its events, and what has been sent after
        them."""
        found = self._next
        if found is None or self._view is not view or self._events is not events:
            found = encoder.step(
                self._key(view, events), lambda: self._encode(encoder, view, events)
            )
            self._view, self._events, self._next = view, events, found
        return found

    def _key(self, view: MatchView, events: Sequence[FeedEvent]) -> tuple[Hashable, ...]:
        before = tuple(each and each.version for each in self.states)
        after = tuple((state := document_of(view, tier)) and state.version for tier in self.tiers)
        cursors = tuple(each.cursor for each in events)
        place = self.cursor, self.cursor.creation
        return self.match_id, self.tiers, before, after, place, cursors

    def _encode(
        self, encoder: Encoder, view: MatchView, events: Sequence[FeedEvent]
    ) -> tuple[Texts, SentTiers]:
        texts, cursor, states = [], self.cursor, list(self.states)
        for event in events:
            texts.append(encoder.event_delta(self.match_id, cursor, event))
            cursor = event.cursor
        for index, (tier, old) in enumerate(zip(self.tiers, self.states, strict=True)):
            new = document_of(view, tier)
            if old is not new and (old and old.version) != (new and new.version):
                states[index] = new
                texts.append(encoder.change(self.match_id, tier, old, new))
        if not texts:
            return NO_TEXTS, self
        return Texts(tuple(texts)), SentTiers(self.match_id, self.tiers, tuple(states), cursor)


def document_of(view: MatchView, tier: Tier) -> EncodedDocument | None:
    """Return the document of tier 0 or 2."""
    return view.ticker if tier is Tier.SCOREBOARD else view.score
