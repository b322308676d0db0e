"""Brings a match's documents up to date with its log, in response to any trigger.

A trigger means "this match changed", never "apply this event": it may come twice, late, out of
order or not at all.
"""

from collections.abc import Sequence

from scrbrd.handlers.attempt import (
    Append,
    Attempt,
    CaughtUp,
    Decision,
    Nothing,
    Rebuild,
    Refold,
    Route,
    is_held,
    run,
)
from scrbrd.handlers.ports import Clock, MatchStore, ObservedAction, StoredState, Unusable
from scrbrd.handlers.refold.apply import is_append, starting_chunk
from scrbrd.handlers.snapshot.changes import (
    exists,
    has_gap,
    is_trusted,
    missing_before,
    new_changes,
    read_chunks,
)
from scrbrd.handlers.snapshot.recent import RecentStates

__all__ = ["CaughtUp", "Route", "catch_up", "finish", "is_held", "rebuild", "rewrite_health"]


def catch_up(
    store: MatchStore,
    now: Clock,
    match_id: str,
    moved: Sequence[ObservedAction] = (),
    recent: RecentStates | None = None,
) -> CaughtUp:
    """Bring a match's documents up to date with its log, given the actions that changed.

    Idempotent. Without any action, only missing or unusable state is rebuilt. `recent` holds the
    states that this worker committed; a next ball is appended to such a state without reading the
    match. Raises ContendedError after `Limits.tries` tries against other writers, and whatever the
    store raises.
    """
    return run(
        store,
        now,
        match_id,
        lambda attempt: decide(attempt, moved),
        recent=recent,
        decide_unread=lambda attempt: next_balls(attempt, moved),
    )


def next_balls(attempt: Attempt, moved: Sequence[ObservedAction]) -> Append | None:
    """Return an Append if all actions directly follow a kept state and were just written.

    None otherwise. Nothing is read.
    """
    snapshot, now = attempt.snapshot, attempt.now()
    if isinstance(snapshot, Unusable) or not moved:
        return None
    trusted_for, taken = attempt.store.limits.trusted_for, snapshot.index.taken
    if not all(is_trusted(observed, now, trusted_for) for observed in moved):
        return None
    if any(observed.place is None or observed.place in taken for observed in moved):
        return None
    if not is_append(snapshot, moved) or has_gap(snapshot, moved):
        return None
    return Append(Route.NEXT, moved)


def decide(attempt: Attempt, moved: Sequence[ObservedAction]) -> Decision:
    """Return how to apply the changed actions to the stored snapshot.

    Raises NeedsRebuild if they cannot be applied, and whatever the store raises.
    """
    store, match_id, snapshot = attempt.store, attempt.match_id, attempt.snapshot
    if isinstance(snapshot, Unusable):
        return Rebuild(snapshot.reason)
    changes, sealed = new_changes(store, match_id, snapshot, moved, attempt.now())
    if not changes:
        is_begun = snapshot.ledger is not None
        return Nothing(Route.DUPLICATE) if is_begun else Rebuild("its ledger is to be begun")
    missing = missing_before(snapshot, changes, store.limits.point_reads)
    found = store.read_actions(match_id, missing) if missing else ()
    changes.extend(observed for observed in found if exists(observed))
    if is_append(snapshot, changes):
        return Append(Route.GAP if missing else Route.NEXT, changes)
    start = starting_chunk(
        snapshot, [observed for observed in changes if observed.place is not None]
    )
    needed = [key for key in snapshot.sealed if start is None or key >= start]
    unread = {key: snapshot.sealed[key] for key in needed if key not in sealed}
    read = sealed | read_chunks(store, match_id, unread)
    return Refold(Route.REFOLD, start, {key: read[key] for key in needed}, changes)


def rebuild(
    store: MatchStore,
    now: Clock,
    match_id: str,
    reason: str,
    *,
    holder: str | None = None,
    ends_hold: bool = False,
    rolls_back: bool = False,
) -> CaughtUp:
    """Fold the whole log again and write the match's documents: all of `live/`, and those of the
    feed and of the match's end that differ.

    A held match is left alone, unless job `holder` itself holds it; its hold then ends. `ends_hold`
    ends any job's hold. A match that a newer version of the functions wrote is left alone unless
    `rolls_back`. Raises as `catch_up` does.
    """

    def breaks_hold(stored: StoredState) -> bool:
        return ends_hold or (holder is not None and stored.hold_by == holder)

    decision = Rebuild(reason, rolls_back=rolls_back)
    return run(store, now, match_id, lambda _: decision, breaks_hold)


def finish(store: MatchStore, now: Clock, match_id: str) -> CaughtUp:
    """Write what the last commit left pending, however recent it is. Raises as `catch_up` does."""
    return run(store, now, match_id, lambda _: Nothing(Route.FINISH, skips_recent_commit=False))


def rewrite_health(store: MatchStore, now: Clock, match_id: str) -> CaughtUp:
    """Write `live/health` again; it is missing or differs from the problems of the match."""

    def decide_health(attempt: Attempt) -> Decision:
        if isinstance(attempt.snapshot, Unusable):
            return Nothing(Route.HEALTH)
        return Append(Route.HEALTH, rewrites_health=True)

    return run(store, now, match_id, decide_health)
