"""Owns healing: finding matches whose log and projection differ, and bringing them together.

The platform drops a failed trigger. What it leaves behind shows in three cheap questions to the
database, never in a full read: what changed since, how many actions there are, how many are void.
"""

from collections.abc import Callable, Iterable, Iterator
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
from scrbrd.handlers.ports import Clock, Json, MatchStore, StoredState
from scrbrd.handlers.refresh import refresh_inputs

MOST_NEWER = 500
"""More actions than this since the last look are not asked for one by one."""

OVERLAP = timedelta(minutes=1)
"""What was written shortly before a look may have become visible after it."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What was found at a match: nothing, something healed, held by an import, or a failure."""

    match_id: str
    healed: tuple[str, ...] = ()
    is_held: bool = False
    error: str | None = None


def reconcile(store: MatchStore, now: Clock, match_id: str) -> Reconciled:
    """Heal one match. Raises ContendedError, and whatever the store raises."""
    stored, began = store.read_state(match_id), now()
    if is_held(stored, began):
        return Reconciled(match_id, is_held=True)
    healed = [way for way in healing(store, now, match_id, stored) if way is not None]
    store.note_health(match_id, {"lastReconcile": {"at": began, "healed": healed}})
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
    if differs(store, match_id):
        yield named(rebuild(store, now, match_id, "reconcile: log and projection differ"))
    yield named(refresh_inputs(store, now, match_id, looks_up_names=False))


def looked_until(health: Json | None) -> int:
    """Until when the log was last gone through, in microseconds since 1970; 0 if it never was.

    All changes since are asked for, older than the newest that is in or not: a void and a redo
    that were both dropped leave every count as it is.
    """
    notes = [(health or {}).get(name) or {} for name in ("lastReconcile", "lastRebuild")]
    looks = [at for note in notes if isinstance(at := note.get("at"), datetime)]
    return int((max(looks) - OVERLAP).timestamp() * 1_000_000) if looks else 0


def named(done: CaughtUp) -> str | None:
    """The way that a catch-up took, if it had anything to do."""
    return str(done.path) if done.wrote else None


def differs(store: MatchStore, match_id: str) -> bool:
    """Whether the counts of the log, or the score that is shown, are not those of the state."""
    stored, counts = store.read_state(match_id), store.count_log(match_id)
    if stored.snapshot is None:
        return counts.actions > 0
    index, shown = stored.snapshot.index, publish.version_of(store.read_public(match_id).score)
    wanted = (index.count, index.voided, stored.snapshot.version)
    return wanted != (counts.actions, counts.voided, shown)


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
