"""Holds a match from its triggers while many documents are written; one rebuild follows.

Where there is no log, or none under ids of ours, nothing is rebuilt: an empty score would be
written over the old one. Where there is an old one the hold is left to run out, until the last
late trigger has come and gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from scrbrd.adapters.runtime import new_holder, utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.catch_up import is_held, rebuild
from scrbrd.handlers.snapshot.model import Pending, Snapshot

HELD_FOR = timedelta(minutes=30)
"""Longer than any match takes to write."""
JOBS = ("migrated: ", "undone: ")
"""How the names of the jobs of migrations begin."""
QUIET_AFTER = timedelta(minutes=10)
"""Until the last late trigger has come."""


def has_log(store: FirestoreMatchStore, match_id: str) -> bool:
    """Return whether a match has any action under an id of ours: others make no score."""
    if not store.count_log(match_id).actions:
        return False
    first = store.read_actions(match_id, ["1_1"])
    return any(each.entry is not None for each in first) or any(
        each.place is not None for each in store.read_log(match_id)
    )


def is_unfinished(store: FirestoreMatchStore, match_id: str) -> bool:
    """Return whether a match with a log waits for a rebuild: a run of before died before its end.

    It is held by a migration, nothing was projected, or what follows a commit is not there.
    """
    stored = store.read_state(match_id)
    if not has_log(store, match_id) or stored.is_newer:
        return False
    if is_held(stored, utc_now()):
        return (stored.hold_by or "").startswith(JOBS)
    if not isinstance(stored.snapshot, Snapshot):
        return True
    return stored.snapshot.pending != Pending() or stored.snapshot.ledger is None


@contextmanager
def held_match(store: FirestoreMatchStore, match_id: str, reason: str) -> Iterator[str]:
    """Hold a match while the context lasts; then rebuild it, if it has a log.

    Yields the name of the job that holds it: one of another name is left as it is.
    """
    holder = new_holder(reason)
    store.hold(match_id, utc_now() + HELD_FOR, holder)
    yield holder
    if has_log(store, match_id):
        rebuild(store, utc_now, match_id, reason, holder=holder)
    elif store.read_public(match_id).score is not None:
        store.hold(match_id, utc_now() + QUIET_AFTER, holder)
    else:
        store.end_hold(match_id, holder)
