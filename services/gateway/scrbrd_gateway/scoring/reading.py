"""Reads what a record depends on: the match, who plays, and the log or the caller's own book.

What was read of a log is kept, and only what changed since is read again: a log is public, and a
book is kept under its person. What was deleted, or put back as it was long ago, shows only where
the whole of it is read.
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
from scrbrd_gateway.scoring.books import based
from scrbrd_gateway.scoring.faults import unknown
from scrbrd_gateway.scoring.firestore import Filter, FirestoreRest, Stored
from scrbrd_gateway.scoring.kept_matches import KeptMatches
from scrbrd_gateway.scoring.log import Log, read_documents

First = TypeVar("First")
Second = TypeVar("Second")

MOST_LOGS: Final = 256
WHOLE_SECONDS: Final = 300.0
"""How long a log is followed by its changes before the whole of it is read again."""

LINEUP_SECONDS: Final = 30.0
OVERLAP: Final = timedelta(seconds=10)
"""How far back changes are read again: commits are seen in another order than their times' own."""

SETTLED: Final = timedelta(seconds=60)
"""How long before a read a change was stamped that the read has brought for certain: of a log that
was imported everything is within seconds of its newest action, and would be read again each time.
"""

LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class MatchNow:
    """A match as it is now: its document with the time at which it was made, and its log or a
    scorer's book. `is_whole`: all of the log, and of the book, was read for it; what it has is then
    in the database."""

    match_id: str
    document: Json
    log: Log
    is_whole: bool
    create_time: str = ""


@dataclass(slots=True)
class KeptLog:
    """A log that was read: when the whole of it was, the newest change that was seen, when the
    server last found some of it, and when its match was made."""

    log: Log
    whole_at: float
    newest: datetime = LONG_AGO
    read_at: datetime = LONG_AGO
    update_times: dict[str, str] = field(default_factory=dict)
    create_time: str = ""

    def can_go_on(self, now: float) -> bool:
        """Return whether what changed since is enough to know the log."""
        return self.newest > LONG_AGO and now - self.whole_at <= WHOLE_SECONDS

    @property
    def since(self) -> datetime:
        """Since when changes are to be read."""
        return max(self.newest - OVERLAP, self.read_at - SETTLED)


class CaughtUp(NamedTuple):
    """A log that has what changed, and whether the whole of it was read for that."""

    kept: KeptLog
    is_whole: bool


@dataclass(frozen=True, slots=True)
class KeptInputs:
    """What people decided of a match: of which version of its document and when that was made, when
    lineups were read, and the names that players have in `people` by their ids."""

    inputs: Inputs
    lineups: dict[str, Json]
    people: dict[str, str]
    match_time: str
    create_time: str
    read_at: float


class Matches:
    """Reads matches with their callers' tokens, and keeps the logs of those scored lately."""

    def __init__(
        self,
        store: FirestoreRest,
        monotonic: Callable[[], float] = time.monotonic,
        most_logs: int = MOST_LOGS,
    ) -> None:
        self._store = store
        self._monotonic = monotonic
        self._logs: KeptMatches[KeptLog] = KeptMatches(most_logs)
        self._inputs: KeptMatches[KeptInputs] = KeptMatches(most_logs)

    async def read(self, match_id: str, token: str | None, *, anew: bool = False) -> MatchNow:
        """Return a match and its log; `anew`: all of it is read. Raises Problem for an unknown
        one, FirestoreError."""
        self._check(match_id)
        path = paths.scoring_actions(match_id)
        match, caught_up = await both(
            self._match(match_id, token), self._catch_up(match_id, path, token, anew=anew)
        )
        made = match.create_time
        kept, is_whole = await self._of_match(caught_up, made, match_id, path, token)
        inputs = await self._inputs_of(match_id, match, token)
        kept.log = kept.log.decided(inputs)
        return MatchNow(match_id, match.fields, kept.log, is_whole, made)

    async def read_book(
        self,
        match_id: str,
        person_id: str,
        token: str,
        innings_number: int | None = None,
        *,
        anew: bool = False,
    ) -> MatchNow:
        """Return a match and a person's own book, going on behind what the log has of it; an empty
        one is about to begin with `innings_number`."""
        path = paths.book_entries(match_id, person_id)
        now, caught_up = await both(
            self.read(match_id, token, anew=anew),
            self._catch_up(match_id, path, token, anew=anew),
        )
        kept, is_whole = await self._of_match(caught_up, now.create_time, match_id, path, token)
        kept.log = kept.log.decided(now.log.inputs)
        log = based(kept.log, now.log, innings_number)
        return replace(now, log=log, is_whole=is_whole and now.is_whole)

    async def get(self, path: str, token: str) -> Json | None:
        """Return one document; None where there is none."""
        found = await self._store.get(path, token)
        return None if found is None else found.fields

    def update_time(self, path: str, document_id: str) -> str:
        """Return when a document of a log was last written, as it was last read."""
        kept = self._logs.get(path)
        return "" if kept is None else kept.update_times.get(document_id, "")

    def note_scored(self, match_id: str, path: str) -> None:
        """Note that somebody recorded in a log or a book of a match: what is kept of it gives way
        to no match that is only read."""
        self._inputs.note_scored(match_id)
        for each in (path, paths.scoring_actions(match_id)):
            self._logs.note_scored(each)

    def _check(self, match_id: str) -> None:
        if not is_id(match_id):
            raise unknown(f"match {match_id[:100]!r}")

    async def _match(self, match_id: str, token: str | None) -> Stored:
        match = await self._store.get(paths.match(match_id), token)
        if match is None:
            raise unknown(f"match {match_id}")
        return match

    async def _inputs_of(self, match_id: str, match: Stored, token: str | None) -> Inputs:
        kept, now = self._inputs.get(match_id), self._monotonic()
        if kept is not None and kept.create_time != match.create_time:
            kept = None  # of a match that was deleted
        if kept is None or now - kept.read_at > LINEUP_SECONDS:
            found = await self._store.query(paths.match(match_id), "lineups", token)
            lineups = {each.id: each.fields for each in found}
            people = await self._people(lineups, token)
            is_same = kept is not None and (kept.lineups, kept.people) == (lineups, people)
            kept = replace(kept, read_at=now) if kept and is_same else None
        else:
            lineups, people = kept.lineups, kept.people
        if kept is None or kept.match_time != match.update_time:
            inputs = cached_inputs(match_id, match.fields, lineups, people).inputs
            read_at = now if kept is None else kept.read_at
            kept = KeptInputs(
                inputs, lineups, people, match.update_time, match.create_time, read_at
            )
        self._inputs.keep(match_id, kept)
        return kept.inputs

    async def _people(self, lineups: Mapping[str, Json], token: str | None) -> dict[str, str]:
        """Return the names of players by which `live/score` calls them too: a lineup may have none,
        or an old one."""
        wanted = [paths.person(player_id) for player_id in player_ids(lineups.values())]
        found = await self._store.read(wanted, PERSON_NAMES, token)
        return {each.id: person_name(each.fields) for each in found}

    async def _catch_up(
        self, match_id: str, path: str, token: str | None, *, anew: bool
    ) -> CaughtUp:
        kept, now, since = self._logs.get(path), self._monotonic(), None
        if kept is None or anew or not kept.can_go_on(now):
            kept = KeptLog(Log.of(match_id, inputs_without_match(match_id), {}), now)
        else:
            since = Filter("updatedAt", kept.since, "GREATER_THAN_OR_EQUAL")
        parent, _, collection = path.rpartition("/")
        take(kept, await self._store.query(parent, collection, token, since))
        latest = self._logs.get(path)
        if latest is None or latest.whole_at <= kept.whole_at:  # else it was read anew meanwhile
            self._logs.keep(path, kept)
        return CaughtUp(kept, since is None)

    async def _of_match(
        self, caught_up: CaughtUp, made: str, match_id: str, path: str, token: str | None
    ) -> CaughtUp:
        """Return a log as it is, or the whole of it read again where it was kept of a match that
        was deleted and made again since."""
        if caught_up.kept.create_time not in ("", made):
            caught_up = await self._catch_up(match_id, path, token, anew=True)
        caught_up.kept.create_time = made
        return caught_up


async def both(first: Awaitable[First], second: Awaitable[Second]) -> tuple[First, Second]:
    """Return what two reads give that are made at once; an error once both have ended."""
    one, other = await asyncio.gather(first, second, return_exceptions=True)
    for each in (one, other):
        if isinstance(each, BaseException):
            raise each
    return cast(First, one), cast(Second, other)


def take(kept: KeptLog, found: list[Stored]) -> None:
    """Let a kept log have the documents that are newer than those it has.

    A change is no newer than when it was written: a time that is to come would hide all until then.
    """
    for each in found:
        if each.read_time:
            kept.read_at = max(kept.read_at, datetime.fromisoformat(each.read_time))
    changed = [each for each in found if is_newer(each, kept.update_times)]
    if not changed:
        return
    kept.log = kept.log.extended(read_documents({each.id: each.fields for each in changed}))
    for each in changed:
        kept.update_times[each.id] = each.update_time
        moment = each.fields.get("updatedAt")
        if isinstance(moment, datetime):
            written = datetime.fromisoformat(each.update_time)
            kept.newest = max(kept.newest, min(moment, written))


def is_newer(found: Stored, update_times: Mapping[str, str]) -> bool:
    """Return whether a document is another version than the kept one, and none from before it: two
    reads of one log may end in another order than they began."""
    known = update_times.get(found.id)
    if known is None:
        return True
    return datetime.fromisoformat(found.update_time) > datetime.fromisoformat(known)
