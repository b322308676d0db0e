"""Implements StatsStore on Firestore: contributions by a query, figures in one guarded batch."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from google.api_core.exceptions import NotFound
from google.cloud.firestore import DELETE_FIELD, Client, WriteBatch

from scrbrd.adapters import paths, queries
from scrbrd.adapters.failures import CONTENDED
from scrbrd.adapters.rpc import read_document, read_documents, read_query, rpc_options
from scrbrd.domain.identifiers import can_name_document
from scrbrd.domain.json_types import Json
from scrbrd.engine.contention import ContendedError
from scrbrd.engine.digests import Document
from scrbrd.handlers.statistics import PLAYER, Guard, OutstandingChanges, Subject

MOST_WRITES = 400
"""Writes in one batch. Only the recomputation of a long career has more; it may be split."""

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class FirestoreStatsStore:
    """Implements `scrbrd.handlers.statistics.StatsStore`."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def read_guard(self, subject: Subject) -> Guard:
        """Return `stats_state/{subject}`."""
        snap = read_document(self.client, self._ref(paths.stats_state(subject.name)), ["owed"])
        document = snap.to_dict()
        return Guard() if document is None else Guard(snap.update_time, document.get("owed") or {})

    def read_contributions(self, subject: Subject) -> list[Json]:
        """Return the `player_match_stats` or `team_match_stats` of one player or team."""
        contributions = (
            queries.players_contributions if subject.kind == PLAYER else queries.teams_contributions
        )
        snaps = read_query(self.client, contributions(self.client, subject.id))
        return [snap.to_dict() or {} for snap in snaps]

    def read_figures(self, subject: Subject) -> Mapping[str, Json]:
        """Return `player_season_stats` and `player_h2h_stats`, or `team_season_stats`."""
        figure_queries = [
            query
            for text in (subject.id, *subject.former_ids)
            for query in (
                queries.players_figures(self.client, text)
                if subject.kind == PLAYER
                else (queries.teams_figures(self.client, text),)
            )
        ]
        snaps = [snap for query in figure_queries for snap in read_query(self.client, query)]
        return {snap.reference.path: snap.to_dict() or {} for snap in snaps}

    def read_rules(self, competition_ids: Collection[str]) -> Mapping[str, Json | None]:
        """Return `competitions/{id}` by id; a name that no document can have has no rules."""
        possible = sorted(name for name in competition_ids if can_name_document(name))
        refs = [self._ref(paths.competition(name)) for name in possible]
        snaps = read_documents(self.client, refs, ["tableRules"])
        return {snap.id: snap.to_dict() for snap in snaps}

    def write_figures(
        self,
        subject: Subject,
        guard: Guard,
        figures: Mapping[str, Document | None],
        owed: OutstandingChanges,
    ) -> None:
        """Write the figures in one batch under the guard.

        A long career is split: owed changes are removed only with the last part, so that none is
        lost.
        """
        keys, token = sorted(figures), guard.token
        parts = [keys[at : at + MOST_WRITES] for at in range(0, len(keys), MOST_WRITES)] or [[]]
        for number, part in enumerate(parts, start=1):
            batch = self.client.batch()
            rest = owed if number == len(parts) else guard.owed
            self._write_guard(batch, subject, token, rest)
            for key in part:
                figure = figures[key]
                if figure is None:
                    batch.delete(self._ref(key))
                else:
                    batch.set(self._ref(key), dict(figure))
            token = commit_batch(batch, subject)

    def team_ids_in(self, competition_id: str) -> Collection[str]:
        """Return the teams in `team_match_stats` of a competition."""
        query = queries.contributions_in(self.client, competition_id).select(["teamId"])
        snaps = read_query(self.client, query, ["teamId"])
        found = ((snap.to_dict() or {}).get("teamId") for snap in snaps)
        return {team_id for team_id in found if isinstance(team_id, str)}

    def delete_guard(self, name: str) -> None:
        """Delete `stats_state/{name}`, which an earlier release stored."""
        self._ref(paths.stats_state(name)).delete(**rpc_options())

    def read_owed(self) -> Iterable[tuple[Subject, datetime]]:
        """Yield the subjects of `stats_state` with an `owedSince`."""
        for snap in read_query(self.client, queries.figures_owed(self.client), ["owedSince"]):
            since = (snap.to_dict() or {}).get("owedSince")
            yield Subject.from_name(snap.id), since if isinstance(since, datetime) else LONG_AGO

    def _write_guard(
        self, batch: WriteBatch, subject: Subject, token: Any, owed: OutstandingChanges
    ) -> None:
        """Add the guard to a batch: create it, or update it.

        A changed contribution writes `owed` too, so that figures computed without it are never
        written after it.
        """
        ref = self._ref(paths.stats_state(subject.name))
        fields: Json = {"owed": dict(owed)}
        if owed:
            fields["owedSince"] = max(max(moves) for moves in owed.values())
        if token is None:
            batch.create(ref, fields)
        else:
            guard = self.client.write_option(last_update_time=token)
            batch.update(ref, {"owedSince": DELETE_FIELD, **fields}, option=guard)

    def _ref(self, path: str) -> Any:
        return self.client.document(path)


def commit_batch(batch: WriteBatch, subject: Subject) -> Any:
    """Commit a batch; return the update time of its first document, the guard.

    Raises ContendedError if the guard changed or is gone.
    """
    try:
        return batch.commit(**rpc_options())[0].update_time
    except (*CONTENDED, NotFound) as error:
        raise ContendedError(f"{subject.name}: {error}") from error
