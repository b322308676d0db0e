"""Finds matches whose log and projection differ, and brings them together.

The platform drops a failed trigger. What it leaves behind shows in cheap questions to the database,
never in a full read: what changed since, how many actions there are, how many are void.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from scrbrd.handlers import publish
from scrbrd.handlers.catch_up import (
    CaughtUp,
    catch_up,
    finish,
    is_held,
    rebuild,
)
from scrbrd.handlers.news import is_already_in
from scrbrd.handlers.ports import NEVER, Clock, Json, Look, MatchStore, StoredState
from scrbrd.handlers.refresh import refresh_inputs
from scrbrd.handlers.snapshot import Owed, Snapshot

MOST_NEWER = 500
"""More actions than this since the last look are not asked for one by one."""

OVERLAP = timedelta(minutes=1)
"""What was written shortly before a look may have become visible after it."""

FULL_EVERY = timedelta(hours=1)
"""How often the counts, the score that is shown and the inputs of a match that rests are read."""

WITHOUT_CHANGES = timedelta(days=2)
"""A match whose log did not change for so long is no longer looked at every few minutes."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What was found at a match: nothing, something healed, held by an import, or a failure.

    `look` is what the next look needs of this one, None where there was none; `trace` a traceback.
    """

    match_id: str
    healed: tuple[str, ...] = ()
    is_held: bool = False
    error: str | None = None
    trace: str | None = None
    look: Look | None = None


def reconcile(store: MatchStore, now: Clock, match_id: str) -> Reconciled:
    """Look at everything of one match, and heal it. Raises ContendedError, and whatever the store
    raises."""
    stored, began = store.read_state(match_id), now()
    if is_held(stored, began):
        return Reconciled(match_id, is_held=True)
    return look_at_all(store, now, match_id, stored, None)


def reconcile_since(store: MatchStore, now: Clock, match_id: str, last: Look | None) -> Reconciled:
    """Heal one match that was looked at before: two reads where nothing moved since.

    Where something did, the log is compared; once an hour everything is. A match without any change
    for two days is stopped. Raises as `reconcile` does.
    """
    stored, began = store.read_state(match_id), now()
    if is_held(stored, began):
        return Reconciled(match_id, is_held=True)
    if last is None or last.full_at == NEVER:
        return look_at_all(store, now, match_id, stored, None)
    if began - last.full_at >= FULL_EVERY:
        return look_at_all(store, now, match_id, stored, last)
    if stored.snapshot is not None and is_at_rest(store, match_id, stored.snapshot, last):
        return Reconciled(match_id, look=Look(began, last.full_at))
    healed = ways(healing(store, now, match_id, stored, since(stored, last)))
    note(store, match_id, began, healed)
    return Reconciled(match_id, healed, look=Look(began, last.full_at))


def is_at_rest(store: MatchStore, match_id: str, snapshot: Snapshot, last: Look) -> bool:
    """Whether nothing is owed, nothing came in since the last look, and nothing newer is there."""
    newest = snapshot.index.newest
    if snapshot.owed != Owed() or newest >= microseconds(last.at - OVERLAP):
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
    note(store, match_id, began, healed, is_stopped=is_stopped)
    return Reconciled(match_id, healed, look=Look(began, began, is_stopped))


def is_without_changes(stored: StoredState, now: datetime) -> bool:
    """Whether no action of a match was written for long."""
    newest = stored.snapshot.index.newest if stored.snapshot else 0
    return newest < microseconds(now - WITHOUT_CHANGES)


def note(
    store: MatchStore,
    match_id: str,
    at: datetime,
    healed: tuple[str, ...],
    *,
    is_stopped: bool = False,
) -> None:
    """Say in `live/health` when a match was looked at and what was healed."""
    said = {"at": at, "healed": list(healed), "stopped": is_stopped}
    store.note_health(match_id, {"lastReconcile": said})


def ways(found: Iterator[str | None]) -> tuple[str, ...]:
    """The ways in which a match had to be healed."""
    return tuple(way for way in found if way is not None)


def healing(
    store: MatchStore, now: Clock, match_id: str, stored: StoredState, begin: int
) -> Iterator[str | None]:
    """The ways in which a match had to be healed by its log, one after the other."""
    if stored.snapshot is None or stored.hold_until is not None:
        reason = "an expired hold" if stored.hold_until else stored.fault or "nothing stored"
        yield named(rebuild(store, now, match_id, f"reconcile: {reason}"))
        return
    newer = store.read_newer(match_id, begin, MOST_NEWER)
    unseen = [seen for seen in newer if not is_already_in(stored.snapshot, seen)]
    if len(newer) == MOST_NEWER:
        yield named(rebuild(store, now, match_id, "reconcile: far behind"))
    elif unseen:
        yield named(catch_up(store, now, match_id, unseen))
    if stored.snapshot.owed != Owed():
        yield named(finish(store, now, match_id))
    if differs(store, match_id):
        yield named(rebuild(store, now, match_id, "reconcile: log and projection differ"))


def inputs(store: MatchStore, now: Clock, match_id: str) -> Iterator[str | None]:
    """The way in which what people decided had to be projected anew."""
    yield named(refresh_inputs(store, now, match_id))


def since(stored: StoredState, last: Look) -> int:
    """From when on changes are asked for, in microseconds since 1970.

    All changes since the last look, older than the newest that is in or not: a void and a redo that
    were both dropped leave every count as it is.
    """
    newest = stored.snapshot.index.newest if stored.snapshot else 0
    return min(newest, microseconds(last.at - OVERLAP))


def since_noted(store: MatchStore, match_id: str, stored: StoredState) -> int:
    """The same, by what `live/health` says of the last look."""
    if stored.snapshot is None:
        return 0
    return min(stored.snapshot.index.newest, looked_until(store.read_public(match_id).health))


def microseconds(moment: datetime) -> int:
    """A time in microseconds since 1970."""
    return int(moment.timestamp() * 1_000_000)


def looked_until(health: Json | None) -> int:
    """Until when the log was last gone through, in microseconds since 1970; 0 if it never was."""
    notes = [(health or {}).get(name) or {} for name in ("lastReconcile", "lastRebuild")]
    looks = [at for each in notes if isinstance(at := each.get("at"), datetime)]
    return microseconds(max(looks) - OVERLAP) if looks else 0


def named(done: CaughtUp) -> str | None:
    """The way that a catch-up took, if it had anything to do."""
    return str(done.path) if done.wrote else None


def differs(store: MatchStore, match_id: str) -> bool:
    """Whether the counts of the log, or the score that is shown, are not those of the state, or
    `live/health` is missing."""
    stored, counts = store.read_state(match_id), store.count_log(match_id)
    if stored.snapshot is None:
        return counts.actions > 0
    index, public = stored.snapshot.index, store.read_public(match_id)
    wanted = (index.count, index.voided, stored.snapshot.version)
    found = (counts.actions, counts.voided, publish.version_of(public.score))
    return wanted != found or public.health is None
