"""Deletes documents under a guard, so that nothing newer than what was read is ever deleted."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from google.api_core.exceptions import FailedPrecondition, NotFound
from google.cloud.firestore import DELETE_FIELD, Client, WriteBatch

from scrbrd.adapters.rpc import read_query, rpc_options
from scrbrd.projections.live.lineups import is_orphaned

MOST_DELETES = 400
"""In one batch."""


def delete_unless_moved(client: Client, reference: Any, token: Any) -> bool:
    """Delete a document that was last written at `token`; whether it was still there."""
    guard = client.write_option(last_update_time=token)
    with suppress(FailedPrecondition, NotFound):
        reference.delete(guard, **rpc_options())
        return True
    return False


def orphaned_lineups(client: Client, collection: Any) -> dict[str, object]:
    """The update time of each lineup that holds nothing but derived fields, by its id."""
    snaps = read_query(client, collection)
    return {snap.id: snap.update_time for snap in snaps if is_orphaned(snap.to_dict() or {})}


def delete_lineups(client: Client, collection: Any, tokens: Mapping[str, object]) -> int:
    """Delete lineups that are still as their token saw them; how many that were.

    One call for each: of several in a batch, one that moved would keep them all.
    """
    return sum(
        delete_unless_moved(client, collection.document(name), token)
        for name, token in tokens.items()
    )


def delete_under_guard(
    client: Client,
    state: Any,
    token: Any,
    gone: Sequence[Any],
    commit: Callable[[WriteBatch], Any],
    first: Callable[[WriteBatch], None],
) -> None:
    """Delete documents in batches, each guarded by the update time of `state`, which it moves.

    Whoever writes `state` meanwhile ends the deletion, for `commit` then raises. `first` adds its
    writes to a batch before any deletion. A state that did not exist does not exist afterwards.
    """

    def locked(remaining: int) -> WriteBatch:
        batch = client.batch()
        if held is None:
            batch.create(state, {"takingAway": remaining})
        else:
            guard = client.write_option(last_update_time=held)
            batch.update(state, {"takingAway": remaining}, option=guard)
        return batch

    held = token
    batch = locked(len(gone))
    first(batch)
    held = commit(batch)
    for start in range(0, len(gone), MOST_DELETES):
        part = gone[start : start + MOST_DELETES]
        batch = locked(len(gone) - start - len(part))
        for reference in part:
            batch.delete(reference)
        held = commit(batch)
    batch, guard = client.batch(), client.write_option(last_update_time=held)
    if token is None:
        batch.delete(state, guard)
    else:
        batch.update(state, {"takingAway": DELETE_FIELD}, option=guard)
    commit(batch)
