"""Implements the MatchStore on Firestore: plain reads, then one batch guarded by a precondition.

No read-write transaction: on one hot document those lose most of their writes to contention.
The batches stand in `guarded_writes`.
"""

import math
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from google.cloud.firestore import Client

from scrbrd.adapters import (
    codec,
    deleting,
    guarded_writes,
    ledger_documents,
    many_matches,
    match_inputs,
    packing,
    paths,
    queries,
)
from scrbrd.adapters.decoding import Names
from scrbrd.adapters.rpc import (
    list_references,
    read_document,
    read_documents,
    read_documents_apart,
    read_query,
    rpc_options,
)
from scrbrd.adapters.state_token import StateToken
from scrbrd.domain.json_types import Json
from scrbrd.domain.ledger.chain import Link
from scrbrd.engine.chunks import ChunkKey, SealedChunk
from scrbrd.handlers.commit import build
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
    Unusable,
)
from scrbrd.handlers.snapshot.model import STATE_VERSION, CachedInputs

REMEMBERED_SECONDS = 60

PUBLIC_NAMES = sorted({*build.OWNED_FIELDS, *build.HEALTH_FIELDS, "lastReconcile"})
"""Fields that are read from `live/score` and `live/health` if these cannot be decoded."""


class FirestoreMatchStore:
    """Implements `scrbrd.handlers.ports.MatchStore`."""

    state_version = STATE_VERSION
    """Tests of two versions side by side set another one."""

    limits: Limits = LIMITS
    """Tests of many pages with few balls set others."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._compatibility = (-math.inf, False)

    def read_state(self, match_id: str) -> StoredState:
        """Return `live/state`: one document."""
        snap = self._get(paths.live_state(match_id))
        document = snap.to_dict()
        if document is None:
            return StoredState()
        return packing.stored_state(snap.update_time, document, self.state_version)

    def read_actions(self, match_id: str, action_ids: Collection[str]) -> Sequence[ObservedAction]:
        """Return some actions, in one round trip."""
        wanted = [paths.scoring_action(match_id, action_id) for action_id in action_ids]
        return [
            observed_from(match_id, snap) for snap in self._get_all(wanted, codec.action_names())
        ]

    def read_log(self, match_id: str) -> Sequence[ObservedAction]:
        """Return `matches/{matchId}/scoring_actions`, whole and unordered.

        An order would hide documents that lack the field of the order.
        """
        collection = self.client.collection(paths.scoring_actions(match_id))
        return self._observed(match_id, collection)

    def read_newer(self, match_id: str, since: int, limit: int) -> Sequence[ObservedAction]:
        """Return at most `limit` actions whose `updatedAt` is `since` (microseconds since 1970) or
        later.
        """
        moment = packing.moment_of(since)
        query = queries.changes_since(self.client, match_id, moment)
        return self._observed(match_id, query.limit(limit))

    def _observed(self, match_id: str, query: Any) -> list[ObservedAction]:
        """Return the documents of the log that a query finds."""
        snaps = read_query(self.client, query, codec.action_names())
        return [observed_from(match_id, snap) for snap in snaps]

    def count_log(self, match_id: str) -> LogCounts:
        """Return how many documents the log has, counted by the database."""
        return LogCounts(
            queries.count(queries.all_actions(self.client, match_id)),
            queries.count(queries.voided_actions(self.client, match_id)),
        )

    def read_chunks(
        self, match_id: str, keys: Collection[ChunkKey]
    ) -> Mapping[ChunkKey, SealedChunk | None]:
        """Return sealed chunks, in one round trip."""
        by_path = {paths.live_log(match_id, *key): key for key in keys}
        return {
            by_path[snap.reference.path]: packing.usable_chunk(snap.to_dict(), self.state_version)
            for snap in self._get_all(list(by_path))
        }

    def chunk_keys(self, match_id: str) -> Collection[ChunkKey]:
        """Return the keys of all stored chunks, from the ids of the documents in `live`."""
        collection = self.client.collection(paths.live(match_id))
        return packing.chunk_keys([ref.id for ref in list_references(collection)])

    def read_inputs(self, match_id: str, names: Mapping[str, str] | None = None) -> CachedInputs:
        """Return the match document, all of `matches/{matchId}/lineups`, and the players'
        `people`.
        """
        return match_inputs.read_inputs(self.client, match_id, names or {})

    def read_orphaned_lineups(self, match_id: str) -> Mapping[str, object]:
        """Return orphaned documents of `matches/{matchId}/lineups`.

        The token is the update time.
        """
        return deleting.orphaned_lineups(
            self.client, self.client.collection(paths.lineups(match_id))
        )

    def delete_orphaned_lineups(self, match_id: str, tokens: Mapping[str, object]) -> int:
        """Delete lineups, with one guarded call for each."""
        collection = self.client.collection(paths.lineups(match_id))
        return deleting.delete_lineups(self.client, collection, tokens)

    def read_ledger(self, match_id: str) -> Sequence[Link]:
        """Return all of `matches/{matchId}/ledger`."""
        snaps = read_query(self.client, self.client.collection(paths.ledger(match_id)))
        return ledger_documents.read_links({snap.id: snap.to_dict() or {} for snap in snaps})

    def read_public(self, match_id: str) -> PublicDocuments:
        """Return `live/score` and `live/health`, in one round trip."""
        refs = [self._ref(paths.live_score(match_id)), self._ref(paths.live_health(match_id))]
        found = read_documents_apart(self.client, refs, PUBLIC_NAMES)
        snaps = {snap.reference.path: snap for snap in found}
        score, health = (snaps[ref.path].to_dict() for ref in refs)
        return PublicDocuments(score, health)

    def read_whole_documents(self, match_id: str) -> Mapping[str, Json]:
        """Return `tickers/{matchId}`, and the innings cards of `matches/{matchId}/live`."""
        refs = list_references(self.client.collection(paths.live(match_id)))
        keys = [f"live/{ref.id}" for ref in refs if ref.id.startswith(paths.CARD)]
        by_path = {paths.whole_document(match_id, key): key for key in (paths.TICKER, *keys)}
        snaps = self._get_all(list(by_path))
        found = {by_path[snap.reference.path]: snap.to_dict() for snap in snaps}
        return {key: document for key, document in found.items() if document is not None}

    def read_ticker(self, match_id: str) -> StoredTicker:
        """Return `tickers/{matchId}`."""
        snap = self._get(paths.ticker(match_id))
        return StoredTicker(snap.to_dict(), snap.update_time)

    def write_ticker(self, match_id: str, ticker: StoredTicker) -> None:
        """Write the ticker under the guard of the ticker itself."""
        guarded_writes.write_ticker(self.client, match_id, ticker)

    def all_matches(self) -> Iterator[str]:
        """Return the ids of all matches, including those of which only the log is left."""
        return many_matches.all_matches(self.client)

    def matches_in_play(self, since: datetime) -> list[str]:
        """Return the ids of matches in play, and of those that ended at `since` or later."""
        return many_matches.matches_in_play(self.client, since)

    def matches_changed(self, since: datetime) -> list[str]:
        """Return the ids of matches with an action written at `since` or later."""
        return many_matches.matches_changed(self.client, since)

    def mirrors_legacy(self) -> bool:
        """Return `config/compatibility.legacyBallHistory`, read at most once a minute."""
        read_at, wanted = self._compatibility
        if time.monotonic() - read_at > REMEMBERED_SECONDS:
            config = self._get(paths.COMPATIBILITY, ["legacyBallHistory"]).to_dict() or {}
            wanted = config.get("legacyBallHistory") is True
            self._compatibility = (time.monotonic(), wanted)
        return wanted

    def read_last_checks(self) -> Mapping[str, LastCheck]:
        """Return `config/reconcile`; a match whose entry cannot be read counts as never checked."""
        document = self._get(paths.LAST_CHECKS).to_dict() or {}
        return packing.read_last_checks(document)

    def write_last_checks(self, checks: Mapping[str, LastCheck]) -> None:
        """Write the whole of `config/reconcile`."""
        self._ref(paths.LAST_CHECKS).set(packing.checks_document(checks), **rpc_options())

    def note_health(self, match_id: str, fields: Json) -> None:
        """Merge fields of our own into `live/health`, unguarded."""
        health = self._ref(paths.live_health(match_id))
        health.set(guarded_writes.with_deletions(fields), merge=True, **rpc_options())

    def note_failure(self, match_id: str, failure: Json) -> None:
        """Set `live/health.failed` and `live/state.hasFailed`, in one batch."""
        batch = self.client.batch()
        health, state = (
            self._ref(place(match_id)) for place in (paths.live_health, paths.live_state)
        )
        batch.set(health, {"failed": failure}, merge=True)
        batch.set(state, {"hasFailed": True}, merge=True)
        batch.commit(**rpc_options())

    def hold(self, match_id: str, until: datetime, by: str = "") -> None:
        """Set `live/state.holdUntil`.

        A state that is only a hold is unusable and will be rebuilt.
        """
        hold = {"holdUntil": until, "holdBy": by}
        self._ref(paths.live_state(match_id)).set(hold, merge=True, **rpc_options())

    def end_hold(self, match_id: str, by: str) -> None:
        """Delete a `live/state` that is only a hold, if job `by` still holds it."""
        stored = self.read_state(match_id)
        if stored.hold_by == by and isinstance(stored.snapshot, Unusable):
            state, token = self._ref(paths.live_state(match_id)), cast("StateToken", stored.token)
            deleting.delete_unless_moved(self.client, state, token.update_time)

    def read_events(
        self, match_id: str, names: Collection[str] | None = None
    ) -> Mapping[str, Json]:
        """Return documents of `matches/{matchId}/events`: some in one round trip, or all."""
        collection = paths.events(match_id)
        if names is None:
            snaps = read_query(self.client, self.client.collection(collection))
        else:
            snaps = self._get_all([f"{collection}/{name}" for name in names])
        return {snap.id: snap.to_dict() or {} for snap in snaps if snap.exists}

    def read_match_end(self, match_id: str) -> Mapping[str, Json]:
        """Return `matches/{matchId}/archive`, and the match's contributions to the statistics."""
        archive = self.client.collection(f"{paths.match(match_id)}/{paths.ARCHIVE}")
        queries_ = (archive, *queries.contributions_of_match(self.client, match_id))
        snaps = [snap for query in queries_ for snap in read_query(self.client, query)]
        return {f"{snap.reference.parent.id}/{snap.id}": snap.to_dict() or {} for snap in snaps}

    def commit(self, match_id: str, token: Any, commit: Commit) -> Any:
        """Write the commit in one batch.

        Raises ContendedError if `live/state` does not match `token`.
        """
        return guarded_writes.write_commit(self.client, match_id, token, commit, self.state_version)

    def write_ledger(self, match_id: str, token: Any, written: LedgerPages) -> Any:
        """Write links in one batch under the guard of `live/state`."""
        return guarded_writes.write_ledger(self.client, match_id, token, written)

    def write_follow_up(self, match_id: str, token: Any, follow_up: FollowUp) -> Any:
        """Write the follow-up in one batch under the guard of `live/state`."""
        return guarded_writes.write_follow_up(self.client, match_id, token, follow_up)

    def read_lease(self, match_id: str) -> FeedLease:
        """Return `feed/lease`; fields that cannot be read count as absent."""
        snap = self._get(paths.feed_lease(match_id))
        document = snap.to_dict()
        return FeedLease() if document is None else packing.read_lease(document, snap.update_time)

    def write_page(self, match_id: str, token: Any, page: FeedPage) -> Any:
        """Write a page in one batch, guarded by `feed/lease`, and by `live/state` if it settles the
        feed.
        """
        return guarded_writes.write_page(self.client, match_id, token, page)

    def delete_match_end(self, match_id: str, token: Any, now: datetime) -> int:
        """Delete the feed of a match without a log, its ticker, its cards and the documents of its
        end.

        The figures based on them are then owed. Returns the number of documents.
        """
        keys = list(self.read_match_end(match_id))
        deleted = [paths.match_end(match_id, key) for key in keys]
        deleted += [f"{paths.events(match_id)}/{name}" for name in self.read_events(match_id)]
        deleted += [
            paths.whole_document(match_id, key) for key in self.read_whole_documents(match_id)
        ]
        if deleted:
            owed = guarded_writes.subjects_of(match_id, keys)
            guarded_writes.delete_match_end(self.client, match_id, token, deleted, owed, now)
        return len(deleted)

    def _get(self, path: str, names: Names = ()) -> Any:
        return read_document(self.client, self._ref(path), names)

    def _get_all(self, wanted: list[str], names: Names = ()) -> list[Any]:
        return read_documents(self.client, [self._ref(path) for path in wanted], names)

    def _ref(self, path: str) -> Any:
        return self.client.document(path)


def observed_from(match_id: str, snap: Any) -> ObservedAction:
    """Return a document of the log from its snapshot."""
    return codec.observed_action(match_id, snap.id, snap.to_dict(), snap.update_time)
