"""Defines what a twin is: a hostile request and the accepted one it differs from in one thing."""

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
"""In a family; more would make a coverage report that is slow to be sent."""

LATER: Final = datetime(2090, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ask:
    """One commit by somebody."""

    actor: Actor
    writes: tuple[Write, ...]

    def by(self, actor: Actor) -> Ask:
        """The same commit from somebody else."""
        return replace(self, actor=actor)

    def having(self, **fields: Any) -> Ask:
        """The same with other fields in its first write."""
        first = self.writes[0]
        assert not isinstance(first, Delete)
        changed = {**first.fields, **fields}
        if not isinstance(first, Update):
            changed = {key: value for key, value in changed.items() if value is not NO_FIELD}
        return replace(self, writes=(replace(first, fields=changed), *self.writes[1:]))

    def without(self, name: str) -> Ask:
        """The same without a field, which its first write leaves alone or does not create."""
        first = self.writes[0]
        assert not isinstance(first, Delete)
        kept = {key: value for key, value in first.fields.items() if key != name}
        return replace(self, writes=(replace(first, fields=kept), *self.writes[1:]))

    def at(self, path: str) -> Ask:
        """The same at another path."""
        return replace(self, writes=(replace(self.writes[0], path=path), *self.writes[1:]))

    def alone(self) -> Ask:
        """Only the first write of the commit."""
        return replace(self, writes=self.writes[:1])


@dataclass(frozen=True, slots=True)
class Twin:
    """A hostile request and the accepted one that it differs from in one thing."""

    name: str
    source: str
    good: Ask
    bad: Ask
    seeds: Mapping[str, Fields] = field(default_factory=dict)

    @property
    def paths(self) -> set[str]:
        """Every document that either of the two would write."""
        return {write.path for ask in (self.good, self.bad) for write in ask.writes}


@dataclass(frozen=True, slots=True)
class Family:
    """All twins of one accepted request; they find the same documents."""

    twins: tuple[Twin, ...]

    @property
    def name(self) -> str:
        """The first twin's name, and how many more there are."""
        more = len(self.twins) - 1
        return f"{self.twins[0].name} and {more} more" if more else self.twins[0].name

    @property
    def source(self) -> str:
        """The file of the rules."""
        return self.twins[0].source

    @property
    def good(self) -> Ask:
        """The request that is accepted."""
        return self.twins[0].good

    @property
    def seeds(self) -> Mapping[str, Fields]:
        """What lies there before."""
        return self.twins[0].seeds


def families(twins: Iterable[Twin]) -> tuple[Family, ...]:
    """The twins by the request that they differ from."""
    found: dict[str, list[Twin]] = {}
    for twin in twins:
        found.setdefault(repr((twin.source, twin.good, twin.seeds)), []).append(twin)
    return tuple(
        Family(tuple(each[start : start + MOST_TWINS]))
        for each in found.values()
        for start in range(0, len(each), MOST_TWINS)
    )


def wrong_family(world: World, family: Family) -> Iterator[str]:
    """What the rules do otherwise than they should; found as asked for.

    The accepted request comes last: what it finds is what all the refused ones found.
    """
    paths = sorted({path for twin in family.twins for path in twin.paths} | set(family.seeds))
    world.seed(family.seeds)
    before = world.snapshot(paths)
    try:
        for twin in family.twins:
            if was_allowed(world.commit(twin.bad.actor.bearer, *twin.bad.writes)):
                yield f"{twin.name}: was allowed"
                world.put_back(paths, {**WORLD, **family.seeds})
                before = world.snapshot(paths)
        if world.snapshot(paths) != before:
            yield f"{family.name}: refused, and yet something changed"
        if not was_accepted(world, family.good):
            yield f"{family.name}: the accepted twin was refused"
    finally:
        world.put_back(paths, WORLD)


def was_accepted(world: World, ask: Ask) -> bool:
    """Ask once."""
    return was_allowed(world.commit(ask.actor.bearer, *ask.writes))


def changed(path: str, actor: Actor, fields: Fields) -> Ask:
    """A change of a document."""
    return Ask(actor, (Update(path, fields),))


def created(path: str, actor: Actor, fields: Fields) -> Ask:
    """A new document."""
    return Ask(actor, (Create(path, fields),))


def of_fields(
    source: str, prefix: str, good: Ask, changes: Mapping[str, Fields], **more: Any
) -> Iterator[Twin]:
    """Twins that differ in fields; the key says what is wrong."""
    for name, fields in changes.items():
        yield Twin(f"{prefix}: {name}", source, good, good.having(**fields), **more)
