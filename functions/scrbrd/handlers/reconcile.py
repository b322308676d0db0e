"""Finds matches whose log and projection differ, and repairs them.

The platform drops a failed trigger. Its traces are found by cheap queries, never by reading
everything: the actions changed since the last check, the number of actions, the number of voided
ones.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from scrbrd.domain.json_types import Json
from scrbrd.engine.contention import ContendedError, NeedsRebuild
from scrbrd.handlers.attempt import CaughtUp, is_held
from scrbrd.handlers.catch_up import catch_up, finish, rebuild, rewrite_health
from scrbrd.handlers.commit import build
from scrbrd.handlers.ports import (
    NEVER,
    Clock,
    LastCheck,
    MatchStore,
    StoredState,
    Unusable,
)
from scrbrd.handlers.refresh import refresh_inputs
from scrbrd.handlers.snapshot.changes import is_already_in, read_chunks
from scrbrd.handlers.snapshot.model import Pending, Snapshot

WRONG_HEALTH = "live/health is missing or lists other problems"

OVERLAP = timedelta(minutes=1)
"""A write shortly before a check may have become visible only after it."""

FULL_EVERY = timedelta(hours=1)
"""How often the counts, the public score and the inputs of a match at rest are read."""

STOPPED_AFTER = timedelta(days=2)
"""A match whose log did not change for this long is no longer checked every few minutes."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The outcome of checking a match: nothing found, repairs, a hold, an error, or that a newer
    version of the functions wrote it.

    `healed` lists the repairs. `check` is the check that was made, for the next one; None if there
    was none. `cause` is the exception that was raised, `error` and `trace` are its text and
    traceback.
    """

    match_id: str
    healed: tuple[str, ...] = ()
    is_held: bool = False
    error: str | None = None
    is_newer: bool = False
    trace: str | None = None
    check: LastCheck | None = None
    cause: Exception | None = None


def reconcile(store: MatchStore, now: Clock, match_id: str) -> Reconciled:
    """Check everything about one match, and repair it.

    Raises ContendedError, and whatever the store raises.
    """
    stored, began = store.read_state(match_id), now()
    if is_held(stored, began):
        return Reconciled(match_id, is_held=True)
    if stored.is_newer:
        return Reconciled(match_id, is_newer=True)
    return check_everything(store, now, match_id, stored, None)


def reconcile_since(
    store: MatchStore, now: Clock, match_id: str, last: LastCheck | None
) -> Reconciled:
    """Check and repair one match that was checked before: two reads if nothing changed since.

    If something changed, the log is compared; once an hour everything is. A match without any
    change for two days is stopped. Raises as `reconcile` does.
    """
    stored, began = store.read_state(match_id), now()
    if is_held(stored, began):
        return Reconciled(match_id, is_held=True)
    if stored.is_newer:
        return Reconciled(match_id, is_newer=True)
    if last is None or last.full_at == NEVER:
        return check_everything(store, now, match_id, stored, None)
    if began - last.full_at >= FULL_EVERY:
        return check_everything(store, now, match_id, stored, last)
    if is_at_rest(store, match_id, stored, last):
        return Reconciled(match_id, check=LastCheck(began, last.full_at))
    repairs = repair_paths(
        repair_from_log(store, now, match_id, stored, changes_start(stored, last))
    )
    record_check(store, match_id, stored, began, repairs)
    clear_failure(store, now, match_id, stored)
    return Reconciled(match_id, repairs, check=LastCheck(began, last.full_at))


def is_at_rest(store: MatchStore, match_id: str, stored: StoredState, last: LastCheck) -> bool:
    """Return True if nothing is pending, nothing failed or changed since the last check, the ledger
    is complete, and no newer action exists.
    """
    if isinstance(stored.snapshot, Unusable):
        return False
    if stored.has_failed or stored.snapshot.pending != Pending() or stored.snapshot.ledger is None:
        return False
    newest = stored.snapshot.index.newest
    if newest >= microseconds(last.at - OVERLAP):
        return False
    return not store.read_newer(match_id, newest + 1, 1)


def check_everything(
    store: MatchStore, now: Clock, match_id: str, stored: StoredState, last: LastCheck | None
) -> Reconciled:
    """Compare log, counts, score and inputs of a match, and repair it."""
    began = now()
    start = changes_start(stored, last) if last else recorded_changes_start(store, match_id, stored)
    healed = repair_paths(
        path
        for each in (
            repair_from_log(store, now, match_id, stored, start),
            repair_inputs(store, now, match_id),
        )
        for path in each
    )
    is_stopped = last is not None and not healed and is_without_changes(stored, began)
    record_check(store, match_id, stored, began, healed, is_stopped=is_stopped)
    clear_failure(store, now, match_id, stored)
    return Reconciled(match_id, healed, check=LastCheck(began, began, is_stopped))


def is_without_changes(stored: StoredState, now: datetime) -> bool:
    """Return True if no action of the match was written for STOPPED_AFTER."""
    return newest_of(stored) < microseconds(now - STOPPED_AFTER)


def record_check(
    store: MatchStore,
    match_id: str,
    stored: StoredState,
    at: datetime,
    healed: tuple[str, ...],
    *,
    is_stopped: bool = False,
) -> None:
    """Record in `live/health` when a match was checked and what was repaired.

    Remove a recorded failure.
    """
    notes: Json = {"lastReconcile": {"at": at, "healed": list(healed), "stopped": is_stopped}}
    store.note_health(match_id, notes | ({"failed": None} if stored.has_failed else {}))


def clear_failure(store: MatchStore, now: Clock, match_id: str, stored: StoredState) -> None:
    """Commit once if no repair did, so that `live/state` no longer reports a failed call."""
    if stored.has_failed and store.read_state(match_id).has_failed:
        rewrite_health(store, now, match_id)


def repair_paths(found: Iterator[str | None]) -> tuple[str, ...]:
    """Return the paths of the repairs that were made."""
    return tuple(path for path in found if path is not None)


def repair_from_log(
    store: MatchStore, now: Clock, match_id: str, stored: StoredState, start: int
) -> Iterator[str | None]:
    """Repair a match from its log; yield the path of each repair, None if it wrote nothing."""
    snapshot = stored.snapshot
    if isinstance(snapshot, Unusable) or stored.hold_until is not None:
        reason = "an expired hold"
        if isinstance(snapshot, Unusable) and stored.hold_until is None:
            reason = snapshot.reason
        yield written_path(rebuild(store, now, match_id, f"reconcile: {reason}"))
        return
    limit = store.limits.newer_actions
    newer = store.read_newer(match_id, start, limit)
    unseen = [observed for observed in newer if not is_already_in(snapshot, observed)]
    if len(newer) == limit:
        yield written_path(rebuild(store, now, match_id, "reconcile: far behind"))
    elif unseen:
        yield written_path(catch_up(store, now, match_id, unseen))
    if snapshot.pending != Pending():
        yield written_path(finish(store, now, match_id))
    fault = fault_of(store, match_id)
    if fault == WRONG_HEALTH:
        yield written_path(rewrite_health(store, now, match_id))
    elif fault is not None:
        yield written_path(rebuild(store, now, match_id, f"reconcile: {fault}"))


def repair_inputs(store: MatchStore, now: Clock, match_id: str) -> Iterator[str | None]:
    """Bring the match up to date with its match document and lineups.

    Yield the path, None if unchanged.
    """
    yield written_path(refresh_inputs(store, now, match_id, looks_up_names=False))


def changes_start(stored: StoredState, last: LastCheck) -> int:
    """Return the time from which changes are read, in microseconds since 1970.

    It is not later than the last check, nor than the newest action in the snapshot. Changes are
    read even if all counts agree: if the triggers of a void and of its redo were both dropped,
    every count stays the same.
    """
    return min(newest_of(stored), microseconds(last.at - OVERLAP))


def recorded_changes_start(store: MatchStore, match_id: str, stored: StoredState) -> int:
    """Return the time from which changes are read, by the last check that `live/health` records."""
    if isinstance(stored.snapshot, Unusable):
        return 0
    return min(newest_of(stored), checked_until(store.read_public(match_id).health))


def newest_of(stored: StoredState) -> int:
    """Return the greatest `updatedAt` in the snapshot, in microseconds since 1970."""
    return 0 if isinstance(stored.snapshot, Unusable) else stored.snapshot.index.newest


def microseconds(moment: datetime) -> int:
    """Return a time in microseconds since 1970."""
    return int(moment.timestamp() * 1_000_000)


def checked_until(health: Json | None) -> int:
    """Return until when the log was last checked, in microseconds since 1970; 0 if it never was."""
    notes = [(health or {}).get(name) for name in ("lastReconcile", "lastRebuild")]
    found = [each.get("at") for each in notes if isinstance(each, Mapping)]
    times = [at for at in found if isinstance(at, datetime)]
    return microseconds(max(times) - OVERLAP) if times else 0


def written_path(done: CaughtUp) -> str | None:
    """Return the path of a catch-up; None if it wrote nothing."""
    return str(done.path) if done.wrote else None


def fault_of(store: MatchStore, match_id: str) -> str | None:
    """Return how the stored documents differ from the log, by counts, versions and checksums.

    None if they do not.
    """
    stored, counts = store.read_state(match_id), store.count_log(match_id)
    if isinstance(stored.snapshot, Unusable):
        return "nothing usable is stored" if counts.actions else None
    snapshot, public = stored.snapshot, store.read_public(match_id)
    wanted = (snapshot.index.count, snapshot.index.voided, snapshot.version)
    if wanted != (counts.actions, counts.voided, build.version_of(public.score)):
        return "log and projection differ"
    if snapshot.ledger is None and counts.actions:
        return "its ledger is not begun, or its worker stopped"
    if has_damaged_chunk(store, match_id, snapshot):
        return "a sealed chunk is missing or damaged"
    if not build.is_score_of(public.score, snapshot):
        return "live/score is not what was written"
    if not build.are_whole_documents_of(store.read_whole_documents(match_id), snapshot):
        return "the ticker or a card of an innings is not what was written"
    if not build.is_head_of(public.score, snapshot):
        return "live/score has not the head of the ledger"
    return None if build.is_health_of(public.health, snapshot) else WRONG_HEALTH


def has_damaged_chunk(store: MatchStore, match_id: str, snapshot: Snapshot) -> bool:
    """Return True if a sealed chunk is not as it was written, which no next ball would notice."""
    try:
        read_chunks(store, match_id, snapshot.sealed)
    except NeedsRebuild:
        return True
    except ContendedError:  # another worker has just written them
        return False
    return False
