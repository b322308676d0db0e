"""Owns projecting what people decided anew: the match document and the lineups.

Read and written as a catch-up is: `live/state` first, then one commit guarded by it.
"""

from scrbrd.domain.match import Inputs
from scrbrd.handlers.catch_up import (
    CaughtUp,
    Route,
    finished,
    is_held,
    persistently,
    rebuild_once,
    write,
)
from scrbrd.handlers.ports import Clock, MatchStore
from scrbrd.handlers.refold import apply as advance
from scrbrd.handlers.snapshot.changes import NotEnoughKnown, chunks
from scrbrd.handlers.snapshot.model import UnusableError


def refresh_inputs(
    store: MatchStore, now: Clock, match_id: str, *, looks_up_names: bool = True
) -> CaughtUp:
    """Bring a match's documents to its match document and lineups, which somebody changed.

    Nothing is created for a match without a log: before its first action it has no score, and one
    that apps of before wrote is not ours to replace. Without `looks_up_names` only the names of
    players who are new are read from `people`.
    """
    return persistently(lambda: try_to_refresh(store, now, match_id, looks_up_names))


def try_to_refresh(store: MatchStore, now: Clock, match_id: str, looks_up_names: bool) -> CaughtUp:
    """One attempt: a change of names is projected, a change of conditions is folded again."""
    stored = store.read_state(match_id)
    if is_held(stored, now()):
        return CaughtUp(Route.HELD, wrote=False)
    snapshot = stored.snapshot
    if snapshot is None and not stored.is_newer and not store.count_log(match_id).actions:
        return CaughtUp(Route.INPUTS, wrote=False)
    if snapshot is None:
        return rebuild_once(store, now, match_id, stored, stored.fault or "nothing stored")
    try:
        names = {} if looks_up_names else snapshot.known.people
        known = store.read_known(match_id, names)
        if known == snapshot.known:
            return finished(store, now, match_id, stored, Route.INPUTS)
        if is_folded_the_same(known.inputs, snapshot.known.inputs):
            unmoved = advance.refreshed(snapshot, known)
            return write(store, now, match_id, stored, Route.INPUTS, unmoved)
        sealed = chunks(store, match_id, snapshot.sealed)
        folded = advance.fold_again(match_id, snapshot, None, sealed, (), known)
    except (NotEnoughKnown, UnusableError) as why:
        return rebuild_once(store, now, match_id, stored, str(why))
    return write(store, now, match_id, stored, Route.INPUTS, folded)


def is_folded_the_same(one: Inputs, other: Inputs) -> bool:
    """Whether a change of what people decided leaves the fold, and the feed's dates, alone."""
    return one.setup == other.setup and one.match_date == other.match_date
