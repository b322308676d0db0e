"""Deletes documents under a guard, so that nothing newer than what was read is deleted."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from google.api_core.exceptions import FailedPrecondition, NotFound
from google.cloud.firestore import DELETE_FIELD, Client, WriteBatch

from scrbrd.adapters.rpc import read_query, rpc_options
from scrbrd.projections.live.lineups import is_orphaned

MOST_DELETES = 400
"""Deletions in one batch."""


def delete_unless_moved(client: Client, reference: Any, token: Any) -> bool:
    """Delete a document that was last written at `token`; return True if it was deleted."""
    guard = client.write_option(last_update_time=token)
    with suppress(FailedPrecondition, NotFound):
        reference.delete(guard, **rpc_options())
        return True
    return False


def orphaned_lineups(client: Client, collection: Any) -> dict[str, object]:
    """Return the update time of each lineup that holds only derived fields, by id."""
    snaps = read_query(client, collection)
    return {snap.id: snap.update_time for snap in snaps if is_orphaned(snap.to_dict() or {})}


def delete_lineups(client: Client, collection: Any, tokens: Mapping[str, object]) -> int:
    """Delete the lineups that still match their token; return how many were deleted.

    One call for each: in a common batch, one changed lineup would stop all deletions.
    """
    return sum(
        delete_unless_moved(client, collection.document(name), token)
        for name, token in tokens.items()
    )


def delete_under_guard(
    client: Client,
    state: Any,
    token: Any,
    deleted: Sequence[Any],
    commit: Callable[[WriteBatch], Any],
    add_first: Callable[[WriteBatch], None],
) -> None:
    """Delete documents in batches, each guarded by the update time of `state`, which it changes.

    If another worker writes `state` meanwhile, `commit` raises and the deletion ends. `add_first`
    adds its writes to the first batch, before any deletion. A state that did not exist before does
    not exist afterwards.
    """

    def guarded_batch(remaining: int) -> WriteBatch:
        batch = client.batch()
        if last_token is None:
            batch.create(state, {"takingAway": remaining})
        else:
            guard = client.write_option(last_update_time=last_token)
            batch.update(state, {"takingAway": remaining}, option=guard)
        return batch

    last_token = token
    batch = guarded_batch(len(deleted))
    add_first(batch)
    last_token = commit(batch)
    for start in range(0, len(deleted), MOST_DELETES):
        part = deleted[start : start + MOST_DELETES]
        batch = guarded_batch(len(deleted) - start - len(part))
        for reference in part:
            batch.delete(reference)
        last_token = commit(batch)
    batch, guard = client.batch(), client.write_option(last_update_time=last_token)
    if token is None:
        batch.delete(state, guard)
    else:
        batch.update(state, {"takingAway": DELETE_FIELD}, option=guard)
    commit(batch)
