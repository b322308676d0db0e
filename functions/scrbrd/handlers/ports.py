"""Owns what the use cases need of the outside world; the adapters implement it.

Knows nothing of Firestore. Documents are plain dicts here, camelCase, as they are stored.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from scrbrd.domain.effective import LogEntry
from scrbrd.domain.match import Lineup
from scrbrd.domain.problems import Problem

Json = dict[str, Any]
Clock = Callable[[], datetime]


class ContendedError(Exception):
    """Somebody else wrote between our read and our commit; read again and try again."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored of a match now. `token` guards the commit: None where no live score exists."""

    token: object | None
    score: Json | None
    health: Json | None
    match: Json | None


@dataclass(frozen=True, slots=True)
class RawLog:
    """A match's log in any order; `problems` are those of documents whose id is no action's."""

    entries: tuple[LogEntry, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Commit:
    """What is written together or not at all; None is not written.

    `score` replaces the fields that functions own in `live/score`; `match` holds the fields of
    the match document to change, None as a value to remove one.
    """

    score: Json
    health: Json | None = None
    match: Json | None = None
    owned: frozenset[str] = field(default_factory=frozenset)


class MatchStore(Protocol):
    """One match's documents, read strongly consistent and written under a guard."""

    def read_stored(self, match_id: str) -> Stored:
        """What is stored now; always read before the log, so that the guard covers the log."""
        ...

    def read_lineups(self, match_id: str) -> tuple[tuple[Lineup, ...], tuple[Problem, ...]]:
        """The lineups, and a Problem for each that cannot be read."""
        ...

    def read_log(self, match_id: str) -> RawLog:
        """The whole log."""
        ...

    def commit(self, match_id: str, token: object | None, commit: Commit) -> None:
        """Write all of it, or raise ContendedError if `live/score` is not as `token` saw it."""
        ...
