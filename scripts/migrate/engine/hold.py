"""Holds a match, so that its triggers wait while many documents are written; then rebuilds it once.

A match that has no log, or none whose ids are ours, is not rebuilt: an empty score would overwrite
the old one. If such a match has an old score, its hold is left to expire, so that late triggers
find it still held.
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
from scrbrd.adapters.runtime import new_holder_name, utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.catch_up import Route, is_held, rebuild
from scrbrd.handlers.ports import StoredState
from scrbrd.handlers.snapshot.model import Pending, Snapshot

HELD_FOR = timedelta(minutes=30)
"""Longer than writing any match takes."""
JOB_PREFIXES = ("migrated: ", "undone: ")
"""Prefixes of the job names of migrations."""
PROCESS_SUFFIX = re.compile(r" on (\S+) (\d+)$")
"""The end of the name of a job that holds a match while it runs: host and process id."""
QUIET_AFTER = timedelta(minutes=10)
"""How long a hold stays in force afterwards: until the last late trigger has run."""
RUNNING_JOBS: set[str] = set()
"""The names of the jobs of this process that hold a match now."""


def has_log(store: FirestoreMatchStore, match_id: str) -> bool:
    """Return True if a match has an action whose id is one of ours.

    Other documents make no score.
    """
    if not store.count_log(match_id).actions:
        return False
    first = store.read_actions(match_id, ["1_1"])
    return any(each.entry is not None for each in first) or any(
        each.place is not None for each in store.read_log(match_id)
    )


def is_unfinished(store: FirestoreMatchStore, match_id: str) -> bool:
    """Return True if a match with a log still needs its rebuild because an earlier run died.

    A migration holds or held it, it was never projected, or its follow-up to a commit is missing. A
    match held by another job, or written by newer functions, is not unfinished.
    """
    stored = store.read_state(match_id)
    if not has_log(store, match_id) or stored.is_newer:
        return False
    if (stored.hold_by or "").startswith(JOB_PREFIXES):
        return True
    if is_held(stored, utc_now()):
        return False
    if not isinstance(stored.snapshot, Snapshot):
        return True
    return stored.snapshot.pending != Pending() or stored.snapshot.ledger is None


def is_abandoned(store: FirestoreMatchStore, match_id: str, name: str) -> bool:
    """Return True if a run or an undo of one migration died before it released the match.

    Its hold is still stored, in force or expired: any later commit would have removed it. A hold
    that was left to expire counts only if the match has a log.
    """
    by = store.read_state(match_id).hold_by or ""
    own = tuple(f"{job}{name} " for job in JOB_PREFIXES)
    return by.startswith(own) and (not by.endswith(QUIET) or has_log(store, match_id))


@contextmanager
def held_match(store: FirestoreMatchStore, match_id: str, reason: str) -> Iterator[str]:
    """Hold a match for the duration of the context, then rebuild it if it has a log.

    Yields the name of the job that holds it. Raises Refusal if another job that may still be
    running holds it; the hold of a migration that died is taken over. After an error the hold ends
    as well, unless a part of the log was written: then it stays for the next run, as if this one
    had died.
    """
    require_unheld(store.read_state(match_id), match_id)
    holder = f"{new_holder_name(reason)} on {socket.gethostname()} {os.getpid()}"
    actions = store.count_log(match_id).actions
    store.hold(match_id, utc_now() + HELD_FOR, holder)
    RUNNING_JOBS.add(holder)
    try:
        try:
            yield holder
        except Exception:
            if store.count_log(match_id).actions == actions:
                with suppress(Exception):  # the first error is the one to report
                    release(store, match_id, reason, holder)
            raise
        release(store, match_id, reason, holder)
    finally:
        RUNNING_JOBS.discard(holder)


def release(store: FirestoreMatchStore, match_id: str, reason: str, holder: str) -> None:
    """Rebuild a match and end its hold. Raises Refusal if another job has taken the hold over."""
    if has_log(store, match_id):
        done = rebuild(store, utc_now, match_id, reason, holder=holder)
        if done.path is Route.HELD:
            raise Refusal(hold_message(match_id, store.read_state(match_id)))
        return
    stored = store.read_state(match_id)
    if is_held(stored, utc_now()) and stored.hold_by != holder:
        raise Refusal(hold_message(match_id, stored))
    if store.read_public(match_id).score is not None:
        store.hold(match_id, utc_now() + QUIET_AFTER, f"{new_holder_name(reason)} {QUIET}")
    else:
        store.end_hold(match_id, holder)


def require_unheld(stored: StoredState, match_id: str) -> None:
    """Raise Refusal if a job that may still be running holds the match."""
    by = stored.hold_by or ""
    is_left_behind = by.endswith(QUIET) or (by.startswith(JOB_PREFIXES) and is_job_over(by))
    if is_held(stored, utc_now()) and not is_left_behind:
        raise Refusal(hold_message(match_id, stored))


def hold_message(match_id: str, stored: StoredState) -> str:
    """Return a message that says who holds a match, until when, and what to do."""
    by, until = stored.hold_by or "an import", stored.hold_until
    end = "" if until is None else f" until {until:%Y-%m-%d %H:%M} UTC"
    return (
        f"match {match_id} is held{end} by {by!r}; nothing more of it was written. Wait for the"
        " end of that job, or of its hold if it died, then run it again"
    )


def is_job_over(holder: str) -> bool:
    """Return True if a job of a migration is certainly no longer running.

    This cannot be known of a job on another machine. A hold that was left to expire names no
    process and counts as over.
    """
    found = PROCESS_SUFFIX.search(holder)
    if found is None:
        return True
    host, process = found[1], int(found[2])
    if host != socket.gethostname() or os.name == "nt":
        return False
    if process == os.getpid():
        return holder not in RUNNING_JOBS
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:  # a process of another user
        return False
    return False
