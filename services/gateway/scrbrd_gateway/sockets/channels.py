"""Tells a client of a match, as `/live` and as `/v1/ws` do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Protocol

from scrbrd_gateway.model import START, FeedEvent, MatchView, Shown
from scrbrd_gateway.sockets.encoding import Encoder
from scrbrd_gateway.sockets.requests import Tier
from scrbrd_gateway.sockets.resume import Beginning


class Line(Protocol):
    """What takes the texts of one client."""

    @property
    def is_clear(self) -> bool:
        """Whether a text can be sent now without waiting."""

    def send_now(self, frames: Sequence[bytes]) -> None:
        """Send texts, framed, on a clear line."""

    async def send(self, text: str) -> None:
        """Send a text once the line is clear. Raises Gone."""


class SocketChannel(ABC):
    """A client that is told what is new by texts, in their order."""

    def __init__(self, line: Line, encoder: Encoder) -> None:
        self._line = line
        self._encoder = encoder

    @abstractmethod
    def texts(self, view: MatchView, events: Sequence[FeedEvent]) -> Iterator[str]:
        """Yield the texts of what is new, and count each as sent."""

    async def tell(self, view: MatchView, events: Sequence[FeedEvent]) -> None:
        """Send what is new."""
        for text in self.texts(view, events):
            await self._line.send(text)

    def tell_now(self, view: MatchView, events: Sequence[FeedEvent]) -> bool:
        """Send what is new at once; False, and nothing is sent, where that would have to wait."""
        if not self._line.is_clear:
            return False
        frames = [self._encoder.framed(text) for text in self.texts(view, events)]
        if frames:
            self._line.send_now(frames)
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

    def texts(self, view: MatchView, events: Sequence[FeedEvent]) -> Iterator[str]:
        """Yield the messages of new events; a state by itself has none."""
        for event in events:
            yield from self._encoder.live_event(view, event, replay=False)


class TiersChannel(SocketChannel):
    """The tiers of a subscription: snapshots, then what changes from version to version."""

    wants_pairs = False

    def __init__(self, line: Line, encoder: Encoder, match_id: str, tiers: Sequence[Tier]) -> None:
        super().__init__(line, encoder)
        self._match_id = match_id
        states = sorted(set(tiers) - {Tier.EVENTS})
        self._sent: dict[Tier, Shown | None] = dict.fromkeys(states)
        self.wants_events = Tier.EVENTS in tiers
        self._begins = Beginning(START, START, resumed=None)
        self._cursor = START

    async def begin(self, view: MatchView, begins: Beginning) -> None:
        """Send the whole of each tier, and where the events begin."""
        for tier in self._sent:
            shown = self._sent[tier] = shown_of(view, tier)
            await self._line.send(self._encoder.whole(self._match_id, tier, shown))
        if self.wants_events:
            self._begins, self._cursor = begins, begins.cursor
            await self._line.send(self._events_snapshot(()))

    def _events_snapshot(self, events: Sequence[FeedEvent]) -> str:
        resumed, reason = self._begins.resumed, self._begins.reason
        return self._encoder.events_snapshot(
            self._match_id, self._cursor, resumed, reason, list(events)
        )

    async def replay(self, events: Sequence[FeedEvent]) -> None:
        """Send a page of the events that were missed."""
        self._cursor = events[-1].cursor
        await self._line.send(self._events_snapshot(events))

    def texts(self, view: MatchView, events: Sequence[FeedEvent]) -> Iterator[str]:
        """Yield each new event, then each tier that has changed since it was sent last."""
        for event in events if self.wants_events else ():
            before, self._cursor = self._cursor, event.cursor
            yield self._encoder.event_delta(self._match_id, before, event)
        for tier, old in self._sent.items():
            new = shown_of(view, tier)
            if old is not new and (old and old.version) != (new and new.version):
                self._sent[tier] = new
                yield self._encoder.change(self._match_id, tier, old, new)


def shown_of(view: MatchView, tier: Tier) -> Shown | None:
    """Return the document of tier 0 or 2."""
    return view.ticker if tier is Tier.SCOREBOARD else view.score
