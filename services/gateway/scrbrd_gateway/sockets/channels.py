"""Tells a client of a match, as `/live` and as `/v1/ws` do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence
from typing import Protocol

from scrbrd_gateway.model import START, Cursor, FeedEvent, MatchView, Shown
from scrbrd_gateway.sockets.encoding import NOTHING, Encoder, Texts
from scrbrd_gateway.sockets.requests import Tier
from scrbrd_gateway.sockets.resume import Beginning


class Line(Protocol):
    """What takes the texts of one client."""

    @property
    def is_clear(self) -> bool:
        """Whether a text can be sent now without waiting."""

    def send_now(self, frames: bytes, count: int) -> None:
        """Send so many texts, framed, on a clear line."""

    async def send(self, text: str) -> None:
        """Send a text once the line is clear. Raises Gone."""


class SocketChannel(ABC):
    """A client that is told what is new by texts, in their order."""

    def __init__(self, line: Line, encoder: Encoder) -> None:
        self._line = line
        self._encoder = encoder

    @abstractmethod
    def step(self, view: MatchView, events: Sequence[FeedEvent]) -> Texts:
        """Return the texts of what is new, and count each as sent."""

    async def tell(self, view: MatchView, events: Sequence[FeedEvent]) -> None:
        """Send what is new."""
        for text in self.step(view, events).texts:
            await self._line.send(text)

    def tell_now(self, view: MatchView, events: Sequence[FeedEvent]) -> bool:
        """Send what is new at once; False, and nothing is sent, where that would have to wait."""
        if not self._line.is_clear:
            return False
        told = self.step(view, events)
        if told.texts:
            self._line.send_now(told.frames, len(told.texts))
        return True


class LiveChannel(SocketChannel):
    """The whole state once, then a message for each event, with the state of its innings."""

    wants_events = True
    wants_pairs = True

    def __init__(self, line: Line, encoder: Encoder) -> None:
        super().__init__(line, encoder)
        self._match_id = ""

    async def begin(self, view: MatchView, begins: Beginning) -> None:
        """Send CONNECTION_ESTABLISHED."""
        self._match_id = view.match_id
        text = self._encoder.established(view, begins.cursor, begins.resumed, begins.reason)
        await self._line.send(text)

    async def replay(self, events: Sequence[FeedEvent]) -> None:
        """Send events that were missed, without a state."""
        for event in events:
            for text in self._encoder.live_event(MatchView(self._match_id), event, replay=True):
                await self._line.send(text)

    def step(self, view: MatchView, events: Sequence[FeedEvent]) -> Texts:
        """Return the messages of new events; a state by itself has none."""
        return self._encoder.live_events(view, events)


class TiersChannel(SocketChannel):
    """The tiers of a subscription: snapshots, then what changes from version to version."""

    wants_pairs = False

    def __init__(self, line: Line, encoder: Encoder, match_id: str, tiers: Sequence[Tier]) -> None:
        super().__init__(line, encoder)
        self.wants_events = Tier.EVENTS in tiers
        self._begins = Beginning(START, START, resumed=None)
        states = tuple(sorted(set(tiers) - {Tier.EVENTS}))
        self._sent = SentTiers(match_id, states, (None,) * len(states), START)

    async def begin(self, view: MatchView, begins: Beginning) -> None:
        """Send the whole of each tier, and where the events begin."""
        sent = self._sent
        states = tuple(shown_of(view, tier) for tier in sent.tiers)
        cursor = begins.cursor if self.wants_events else START
        self._begins = begins
        self._sent = SentTiers(sent.match_id, sent.tiers, states, cursor)
        for tier, shown in zip(sent.tiers, states, strict=True):
            await self._line.send(self._encoder.whole(sent.match_id, tier, shown))
        if self.wants_events:
            await self._line.send(self._events_snapshot(()))

    def _events_snapshot(self, events: Sequence[FeedEvent]) -> str:
        resumed, reason = self._begins.resumed, self._begins.reason
        return self._encoder.events_snapshot(
            self._sent.match_id, self._sent.cursor, resumed, reason, list(events)
        )

    async def replay(self, events: Sequence[FeedEvent]) -> None:
        """Send a page of the events that were missed."""
        sent = self._sent
        self._sent = SentTiers(sent.match_id, sent.tiers, sent.states, events[-1].cursor)
        await self._line.send(self._events_snapshot(events))

    def step(self, view: MatchView, events: Sequence[FeedEvent]) -> Texts:
        """Return each new event, then each tier that has changed since it was sent last."""
        told, self._sent = self._sent.step(self._encoder, view, events if self.wants_events else ())
        return told


class SentTiers:
    """What a client was sent of a match: its `states` by tiers, and the newest event.

    Clients that were sent the same go on from the very same object, which keeps what came next: a
    crowd is told a ball with one look at it for each client.
    """

    __slots__ = ("_events", "_next", "_view", "cursor", "match_id", "states", "tiers")

    def __init__(
        self,
        match_id: str,
        tiers: tuple[Tier, ...],
        states: tuple[Shown | None, ...],
        cursor: Cursor,
    ) -> None:
        self.match_id = match_id
        self.tiers = tiers
        self.states = states
        self.cursor = cursor
        self._view: MatchView | None = None
        self._events: Sequence[FeedEvent] = ()
        self._next: tuple[Texts, SentTiers] | None = None

    def step(
        self, encoder: Encoder, view: MatchView, events: Sequence[FeedEvent]
    ) -> tuple[Texts, SentTiers]:
        """Return the texts of what is new in a view with events, and what was sent after them."""
        found = self._next
        if found is None or self._view is not view or self._events is not events:
            found = encoder.step(self._key(view, events), lambda: self._made(encoder, view, events))
            self._view, self._events, self._next = view, events, found
        return found

    def _key(self, view: MatchView, events: Sequence[FeedEvent]) -> tuple[Hashable, ...]:
        before = tuple(each and each.version for each in self.states)
        after = tuple((shown := shown_of(view, tier)) and shown.version for tier in self.tiers)
        cursors = tuple(each.cursor for each in events)
        return self.match_id, self.tiers, before, after, self.cursor, cursors

    def _made(
        self, encoder: Encoder, view: MatchView, events: Sequence[FeedEvent]
    ) -> tuple[Texts, SentTiers]:
        texts, cursor, states = [], self.cursor, list(self.states)
        for event in events:
            texts.append(encoder.event_delta(self.match_id, cursor, event))
            cursor = event.cursor
        for place, (tier, old) in enumerate(zip(self.tiers, self.states, strict=True)):
            new = shown_of(view, tier)
            if old is not new and (old and old.version) != (new and new.version):
                states[place] = new
                texts.append(encoder.change(self.match_id, tier, old, new))
        if not texts:
            return NOTHING, self
        return Texts(tuple(texts)), SentTiers(self.match_id, self.tiers, tuple(states), cursor)


def shown_of(view: MatchView, tier: Tier) -> Shown | None:
    """Return the document of tier 0 or 2."""
    return view.ticker if tier is Tier.SCOREBOARD else view.score
