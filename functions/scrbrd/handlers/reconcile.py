"""Finds matches whose log and projection differ, and brings them together.

The platform drops a failed trigger. What it leaves behind shows in cheap questions to the database,
never in a full read: what changed since, how many actions there are, how many are void.
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
    Look,
    MatchStore,
    StoredState,
    Unusable,
)
from scrbrd.handlers.refresh import refresh_inputs
from scrbrd.handlers.snapshot.changes import is_already_in, read_chunks
from scrbrd.handlers.snapshot.model import Pending, Snapshot

NO_HEALTH = "live/health is missing or lists other problems"

OVERLAP = timedelta(minutes=1)
"""What was written shortly before a look may have become visible after it."""

FULL_EVERY = timedelta(hours=1)
"""How often the counts, the score that is shown and the inputs of a match that rests are read."""

WITHOUT_CHANGES = timedelta(days=2)
"""A match whose log did not change for so long is no longer looked at every few minutes."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What was found at a match: nothing, something healed, held by an import, a failure, or that a
    newer version of the functions goes on with it.

    `look` is what the next look needs of this one, None where there was none; `cause` is what was
    raised, `error` and `trace` its text and traceback.
    """

    match_id: str
    healed: tuple[str, ...] = ()
    is_held: bool = False
    error: str | None = None
    is_newer: bool = False
    trace: str | None = None
    look: Look | None = None
    cause: Exception | None = None


def reconcile(store: MatchStore, now: Clock, match_id: str) -> Reconciled:
    """Look at everything of one match, and heal it. Raises ContendedError, and whatever the store
    raises."""
    stored, began = store.read_state(match_id), now()
    if is_held(stored, began):
        return Reconciled(match_id, is_held=True)
    if stored.is_newer:
        return Reconciled(match_id, is_newer=True)
    return look_at_all(store, now, match_id, stored, None)


def reconcile_since(store: MatchStore, now: Clock, match_id: str, last: Look | None) -> Reconciled:
    """Heal one match that was looked at before: two reads where nothing moved since.

    Where something did, the log is compared; once an hour everything is. A match without any change
    for two days is stopped. Raises as `reconcile` does.
    """
    stored, began = store.read_state(match_id), now()
    if is_held(stored, began):
        return Reconciled(match_id, is_held=True)
    if stored.is_newer:
        return Reconciled(match_id, is_newer=True)
    if last is None or last.full_at == NEVER:
        return look_at_all(store, now, match_id, stored, None)
    if began - last.full_at >= FULL_EVERY:
        return look_at_all(store, now, match_id, stored, last)
    if is_at_rest(store, match_id, stored, last):
        return Reconciled(match_id, look=Look(began, last.full_at))
    healed = ways(healing(store, now, match_id, stored, since(stored, last)))
    note(store, match_id, stored, began, healed)
    forget_failure(store, now, match_id, stored)
    return Reconciled(match_id, healed, look=Look(began, last.full_at))


def is_at_rest(store: MatchStore, match_id: str, stored: StoredState, last: Look) -> bool:
    """Whether nothing is owed, the ledger neither, nothing failed or came in since the last look,
    and nothing newer is there."""
    if isinstance(stored.snapshot, Unusable):
        return False
    if stored.has_failed or stored.snapshot.pending != Pending() or stored.snapshot.ledger is None:
        return False
    newest = stored.snapshot.index.newest
    if newest >= microseconds(last.at - OVERLAP):
        return False
    return not store.read_newer(match_id, newest + 1, 1)


def look_at_all(
    store: MatchStore, now: Clock, match_id: str, stored: StoredState, last: Look | None
) -> Reconciled:
    """Compare log, counts, score and inputs of a match, and heal it."""
    began = now()
    begin = since(stored, last) if last else since_noted(store, match_id, stored)
    healed = ways(
        way
        for each in (healing(store, now, match_id, stored, begin), inputs(store, now, match_id))
        for way in each
    )
    is_stopped = last is not None and not healed and is_without_changes(stored, began)
    note(store, match_id, stored, began, healed, is_stopped=is_stopped)
    forget_failure(store, now, match_id, stored)
    return Reconciled(match_id, healed, look=Look(began, began, is_stopped))


def is_without_changes(stored: StoredState, now: datetime) -> bool:
    """Whether no action of a match was written for long."""
    return newest_of(stored) < microseconds(now - WITHOUT_CHANGES)


def note(
    store: MatchStore,
    match_id: str,
    stored: StoredState,
    at: datetime,
    healed: tuple[str, ...],
    *,
    is_stopped: bool = False,
) -> None:
    """Say in `live/health` when a match was looked at and what was healed; a failure that it tells
    of is removed."""
    notes: Json = {"lastReconcile": {"at": at, "healed": list(healed), "stopped": is_stopped}}
    store.note_health(match_id, notes | ({"failed": None} if stored.has_failed else {}))


def forget_failure(store: MatchStore, now: Clock, match_id: str, stored: StoredState) -> None:
    """Commit once where healing did not, so that `live/state` no longer says that a call failed."""
    if stored.has_failed and store.read_state(match_id).has_failed:
        rewrite_health(store, now, match_id)


def ways(found: Iterator[str | None]) -> tuple[str, ...]:
    """The ways in which a match had to be healed."""
    return tuple(way for way in found if way is not None)


def healing(
    store: MatchStore, now: Clock, match_id: str, stored: StoredState, begin: int
) -> Iterator[str | None]:
    """The ways in which a match had to be healed by its log, one after the other."""
    snapshot = stored.snapshot
    if isinstance(snapshot, Unusable) or stored.hold_until is not None:
        reason = "an expired hold"
        if isinstance(snapshot, Unusable) and stored.hold_until is None:
            reason = snapshot.reason
        yield named(rebuild(store, now, match_id, f"reconcile: {reason}"))
        return
    most = store.limits.newer
    newer = store.read_newer(match_id, begin, most)
    unseen = [seen for seen in newer if not is_already_in(snapshot, seen)]
    if len(newer) == most:
        yield named(rebuild(store, now, match_id, "reconcile: far behind"))
    elif unseen:
        yield named(catch_up(store, now, match_id, unseen))
    if snapshot.pending != Pending():
        yield named(finish(store, now, match_id))
    fault = fault_of(store, match_id)
    if fault == NO_HEALTH:
        yield named(rewrite_health(store, now, match_id))
    elif fault is not None:
        yield named(rebuild(store, now, match_id, f"reconcile: {fault}"))


def inputs(store: MatchStore, now: Clock, match_id: str) -> Iterator[str | None]:
    """The way in which what people decided had to be projected anew."""
    yield named(refresh_inputs(store, now, match_id, looks_up_names=False))


def since(stored: StoredState, last: Look) -> int:
    """From when on changes are asked for, in microseconds since 1970.

    All changes since the last look, older than the newest that is in or not: a void and a redo that
    were both dropped leave every count as it is.
    """
    return min(newest_of(stored), microseconds(last.at - OVERLAP))


def since_noted(store: MatchStore, match_id: str, stored: StoredState) -> int:
    """The same, by what `live/health` says of the last look."""
    if isinstance(stored.snapshot, Unusable):
        return 0
    return min(newest_of(stored), looked_until(store.read_public(match_id).health))


def newest_of(stored: StoredState) -> int:
    """The greatest `updatedAt` that is in the snapshot, in microseconds since 1970."""
    return 0 if isinstance(stored.snapshot, Unusable) else stored.snapshot.index.newest


def microseconds(moment: datetime) -> int:
    """A time in microseconds since 1970."""
    return int(moment.timestamp() * 1_000_000)


def looked_until(health: Json | None) -> int:
    """Until when the log was last gone through, in microseconds since 1970; 0 if it never was."""
    notes = [(health or {}).get(name) for name in ("lastReconcile", "lastRebuild")]
    found = [each.get("at") for each in notes if isinstance(each, Mapping)]
    looks = [at for at in found if isinstance(at, datetime)]
    return microseconds(max(looks) - OVERLAP) if looks else 0


def named(done: CaughtUp) -> str | None:
    """The way that a catch-up took, if it had anything to do."""
    return str(done.path) if done.wrote else None


def fault_of(store: MatchStore, match_id: str) -> str | None:
    """How what is stored differs from the log, by counts, versions and checksums; None: nowhere."""
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
    if not build.are_shown(store.read_shown(match_id), snapshot):
        return "the ticker or a card of an innings is not what was written"
    if not build.is_head_of(public.score, snapshot):
        return "live/score has not the head of the ledger"
    return None if build.is_health_of(public.health, snapshot) else NO_HEALTH


def has_damaged_chunk(store: MatchStore, match_id: str, snapshot: Snapshot) -> bool:
    """Whether a sealed chunk is not as it was written, which no next ball would notice."""
    try:
        read_chunks(store, match_id, snapshot.sealed)
    except NeedsRebuild:
        return True
    except ContendedError:  # whoever wrote meanwhile has just written them
        return False
    return False
