"""Owns the MatchStore on Firestore: plain reads, then one batch guarded by a precondition.

No read-write transaction: on one hot document those lose most of their writes to contention.
"""

import math
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from google.api_core.exceptions import (
    Aborted,
    AlreadyExists,
    DeadlineExceeded,
    FailedPrecondition,
    InternalServerError,
    NotFound,
    ResourceExhausted,
    ServiceUnavailable,
)
from google.api_core.retry import Retry, if_exception_type
from google.cloud.firestore import DELETE_FIELD, ArrayUnion, Client, WriteBatch

from scrbrd.adapters import codec, packing, paths, queries
from scrbrd.adapters.writing import QuickBatch
from scrbrd.domain.vocabulary import MatchStatus
from scrbrd.handlers import closing
from scrbrd.handlers.packed_log import ChunkKey, Sealed
from scrbrd.handlers.ports import (
    After,
    Commit,
    ContendedError,
    Json,
    LogCounts,
    Public,
    Seen,
    StoredState,
    VanishedError,
)
from scrbrd.handlers.snapshot import Known, Owed, UnusableError

REMEMBERED_SECONDS = 60
MOST_DELETES = 400
CONTENDED = (Aborted, AlreadyExists, FailedPrecondition)
AWAY = (DeadlineExceeded, InternalServerError, ResourceExhausted, ServiceUnavailable)

PATIENCE_SECONDS = 20.0
"""How long one call waits for a Firestore that is away. The library's own 300 are longer than a
function lives, and one that is ended has neither raised nor logged anything."""


class FirestoreMatchStore:
    """Implements `scrbrd.handlers.ports.MatchStore`."""

    beside = ""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._compatibility = (-math.inf, False)

    def read_state(self, match_id: str) -> StoredState:
        """`live/state`: one document."""
        snap = self.client.document(paths.live_state(match_id, self.beside)).get(**patience())
        document = snap.to_dict()
        if document is None:
            return StoredState()
        hold = document.get("holdUntil")
        hold = hold if isinstance(hold, datetime) else None
        try:
            return StoredState(snap.update_time, packing.read_state(document), hold)
        except UnusableError as error:
            return StoredState(snap.update_time, None, hold, str(error))

    def read_actions(self, match_id: str, action_ids: Collection[str]) -> Sequence[Seen]:
        """Some actions in one round trip."""
        wanted = [paths.scoring_action(match_id, action_id) for action_id in action_ids]
        return [seen_of(match_id, snap) for snap in self._get_all(wanted)]

    def read_log(self, match_id: str) -> Sequence[Seen]:
        """`matches/{matchId}/scoring_actions`, whole and unordered: an order would hide documents
        that lack the field it goes by."""
        collection = self.client.collection(paths.scoring_actions(match_id))
        return [seen_of(match_id, snap) for snap in collection.stream()]

    def read_newer(self, match_id: str, since: int, most: int) -> Sequence[Seen]:
        """Actions whose `updatedAt` is `since` (microseconds since 1970) or later."""
        moment = packing.moment_of(since)
        query = queries.changes_since(self.client, match_id, moment)
        return [seen_of(match_id, snap) for snap in query.limit(most).stream()]

    def count_log(self, match_id: str) -> LogCounts:
        """How many documents the log holds, counted by the database."""
        return LogCounts(
            queries.count(queries.all_actions(self.client, match_id)),
            queries.count(queries.voided_actions(self.client, match_id)),
        )

    def read_chunks(
        self, match_id: str, keys: Collection[ChunkKey]
    ) -> Mapping[ChunkKey, Sealed | None]:
        """Sealed chunks in one round trip."""
        by_path = {paths.live_log(match_id, *key, self.beside): key for key in keys}
        return {
            by_path[snap.reference.path]: chunk_of(snap) for snap in self._get_all(list(by_path))
        }

    def chunk_keys(self, match_id: str) -> Collection[ChunkKey]:
        """Every sealed chunk there is, by the ids of the documents in `live`."""
        names = [ref.id for ref in self.client.collection(paths.live(match_id)).list_documents()]
        return [
            packing.chunk_key(name.removeprefix(f"{self.beside}log_"))
            for name in names
            if name.startswith(f"{self.beside}log_")
        ]

    def read_known(self, match_id: str, names: Mapping[str, str] | None = None) -> Known:
        """The match document, `matches/{matchId}/lineups`, whole, and the players' `people`."""
        match = self.client.document(paths.match(match_id)).get(**patience())
        lineups = self.client.collection(paths.lineups(match_id)).stream()
        documents = {snap.id: snap.to_dict() or {} for snap in lineups}
        people = self._read_names(codec.player_ids(documents.values()), names or {})
        return codec.known(match_id, match.to_dict(), documents, people)

    def _read_names(self, player_ids: list[str], names: Mapping[str, str]) -> dict[str, str]:
        """`people/{playerId}.displayName` of all players, but for the `names` known already."""
        wanted = [paths.person(name) for name in player_ids if name not in names]
        found = {snap.id: codec.person_name(snap.to_dict()) for snap in self._get_all(wanted)}
        return {name: names[name] if name in names else found[name] for name in player_ids}

    def read_public(self, match_id: str) -> Public:
        """`live/score` and `live/health` in one round trip."""
        wanted = [paths.live_score(match_id, self.beside), paths.live_health(match_id, self.beside)]
        snaps = {snap.reference.path: snap for snap in self._get_all(wanted)}
        score, health = (snaps[path].to_dict() for path in wanted)
        return Public(score, health)

    def all_matches(self) -> Iterator[str]:
        """The ids of all matches, those too of which only the log is left."""
        return (ref.id for ref in self.client.collection(paths.MATCHES).list_documents())

    def matches_in_play(self, since: datetime) -> list[str]:
        """The ids of matches in play, and of those that ended at `since` or later."""
        asked = [
            queries.matches_with_status(self.client, MatchStatus.LIVE),
            queries.matches_with_status(self.client, MatchStatus.INNINGS_BREAK),
            queries.matches_completed_since(self.client, since),
        ]
        return sorted({snap.id for query in asked for snap in query.select([]).stream()})

    def matches_changed(self, since: datetime) -> list[str]:
        """The ids of matches in whose log anything was written at `since` or later."""
        changes = queries.changes_anywhere(self.client, since).select([])
        return sorted({snap.reference.parent.parent.id for snap in changes.stream()})

    def mirrors_legacy(self) -> bool:
        """`config/compatibility.legacyBallHistory`, read once in a minute."""
        read_at, wanted = self._compatibility
        if time.monotonic() - read_at > REMEMBERED_SECONDS:
            config = self._ref(paths.COMPATIBILITY).get(**patience()).to_dict() or {}
            wanted = config.get("legacyBallHistory") is True
            self._compatibility = (time.monotonic(), wanted)
        return wanted

    def note_health(self, match_id: str, fields: Json) -> None:
        """Merge fields of our own into `live/health`; they guard nothing."""
        self.client.document(paths.live_health(match_id, self.beside)).set(fields, merge=True)

    def hold(self, match_id: str, until: datetime) -> None:
        """Set `live/state.holdUntil`; a state that is only a hold is not usable and rebuilt."""
        self._ref(paths.live_state(match_id, self.beside)).set({"holdUntil": until}, merge=True)

    def read_events(self, match_id: str) -> Mapping[str, Json]:
        """`matches/{matchId}/events`, whole."""
        snaps = self.client.collection(paths.events(match_id)).stream()
        return {snap.id: snap.to_dict() or {} for snap in snaps}

    def read_left(self, match_id: str) -> Mapping[str, Json]:
        """`matches/{matchId}/archive`, and what the match contributed to the statistics."""
        archive = self.client.collection(f"{paths.match(match_id)}/{paths.ARCHIVE}")
        queries_ = (archive, *queries.contributions_of_match(self.client, match_id))
        snaps = [snap for query in queries_ for snap in query.stream()]
        return {f"{snap.reference.parent.id}/{snap.id}": snap.to_dict() or {} for snap in snaps}

    def commit(self, match_id: str, token: Any, commit: Commit) -> Any:
        """One batch; raises ContendedError when `live/state` is not as `token` saw it."""
        batch = QuickBatch(self.client)
        self._write_state(batch, match_id, token, commit)
        self._write_score(batch, match_id, commit)
        for key, chunk in commit.chunks.items():
            batch.set(
                self._ref(paths.live_log(match_id, *key, self.beside)),
                packing.chunk_document(chunk),
            )
        for key in commit.gone:
            batch.delete(self._ref(paths.live_log(match_id, *key, self.beside)))
        if commit.health is not None:
            batch.set(
                self._ref(paths.live_health(match_id, self.beside)), commit.health, merge=True
            )
        if commit.match:
            batch.update(self._ref(paths.match(match_id)), removing(commit.match))
        for lineup_id, fields in commit.lineups.items():
            lineup = self._ref(f"{paths.lineups(match_id)}/{lineup_id}")
            batch.set(lineup, removing(fields), merge=True)
        self._write_events(batch, match_id, commit.events)
        return self._committed(batch, match_id)

    def write_after(self, match_id: str, token: Any, after: After) -> Any:
        """One batch under the guard of `live/state`, which says what is still owed."""
        batch = QuickBatch(self.client)
        guard = self.client.write_option(last_update_time=token)
        state = packing.owed_fields(after.owed, after.closed)
        batch.update(self._ref(paths.live_state(match_id, self.beside)), state, option=guard)
        self._write_events(batch, match_id, after.events)
        for key, document in after.left.items():
            if document is None:
                batch.delete(self._ref(paths.left(match_id, key)))
            else:
                batch.set(self._ref(paths.left(match_id, key)), document)
        for subject, since in after.subjects.items():
            self._owe(batch, subject, match_id, since)
        return self._committed(batch, match_id)

    def take_away(self, match_id: str, now: datetime) -> int:
        """Delete the feed of a match and what its end left, whose figures are then owed; how many
        documents that were. For a match whose log is gone: nothing of it is rebuilt."""
        left = list(self.read_left(match_id))
        gone = [paths.left(match_id, key) for key in left]
        gone += [f"{paths.events(match_id)}/{name}" for name in self.read_events(match_id)]
        if not gone:
            return 0
        batch = QuickBatch(self.client)
        for subject in {closing.subject_of(match_id, key) for key in left} - {None}:
            self._owe(batch, str(subject), match_id, now)
        batch.commit(**patience())
        for start in range(0, len(gone), MOST_DELETES):
            batch = QuickBatch(self.client)
            for path in gone[start : start + MOST_DELETES]:
                batch.delete(self._ref(path))
            batch.commit(**patience())
        return len(gone)

    def _owe(self, batch: WriteBatch, subject: str, match_id: str, since: datetime) -> None:
        """Note that the figures of a player or team no longer are those of their contributions."""
        owed = {"owed": {match_id: ArrayUnion([since])}, "owedSince": since}
        batch.set(self._ref(paths.stats_state(subject)), owed, merge=True)

    def _write_events(self, batch: WriteBatch, match_id: str, events: Mapping[str, Json]) -> None:
        for name, document in events.items():
            batch.set(self._ref(f"{paths.events(match_id)}/{name}"), document)

    def _committed(self, batch: WriteBatch, match_id: str) -> Any:
        """Commit; when the first document of the batch, `live/state`, was written."""
        try:
            return batch.commit(**patience())[0].update_time
        except NotFound as error:
            raise VanishedError(f"match {match_id}: {error}") from error
        except CONTENDED as error:
            raise ContendedError(f"match {match_id}: {error}") from error

    def _write_state(self, batch: WriteBatch, match_id: str, token: Any, commit: Commit) -> None:
        """Create, or update under the guard: `set` takes none."""
        document = packing.state_document(commit.snapshot, commit.score["lastUpdated"])
        ref = self._ref(paths.live_state(match_id, self.beside))
        if token is None:
            batch.create(ref, document)
        else:
            guard = self.client.write_option(last_update_time=token)
            batch.update(ref, document, option=guard)

    def _write_score(self, batch: WriteBatch, match_id: str, commit: Commit) -> None:
        """Every field we own: those with nothing to say go, others' stay."""
        ref = self._ref(paths.live_score(match_id, self.beside))
        fields = {name: commit.score.get(name, DELETE_FIELD) for name in sorted(commit.owned)}
        if commit.is_first:
            batch.set(ref, fields, merge=sorted(fields))
        else:
            batch.update(ref, fields)

    def _get_all(self, wanted: list[str]) -> list[Any]:
        refs = [self._ref(path) for path in wanted]
        return list(self.client.get_all(refs, **patience())) if refs else []

    def _ref(self, path: str) -> Any:
        return self.client.document(path)


class BesideStore(FirestoreMatchStore):
    """The same match in documents of its own, `live/next_*`: a new version of the projection is
    built there, compared, and taken away again. People's documents are not written."""

    beside = paths.BESIDE

    def read_events(self, match_id: str) -> Mapping[str, Json]:  # noqa: ARG002
        """None: what is told is the same for all versions, or compared by `verify`."""
        return {}

    def read_left(self, match_id: str) -> Mapping[str, Json]:  # noqa: ARG002
        """None either."""
        return {}

    def write_after(self, match_id: str, token: Any, after: After) -> Any:  # noqa: ARG002
        """Nothing: what follows the score belongs to the one that is in use."""
        return token

    def take_away(self, match_id: str, now: datetime) -> int:  # noqa: ARG002
        """Nothing either."""
        return 0

    def commit(self, match_id: str, token: Any, commit: Commit) -> Any:
        """As in use, but for the match document, the lineups and what follows the score."""
        kept = replace(commit.snapshot, owed=Owed())
        only = replace(commit, snapshot=kept, match={}, lineups={}, events={}, later={}, late=None)
        return super().commit(match_id, token, only)

    def discard(self, match_id: str) -> int:
        """Delete what was built beside; how many documents that were."""
        refs = list(self.client.collection(paths.live(match_id)).list_documents())
        ours = [ref for ref in refs if ref.id.startswith(self.beside)]
        batch = self.client.batch()
        for ref in ours:
            batch.delete(ref)
        batch.commit(**patience())
        return len(ours)


def patience() -> dict[str, Any]:
    """How long to try a call; a commit tried twice is stopped by its own guard."""
    retry = Retry(predicate=if_exception_type(*AWAY), maximum=2.0, timeout=PATIENCE_SECONDS)
    return {"retry": retry, "timeout": PATIENCE_SECONDS}


def seen_of(match_id: str, snap: Any) -> Seen:
    """A document of the log as it was read."""
    return codec.seen(match_id, snap.id, snap.to_dict(), snap.update_time)


def chunk_of(snap: Any) -> Sealed | None:
    """A sealed chunk; None where it is missing or cannot be read."""
    document = snap.to_dict()
    try:
        return None if document is None else packing.read_chunk(document)
    except UnusableError:
        return None


def removing(changes: Json) -> Json:
    """Changes for an update or a merge, where None removes the field."""
    return {name: DELETE_FIELD if value is None else value for name, value in changes.items()}
