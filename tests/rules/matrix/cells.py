"""Checks the cells of a row against the rules, and restores the documents afterwards."""

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
    """Yield, one by one, the cells of a row that differ from the decision of the rules."""
    world.seed({row.existing_path: existing_fields_of(row)})
    try:
        for operation in operations:
            for actor in actors:
                allowed = is_operation_allowed(world, row, operation, actor)
                if allowed != row.cell(operation, actor):
                    verdict = "is allowed" if allowed else "is refused"
                    yield f"{row.name}: {actor.name} {verdict} {operation}"
    finally:
        world.restore([row.existing_path], WORLD)


def is_operation_allowed(world: World, row: Row, operation: str, actor: Actor) -> bool:
    """Return the decision of the rules; an operation equal to an earlier one is not repeated."""
    writes = _writes(row, operation, actor)
    key = repr(
        (
            operation,
            actor,
            row.existing_path,
            existing_fields_of(row),
            row.group,
            row.where,
            row.limit,
            writes,
        )
    )
    if key not in world.answers:
        world.answers[key] = _try_operation(world, row, operation, actor, writes)
    return world.answers[key]


def _try_operation(
    world: World, row: Row, operation: str, actor: Actor, writes: tuple[Write, ...]
) -> bool:
    if operation == "get":
        return was_allowed(world.get(actor.bearer, row.existing_path))
    if operation == "list" and row.group:
        return was_allowed(world.query_group(actor.bearer, row.group, row.where))
    if operation == "list":
        collection = row.existing_path.rpartition("/")[0]
        return was_allowed(world.query(actor.bearer, collection, row.where, row.limit))
    if operation == "create" and row.new_path == row.existing_path:
        world.remove([row.existing_path])
    allowed = was_allowed(world.commit(actor.bearer, *writes))
    if allowed or row.new_path == row.existing_path:
        touched = {write.path for write in writes} | {row.existing_path, row.new_path}
        world.restore(sorted(touched), {**WORLD, row.existing_path: existing_fields_of(row)})
    return allowed


def existing_fields_of(row: Row) -> Fields:
    """Return the document at the existing path before the operations."""
    return WORLD[row.existing_path] if row.existing_fields is None else row.existing_fields


def _writes(row: Row, operation: str, actor: Actor) -> tuple[Write, ...]:
    if operation == "create":
        return (Create(row.new_path, row.create_fields(actor)),)
    if operation == "update":
        return (Update(row.existing_path, row.update_fields(actor)), *row.further_writes(actor))
    return (Delete(row.existing_path),) if operation == "delete" else ()
