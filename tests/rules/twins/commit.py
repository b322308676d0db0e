"""Defines a twin: a hostile request and the accepted request from which it differs in one thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from tests.rules.scene import WORLD
from tests.rules.world import (
    NO_FIELD,
    Actor,
    Create,
    Delete,
    Fields,
    Update,
    World,
    Write,
    was_allowed,
)

MOST_TWINS: Final = 40
"""The limit of a family; with more, the emulator's coverage report takes long to send."""

LATER: Final = datetime(2090, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit by an actor."""

    actor: Actor
    writes: tuple[Write, ...]

    def by(self, actor: Actor) -> Commit:
        """Return the same commit by another actor."""
        return replace(self, actor=actor)

    def having(self, **fields: Any) -> Commit:
        """Return the same commit with other fields in its first write."""
        first = self.writes[0]
        assert not isinstance(first, Delete)
        merged = {**first.fields, **fields}
        if not isinstance(first, Update):
            merged = {key: value for key, value in merged.items() if value is not NO_FIELD}
        return replace(self, writes=(replace(first, fields=merged), *self.writes[1:]))

    def without(self, name: str) -> Commit:
        """Return the same commit without a field in its first write."""
        first = self.writes[0]
        assert not isinstance(first, Delete)
        kept = {key: value for key, value in first.fields.items() if key != name}
        return replace(self, writes=(replace(first, fields=kept), *self.writes[1:]))

    def at(self, path: str) -> Commit:
        """Return the same commit with its first write at another path."""
        return replace(self, writes=(replace(self.writes[0], path=path), *self.writes[1:]))

    def alone(self) -> Commit:
        """Return a commit of the first write only."""
        return replace(self, writes=self.writes[:1])


@dataclass(frozen=True, slots=True)
class Twin:
    """A hostile request (`bad`) and the accepted one (`good`); they differ in one thing."""

    name: str
    source: str
    good: Commit
    bad: Commit
    seeds: Mapping[str, Fields] = field(default_factory=dict)

    @property
    def paths(self) -> set[str]:
        """The paths of all documents that the two requests write."""
        return {write.path for commit in (self.good, self.bad) for write in commit.writes}


@dataclass(frozen=True, slots=True)
class Family:
    """All twins of one accepted request; the same documents are seeded for all of them."""

    twins: tuple[Twin, ...]

    @property
    def name(self) -> str:
        """The first twin's name, and the number of the others."""
        more = len(self.twins) - 1
        return f"{self.twins[0].name} and {more} more" if more else self.twins[0].name

    @property
    def source(self) -> str:
        """The file of the rules, without folder and ending."""
        return self.twins[0].source

    @property
    def good(self) -> Commit:
        """The accepted request."""
        return self.twins[0].good

    @property
    def seeds(self) -> Mapping[str, Fields]:
        """The documents that are seeded before the requests."""
        return self.twins[0].seeds


def families(twins: Iterable[Twin]) -> tuple[Family, ...]:
    """Group the twins by source, accepted request and seeds."""
    found: dict[str, list[Twin]] = {}
    for twin in twins:
        found.setdefault(repr((twin.source, twin.good, twin.seeds)), []).append(twin)
    return tuple(
        Family(tuple(each[start : start + MOST_TWINS]))
        for each in found.values()
        for start in range(0, len(each), MOST_TWINS)
    )


def wrong_family(world: World, family: Family) -> Iterator[str]:
    """Yield the wrong results of the rules for a family, one by one.

    The accepted request is sent last, so that it sees the same documents as the refused ones.
    """
    paths = sorted({path for twin in family.twins for path in twin.paths} | set(family.seeds))
    world.seed(family.seeds)
    before = world.snapshot(paths)
    try:
        for twin in family.twins:
            if was_allowed(world.commit(twin.bad.actor.bearer, *twin.bad.writes)):
                yield f"{twin.name}: was allowed"
                world.restore(paths, {**WORLD, **family.seeds})
                before = world.snapshot(paths)
        if world.snapshot(paths) != before:
            yield f"{family.name}: refused, and yet something changed"
        if not was_accepted(world, family.good):
            yield f"{family.name}: the accepted twin was refused"
    finally:
        world.restore(paths, WORLD)


def was_accepted(world: World, commit: Commit) -> bool:
    """Send a commit once; return True if the rules allowed it."""
    return was_allowed(world.commit(commit.actor.bearer, *commit.writes))


def update_commit(path: str, actor: Actor, fields: Fields) -> Commit:
    """Return a commit that changes a document."""
    return Commit(actor, (Update(path, fields),))


def create_commit(path: str, actor: Actor, fields: Fields) -> Commit:
    """Return a commit that creates a document."""
    return Commit(actor, (Create(path, fields),))


def field_twins(
    source: str, prefix: str, good: Commit, changes: Mapping[str, Fields], **more: Any
) -> Iterator[Twin]:
    """Yield twins that differ in fields; the keys of `changes` name what is wrong."""
    for name, fields in changes.items():
        yield Twin(f"{prefix}: {name}", source, good, good.having(**fields), **more)
