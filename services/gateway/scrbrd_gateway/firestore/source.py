"""Reads matches from Firestore and listens to them.

The library's client blocks, so its calls run in threads. Listeners share streams, which run on the
event loop. Each document is encoded once: events when they arrive, states on first use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from google.cloud.firestore import Client, FieldFilter, Query

from scrbrd.adapters import codec, paths, queries
from scrbrd.adapters.rpc import fetch_documents, read_all, read_document, read_documents, read_query
from scrbrd.domain.identifiers import can_name_document
from scrbrd_gateway.encoding import counter, encoded_state, feed_event, lazy_encoded_state
from scrbrd_gateway.firestore.clients import ClientPool
from scrbrd_gateway.firestore.listen_protocol import (
    created_at,
    document_target,
    id_of,
    query_target,
)
from scrbrd_gateway.firestore.listen_stream import ListenStream
from scrbrd_gateway.firestore.read_threads import ReadThreads
from scrbrd_gateway.firestore.values import field_of, values_of
from scrbrd_gateway.firestore.watches import Watch
from scrbrd_gateway.match_feed import MatchUpdate
from scrbrd_gateway.model import START, Cursor, EncodedDocument, FeedEvent
from scrbrd_gateway.ports import UnknownMatch
from scrbrd_gateway.repair import log_malformed
from scrbrd_gateway.source import FirstRead, Listener, OnUpdate, Target, Versions

Outcome = TypeVar("Outcome")
VERSION = "version"
REVISION = "revision"


class StoredEvent(NamedTuple):
    """A document of a feed; `created` is the time of its creation in microseconds since 1970."""

    id: str
    fields: dict[str, Any]
    created: int


class FirestoreListener:
    """One watch, with the stream that carries it."""

    def __init__(
        self,
        streams: ClientPool[ListenStream],
        stream: ListenStream,
        watch: Watch,
        update_encoder: UpdateEncoder,
    ) -> None:
        self._streams = streams
        self._stream = stream
        self._watch = watch
        self._update_encoder = update_encoder

    @property
    def is_alive(self) -> bool:
        """True while Firestore serves the watch."""
        return self._watch.is_alive

    @property
    def has_lost_documents(self) -> bool:
        """True if a document that it brought was deleted since."""
        return self._watch.has_lost_documents

    def reconnect(self) -> None:
        """Reopen the stream."""
        self._stream.reconnect()

    async def close(self) -> None:
        """Stop listening and release the place on the stream."""
        self._update_encoder.stop()
        self._stream.stop(self._watch)
        self._streams.give_back(self._stream)


class FirestoreSource:
    """The matches of one project. The caller closes what it passes to the constructor."""

    def __init__(
        self,
        client: Client,
        streams: ClientPool[ListenStream],
        threads: ReadThreads,
        ping_thread: ReadThreads,
    ) -> None:
        self.client = client
        self._streams = streams
        self._threads = threads
        self._ping_thread = ping_thread

    async def in_thread(self, call: Callable[[], Outcome]) -> Outcome:
        """Return the result of a blocking call. Raises GoogleAPIError, also if all threads are
        busy."""
        return await self._threads.run(call)

    async def ping(self) -> None:
        """Read something, to check that the database answers, even while all other threads are
        busy."""
        reference = self.client.document(paths.COMPATIBILITY)
        await self._ping_thread.run(lambda: read_document(self.client, reference))

    async def open(self, match_id: str, most: int) -> FirstRead:
        """Read a match with its newest `most` events. Raises UnknownMatch."""
        if not can_name_document(match_id):
            raise UnknownMatch(match_id)
        return await self.in_thread(lambda: self._open(match_id, most))

    async def events_after(self, match_id: str, cursor: Cursor, limit: int) -> list[FeedEvent]:
        """Read the events after a cursor, oldest first, at most `limit`."""
        return await self.in_thread(lambda: self._events_after(match_id, cursor, limit))

    async def event(self, match_id: str, event_id: str) -> FeedEvent | None:
        """Read one event; None if it is not in the feed."""
        return await self.in_thread(lambda: self._event(match_id, event_id))

    async def versions(self, match_id: str) -> Versions:
        """Read the versions of a match's documents: three reads of a few bytes each."""
        return await self.in_thread(lambda: self._versions(match_id))

    async def listen(
        self, match_id: str, target: Target, after: Cursor, on_update: OnUpdate
    ) -> Listener:
        """Listen to a document, or to the events after a cursor."""
        stream = self._streams.take(match_id)
        update_encoder = UpdateEncoder(self.client, match_id, target, on_update)
        watch = stream.listen(listen_target(self.client, match_id, target, after), update_encoder)
        return FirestoreListener(self._streams, stream, watch, update_encoder)

    def _open(self, match_id: str, most: int) -> FirstRead:
        client = self.client
        document_paths = [paths.match(match_id), paths.live_score(match_id), paths.ticker(match_id)]
        match, score, ticker = self._documents(client, document_paths)
        if not match.exists:
            raise UnknownMatch(match_id)
        # One more than `most`: it shows whether there are earlier events.
        newest = read_query(client, newest_events(client, match_id).limit(most + 1))
        update = MatchUpdate(
            encoded_snapshot(score),
            encoded_snapshot(ticker),
            tuple(events_of(match_id, stored_events(newest))),
        )
        return FirstRead(update, is_whole=len(newest) <= most)

    def _documents(
        self, client: Client, document_paths: Sequence[str], fields: Sequence[str] | None = None
    ) -> list[Any]:
        refs = [client.document(path) for path in document_paths]
        found = (
            read_documents(client, refs)
            if fields is None
            else fetch_documents(client, refs, fields)
        )
        by_path = {snap.reference.path: snap for snap in found}
        return [by_path[ref.path] for ref in refs]

    def _events_after(self, match_id: str, cursor: Cursor, limit: int) -> list[FeedEvent]:
        client = self.client
        if cursor.id:
            query = queries.feed_behind(client, match_id, cursor.revision, cursor.id)
        else:
            query = queries.feed_from(client, match_id, cursor.revision)
        found: list[FeedEvent] = []
        while True:  # a page must not end early because documents are left out of it
            wanted = limit - len(found)
            stored = stored_events(read_query(client, query.limit(wanted)))
            found += events_of(match_id, stored)
            if len(found) == limit or len(stored) < wanted:
                return found
            last = stored[-1]
            if REVISION not in last.fields:  # not decoded, so no number; nor are those after it
                return found
            query = queries.feed_behind(client, match_id, last.fields[REVISION], last.id)

    def _event(self, match_id: str, event_id: str) -> FeedEvent | None:
        snap = read_document(self.client, self.client.document(paths.event(match_id, event_id)))
        found = events_of(match_id, stored_events([snap])) if snap.exists else []
        return found[0] if found else None

    def _versions(self, match_id: str) -> Versions:
        client = self.client
        document_paths = [paths.live_score(match_id), paths.ticker(match_id)]
        score, ticker = self._documents(client, document_paths, (VERSION,))
        query = newest_events(client, match_id).select([REVISION]).limit(1)
        newest = [Cursor(counter(snap.get(REVISION)), snap.id) for snap in read_all(query)]
        return Versions(
            counter((score.to_dict() or {}).get(VERSION)),
            counter((ticker.to_dict() or {}).get(VERSION)),
            newest[0] if newest else START,
        )


class UpdateEncoder:
    """Encodes the documents of a watch and passes them on, until it is stopped."""

    def __init__(self, client: Client, match_id: str, target: Target, on_update: OnUpdate) -> None:
        self._client = client
        self._match_id = match_id
        self._target = target
        self._on_update: OnUpdate | None = on_update

    def __call__(self, documents: Sequence[Any]) -> None:
        """Pass on the new documents of a snapshot."""
        on_update = self._on_update
        if on_update is None:
            return
        if self._target is Target.EVENTS:
            read = [
                StoredEvent(id_of(each), values_of(self._client, each), created_at(each))
                for each in documents
            ]
            on_update(MatchUpdate(events=tuple(events_of(self._match_id, read))))
            return
        for each in documents:
            state = lazy_state(self._client, each)
            on_update(
                MatchUpdate(score=state)
                if self._target is Target.SCORE
                else MatchUpdate(ticker=state)
            )

    def stop(self) -> None:
        """Pass nothing more on."""
        self._on_update = None


def lazy_state(client: Client, document: Any) -> EncodedDocument:
    """Return a document from a stream, to be decoded on first use."""
    stored = document.fields
    version = field_of(client, stored[VERSION]) if VERSION in stored else None
    return lazy_encoded_state(version, lambda: values_of(client, document), created_at(document))


def listen_target(client: Client, match_id: str, target: Target, after: Cursor) -> dict[str, Any]:
    """Return the target that a listener listens to."""
    match target:
        case Target.SCORE:
            return document_target(client, paths.live_score(match_id))
        case Target.TICKER:
            return document_target(client, paths.ticker(match_id))
        case Target.EVENTS:
            # From the cursor's revision on, which several events may share: `MatchFeed` drops known
            # events.
            return query_target(queries.feed_from(client, match_id, after.revision))


def encoded_snapshot(snap: Any) -> EncodedDocument | None:
    """Return a document that was read, encoded; None if it does not exist."""
    fields = snap.to_dict()
    return None if fields is None else encoded_state(fields, codec.microseconds(snap.create_time))


def newest_events(client: Client, match_id: str) -> Query:
    """Return the query of the feed from its newest event back, without revisions that are texts:
    Firestore orders them after all numbers."""
    numbers = FieldFilter(REVISION, ">=", 0)
    return queries.feed_newest(client, match_id).where(filter=numbers)


def stored_events(snaps: Iterable[Any]) -> list[StoredEvent]:
    """Return the documents of a feed that were read."""
    return [
        StoredEvent(snap.id, snap.to_dict() or {}, codec.microseconds(snap.create_time))
        for snap in snaps
    ]


def events_of(match_id: str, documents: Iterable[StoredEvent]) -> list[FeedEvent]:
    """Return the events in the documents of a match's feed. A document without a revision has no
    place in the feed and is left out."""
    found = [feed_event(match_id, each.id, each.fields, each.created) for each in documents]
    for each in found:
        if not each.cursor.revision:
            log_malformed(f"event {each.cursor.id} of match {match_id}", REVISION)
    return [each for each in found if each.cursor.revision]
