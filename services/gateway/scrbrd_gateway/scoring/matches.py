"""Reads what a record depends on: the match, its players, and the log or the caller's own book.

Logs and books are cached, and only documents changed since are read again. A log is public; a book
is cached under its person. Documents that were deleted, or restored to an old version, are noticed
only when the whole log is read.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple, TypeVar, cast

from scrbrd.adapters import paths
from scrbrd.adapters.codec import PERSON_NAMES, cached_inputs, person_name, player_ids
from scrbrd.domain.identifiers import is_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import Inputs, inputs_without_match
from scrbrd_gateway.scoring.books import with_base
from scrbrd_gateway.scoring.faults import not_found
from scrbrd_gateway.scoring.firestore import Filter, FirestoreRest, StoredDocument
from scrbrd_gateway.scoring.kept_matches import KeptMatches
from scrbrd_gateway.scoring.log import Log, documents_by_place

First = TypeVar("First")
Second = TypeVar("Second")

MOST_LOGS: Final = 256
MOST_ACTIONS: Final = 50_000
"""The most actions in all cached logs: those of 200 T20s, or of 25 Tests. An action takes some six
kilobytes."""

WHOLE_SECONDS: Final = 300.0
"""How long a log is updated by its changes alone before the whole log is read again."""

LINEUP_SECONDS: Final = 30.0
OVERLAP: Final = timedelta(seconds=10)
"""How far back changes are read again: commits become visible in another order than their times."""

SETTLED: Final = timedelta(seconds=60)
"""A change stamped at least this long before a read is certain to be in that read. All actions of
an imported log are within seconds of its newest one, and would otherwise be read again each time.
"""

BEFORE_ALL: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class StoredMatch:
    """A match as it is now: its document with its creation time, and its log or a scorer's book.

    `is_whole` is True if all of the log, and of the book, was read for it, so that every document
    in it is in the database.
    """

    match_id: str
    document: Json
    log: Log
    is_whole: bool
    create_time: str = ""


@dataclass(slots=True)
class CachedLog:
    """A cached log.

    `whole_at` is when the whole log was read, `newest` the newest change in it, `read_at` when the
    server last found documents of it, and `create_time` the creation time of its match.
    """

    log: Log
    whole_at: float
    newest: datetime = BEFORE_ALL
    read_at: datetime = BEFORE_ALL
    update_times: dict[str, str] = field(default_factory=dict)
    create_time: str = ""

    def can_be_updated(self, now: float) -> bool:
        """Return True if reading the changes since is enough to update the log."""
        return self.newest > BEFORE_ALL and now - self.whole_at <= WHOLE_SECONDS

    @property
    def since(self) -> datetime:
        """The time from which changes are read."""
        return max(self.newest - OVERLAP, self.read_at - SETTLED)


def count_actions(cached: CachedLog) -> int:
    """Return the number of actions in a cached log."""
    return len(cached.log.documents)


class UpdatedLog(NamedTuple):
    """An updated log, and whether the whole of it was read for that."""

    cached: CachedLog
    is_whole: bool


@dataclass(frozen=True, slots=True)
class CachedMatchInputs:
    """Cached inputs of a match.

    `match_time` and `create_time` are the update and creation time of the match document, `read_at`
    is when the lineups were read, and `people` are the names of players in `people` by id.
    """

    inputs: Inputs
    lineups: dict[str, Json]
    people: dict[str, str]
    match_time: str
    create_time: str
    read_at: float


class Matches:
    """Reads matches with their callers' tokens, and caches the logs of recent ones."""

    def __init__(
        self,
        store: FirestoreRest,
        monotonic: Callable[[], float] = time.monotonic,
        most_logs: int = MOST_LOGS,
        most_actions: int = MOST_ACTIONS,
    ) -> None:
        self._store = store
        self._monotonic = monotonic
        self._logs: KeptMatches[CachedLog] = KeptMatches(most_logs, most_actions, count_actions)
        self._inputs: KeptMatches[CachedMatchInputs] = KeptMatches(most_logs)

    async def read(self, match_id: str, token: str | None, *, whole: bool = False) -> StoredMatch:
        """Return a match and its log; with `whole` the whole log is read. Raises Problem for an
        unknown match, FirestoreError."""
        self._check_id(match_id)
        path = paths.scoring_actions(match_id)
        match, updated = await gather_two(
            self._match(match_id, token), self._update(match_id, path, token, whole=whole)
        )
        create_time = match.create_time
        cached, is_whole = await self._reread_if_recreated(
            updated, create_time, match_id, path, token
        )
        inputs = await self._inputs_of(match_id, match, token)
        cached.log = cached.log.with_inputs(inputs)
        return StoredMatch(match_id, match.fields, cached.log, is_whole, create_time)

    async def read_book(
        self,
        match_id: str,
        person_id: str,
        token: str,
        innings_number: int | None = None,
        *,
        whole: bool = False,
    ) -> StoredMatch:
        """Return a match and a person's own book, which continues the match's log. An empty book is
        to begin with `innings_number`."""
        path = paths.book_entries(match_id, person_id)
        stored_match, updated = await gather_two(
            self.read(match_id, token, whole=whole),
            self._update(match_id, path, token, whole=whole),
        )
        cached, is_whole = await self._reread_if_recreated(
            updated, stored_match.create_time, match_id, path, token
        )
        cached.log = cached.log.with_inputs(stored_match.log.inputs)
        log = with_base(cached.log, stored_match.log, innings_number)
        return replace(stored_match, log=log, is_whole=is_whole and stored_match.is_whole)

    async def get(self, path: str, token: str) -> Json | None:
        """Return one document; None if there is none."""
        found = await self._store.get(path, token)
        return None if found is None else found.fields

    def update_time(self, path: str, document_id: str) -> str:
        """Return the update time of a log's document, as it was last read."""
        cached = self._logs.get(path)
        return "" if cached is None else cached.update_times.get(document_id, "")

    def note_scored(self, match_id: str, path: str) -> None:
        """Record that somebody scored in a log or a book of a match: its cached values are not
        dropped for matches that are only read."""
        self._inputs.note_scored(match_id)
        for each in (path, paths.scoring_actions(match_id)):
            self._logs.note_scored(each)

    def _check_id(self, match_id: str) -> None:
        if not is_id(match_id):
            raise not_found(f"match {match_id[:100]!r}")

    async def _match(self, match_id: str, token: str | None) -> StoredDocument:
        match = await self._store.get(paths.match(match_id), token)
        if match is None:
            raise not_found(f"match {match_id}")
        return match

    async def _inputs_of(self, match_id: str, match: StoredDocument, token: str | None) -> Inputs:
        cached, now = self._inputs.get(match_id), self._monotonic()
        if cached is not None and cached.create_time != match.create_time:
            cached = None  # it belongs to a match that was deleted
        if cached is None or now - cached.read_at > LINEUP_SECONDS:
            found = await self._store.query(paths.match(match_id), "lineups", token)
            lineups = {each.id: each.fields for each in found}
            people = await self._people(lineups, token)
            is_same = cached is not None and (cached.lineups, cached.people) == (lineups, people)
            cached = replace(cached, read_at=now) if cached and is_same else None
        else:
            lineups, people = cached.lineups, cached.people
        if cached is None or cached.match_time != match.update_time:
            inputs = cached_inputs(match_id, match.fields, lineups, people).inputs
            read_at = now if cached is None else cached.read_at
            cached = CachedMatchInputs(
                inputs, lineups, people, match.update_time, match.create_time, read_at
            )
        self._inputs.keep(match_id, cached)
        return cached.inputs

    async def _people(self, lineups: Mapping[str, Json], token: str | None) -> dict[str, str]:
        """Return the names of players that `live/score` uses too: a lineup may have none, or an
        outdated one."""
        wanted = [paths.person(player_id) for player_id in player_ids(lineups.values())]
        found = await self._store.read(wanted, PERSON_NAMES, token)
        return {each.id: person_name(each.fields) for each in found}

    async def _update(
        self, match_id: str, path: str, token: str | None, *, whole: bool
    ) -> UpdatedLog:
        cached, now, since = self._logs.get(path), self._monotonic(), None
        if cached is None or whole or not cached.can_be_updated(now):
            cached = CachedLog(Log.of(match_id, inputs_without_match(match_id), {}), now)
        else:
            since = Filter("updatedAt", cached.since, "GREATER_THAN_OR_EQUAL")
        parent, _, collection = path.rpartition("/")
        add_documents(cached, await self._store.query(parent, collection, token, since))
        latest = self._logs.get(path)
        # Another request may have read the whole log meanwhile; then its log stays.
        if latest is None or latest.whole_at <= cached.whole_at:
            self._logs.keep(path, cached)
        return UpdatedLog(cached, since is None)

    async def _reread_if_recreated(
        self, updated: UpdatedLog, create_time: str, match_id: str, path: str, token: str | None
    ) -> UpdatedLog:
        """Return an updated log. Read the whole log again if the cached one belongs to a match that
        was deleted and created again since."""
        if updated.cached.create_time not in ("", create_time):
            updated = await self._update(match_id, path, token, whole=True)
        updated.cached.create_time = create_time
        return updated


async def gather_two(first: Awaitable[First], second: Awaitable[Second]) -> tuple[First, Second]:
    """Return the results of two concurrent reads; raise an error once both have ended."""
    one, other = await asyncio.gather(first, second, return_exceptions=True)
    for each in (one, other):
        if isinstance(each, BaseException):
            raise each
    return cast(First, one), cast(Second, other)


def add_documents(cached: CachedLog, found: list[StoredDocument]) -> None:
    """Add newer documents to a cached log.

    A change counts as written at the latest when it was stored: a time in the future would hide
    every later change.
    """
    for each in found:
        if each.read_time:
            cached.read_at = max(cached.read_at, datetime.fromisoformat(each.read_time))
    changed = [each for each in found if is_newer(each, cached.update_times)]
    if not changed:
        return
    cached.log = cached.log.with_documents(
        documents_by_place({each.id: each.fields for each in changed})
    )
    for each in changed:
        cached.update_times[each.id] = each.update_time
        moment = each.fields.get("updatedAt")
        if isinstance(moment, datetime):
            written = datetime.fromisoformat(each.update_time)
            cached.newest = max(cached.newest, min(moment, written))


def is_newer(found: StoredDocument, update_times: Mapping[str, str]) -> bool:
    """Return True if a document is newer than the cached version: two reads of one log may end in
    another order than they began."""
    known = update_times.get(found.id)
    if known is None:
        return True
    return datetime.fromisoformat(found.update_time) > datetime.fromisoformat(known)
