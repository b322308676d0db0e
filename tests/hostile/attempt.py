"""Defines an attempted write, and how it differs from a legal one."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scrbrd.domain.json_types import Json
from tests.hostile.mutation import Difference, Mutator
from tests.rules.twins.commit import Commit, create_commit, update_commit
from tests.rules.world import Actor, Delete


@dataclass(frozen=True, slots=True)
class Attempt:
    """A commit by a person; `source` is the name of the rules' file, `kind` the operation.

    `changes` are the differences from a legal document; the attempt is legal if there are none.
    """

    source: str
    kind: str
    commit: Commit
    changes: tuple[Difference, ...] = ()

    @property
    def paths(self) -> list[str]:
        """The paths of the written documents."""
        return [write.path for write in self.commit.writes]

    @property
    def table_name(self) -> str:
        """The name of the table from which its changes are taken."""
        return f"{self.source} {self.kind}"

    @property
    def fields(self) -> Mapping[str, Any]:
        """The fields of the last write; none for a deletion."""
        write = self.commit.writes[-1]
        return {} if isinstance(write, Delete) else write.fields


Attempts = Generator[Attempt, bool, None]
"""A generator of attempts that is sent whether the rules accepted the last one."""
AttemptsUntilAccepted = Generator[Attempt, bool, bool]
"""A generator of attempts at the same operation that returns whether one was accepted."""


def create_attempt(
    source: str, kind: str, path: str, actor: Actor, fields: Mapping[str, Any]
) -> Attempt:
    """Return an attempt to create a legal document."""
    return Attempt(source, kind, create_commit(path, actor, fields))


def update_attempt(
    source: str, kind: str, path: str, actor: Actor, fields: Mapping[str, Any]
) -> Attempt:
    """Return an attempt at a legal change of a document."""
    return Attempt(source, kind, update_commit(path, actor, fields))


def with_hostile_changes(
    attempt: Attempt,
    mutator: Mutator,
    optional: Mapping[str, Any],
    make_consistent: Callable[[Json], None] = lambda _: None,
) -> Attempt:
    """Return the attempt with its last write changed; `tidy` then makes totals consistent again."""
    *before, last = attempt.commit.writes
    if isinstance(last, Delete):
        return attempt
    result = mutator.mutate(attempt.table_name, last.fields, optional)
    make_consistent(result.fields)
    commit = Commit(attempt.commit.actor, (*before, replace(last, fields=result.fields)))
    return Attempt(attempt.source, attempt.kind, commit, (*attempt.changes, *result.changes))


def until_accepted(
    make: Callable[[], Attempt], legal: Attempt, tries: int
) -> AttemptsUntilAccepted:
    """Yield attempts until one is accepted, finally the legal one."""
    for _ in range(tries):
        if (yield make()):
            return True
    return (yield legal)
