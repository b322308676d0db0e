"""One write that the rules are asked to let in, and how it differs from a legal one."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scrbrd.domain.json_types import Json
from tests.hostile.mutation import Difference, Mutator
from tests.rules.twins.ask import Ask, created
from tests.rules.twins.ask import changed as updated
from tests.rules.world import Actor, Delete


@dataclass(frozen=True, slots=True)
class Attempt:
    """A commit by somebody. `source` names the file of the rules, `kind` what is done.

    `changes` are the differences from a legal document; none: nothing hostile is in it.
    """

    source: str
    kind: str
    ask: Ask
    changes: tuple[Difference, ...] = ()

    @property
    def paths(self) -> list[str]:
        """The documents that it writes."""
        return [write.path for write in self.ask.writes]

    @property
    def table(self) -> str:
        """The table of fields that its changes are taken from."""
        return f"{self.source} {self.kind}"

    @property
    def fields(self) -> Mapping[str, Any]:
        """The fields of its last write; none for a deletion."""
        write = self.ask.writes[-1]
        return {} if isinstance(write, Delete) else write.fields


Attempts = Generator[Attempt, bool, None]
"""Attempts one after the other; what is sent back is whether the rules accepted the last one."""
Tries = Generator[Attempt, bool, bool]
"""Attempts for the same thing; returns whether one was accepted."""


def new(source: str, kind: str, path: str, actor: Actor, fields: Mapping[str, Any]) -> Attempt:
    """A legal document that is created."""
    return Attempt(source, kind, created(path, actor, fields))


def update(source: str, kind: str, path: str, actor: Actor, fields: Mapping[str, Any]) -> Attempt:
    """A legal change of a document."""
    return Attempt(source, kind, updated(path, actor, fields))


def hostile(
    attempt: Attempt,
    mutator: Mutator,
    more: Mapping[str, Any],
    tidy: Callable[[Json], None] = lambda _: None,
) -> Attempt:
    """The attempt with its last write changed; `tidy` makes sums true again after that."""
    *before, last = attempt.ask.writes
    if isinstance(last, Delete):
        return attempt
    result = mutator.changed(attempt.table, last.fields, more)
    tidy(result.fields)
    ask = Ask(attempt.ask.actor, (*before, replace(last, fields=result.fields)))
    return Attempt(attempt.source, attempt.kind, ask, (*attempt.changes, *result.changes))


def first_accepted(make: Callable[[], Attempt], legal: Attempt, tries: int) -> Tries:
    """Attempts until one is accepted, at last the legal one."""
    for _ in range(tries):
        if (yield make()):
            return True
    return (yield legal)
