"""Encodes the changes of a match as texts, each once for all sockets that are sent it."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from websockets.frames import Frame, Opcode

from scrbrd_gateway.model import START, Cursor, EncodedDocument, FeedEvent, MatchView
from scrbrd_gateway.sockets.innings_state import innings_state
from scrbrd_gateway.sockets.json_patch import diff
from scrbrd_gateway.sockets.live_messages import FACT_RECORDED
from scrbrd_gateway.sockets.messages import NotResumed
from scrbrd_gateway.sockets.requests import Tier

MOST_CACHED = 256
Value = TypeVar("Value")
Key = tuple[Hashable, ...]


def dumps(value: Any) -> str:
    """Return a value as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def cursor_or_none(cursor: Cursor, match_id: str) -> str | None:
    """Return a cursor as clients of a match get it; None before the first event."""
    return None if cursor == START else cursor.text(match_id)


class RecentValues:
    """A cache of the values used last, by key. `made` counts the values that had to be made."""

    def __init__(self, most: int = MOST_CACHED) -> None:
        self._most = most
        self._values: OrderedDict[Key, Any] = OrderedDict()
        self.made = 0

    def once(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return the value of a key; make it if it is not cached."""
        if key in self._values:
            self._values.move_to_end(key)
            found: Value = self._values[key]
            return found
        value = make()
        self.made += 1
        self._values[key] = value
        if len(self._values) > self._most:
            self._values.popitem(last=False)
        return value


@dataclass(frozen=True)
class Texts:
    """Texts that are sent together."""

    texts: tuple[str, ...]

    @cached_property
    def frames(self) -> bytes:
        """The texts as a server sends them: one frame each, neither masked nor compressed."""
        return b"".join(map(text_frame, self.texts))


NO_TEXTS = Texts(())


class Encoder:
    """Encodes the texts of a process, with caches; `texts.made` counts the encoded ones."""

    def __init__(self, most_cached: int = MOST_CACHED) -> None:
        self.texts = RecentValues(most_cached)
        self._documents = RecentValues(most_cached)
        self._steps = RecentValues(most_cached)
        self._live: tuple[MatchView, Sequence[FeedEvent], Texts] | None = None

    def step(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return the next texts for all clients that have been sent the same, made once."""
        return self._steps.once(key, make)

    def document(self, match_id: str, name: str, state: EncodedDocument) -> dict[str, Any]:
        """Return a document as its JSON has it, without types of Firestore."""
        key = (match_id, name, state.version)
        found: dict[str, Any] = self._documents.once(key, lambda: json.loads(state.encoded))
        return found

    def whole(self, match_id: str, tier: Tier, state: EncodedDocument | None) -> str:
        """Return the snapshot of tier 0 or 2."""
        version = state.version if state else None
        head = {"type": "snapshot", "match_id": match_id, "tier": tier, "version": version}
        return self.texts.once(
            ("whole", match_id, tier, version),
            lambda: with_raw_field(head, "document", _raw(state)),
        )

    def change(
        self, match_id: str, tier: Tier, old: EncodedDocument | None, new: EncodedDocument | None
    ) -> str:
        """Return the delta between two versions of tier 0 or 2, or the snapshot if that is
        shorter."""
        if old is None or new is None:
            return self.whole(match_id, tier, new)
        return self.texts.once(
            ("delta", match_id, tier, old.version, new.version),
            lambda: self._delta_or_whole(match_id, tier, old, new),
        )

    def _delta_or_whole(
        self, match_id: str, tier: Tier, old: EncodedDocument, new: EncodedDocument
    ) -> str:
        before, after = (self.document(match_id, tier.name, each) for each in (old, new))
        head = {"type": "delta", "match_id": match_id, "tier": tier}
        versions = {"from": old.version, "to": new.version}
        delta = dumps({**head, **versions, "patch": list(diff(before, after))})
        return delta if len(delta) < len(new.encoded) else self.whole(match_id, tier, new)

    def events_snapshot(
        self,
        match_id: str,
        cursor: Cursor,
        resumed: bool | None,
        reason: NotResumed | None,
        events: list[FeedEvent],
    ) -> str:
        """Return a snapshot of tier 1: the place where the events begin, or a page of missed
        events."""
        head: dict[str, Any] = {"type": "snapshot", "match_id": match_id, "tier": Tier.EVENTS}
        head |= {"replay": bool(events), "resumed": resumed}
        head |= {"reason": reason} if reason else {}
        entries = ",".join(feed_entry(each, match_id) for each in events)
        return with_raw_field(
            {**head, "cursor": cursor_or_none(cursor, match_id)}, "events", f"[{entries}]"
        )

    def event_delta(self, match_id: str, previous: Cursor, event: FeedEvent) -> str:
        """Return the delta of tier 1 for one event."""

        def make() -> str:
            head = {"type": "delta", "match_id": match_id, "tier": Tier.EVENTS}
            cursors = {
                "from": cursor_or_none(previous, match_id),
                "to": event.cursor.text(match_id),
            }
            return with_raw_field(head | cursors, "events", f"[{feed_entry(event, match_id)}]")

        # Cursors of one place are equal, but a client gets the form that it sent.
        return self.texts.once(("event", match_id, previous, previous.creation, event.cursor), make)

    def established(
        self, view: MatchView, cursor: Cursor, resumed: bool | None, reason: NotResumed | None
    ) -> str:
        """Return the first message of `/live`."""
        version = view.score.version if view.score else None
        head: dict[str, Any] = {"type": "CONNECTION_ESTABLISHED", "matchId": view.match_id}
        head |= {"resumed": resumed} | ({"reason": reason} if reason else {})
        head |= {"cursor": cursor_or_none(cursor, view.match_id), "version": version}
        return self.texts.once(
            ("established", view.match_id, version, cursor, cursor.creation, resumed, reason),
            lambda: with_raw_field(head, "state", _raw(view.score)),
        )

    def live_event(self, view: MatchView, event: FeedEvent, replay: bool) -> tuple[str, ...]:
        """Return the messages of a feed document on `/live`, one for each of its events, with the
        state of the innings unless the event is replayed."""
        return self.texts.once(
            ("live", view.match_id, event.cursor, replay),
            lambda: tuple(self._live_parts(view, event, replay)),
        )

    def live_events(self, view: MatchView, events: Sequence[FeedEvent]) -> Texts:
        """Return the messages of new feed documents on `/live`, in order."""
        live = self._live
        if live is not None and live[0] is view and live[1] is events:
            return live[2]
        messages = [self.live_event(view, event, replay=False) for event in events]
        texts = Texts(tuple(text for parts in messages for text in parts)) if messages else NO_TEXTS
        self._live = view, events, texts
        return texts

    def _live_parts(self, view: MatchView, event: FeedEvent, replay: bool) -> list[str]:
        document = json.loads(event.encoded)
        shared = _shared_fields(view.match_id, event, document, replay)
        if not replay and view.score:
            score = self.document(view.match_id, Tier.STATS.name, view.score)
            innings_number = document["inningsNumber"]
            shared["inningsState"] = innings_state(score, view.score.version, innings_number)
        fact = {"type": FACT_RECORDED, "fact": document.get("fact")}
        parts = document["events"] or [fact]
        return [
            dumps({**each, "part": number, "parts": len(parts), **shared})
            for number, each in enumerate(parts, 1)
        ]


def text_frame(text: str) -> bytes:
    """Return the WebSocket frame of a server's text message (RFC 6455, 5.2)."""
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


def _shared_fields(
    match_id: str, event: FeedEvent, document: dict[str, Any], replay: bool
) -> dict[str, Any]:
    fields = {
        "matchId": match_id,
        "actionId": event.cursor.id,
        "cursor": event.cursor.text(match_id),
        "revision": event.cursor.revision,
        "inningsNumber": document["inningsNumber"],
        "sequenceNumber": document["sequenceNumber"],
        "orderKey": document["orderKey"],
        "isRetracted": document["isRetracted"],
        "replay": replay,
    }
    optional = ("commentary", "timestamp")
    return fields | {name: document[name] for name in optional if name in document}


def feed_entry(event: FeedEvent, match_id: str) -> str:
    """Return one feed document of a match with its id and its cursor."""
    head = {"id": event.cursor.id, "cursor": event.cursor.text(match_id)}
    return with_raw_field(head, "document", event.encoded.decode())


def with_raw_field(head: dict[str, Any], name: str, raw: str) -> str:
    """Return the JSON of an object with one more field, whose value is JSON already."""
    return f"{dumps(head)[:-1]},{dumps(name)}:{raw}}}"


def _raw(state: EncodedDocument | None) -> str:
    return state.encoded.decode() if state else "null"
