"""A MatchStore in memory with the documents, guards, merging and limits of the real one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scrbrd.adapters import codec, ledger_documents, packing
from scrbrd.domain.json_types import Json
from scrbrd.domain.ledger.chain import Link
from scrbrd.engine.chunks import ChunkKey, SealedChunk
from scrbrd.engine.contention import ContendedError, VanishedError
from scrbrd.handlers.commit.ledger_head import head_of
from scrbrd.handlers.limits import LIMITS, Limits
from scrbrd.handlers.ports import (
    Commit,
    FeedLease,
    FeedPage,
    FollowUp,
    LastCheck,
    LedgerPages,
    LogCounts,
    ObservedAction,
    PublicDocuments,
    StoredState,
    StoredTicker,
)
from scrbrd.handlers.snapshot.model import STATE_VERSION, CachedInputs
from scrbrd.projections.live.lineups import is_orphaned
from tests.fakes import limits, written_events

if TYPE_CHECKING:
    from tests.fakes.memory_stats import MemoryStatsStore

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


class MemoryMatchStore:
    """Stores the documents of one match; `before_commit` runs between reading and writing.

    The log is `log`; `touch` writes an action again now. `reads` and `writes` count documents as
    Firestore would bill them, a query by the number of its results.
    """

    limits: Limits = LIMITS

    def __init__(self, match_id: str = "m1") -> None:
        self.match_id = match_id
        self.stats: MemoryStatsStore | None = None
        self.match: Json | None = None
        self.score: Json | None = None
        self.health: Json | None = None
        self.state: Json | None = None
        self.chunks: dict[str, Json] = {}
        self.lineups: dict[str, Json] = {}
        self.people: dict[str, Json] = {}
        self.log: dict[str, Json] = {}
        self.events: dict[str, Json] = {}
        self.whole_documents: dict[str, Json] = {}
        self.match_end: dict[str, Json] = {}
        self.ledger: dict[str, Json] = {}
        self.update_times: dict[str, datetime] = {}
        self.last_written: dict[str, tuple[Json, datetime]] = {}
        self.last_checks: Json = {}
        self.clock = 0
        self.token = 0
        self.lease: Json | None = None
        self.lease_token = 0
        self.reads = 0
        self.writes = 0
        self.commits = 0
        self.is_mirroring = False
        self.state_version = STATE_VERSION
        self.before_commit: Callable[[], None] | None = None
        self.before_follow_up: Callable[[], None] | None = None
        self.before_delete_match_end: Callable[[], None] | None = None

    # Used by tests ----------------------------------------------------------------------------

    def put(self, action_id: str, document: Json) -> ObservedAction:
        """Write an action; return it as its event would show it."""
        self.log[action_id] = document
        return self.touch(action_id)

    def touch(self, action_id: str) -> ObservedAction:
        """Write the stored action again, with the current time as its update time."""
        before = self.last_written.get(action_id)
        self.clock += 1
        now = NOON + timedelta(microseconds=self.clock)
        self.update_times[action_id] = now
        self.log[action_id] = self.log[action_id] | {"updatedAt": now}
        self.last_written[action_id] = self.log[action_id], now
        return self.observed_action(action_id, before)

    def observed_action(
        self, action_id: str, before: tuple[Json, datetime] | None = None
    ) -> ObservedAction:
        """Return the action as stored now; `before` is its previous value and update time."""
        time = self.update_times.get(action_id)
        return codec.observed_action(
            self.match_id, action_id, copy_document(self.log.get(action_id)), time, before
        )

    # Used by handlers -------------------------------------------------------------------------

    def read_state(self, match_id: str) -> StoredState:  # noqa: ARG002
        self.reads += 1
        if self.state is None:
            return StoredState()
        stored = packing.stored_state(NOON, self.state, self.state_version)
        return replace(stored, token=self.token)

    def read_actions(self, match_id: str, action_ids: Collection[str]) -> Sequence[ObservedAction]:  # noqa: ARG002
        self.reads += len(action_ids)
        return [self.observed_action(action_id) for action_id in action_ids]

    def read_log(self, match_id: str) -> Sequence[ObservedAction]:  # noqa: ARG002
        self.reads += max(1, len(self.log))
        return [self.observed_action(action_id) for action_id in self.log]

    def read_newer(self, match_id: str, since: int, limit: int) -> Sequence[ObservedAction]:  # noqa: ARG002
        found = [self.observed_action(action_id) for action_id in self.log]
        newer = sorted((s for s in found if s.updated_at >= since), key=lambda s: s.updated_at)
        self.reads += max(1, len(newer[:limit]))
        return newer[:limit]

    def count_log(self, match_id: str) -> LogCounts:  # noqa: ARG002
        self.reads += 2
        voided = [document for document in self.log.values() if document.get("isVoided") is True]
        return LogCounts(len(self.log), len(voided))

    def read_chunks(
        self,
        match_id: str,  # noqa: ARG002
        keys: Collection[ChunkKey],
    ) -> Mapping[ChunkKey, SealedChunk | None]:
        self.reads += len(keys)
        names = {key: packing.chunk_name(key) for key in keys}
        return {
            key: packing.usable_chunk(self.chunks.get(name), self.state_version)
            for key, name in names.items()
        }

    def chunk_keys(self, match_id: str) -> Collection[ChunkKey]:  # noqa: ARG002
        self.reads += 1
        return packing.chunk_keys(f"log_{name}" for name in self.chunks)

    def read_inputs(self, match_id: str, names: Mapping[str, str] | None = None) -> CachedInputs:
        known_names = names or {}
        unknown_ids = [
            each for each in codec.player_ids(self.lineups.values()) if each not in known_names
        ]
        self.reads += 1 + max(1, len(self.lineups)) + len(unknown_ids)
        found = {name: codec.person_name(self.people.get(name)) for name in unknown_ids}
        return codec.cached_inputs(
            match_id, copy_document(self.match), self.lineups, {**known_names, **found}
        )

    def read_orphaned_lineups(self, match_id: str) -> Mapping[str, object]:  # noqa: ARG002
        self.reads += max(1, len(self.lineups))
        return {name: dict(each) for name, each in self.lineups.items() if is_orphaned(each)}

    def delete_orphaned_lineups(self, match_id: str, tokens: Mapping[str, object]) -> int:  # noqa: ARG002
        unchanged = [name for name, token in tokens.items() if self.lineups.get(name) == token]
        for name in unchanged:
            del self.lineups[name]
        self.writes += len(unchanged)
        return len(unchanged)

    def read_ledger(self, match_id: str) -> Sequence[Link]:  # noqa: ARG002
        self.reads += max(1, len(self.ledger))
        return ledger_documents.read_links(self.ledger)

    def read_public(self, match_id: str) -> PublicDocuments:  # noqa: ARG002
        self.reads += 2
        return PublicDocuments(copy_document(self.score), copy_document(self.health))

    def read_whole_documents(self, match_id: str) -> Mapping[str, Json]:  # noqa: ARG002
        self.reads += 1 + max(1, len(self.whole_documents))
        return dict(self.whole_documents)

    def read_ticker(self, match_id: str) -> StoredTicker:  # noqa: ARG002
        self.reads += 1
        ticker = self.whole_documents.get("ticker")
        return StoredTicker(copy_document(ticker), ticker)

    def write_ticker(self, match_id: str, ticker: StoredTicker) -> None:
        """Write the ticker; the token is the stored document itself."""
        hook, self.before_commit = self.before_commit, None
        if hook is not None:
            hook()
        if ticker.token is not self.whole_documents.get("ticker"):
            raise ContendedError(f"match {match_id}: the ticker has moved")
        self._write_whole_documents({"ticker": ticker.document})
        self.writes += 1

    def mirrors_legacy(self) -> bool:
        return self.is_mirroring

    def read_last_checks(self) -> Mapping[str, LastCheck]:
        self.reads += 1
        return packing.read_last_checks(self.last_checks)

    def write_last_checks(self, checks: Mapping[str, LastCheck]) -> None:
        self.writes += 1
        self.last_checks = packing.checks_document(checks)

    def note_health(self, match_id: str, fields: Json) -> None:  # noqa: ARG002
        self.writes += 1
        self.health = merge_fields(self.health, fields)

    def note_failure(self, match_id: str, failure: Json) -> None:  # noqa: ARG002
        self.writes += 2
        self.token += 1
        self.health = (self.health or {}) | {"failed": failure}
        self.state = (self.state or {}) | {"hasFailed": True}

    def hold(self, match_id: str, until: datetime, by: str = "") -> None:  # noqa: ARG002
        self.writes += 1
        self.token += 1
        self.state = (self.state or {}) | {"holdUntil": until, "holdBy": by}

    def read_events(
        self,
        match_id: str,  # noqa: ARG002
        names: Collection[str] | None = None,
    ) -> Mapping[str, Json]:
        found = {k: v for k, v in self.events.items() if names is None or k in names}
        self.reads += max(1, len(found if names is None else names))
        return found

    def read_match_end(self, match_id: str) -> Mapping[str, Json]:  # noqa: ARG002
        self.reads += max(3, len(self.match_end))
        return dict(self.match_end)

    def _check(self, match_id: str, token: object | None, commit: Commit) -> None:
        """Raise as Firestore does if a commit cannot be written."""
        if token != (None if self.state is None else self.token):
            raise ContendedError(f"match {match_id}: the state has moved")
        if commit.match and self.match is None:
            raise VanishedError(f"match {match_id}: the match document is gone")
        if self.score is None and not commit.is_first:
            raise VanishedError(f"match {match_id}: the live score is gone")
        if commit.lineups.keys() - self.lineups.keys():
            raise VanishedError(f"match {match_id}: a lineup is gone")
        limits.check_commit(written_events.commit_documents(self, commit))

    def commit(self, match_id: str, token: object | None, commit: Commit) -> object:
        hook, self.before_commit = self.before_commit, None
        if hook is not None:
            hook()
        self._check(match_id, token, commit)
        now, version = commit.score["lastUpdated"], self.state_version
        self.state = packing.state_document(commit.snapshot, now, version)
        foreign_fields = {k: v for k, v in (self.score or {}).items() if k not in commit.owned}
        self.score = foreign_fields | {k: v for k, v in commit.score.items() if k in commit.owned}
        self._write_whole_documents(commit.whole_documents)
        self.health = merge_fields(self.health, commit.health) if commit.health else self.health
        self.match = merge_fields(self.match, commit.match) if self.match is not None else None
        for lineup_id, fields in commit.lineups.items():
            self.lineups[lineup_id] = merge_fields(self.lineups[lineup_id], fields)
        for key, chunk in commit.chunks.items():
            self.chunks[packing.chunk_name(key)] = packing.chunk_document(chunk, version)
        for key in commit.deleted_chunks:
            self.chunks.pop(packing.chunk_name(key), None)
        self.token += 1
        self.commits += 1
        self.writes += 2 + len(commit.chunks) + len(commit.deleted_chunks) + len(commit.lineups)
        self.writes += bool(commit.health) + bool(commit.match) + len(commit.events)
        self.writes += len(commit.whole_documents) + len(commit.ledger)
        self.ledger |= written_events.ledger_pages(self, commit.ledger)
        self.events |= {name: dict(each) for name, each in commit.events.items()}
        return self.token

    def delete_match_end(self, match_id: str, token: object | None, now: datetime) -> int:  # noqa: ARG002
        deleted = len(self.events) + len(self.match_end) + len(self.whole_documents)
        self.reads += max(4, deleted)
        hook, self.before_delete_match_end = self.before_delete_match_end, None
        if hook is not None:
            hook()
        if deleted and token != (None if self.state is None else self.token):
            raise ContendedError(f"match {match_id}: the state has moved")
        self.writes += deleted
        self.events, self.match_end, self.whole_documents = {}, {}, {}
        return deleted

    def _write_whole_documents(self, documents: Mapping[str, Json | None]) -> None:
        """Write whole documents; None deletes one."""
        for key, document in documents.items():
            self.whole_documents.pop(key, None)
            if document is not None:
                self.whole_documents[key] = document

    def write_follow_up(self, match_id: str, token: object, follow_up: FollowUp) -> object:
        hook, self.before_follow_up = self.before_follow_up, None
        if hook is not None:
            hook()
        if self.state is None or token != self.token:
            raise ContendedError(f"match {match_id}: the state has moved")
        limits.check_commit(written_events.follow_up_documents(self, follow_up))
        self.state = self.state | packing.match_end_fields(follow_up.digests, is_owed=False)
        for key, document in follow_up.documents.items():
            self.match_end.pop(key, None)
            if document is not None:
                self.match_end[key] = dict(document)
        if self.stats is not None:
            for subject, since in follow_up.subjects.items():
                self.stats.add_owed(subject, match_id, since)
        self.token += 1
        self.writes += 1 + len(follow_up.documents)
        return self.token

    def write_ledger(self, match_id: str, token: object, pages: LedgerPages) -> object:
        hook, self.before_follow_up = self.before_follow_up, None
        if hook is not None:
            hook()
        if self.state is None or token != self.token:
            raise ContendedError(f"match {match_id}: the state has moved")
        if pages.ledger is not None and self.score is None:
            raise VanishedError(f"match {match_id}: the live score is gone")
        limits.check_commit(written_events.ledger_write_documents(self, pages))
        state = self.state | ledger_documents.state_fields(pages.ledger, pages.version)
        # Firestore keeps the update time of a document that does not change.
        self.token += state != self.state
        self.state = state
        if pages.ledger is not None:
            self.score = (self.score or {}) | {"ledger": head_of(pages.ledger)}
        self.ledger |= written_events.ledger_pages(self, pages.pages)
        self.writes += 1 + len(pages.pages) + (pages.ledger is not None)
        return self.token

    def read_lease(self, match_id: str) -> FeedLease:  # noqa: ARG002
        self.reads += 1
        return (
            FeedLease() if self.lease is None else packing.read_lease(self.lease, self.lease_token)
        )

    def write_page(self, match_id: str, token: object | None, page: FeedPage) -> object:
        hook, self.before_follow_up = self.before_follow_up, None
        if hook is not None:
            hook()
        if token != (None if self.lease is None else self.lease_token):
            raise ContendedError(f"match {match_id}: the lease has moved")
        limits.check_commit(written_events.feed_page_documents(self, page))
        if page.state_token is not None:
            if self.state is None or page.state_token != self.token:
                raise ContendedError(f"match {match_id}: the state has moved")
            self.state = self.state | packing.settled_fields(page.revision)
            self.token += 1
        self.lease = packing.lease_document(page)
        self.lease_token += 1
        self.events |= {name: dict(each) for name, each in page.events.items()}
        self.writes += 1 + len(page.events) + (page.state_token is not None)
        return self.lease_token


def merge_fields(document: Json | None, changes: Json) -> Json:
    """Return a document with fields changed; None removes a field."""
    whole = (document or {}) | changes
    return {name: value for name, value in whole.items() if value is not None}


def copy_document(document: Json | None) -> Json | None:
    """Return a copy, so that a caller cannot change the stored document."""
    return None if document is None else dict(document)
