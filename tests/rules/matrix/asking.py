"""Asks the rules about a row: every actor, every operation, put back afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tests.rules.cast import ACTORS
from tests.rules.matrix.row import OPERATIONS, Row
from tests.rules.scene import WORLD
from tests.rules.world import Actor, Create, Delete, Fields, Update, World, Write, was_allowed


def wrong_cells(
    world: World,
    row: Row,
    actors: Iterable[Actor] = ACTORS,
    operations: Iterable[str] = OPERATIONS,
) -> Iterator[str]:
    """The cells of a row where the rules do otherwise than the matrix says; found as asked for."""
    world.seed({row.there: before_of(row)})
    try:
        for operation in operations:
            for actor in actors:
                allowed = was_done(world, row, operation, actor)
                if allowed != row.cell(operation, actor):
                    verdict = "is allowed" if allowed else "is refused"
                    yield f"{row.name}: {actor.name} {verdict} {operation}"
    finally:
        world.put_back([row.there], WORLD)


def was_done(world: World, row: Row, operation: str, actor: Actor) -> bool:
    """Ask, unless another row asked the very same of these rules, and put things back."""
    writes = _writes(row, operation, actor)
    question = repr(
        (operation, actor, row.there, before_of(row), row.group, row.where, row.limit, writes)
    )
    if question not in world.answers:
        world.answers[question] = _ask(world, row, operation, actor, writes)
    return world.answers[question]


def _ask(world: World, row: Row, operation: str, actor: Actor, writes: tuple[Write, ...]) -> bool:
    if operation == "get":
        return was_allowed(world.get(actor.bearer, row.there))
    if operation == "list" and row.group:
        return was_allowed(world.query_group(actor.bearer, row.group, row.where))
    if operation == "list":
        collection = row.there.rpartition("/")[0]
        return was_allowed(world.query(actor.bearer, collection, row.where, row.limit))
    if operation == "create" and row.new == row.there:
        world.remove([row.there])
    allowed = was_allowed(world.commit(actor.bearer, *writes))
    if allowed or row.new == row.there:
        touched = {write.path for write in writes} | {row.there, row.new}
        world.put_back(sorted(touched), {**WORLD, row.there: before_of(row)})
    return allowed


def before_of(row: Row) -> Fields:
    """What is at `there` before anybody asks."""
    return WORLD[row.there] if row.document is None else row.document


def _writes(row: Row, operation: str, actor: Actor) -> tuple[Write, ...]:
    if operation == "create":
        return (Create(row.new, row.made(actor)),)
    if operation == "update":
        return (Update(row.there, row.changed(actor)), *row.more(actor))
    return (Delete(row.there),) if operation == "delete" else ()
