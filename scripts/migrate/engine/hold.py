"""Holds a match from its triggers while many documents are written; one rebuild follows.

Where there is no log, or none under ids of ours, nothing is rebuilt: an empty score would be
written over the old one. Where there is an old one the hold is left to run out, until the last
late trigger has come and gone.
"""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from admin.options import Refusal
from admin.transfer.matches import QUIET
from scrbrd.adapters.runtime import new_holder, utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.catch_up import Route, is_held, rebuild
from scrbrd.handlers.ports import StoredState
from scrbrd.handlers.snapshot.model import Pending, Snapshot

HELD_FOR = timedelta(minutes=30)
"""Longer than any match takes to write."""
JOBS = ("migrated: ", "undone: ")
"""How the names of the jobs of migrations begin."""
PROCESS = re.compile(r" on (\S+) (\d+)$")
"""How the name of a job ends that holds a match while it runs: host and process."""
QUIET_AFTER = timedelta(minutes=10)
"""Until the last late trigger has come."""
RUNNING: set[str] = set()
"""The jobs of this process that hold a match now."""


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

    A migration holds or held it, nothing was projected, or what follows a commit is not there.
    """
    stored = store.read_state(match_id)
    if not has_log(store, match_id) or stored.is_newer:
        return False
    if (stored.hold_by or "").startswith(JOBS):
        return True
    if is_held(stored, utc_now()):
        return False
    if not isinstance(stored.snapshot, Snapshot):
        return True
    return stored.snapshot.pending != Pending() or stored.snapshot.ledger is None


def is_left(store: FirestoreMatchStore, match_id: str, name: str) -> bool:
    """Return whether a run of one migration, or its undoing, died before it rebuilt the match, or
    before it let go of one that has no log.

    Its hold is still there, be it in force or run out: any commit since would have removed it.
    """
    by = store.read_state(match_id).hold_by or ""
    own = tuple(f"{job}{name} " for job in JOBS)
    return by.startswith(own) and (not by.endswith(QUIET) or has_log(store, match_id))


@contextmanager
def held_match(store: FirestoreMatchStore, match_id: str, reason: str) -> Iterator[str]:
    """Hold a match while the context lasts; then rebuild it, if it has a log.

    Yields the name of the job that holds it. Raises Refusal where another job holds it that may
    still run; what a migration that died holds is taken over. After an error the hold ends too, but
    where a part of the log was written: that is left to the next run, as if this one had died.
    """
    require_unheld(store.read_state(match_id), match_id)
    holder = f"{new_holder(reason)} on {socket.gethostname()} {os.getpid()}"
    actions = store.count_log(match_id).actions
    store.hold(match_id, utc_now() + HELD_FOR, holder)
    RUNNING.add(holder)
    try:
        try:
            yield holder
        except Exception:
            if store.count_log(match_id).actions == actions:
                with suppress(Exception):  # the first error is the one to be told
                    release(store, match_id, reason, holder)
            raise
        release(store, match_id, reason, holder)
    finally:
        RUNNING.discard(holder)


def release(store: FirestoreMatchStore, match_id: str, reason: str, holder: str) -> None:
    """Rebuild a match and end its hold; raises Refusal where another job has taken it over."""
    if has_log(store, match_id):
        done = rebuild(store, utc_now, match_id, reason, holder=holder)
        if done.path is Route.HELD:
            raise Refusal(held(match_id, store.read_state(match_id)))
        return
    stored = store.read_state(match_id)
    if is_held(stored, utc_now()) and stored.hold_by != holder:
        raise Refusal(held(match_id, stored))
    if store.read_public(match_id).score is not None:
        store.hold(match_id, utc_now() + QUIET_AFTER, f"{new_holder(reason)} {QUIET}")
    else:
        store.end_hold(match_id, holder)


def require_unheld(stored: StoredState, match_id: str) -> None:
    """Raise Refusal where a job holds a match that may still run."""
    by = stored.hold_by or ""
    is_left_behind = by.endswith(QUIET) or (by.startswith(JOBS) and is_over(by))
    if is_held(stored, utc_now()) and not is_left_behind:
        raise Refusal(held(match_id, stored))


def held(match_id: str, stored: StoredState) -> str:
    """Return who holds a match, until when, and what to do."""
    by, until = stored.hold_by or "an import", stored.hold_until
    end = "" if until is None else f" until {until:%Y-%m-%d %H:%M} UTC"
    return (
        f"match {match_id} is held{end} by {by!r}; nothing more of it was written. Wait for the"
        " end of that job, or of its hold if it died, then run it again"
    )


def is_over(holder: str) -> bool:
    """Return whether a job of a migration is known not to run any more.

    Of another machine's nothing is known; a hold that is left to run out names no process.
    """
    found = PROCESS.search(holder)
    if found is None:
        return True
    host, process = found[1], int(found[2])
    if host != socket.gethostname() or os.name == "nt":
        return False
    if process == os.getpid():
        return holder not in RUNNING
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:  # somebody else's
        return False
    return False
