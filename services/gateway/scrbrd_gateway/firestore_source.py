"""Reads matches from Firestore and listens to them.

The library's client blocks: its calls run in threads. Listeners share streams, which run on the
loop. Documents are encoded once, as they come.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Any, TypeVar

from google.cloud.firestore import Client

from scrbrd.adapters import paths, queries
from scrbrd.adapters.rpc import read_all, read_documents, read_query
from scrbrd.domain.identifiers import can_name_document
from scrbrd_gateway.clients import ClientPool
from scrbrd_gateway.encoding import counter, feed_event, shown
from scrbrd_gateway.firestore_listening import document_target, fields_of, id_of, query_target
from scrbrd_gateway.listen_stream import ListenStream
from scrbrd_gateway.match_feed import Seen
from scrbrd_gateway.model import START, Cursor, FeedEvent
from scrbrd_gateway.ports import UnknownMatch
from scrbrd_gateway.source import Hear, Listener, Opening, Target, Versions
from scrbrd_gateway.watches import Watch

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
        self, client: Client, streams: ClientPool[ListenStream], threads: Executor
    ) -> None:
        self.client = client
        self._streams = streams
        self._threads = threads

    async def in_thread(self, call: Callable[[], Outcome]) -> Outcome:
        """Return what a blocking call returns."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)

    async def open(self, match_id: str, most: int) -> Opening:
        """Read a match with its newest `most` events. Raises UnknownMatch."""
        if not can_name_document(match_id):
            raise UnknownMatch(match_id)
        return await self.in_thread(lambda: self._open(match_id, most))

    async def events_behind(self, match_id: str, cursor: Cursor, limit: int) -> list[FeedEvent]:
        """Read the events behind a cursor, oldest first, at most `limit`."""
        return await self.in_thread(lambda: self._behind(match_id, cursor, limit))

    async def versions(self, match_id: str) -> Versions:
        """Read how new the documents of a match are: three reads, of a few bytes each."""
        return await self.in_thread(lambda: self._versions(match_id))

    async def listen(self, match_id: str, target: Target, behind: Cursor, hear: Hear) -> Listener:
        """Listen to a document, or to the events behind a cursor."""
        stream = self._streams.take()
        ear = Ear(self.client, match_id, target, hear)
        watch = stream.listen(watched(self.client, match_id, target, behind), ear)
        return FirestoreListener(self._streams, stream, watch, ear)

    def _open(self, match_id: str, most: int) -> Opening:
        client = self.client
        wanted = [paths.match(match_id), paths.live_score(match_id), paths.ticker(match_id)]
        match, score, ticker = self._documents(client, wanted)
        if match is None:
            raise UnknownMatch(match_id)
        # One more than is kept: it says that there are others before it.
        newest = read_query(client, queries.feed_newest(client, match_id).limit(most + 1))
        seen = Seen(
            None if score is None else shown(score),
            None if ticker is None else shown(ticker),
            tuple(events_of(match_id, newest)),
        )
        return Opening(seen, is_whole=len(newest) <= most)

    def _documents(
        self, client: Client, wanted: Sequence[str], fields: Sequence[str] | None = None
    ) -> list[dict[str, Any] | None]:
        refs = [client.document(path) for path in wanted]
        if fields is None:
            found = read_documents(client, refs)
        else:
            found = list(client.get_all(refs, field_paths=fields))
        by_path = {snap.reference.path: snap.to_dict() for snap in found}
        return [by_path[ref.path] for ref in refs]

    def _behind(self, match_id: str, cursor: Cursor, limit: int) -> list[FeedEvent]:
        client = self.client
        if cursor.id:
            query = queries.feed_behind(client, match_id, cursor.revision, cursor.id)
        else:
            query = queries.feed_from(client, match_id, cursor.revision)
        return events_of(match_id, read_query(client, query.limit(limit)))

    def _versions(self, match_id: str) -> Versions:
        client = self.client
        wanted = [paths.live_score(match_id), paths.ticker(match_id)]
        score, ticker = self._documents(client, wanted, (VERSION,))
        query = queries.feed_newest(client, match_id).select([REVISION]).limit(1)
        newest = [Cursor(counter(snap.get(REVISION)), snap.id) for snap in read_all(query)]
        return Versions(
            counter((score or {}).get(VERSION)),
            counter((ticker or {}).get(VERSION)),
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
        read = [(id_of(each), fields_of(self._client, each)) for each in documents]
        if self._target is Target.EVENTS:
            events = (feed_event(self._match_id, name, fields) for name, fields in read)
            hear(Seen(events=tuple(events)))
            return
        for _, fields in read:
            state = shown(fields)
            hear(Seen(score=state) if self._target is Target.SCORE else Seen(ticker=state))

    def stop(self) -> None:
        """Tell nothing more."""
        self._hear = None


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


def events_of(match_id: str, snaps: Any) -> list[FeedEvent]:
    """Return the events in documents of a match's feed."""
    return [feed_event(match_id, snap.id, snap.to_dict() or {}) for snap in snaps]
