"""Reads matches from Firestore and listens to them.

The library's client blocks: calls run in threads, and a listener has a thread and a stream of its
own. Documents are encoded there, once, before the loop hears of them.
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
from scrbrd_gateway.match_feed import Seen
from scrbrd_gateway.model import START, Cursor, FeedEvent
from scrbrd_gateway.ports import UnknownMatch
from scrbrd_gateway.source import Hear, Listener, Opening, Target, Versions

Outcome = TypeVar("Outcome")
VERSION = "version"
REVISION = "revision"


class FirestoreListener:
    """One watch of the library, and the client that it has a stream of."""

    def __init__(
        self, source: FirestoreSource, client: Client, watch: Any, hear: Callable[[], None]
    ) -> None:
        self._source = source
        self._client = client
        self._watch = watch
        self._stop_hearing = hear

    @property
    def is_alive(self) -> bool:
        """Whether the library still reads the stream."""
        return bool(self._watch.is_active)

    async def close(self) -> None:
        """End the stream and give its client back."""
        self._stop_hearing()
        await self._source.in_thread(self._close)

    def _close(self) -> None:
        self._watch.unsubscribe()
        self._source.clients.give_back(self._client)


class FirestoreSource:
    """The matches of one project. `clients` and `threads` are the caller's own to close."""

    def __init__(self, clients: ClientPool[Client], threads: Executor) -> None:
        self.clients = clients
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
        return await self.in_thread(lambda: self._listen(match_id, target, behind, hear))

    def _open(self, match_id: str, most: int) -> Opening:
        client = self.clients.first()
        wanted = [paths.match(match_id), paths.live_score(match_id), paths.ticker(match_id)]
        match, score, ticker = self._documents(client, wanted)
        if match is None:
            raise UnknownMatch(match_id)
        # One more than is kept: it says that there are others before it.
        newest = read_query(client, queries.feed_newest(client, match_id).limit(most + 1))
        seen = Seen(
            None if score is None else shown(score),
            None if ticker is None else shown(ticker),
            tuple(events_of(newest)),
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
        client = self.clients.first()
        if cursor.id:
            query = queries.feed_behind(client, match_id, cursor.revision, cursor.id)
        else:
            query = queries.feed_from(client, match_id, cursor.revision)
        return events_of(read_query(client, query.limit(limit)))

    def _versions(self, match_id: str) -> Versions:
        client = self.clients.first()
        wanted = [paths.live_score(match_id), paths.ticker(match_id)]
        score, ticker = self._documents(client, wanted, (VERSION,))
        query = queries.feed_newest(client, match_id).select([REVISION]).limit(1)
        newest = [Cursor(counter(snap.get(REVISION)), snap.id) for snap in read_all(query)]
        return Versions(
            counter((score or {}).get(VERSION)),
            counter((ticker or {}).get(VERSION)),
            newest[0] if newest else START,
        )

    def _listen(self, match_id: str, target: Target, behind: Cursor, hear: Hear) -> Listener:
        client = self.clients.take()
        ear = Ear(target, hear)
        try:
            watch = watched(client, match_id, target, behind).on_snapshot(ear)
        except BaseException:
            self.clients.give_back(client)
            raise
        return FirestoreListener(self, client, watch, ear.stop)


class Ear:
    """The callback of a watch: it encodes what changed and tells it, until it is stopped."""

    def __init__(self, target: Target, hear: Hear) -> None:
        self._target = target
        self._hear: Hear | None = hear

    def __call__(self, snaps: Sequence[Any], changes: Sequence[Any], _read_time: Any) -> None:
        """Tell what a snapshot of the watch has that is new."""
        hear = self._hear
        if hear is None:
            return
        if self._target is Target.EVENTS:
            hear(Seen(events=tuple(events_of(each.document for each in changes if not gone(each)))))
            return
        for snap in snaps:
            state = shown(snap.to_dict() or {})
            hear(Seen(score=state) if self._target is Target.SCORE else Seen(ticker=state))

    def stop(self) -> None:
        """Tell nothing more."""
        self._hear = None


def watched(client: Client, match_id: str, target: Target, behind: Cursor) -> Any:
    """Return what a listener listens to."""
    match target:
        case Target.SCORE:
            return client.document(paths.live_score(match_id))
        case Target.TICKER:
            return client.document(paths.ticker(match_id))
        case Target.EVENTS:
            # From a little before: the library cannot listen behind an id. What is known is
            # dropped by `MatchFeed`.
            return queries.feed_from(client, match_id, behind.revision)


def gone(change: Any) -> bool:
    """Return whether a change takes a document away: the feed's time to live does, which is no
    news."""
    return bool(change.type.name == "REMOVED")


def events_of(snaps: Any) -> list[FeedEvent]:
    """Return the events in documents of a feed."""
    return [feed_event(snap.id, snap.to_dict() or {}) for snap in snaps]
