"""Declares what the use cases need of the outside world; the adapters implement it.

Knows nothing of Firestore. Public documents are plain dicts here, camelCase, as they are stored.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from scrbrd.domain.effective import LogEntry
from scrbrd.domain.json_types import Json
from scrbrd.domain.ledger.chain import Ledger, Link
from scrbrd.domain.places import Place
from scrbrd.engine.chunks import ChunkKey, Sealed
from scrbrd.engine.digests import Document
from scrbrd.handlers.limits import Limits
from scrbrd.handlers.snapshot.model import CachedInputs, Snapshot
from scrbrd.projections.feed.documents import FeedDocument

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A document of the log as it was stored before the write that an event tells of."""

    document: Mapping[str, Any]
    update_time: int


@dataclass(frozen=True, slots=True)
class ObservedAction:
    """One document of the log as somebody saw it: an event's payload, or a read.

    `place` is None for an unknown document, whose id is no action's; `entry` is None where there is
    no such document, or where the event had no value. Times are in microseconds since 1970.
    `document` is the document as it is stored, for the ledger; `before` what an event shows of it
    before its write.
    """

    action_id: str
    place: Place | None
    entry: LogEntry | None
    update_time: int = 0
    updated_at: int = 0
    unknown: str | None = None
    is_voided: bool = False
    document: Mapping[str, Any] | None = field(default=None, repr=False, compare=False)
    before: Earlier | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Unusable:
    """No snapshot that can be advanced: why, and whether a newer version of the functions wrote
    what is stored."""

    reason: str = "nothing stored"
    is_newer: bool = False


@dataclass(frozen=True, slots=True)
class StoredState:
    """`live/state` as it is now. `token` guards the commit: None where there is no document.

    `has_failed`: `live/health` says that a call failed. `hold_by` names the job that holds the
    match until `hold_until`.
    """

    token: object | None = None
    snapshot: Snapshot | Unusable = Unusable()
    hold_until: datetime | None = None
    has_failed: bool = False
    hold_by: str | None = None

    @property
    def is_newer(self) -> bool:
        """Whether a newer version of the functions wrote it."""
        return isinstance(self.snapshot, Unusable) and self.snapshot.is_newer


@dataclass(frozen=True, slots=True)
class LogCounts:
    """Documents of the log, and those of them that are voided, as the database counts them."""

    actions: int
    voided: int


@dataclass(frozen=True, slots=True)
class Public:
    """What the world sees of a match now; None: there is no such document."""

    score: Json | None = None
    health: Json | None = None


NEVER = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Look:
    """When `reconcile` last looked at a match, and when at everything of it.

    `full_at` is NEVER after a look that failed: what it should have seen is asked for again.
    `is_stopped` where it is no longer looked at every few minutes, for nothing changes in it.
    """

    at: datetime
    full_at: datetime
    is_stopped: bool = False


@dataclass(frozen=True, slots=True)
class Commit:
    """What is written together or not at all; None is not written.

    `score` replaces the fields that functions own in `live/score`; `match` and `lineups` hold the
    fields to change, None as a value to remove one: both only of documents that exist, for nobody
    but people creates them. `is_first` where `live/score` may not exist.
    `ledger` are links to add to documents of the ledger, by their number.
    `shown` are whole documents by their key (`ticker`, `live/innings_1`), None to delete one.
    `events` are documents of the feed by action. Where documents are pending, none is written with
    the commit: those that this commit knows of stand in `later`.
    """

    snapshot: Snapshot
    score: Json
    owned: frozenset[str]
    health: Json | None = None
    match: Json = field(default_factory=dict)
    lineups: Mapping[str, Json] = field(default_factory=dict)
    chunks: Mapping[ChunkKey, Sealed] = field(default_factory=dict)
    gone: Collection[ChunkKey] = ()
    is_first: bool = False
    shown: Mapping[str, Json | None] = field(default_factory=dict)
    events: Mapping[str, FeedDocument] = field(default_factory=dict)
    later: Mapping[str, FeedDocument] = field(default_factory=dict)
    ledger: Mapping[int, Sequence[Link]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The documents of the end of a match, written together or not at all; none is pending then.

    `documents` are the archive and the contributions to the statistics by their key, None as a
    value to delete one; `digests` are those of all that are then stored. The figures of `subjects`
    (`player_{id}`, `team_{id}`) are owed since then.
    """

    documents: Mapping[str, Document | None] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    subjects: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeedLease:
    """`feed/lease` as it is now: which revision was last written under a lease, and until when a
    worker holds it. `token` guards the next page: None where there is no document.
    """

    token: object | None = None
    revision: int = 0
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredTicker:
    """`tickers/{matchId}` of a match without a log. `token` guards its next write: None where there
    is no document."""

    document: Json | None = None
    token: object | None = None


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Pending documents of the feed, written together with the lease or not at all.

    `until` renews the lease, None gives it up. `settles` is a token of `live/state`: if the state
    is still as it saw it, nothing of the feed is pending any more, else nothing is written.
    """

    revision: int
    until: datetime | None
    events: Mapping[str, FeedDocument] = field(default_factory=dict)
    settles: object | None = None


@dataclass(frozen=True, slots=True)
class LedgerPages:
    """Links of a ledger by document, written after the commit of a score's `version`; with the last
    of them `ledger`, which is then that of the match."""

    version: int
    pages: Mapping[int, Sequence[Link]]
    ledger: Ledger | None = None


class MatchStore(Protocol):
    """One match's documents, read strongly consistent and written under a guard."""

    @property
    def limits(self) -> Limits:
        """The bounds that hold for what is read and written."""
        ...

    def read_state(self, match_id: str) -> StoredState:
        """`live/state`: always read before anything else, so that the guard covers it all."""
        ...

    def read_actions(self, match_id: str, action_ids: Collection[str]) -> Sequence[ObservedAction]:
        """Some actions; one that does not exist is seen without an entry."""
        ...

    def read_log(self, match_id: str) -> Sequence[ObservedAction]:
        """The whole log."""
        ...

    def read_newer(self, match_id: str, since: int, most: int) -> Sequence[ObservedAction]:
        """At most `most` actions whose `updatedAt` is `since` or later, in microseconds since
        1970."""
        ...

    def count_log(self, match_id: str) -> LogCounts:
        """The size of the log, without reading it."""
        ...

    def read_chunks(
        self, match_id: str, keys: Collection[ChunkKey]
    ) -> Mapping[ChunkKey, Sealed | None]:
        """Sealed chunks; None for one that is missing or cannot be read."""
        ...

    def chunk_keys(self, match_id: str) -> Collection[ChunkKey]:
        """Every sealed chunk that is stored, whatever `live/state` says."""
        ...

    def read_inputs(self, match_id: str, names: Mapping[str, str] | None = None) -> CachedInputs:
        """The match document and the lineups; what cannot be read is a Problem and left out.

        Of `people` only the players are read whose `names` are not known already.
        """
        ...

    def read_orphaned_lineups(self, match_id: str) -> Mapping[str, object]:
        """Lineup documents that hold nothing but derived fields; a token of each by its id."""
        ...

    def delete_orphaned_lineups(self, match_id: str, tokens: Mapping[str, object]) -> int:
        """Delete those that are still as their token saw them; how many that were."""
        ...

    def read_ledger(self, match_id: str) -> Sequence[Link]:
        """`matches/{matchId}/ledger`: the links that can be read, in order of their numbers."""
        ...

    def read_public(self, match_id: str) -> Public:
        """`live/score` and `live/health`."""
        ...

    def read_shown(self, match_id: str) -> Mapping[str, Json]:
        """`tickers/{matchId}` and the cards of finished innings, by their key: `ticker`,
        `live/innings_1`."""
        ...

    def read_ticker(self, match_id: str) -> StoredTicker:
        """`tickers/{matchId}`."""
        ...

    def write_ticker(self, match_id: str, ticker: StoredTicker) -> None:
        """Write a ticker's document, None to delete it. Raises ContendedError if the stored one is
        not as its token saw it."""
        ...

    def mirrors_legacy(self) -> bool:
        """Whether `config/compatibility.legacyBallHistory` is on, as of the last minute."""
        ...

    def read_looks(self) -> Mapping[str, Look]:
        """When matches in play were last looked at, by match."""
        ...

    def write_looks(self, looks: Mapping[str, Look]) -> None:
        """Keep when matches were last looked at; of very many, those looked at last."""
        ...

    def note_health(self, match_id: str, fields: Json) -> None:
        """Merge fields into `live/health`, unguarded; None removes one."""
        ...

    def note_failure(self, match_id: str, failure: Json) -> None:
        """Set `failed` in `live/health`, and note in `live/state` that the next commit removes
        it; unguarded."""
        ...

    def hold(self, match_id: str, until: datetime, by: str = "") -> None:
        """Keep triggers from catching up until then, or until job `by` rebuilds the match."""
        ...

    def read_events(
        self, match_id: str, names: Collection[str] | None = None
    ) -> Mapping[str, Json]:
        """The documents of the feed by action: those of `names` that exist, or all."""
        ...

    def read_match_end(self, match_id: str) -> Mapping[str, Json]:
        """The archive and the contributions to the statistics, by their key: `archive/summary`,
        `player_match_stats/{id}`, `team_match_stats/{id}`."""
        ...

    def commit(self, match_id: str, token: object | None, commit: Commit) -> object:
        """Write all of it, or raise ContendedError if `live/state` is not as `token` saw it.

        Gives the token of `live/state` as it is then."""
        ...

    def delete_match_end(self, match_id: str, token: object | None, now: datetime) -> int:
        """Delete the feed and what the end of the match left; how many documents that were.

        Each deletion is guarded by `live/state`: raises ContendedError if that is not as `token`
        saw it, or moves meanwhile. Where there was no state, there is none afterwards."""
        ...

    def write_follow_up(self, match_id: str, token: object, follow_up: FollowUp) -> object:
        """Write all of it under the same guard; gives the token as it is then."""
        ...

    def write_ledger(self, match_id: str, token: object, written: LedgerPages) -> object:
        """Write all of it under the guard of `live/state`; gives the token as it is then."""
        ...

    def read_lease(self, match_id: str) -> FeedLease:
        """`feed/lease`."""
        ...

    def write_page(self, match_id: str, token: object | None, page: FeedPage) -> object:
        """Write all of it, or raise ContendedError if `feed/lease` is not as `token` saw it, or
        `live/state` not as `page.settles` did. Gives the token of the lease as it is then."""
        ...
