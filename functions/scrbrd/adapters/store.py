"""Owns the MatchStore on Firestore: plain reads, then one batch guarded by a precondition.

No read-write transaction: on one hot document those lose most of their writes to contention.
"""

from typing import Any

from google.api_core.exceptions import Aborted, AlreadyExists, FailedPrecondition, NotFound
from google.cloud.firestore import DELETE_FIELD, Client, WriteBatch

from scrbrd.adapters import codec, paths
from scrbrd.domain.match import Lineup
from scrbrd.domain.problems import Problem
from scrbrd.handlers.ports import Commit, ContendedError, RawLog, Stored

CONTENDED = (Aborted, AlreadyExists, FailedPrecondition, NotFound)
"""NotFound: a document of ours was deleted between read and commit; reading again shows it."""


class FirestoreMatchStore:
    """Implements `scrbrd.handlers.ports.MatchStore`."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def read_stored(self, match_id: str) -> Stored:
        """`live/score`, `live/health` and the match document in one round trip."""
        wanted = [paths.live_score(match_id), paths.live_health(match_id), paths.match(match_id)]
        snaps = {
            snap.reference.path: snap
            for snap in self.client.get_all([self.client.document(path) for path in wanted])
        }
        score, health, match = (snaps[path] for path in wanted)
        return Stored(
            token=score.update_time if score.exists else None,
            score=score.to_dict(),
            health=health.to_dict(),
            match=match.to_dict(),
        )

    def read_lineups(self, match_id: str) -> tuple[tuple[Lineup, ...], tuple[Problem, ...]]:
        """`matches/{matchId}/lineups`, whole."""
        return codec.read_lineups(match_id, self._collection(paths.lineups(match_id)))

    def read_log(self, match_id: str) -> RawLog:
        """`matches/{matchId}/scoring_actions`, whole and unordered: an order would hide documents
        that lack the field it goes by."""
        return codec.read_log(match_id, self._collection(paths.scoring_actions(match_id)))

    def commit(self, match_id: str, token: Any, commit: Commit) -> None:
        """One batch; raises ContendedError when `live/score` is not as `token` saw it."""
        batch = self.client.batch()
        self._write_score(batch, match_id, token, commit)
        if commit.health is not None:
            batch.set(self.client.document(paths.live_health(match_id)), commit.health, merge=True)
        if commit.match is not None:
            batch.update(self.client.document(paths.match(match_id)), removing(commit.match))
        try:
            batch.commit()
        except CONTENDED as error:
            raise ContendedError(f"match {match_id}: {error}") from error

    def _write_score(self, batch: WriteBatch, match_id: str, token: Any, commit: Commit) -> None:
        """Create, or update every field we own: those with nothing to say go, others' stay."""
        ref = self.client.document(paths.live_score(match_id))
        if token is None:
            batch.create(ref, commit.score)
            return
        owned = {name: commit.score.get(name, DELETE_FIELD) for name in sorted(commit.owned)}
        guard = self.client.write_option(last_update_time=token)
        batch.update(ref, owned | commit.score, option=guard)

    def _collection(self, path: str) -> list[tuple[str, dict[str, Any]]]:
        return [(snap.id, snap.to_dict() or {}) for snap in self.client.collection(path).stream()]


def removing(changes: dict[str, Any]) -> dict[str, Any]:
    """Changes for an update, where None removes the field."""
    return {name: DELETE_FIELD if value is None else value for name, value in changes.items()}
