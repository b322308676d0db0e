"""Declares the interfaces that the use cases need; the adapters implement them.

Knows nothing of Firestore. Public documents are plain dicts here, with the camelCase names that are
stored.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from scrbrd.domain.effective import LogEntry
from scrbrd.domain.json_types import Json
from scrbrd.domain.ledger.chain import Ledger, Link
from scrbrd.domain.places import Place
from scrbrd.engine.chunks import ChunkKey, SealedChunk
from scrbrd.engine.digests import Document
from scrbrd.handlers.limits import Limits
from scrbrd.handlers.snapshot.model import CachedInputs, Snapshot
from scrbrd.projections.feed.documents import FeedDocument

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class PreviousDocument:
    """An action's document as it was stored before the write that triggered an event."""

    document: Mapping[str, Any]
    update_time: int


@dataclass(frozen=True, slots=True)
class ObservedAction:
    """One document of the log as an event delivered it or as it was read.

    `place` is None for an unknown document, whose id is not an action's id. `entry` is None if the
    document does not exist, or if the event had no value. Times are in microseconds since 1970.
    `document` is the document as it is stored, for the ledger; `before` is its version before the
    write, if the event contains that.
    """

    action_id: str
    place: Place | None
    entry: LogEntry | None
    update_time: int = 0
    updated_at: int = 0
    unknown: str | None = None
    is_voided: bool = False
    document: Mapping[str, Any] | None = field(default=None, repr=False, compare=False)
    before: PreviousDocument | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Unusable:
    """A stored state that cannot be advanced.

    `reason` says why. `is_newer` is True if a newer version of the functions wrote it.
    """

    reason: str = "nothing stored"
    is_newer: bool = False


@dataclass(frozen=True, slots=True)
class StoredState:
    """The current `live/state`.

    `token` guards the commit; it is None if the document does not exist. `has_failed` is True if
    `live/health` reports a failed call. `hold_by` names the job that holds the match until
    `hold_until`.
    """

    token: object | None = None
    snapshot: Snapshot | Unusable = Unusable()
    hold_until: datetime | None = None
    has_failed: bool = False
    hold_by: str | None = None

    @property
    def is_newer(self) -> bool:
        """Return True if a newer version of the functions wrote the state."""
        return isinstance(self.snapshot, Unusable) and self.snapshot.is_newer


@dataclass(frozen=True, slots=True)
class LogCounts:
    """The number of documents in the log, and of voided ones, as the database counts them."""

    actions: int
    voided: int


@dataclass(frozen=True, slots=True)
class PublicDocuments:
    """The current `live/score` and `live/health`; None for a document that does not exist."""

    score: Json | None = None
    health: Json | None = None


NEVER = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class LastCheck:
    """When `reconcile` last checked a match, and when it last checked everything about it.

    `full_at` is NEVER after a check that failed, so that the next one is a full check. `is_stopped`
    is True if the match is no longer checked every few minutes because nothing in it changes.
    """

    at: datetime
    full_at: datetime
    is_stopped: bool = False


@dataclass(frozen=True, slots=True)
class Commit:
    """Documents and fields that are written together or not at all. None means: do not write.

    `score` replaces the fields of `live/score` that the functions own. `match` and `lineups` hold
    the fields to change, with None as the value of a field to remove. They apply to existing
    documents only, because only people create those. `is_first` is True if `live/score` may not
    exist yet. `ledger` holds links to add to documents of the ledger, by document number.
    `whole_documents` holds whole documents by key (`ticker`, `live/innings_1`), None to delete one.
    `events` holds documents of the feed by action id. While feed documents are pending, none is
    written with the commit: those that this commit produced are in `pending_events`.
    """

    snapshot: Snapshot
    score: Json
    owned: frozenset[str]
    health: Json | None = None
    match: Json = field(default_factory=dict)
    lineups: Mapping[str, Json] = field(default_factory=dict)
    chunks: Mapping[ChunkKey, SealedChunk] = field(default_factory=dict)
    deleted_chunks: Collection[ChunkKey] = ()
    is_first: bool = False
    whole_documents: Mapping[str, Json | None] = field(default_factory=dict)
    events: Mapping[str, FeedDocument] = field(default_factory=dict)
    pending_events: Mapping[str, FeedDocument] = field(default_factory=dict)
    ledger: Mapping[int, Sequence[Link]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The documents of the end of a match, written together or not at all.

    Afterwards none is pending. `documents` are the archive and the contributions to the statistics
    by key, with None as the value of one to delete. `digests` are the digests of all documents that
    are stored afterwards. The figures of `subjects` (`player_{id}`, `team_{id}`) must be recomputed
    since the given time.
    """

    documents: Mapping[str, Document | None] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    subjects: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeedLease:
    """The current `feed/lease`.

    `revision` is the last revision written under a lease; a worker holds the lease until `until`.
    `token` guards the next page; it is None if the document does not exist.
    """

    token: object | None = None
    revision: int = 0
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredTicker:
    """`tickers/{matchId}` of a match without a log.

    `token` guards its next write; it is None if the document does not exist.
    """

    document: Json | None = None
    token: object | None = None


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Pending documents of the feed, written together with the lease or not at all.

    `until` renews the lease; None releases it. `state_token` is a token of `live/state`. If the
    state still has that token, the page marks the feed as no longer pending; otherwise nothing is
    written.
    """

    revision: int
    until: datetime | None
    events: Mapping[str, FeedDocument] = field(default_factory=dict)
    state_token: object | None = None


@dataclass(frozen=True, slots=True)
class LedgerPages:
    """Links of a ledger by document number, written after the commit of the score's `version`.

    `ledger` is given with the last links only; the match has this ledger from then on.
    """

    version: int
    pages: Mapping[int, Sequence[Link]]
    ledger: Ledger | None = None


class MatchStore(Protocol):
    """The documents of a match, read with strong consistency and written under a guard."""

    @property
    def limits(self) -> Limits:
        """The limits for reads and writes."""
        ...

    def read_state(self, match_id: str) -> StoredState:
        """Return `live/state`. It is always read first, so that the guard covers all other
        reads.
        """
        ...

    def read_actions(self, match_id: str, action_ids: Collection[str]) -> Sequence[ObservedAction]:
        """Return some actions; one that does not exist is returned without an entry."""
        ...

    def read_log(self, match_id: str) -> Sequence[ObservedAction]:
        """Return the whole log."""
        ...

    def read_newer(self, match_id: str, since: int, limit: int) -> Sequence[ObservedAction]:
        """Return at most `limit` actions whose `updatedAt` is `since` or later, in microseconds
        since 1970.
        """
        ...

    def count_log(self, match_id: str) -> LogCounts:
        """Return the size of the log without reading it."""
        ...

    def read_chunks(
        self, match_id: str, keys: Collection[ChunkKey]
    ) -> Mapping[ChunkKey, SealedChunk | None]:
        """Return sealed chunks by key; None for one that is missing or cannot be read."""
        ...

    def chunk_keys(self, match_id: str) -> Collection[ChunkKey]:
        """Return the keys of all stored sealed chunks, whether or not `live/state` lists them."""
        ...

    def read_inputs(self, match_id: str, names: Mapping[str, str] | None = None) -> CachedInputs:
        """Return the match document and the lineups.

        What cannot be read is left out and becomes a Problem. From `people` only players are read
        who are not in `names`.
        """
        ...

    def read_orphaned_lineups(self, match_id: str) -> Mapping[str, object]:
        """Return the lineup documents that hold only derived fields: a token of each by its id."""
        ...

    def delete_orphaned_lineups(self, match_id: str, tokens: Mapping[str, object]) -> int:
        """Delete the lineup documents that still match their token; return how many there were."""
        ...

    def read_ledger(self, match_id: str) -> Sequence[Link]:
        """Return the readable links of `matches/{matchId}/ledger`, in order of their numbers."""
        ...

    def read_public(self, match_id: str) -> PublicDocuments:
        """Return `live/score` and `live/health`."""
        ...

    def read_whole_documents(self, match_id: str) -> Mapping[str, Json]:
        """Return `tickers/{matchId}` and the cards of finished innings by key: `ticker`,
        `live/innings_1`.
        """
        ...

    def read_ticker(self, match_id: str) -> StoredTicker:
        """Return `tickers/{matchId}`."""
        ...

    def write_ticker(self, match_id: str, ticker: StoredTicker) -> None:
        """Write the ticker's document, or delete it if the document is None.

        Raises ContendedError if the stored document no longer matches the token.
        """
        ...

    def mirrors_legacy(self) -> bool:
        """Return `config/compatibility.legacyBallHistory`; the value may be up to a minute old."""
        ...

    def read_last_checks(self) -> Mapping[str, LastCheck]:
        """Return the last checks of the matches in play, by match id."""
        ...

    def write_last_checks(self, checks: Mapping[str, LastCheck]) -> None:
        """Store the last checks of matches.

        If there are too many, only the most recent ones are kept.
        """
        ...

    def note_health(self, match_id: str, fields: Json) -> None:
        """Merge fields into `live/health`, unguarded; a value of None removes the field."""
        ...

    def note_failure(self, match_id: str, failure: Json) -> None:
        """Set `failed` in `live/health`, and mark `live/state` so that the next commit removes it.

        Unguarded.
        """
        ...

    def hold(self, match_id: str, until: datetime, by: str = "") -> None:
        """Stop triggers from catching up until `until`, or until job `by` rebuilds the match."""
        ...

    def read_events(
        self, match_id: str, names: Collection[str] | None = None
    ) -> Mapping[str, Json]:
        """Return documents of the feed by action id: those of `names` that exist, or all."""
        ...

    def read_match_end(self, match_id: str) -> Mapping[str, Json]:
        """Return the archive and the contributions to the statistics by key: `archive/summary`,
        `player_match_stats/{id}`, `team_match_stats/{id}`.
        """
        ...

    def commit(self, match_id: str, token: object | None, commit: Commit) -> object:
        """Write the whole commit and return the new token of `live/state`.

        Raises ContendedError if `live/state` no longer matches `token`.
        """
        ...

    def delete_match_end(self, match_id: str, token: object | None, now: datetime) -> int:
        """Delete the feed and the documents of the match's end.

        Return how many documents were deleted. Each deletion is guarded by `live/state`: raises
        ContendedError if that does not match `token`, or changes meanwhile. If there was no state
        before, there is none afterwards.
        """
        ...

    def write_follow_up(self, match_id: str, token: object, follow_up: FollowUp) -> object:
        """Write the whole follow-up under the guard of `live/state`; return its new token."""
        ...

    def write_ledger(self, match_id: str, token: object, written: LedgerPages) -> object:
        """Write all pages under the guard of `live/state`; return its new token."""
        ...

    def read_lease(self, match_id: str) -> FeedLease:
        """Return `feed/lease`."""
        ...

    def write_page(self, match_id: str, token: object | None, page: FeedPage) -> object:
        """Write the whole page and return the new token of the lease.

        Raises ContendedError if `feed/lease` no longer matches `token`, or `live/state` no longer
        matches `page.state_token`.
        """
        ...
