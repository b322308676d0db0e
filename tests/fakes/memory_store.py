"""A MatchStore in memory: the same guard, the same merging, no server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scrbrd.adapters import codec
from scrbrd.domain.match import Lineup
from scrbrd.domain.problems import Problem
from scrbrd.handlers.ports import Commit, ContendedError, RawLog, Stored

Json = dict[str, Any]


class MemoryMatchStore:
    """Holds documents of one match; `before_commit` runs between reading and writing."""

    def __init__(self) -> None:
        self.match: Json | None = None
        self.score: Json | None = None
        self.health: Json | None = None
        self.lineups: dict[str, Json] = {}
        self.log: dict[str, Json] = {}
        self.writes = 0
        self.before_commit: Callable[[], None] | None = None

    def read_stored(self, match_id: str) -> Stored:  # noqa: ARG002
        token = None if self.score is None else self.writes
        return Stored(token, copied(self.score), copied(self.health), copied(self.match))

    def read_lineups(self, match_id: str) -> tuple[tuple[Lineup, ...], tuple[Problem, ...]]:
        return codec.read_lineups(match_id, self.lineups.items())

    def read_log(self, match_id: str) -> RawLog:
        return codec.read_log(match_id, self.log.items())

    def commit(self, match_id: str, token: object | None, commit: Commit) -> None:  # noqa: ARG002
        hook, self.before_commit = self.before_commit, None
        if hook is not None:
            hook()
        if token != (None if self.score is None else self.writes):
            raise ContendedError("the live score has moved")
        if commit.match is not None and self.match is None:
            raise ContendedError("the match document is gone")
        kept = {k: v for k, v in (self.score or {}).items() if k not in commit.owned}
        self.score = kept | commit.score
        self.health = (self.health or {}) | commit.health if commit.health else self.health
        if commit.match is not None and self.match is not None:
            merged = self.match | commit.match
            self.match = {k: v for k, v in merged.items() if v is not None}
        self.writes += 1


def copied(document: Json | None) -> Json | None:
    """A reader's own copy."""
    return None if document is None else dict(document)
