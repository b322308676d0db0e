"""Owns healing: finding matches whose log and projection differ, and bringing them together.

The platform drops a failed trigger. What it leaves behind shows in three cheap questions to the
database, never in a full read: what changed since, how many actions there are, how many are void.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from scrbrd.handlers import publish
from scrbrd.handlers.catch_up import (
    CaughtUp,
    catch_up,
    finish,
    health_again,
    is_held,
    rebuild,
)
from scrbrd.handlers.news import NotEnoughKnown, chunks
from scrbrd.handlers.ports import Clock, ContendedError, Json, MatchStore, StoredState
from scrbrd.handlers.refresh import refresh_inputs
from scrbrd.handlers.snapshot import Snapshot

MOST_NEWER = 500
"""More actions than this since the last look are not asked for one by one."""

NO_HEALTH = "live/health is missing or lists other problems"

OVERLAP = timedelta(minutes=1)
"""What was written shortly before a look may have become visible after it."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What was found at a match: nothing, something healed, held by an import, a failure, or that a
    newer version of the functions goes on with it."""

    match_id: str
    healed: tuple[str, ...] = ()
    is_held: bool = False
    error: str | None = None
    is_newer: bool = False


def reconcile(store: MatchStore, now: Clock, match_id: str) -> Reconciled:
    """Heal one match. Raises ContendedError, and whatever the store raises."""
    stored, began = store.read_state(match_id), now()
    if is_held(stored, began):
        return Reconciled(match_id, is_held=True)
    if stored.is_newer:
        return Reconciled(match_id, is_newer=True)
    healed = [way for way in healing(store, now, match_id, stored) if way is not None]
    notes: Json = {"lastReconcile": {"at": began, "healed": healed}}
    store.note_health(match_id, notes | ({"failed": None} if stored.has_failed else {}))
    return Reconciled(match_id, tuple(healed))


def healing(
    store: MatchStore, now: Clock, match_id: str, stored: StoredState
) -> Iterator[str | None]:
    """The ways in which a match had to be healed, one after the other."""
    if stored.snapshot is None or stored.hold_until is not None:
        reason = "an expired hold" if stored.hold_until else stored.fault or "nothing stored"
        yield named(rebuild(store, now, match_id, f"reconcile: {reason}"))
        return
    since = min(stored.snapshot.index.newest, looked_until(store.read_public(match_id).health))
    newer = store.read_newer(match_id, since, MOST_NEWER)
    if len(newer) == MOST_NEWER:
        yield named(rebuild(store, now, match_id, "reconcile: far behind"))
    else:
        yield named(catch_up(store, now, match_id, newer))
    yield named(finish(store, now, match_id))
    fault = fault_of(store, match_id)
    if fault == NO_HEALTH:
        yield named(health_again(store, now, match_id))
    elif fault is not None:
        yield named(rebuild(store, now, match_id, f"reconcile: {fault}"))
    yield named(refresh_inputs(store, now, match_id))


def looked_until(health: Json | None) -> int:
    """Until when the log was last gone through, in microseconds since 1970; 0 if it never was.

    All changes since are asked for, older than the newest that is in or not: a void and a redo
    that were both dropped leave every count as it is.
    """
    notes = [(health or {}).get(name) for name in ("lastReconcile", "lastRebuild")]
    found = [note.get("at") for note in notes if isinstance(note, Mapping)]
    looks = [at for at in found if isinstance(at, datetime)]
    return int((max(looks) - OVERLAP).timestamp() * 1_000_000) if looks else 0


def named(done: CaughtUp) -> str | None:
    """The way that a catch-up took, if it had anything to do."""
    return str(done.path) if done.wrote else None


def fault_of(store: MatchStore, match_id: str) -> str | None:
    """How what is stored differs from the log, by counts, versions and checksums; None: nowhere."""
    stored, counts = store.read_state(match_id), store.count_log(match_id)
    if stored.snapshot is None:
        return "nothing usable is stored" if counts.actions else None
    snapshot, public = stored.snapshot, store.read_public(match_id)
    wanted = (snapshot.index.count, snapshot.index.voided, snapshot.version)
    if wanted != (counts.actions, counts.voided, publish.version_of(public.score)):
        return "log and projection differ"
    if has_damaged_chunk(store, match_id, snapshot):
        return "a sealed chunk is missing or damaged"
    return None if publish.is_health_of(public.health, snapshot) else NO_HEALTH


def has_damaged_chunk(store: MatchStore, match_id: str, snapshot: Snapshot) -> bool:
    """Whether a sealed chunk is not as it was written, which no next ball would notice."""
    try:
        chunks(store, match_id, snapshot.sealed)
    except NotEnoughKnown:
        return True
    except ContendedError:  # whoever wrote meanwhile has just written them
        return False
    return False


def reconcile_all(
    store: MatchStore,
    now: Clock,
    match_ids: Iterable[str],
    report: Callable[[Reconciled], None],
) -> list[Reconciled]:
    """Heal many matches; a match that fails does not keep the others from being healed.

    Every outcome is reported, failures with their error: the caller decides what they mean.
    """
    outcomes: list[Reconciled] = []
    for match_id in match_ids:
        try:
            outcome = reconcile(store, now, match_id)
        except Exception as error:
            outcome = Reconciled(match_id, error=repr(error))
        report(outcome)
        outcomes.append(outcome)
    return outcomes


def failures(outcomes: Iterable[Reconciled]) -> list[Reconciled]:
    """Those that could not be healed."""
    return [outcome for outcome in outcomes if outcome.error is not None]
