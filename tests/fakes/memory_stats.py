"""A StatsStore in memory, over matches in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from scrbrd.domain.json_types import Json
from scrbrd.engine.contention import ContendedError
from scrbrd.engine.digests import Document
from scrbrd.handlers.statistics import PLAYER, Guard, OutstandingChanges, Subject
from tests.fakes.memory_store import MemoryMatchStore

OWNERS = {
    "player_season_stats": "personId",
    "player_h2h_stats": "batsmanId",
    "team_season_stats": "teamId",
}


class MemoryStatsStore:
    """A StatsStore over matches in memory; `before_write` runs between reading and writing."""

    def __init__(self, matches: Sequence[MemoryMatchStore]) -> None:
        self.matches = matches
        self.figures: dict[str, Json] = {}
        self.rules: dict[str, Json] = {}
        self.guards: dict[str, tuple[int, dict[str, list[datetime]]]] = {}
        self.clock = 0
        self.before_write: Callable[[], None] | None = None
        for match in matches:
            match.stats = self

    def add_owed(self, subject: str, match_id: str, since: datetime) -> None:
        """Record that a match's contribution to a subject changed at `since`."""
        self.clock += 1
        _, owed = self.guards.get(subject, (0, {}))
        self.guards[subject] = self.clock, owed | {match_id: [*owed.get(match_id, ()), since]}

    def read_guard(self, subject: Subject) -> Guard:
        token, owed = self.guards.get(subject.name, (None, {}))
        return Guard(token, owed)

    def read_contributions(self, subject: Subject) -> list[Json]:
        kind, owner = ("player", "personId") if subject.kind == PLAYER else ("team", "teamId")
        documents = [
            (key, document) for match in self.matches for key, document in match.match_end.items()
        ]
        return [
            document
            for key, document in documents
            if key.startswith(f"{kind}_match_stats/") and document[owner] == subject.id
        ]

    def read_figures(self, subject: Subject) -> Mapping[str, Json]:
        return {
            key: document
            for key, document in self.figures.items()
            if document[OWNERS[key.partition("/")[0]]] in {subject.id, *subject.former_ids}
            and key.startswith(subject.kind)
        }

    def read_rules(self, competition_ids: Collection[str]) -> Mapping[str, Json | None]:
        return {name: self.rules.get(name) for name in competition_ids}

    def write_figures(
        self,
        subject: Subject,
        guard: Guard,
        figures: Mapping[str, Document | None],
        owed: OutstandingChanges,
    ) -> None:
        hook, self.before_write = self.before_write, None
        if hook is not None:
            hook()
        token, before = self.guards.get(subject.name, (None, None))
        if guard.token != token:
            raise ContendedError(f"{subject.name}: it moved")
        after = {name: list(moves) for name, moves in owed.items()}
        if after != before:  # Firestore keeps the update time of a document that does not change
            self.clock += 1
            self.guards[subject.name] = self.clock, after
        for key, document in figures.items():
            self.figures.pop(key, None)
            if document is not None:
                self.figures[key] = dict(document)

    def team_ids_in(self, competition_id: str) -> Collection[str]:
        match_end = [document for match in self.matches for document in match.match_end.values()]
        own = [
            document for document in match_end if document.get("competitionId") == competition_id
        ]
        return {document["teamId"] for document in own if "opponentId" in document}

    def delete_guard(self, name: str) -> None:
        self.guards.pop(name, None)

    def read_owed(self) -> list[tuple[Subject, datetime]]:
        found = [
            (Subject.from_name(name), max(max(moves) for moves in owed.values()))
            for name, (_, owed) in self.guards.items()
            if owed
        ]
        return sorted(found, key=lambda each: each[1])
