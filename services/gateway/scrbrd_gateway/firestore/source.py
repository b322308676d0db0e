"""Reads matches from Firestore and listens to them.

The library's client blocks: its calls run in threads. Listeners share streams, which run on the
loop. Documents are encoded once: events as they come, states when somebody wants them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from google.cloud.firestore import Client, FieldFilter, Query

from scrbrd.adapters import codec, paths, queries
from scrbrd.adapters.rpc import fetched, read_all, read_document, read_documents, read_query
from scrbrd.domain.identifiers import can_name_document
from scrbrd_gateway.encoding import counter, feed_event, shown, shown_later
from scrbrd_gateway.firestore.clients import ClientPool
from scrbrd_gateway.firestore.listen_stream import ListenStream
from scrbrd_gateway.firestore.listening import (
    created_at,
    document_target,
    id_of,
    query_target,
)
from scrbrd_gateway.firestore.read_threads import ReadThreads
from scrbrd_gateway.firestore.values import field_of, values_of
from scrbrd_gateway.firestore.watches import Watch
from scrbrd_gateway.match_feed import Seen
from scrbrd_gateway.model import START, Cursor, FeedEvent, Shown
from scrbrd_gateway.ports import UnknownMatch
from scrbrd_gateway.repair import note
from scrbrd_gateway.source import FirstRead, Hear, Listener, Target, Versions

Outcome = TypeVar("Outcome")
VERSION = "version"
REVISION = "revision"


class FirestoreListener:
    """One watch, and the stream that it is on."""

    def __init__(
        self, streams: ClientPool[ListenStream], stream: ListenStream, watch: Watch, ear: Ear
    ) -> None:
        self._streams = streams
        self._stream = stream
        self._watch = watch
        self._ear = ear

    @property
    def is_alive(self) -> bool:
        """Whether Firestore still answers for it."""
        return self._watch.is_alive

    @property
    def has_lost(self) -> bool:
        """Whether a document that it brought was deleted since."""
        return self._watch.has_lost

    def distrust(self) -> None:
        """Have the stream begin anew."""
        self._stream.begin_anew()

    async def close(self) -> None:
        """Listen no more, and give the place on the stream back."""
        self._ear.stop()
        self._stream.stop(self._watch)
        self._streams.give_back(self._stream)


class FirestoreSource:
    """The matches of one project. What is given is the caller's own to close."""

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
        """Return what a blocking call returns. Raises GoogleAPIError, too where all threads are
        busy."""
        return await self._threads.run(call)

    async def ping(self) -> None:
        """Read something, to see that the database answers, while all other threads are busy
        too."""
        reference = self.client.document(paths.COMPATIBILITY)
        await self._ping_thread.run(lambda: read_document(self.client, reference))

    async def open(self, match_id: str, most: int) -> FirstRead:
        """Read a match with its newest `most` events. Raises UnknownMatch."""
        if not can_name_document(match_id):
            raise UnknownMatch(match_id)
        return await self.in_thread(lambda: self._open(match_id, most))

    async def events_behind(self, match_id: str, cursor: Cursor, limit: int) -> list[FeedEvent]:
        """Read the events behind a cursor, oldest first, at most `limit`."""
        return await self.in_thread(lambda: self._behind(match_id, cursor, limit))

    async def event(self, match_id: str, event_id: str) -> FeedEvent | None:
        """Read one event; None where it is not in the feed."""
        return await self.in_thread(lambda: self._event(match_id, event_id))

    async def versions(self, match_id: str) -> Versions:
        """Read how new the documents of a match are: three reads, of a few bytes each."""
        return await self.in_thread(lambda: self._versions(match_id))

    async def listen(self, match_id: str, target: Target, behind: Cursor, hear: Hear) -> Listener:
        """Listen to a document, or to the events behind a cursor."""
        stream = self._streams.take()
        ear = Ear(self.client, match_id, target, hear)
        watch = stream.listen(watched(self.client, match_id, target, behind), ear)
        return FirestoreListener(self._streams, stream, watch, ear)

    def _open(self, match_id: str, most: int) -> FirstRead:
        client = self.client
        wanted = [paths.match(match_id), paths.live_score(match_id), paths.ticker(match_id)]
        match, score, ticker = self._documents(client, wanted)
        if not match.exists:
            raise UnknownMatch(match_id)
        # One more than is kept: it says that there are others before it.
        newest = read_query(client, newest_events(client, match_id).limit(most + 1))
        seen = Seen(
            shown_of(score),
            shown_of(ticker),
            tuple(events_of(match_id, fields_by_id(newest))),
        )
        return FirstRead(seen, is_whole=len(newest) <= most)

    def _documents(
        self, client: Client, wanted: Sequence[str], fields: Sequence[str] | None = None
    ) -> list[Any]:
        refs = [client.document(path) for path in wanted]
        found = read_documents(client, refs) if fields is None else fetched(client, refs, fields)
        by_path = {snap.reference.path: snap for snap in found}
        return [by_path[ref.path] for ref in refs]

    def _behind(self, match_id: str, cursor: Cursor, limit: int) -> list[FeedEvent]:
        client = self.client
        if cursor.id:
            query = queries.feed_behind(client, match_id, cursor.revision, cursor.id)
        else:
            query = queries.feed_from(client, match_id, cursor.revision)
        return events_of(match_id, fields_by_id(read_query(client, query.limit(limit))))

    def _event(self, match_id: str, event_id: str) -> FeedEvent | None:
        snap = read_document(self.client, self.client.document(paths.event(match_id, event_id)))
        found = events_of(match_id, fields_by_id([snap])) if snap.exists else []
        return found[0] if found else None

    def _versions(self, match_id: str) -> Versions:
        client = self.client
        wanted = [paths.live_score(match_id), paths.ticker(match_id)]
        score, ticker = self._documents(client, wanted, (VERSION,))
        query = newest_events(client, match_id).select([REVISION]).limit(1)
        newest = [Cursor(counter(snap.get(REVISION)), snap.id) for snap in read_all(query)]
        return Versions(
            counter((score.to_dict() or {}).get(VERSION)),
            counter((ticker.to_dict() or {}).get(VERSION)),
            newest[0] if newest else START,
        )


class Ear:
    """Takes the documents of a watch, encodes them and tells them, until it is stopped."""

    def __init__(self, client: Client, match_id: str, target: Target, hear: Hear) -> None:
        self._client = client
        self._match_id = match_id
        self._target = target
        self._hear: Hear | None = hear

    def __call__(self, documents: Sequence[Any]) -> None:
        """Tell what a snapshot has that is new."""
        hear = self._hear
        if hear is None:
            return
        if self._target is Target.EVENTS:
            read = [(id_of(each), values_of(self._client, each)) for each in documents]
            hear(Seen(events=tuple(events_of(self._match_id, read))))
            return
        for each in documents:
            state = heard_of(self._client, each)
            hear(Seen(score=state) if self._target is Target.SCORE else Seen(ticker=state))

    def stop(self) -> None:
        """Tell nothing more."""
        self._hear = None


def heard_of(client: Client, document: Any) -> Shown:
    """Return a document that came by a stream, to be decoded when somebody wants it."""
    stored = document.fields
    version = field_of(client, stored[VERSION]) if VERSION in stored else None
    return shown_later(version, lambda: values_of(client, document), created_at(document))


def watched(client: Client, match_id: str, target: Target, behind: Cursor) -> dict[str, Any]:
    """Return what a listener listens to."""
    match target:
        case Target.SCORE:
            return document_target(client, paths.live_score(match_id))
        case Target.TICKER:
            return document_target(client, paths.ticker(match_id))
        case Target.EVENTS:
            # From a little before: a revision is of several events. What is known is dropped by
            # `MatchFeed`.
            return query_target(queries.feed_from(client, match_id, behind.revision))


def shown_of(snap: Any) -> Shown | None:
    """Return a document that was read; None where there is none."""
    fields = snap.to_dict()
    return None if fields is None else shown(fields, codec.microseconds(snap.create_time))


def newest_events(client: Client, match_id: str) -> Query:
    """Return the feed from its newest event back: Firestore has texts behind all numbers."""
    numbers = FieldFilter(REVISION, ">=", 0)
    return queries.feed_newest(client, match_id).where(filter=numbers)


def fields_by_id(snaps: Iterable[Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return the ids of documents, each with its fields."""
    return [(snap.id, snap.to_dict() or {}) for snap in snaps]


def events_of(match_id: str, documents: Iterable[tuple[str, dict[str, Any]]]) -> list[FeedEvent]:
    """Return the events in documents of a match's feed; one without a revision has no place in it,
    and is passed over."""
    found = [feed_event(match_id, name, fields) for name, fields in documents]
    for each in found:
        if not each.cursor.revision:
            note(f"event {each.cursor.id} of match {match_id}", REVISION)
    return [each for each in found if each.cursor.revision]
