"""Brings a match's documents up to its inputs: the match document and the lineups."""

from dataclasses import replace

from scrbrd.domain.match import Inputs
from scrbrd.handlers.attempt import (
    Append,
    Attempt,
    CaughtUp,
    Decision,
    Nothing,
    Rebuild,
    Refold,
    Route,
    run,
)
from scrbrd.handlers.ports import Clock, MatchStore, Unusable
from scrbrd.handlers.scheduled import show_scheduled
from scrbrd.handlers.snapshot.changes import read_chunks


def refresh_match(store: MatchStore, now: Clock, match_id: str) -> CaughtUp:
    """Bring a match's documents to its match document and lineups: before the first action its
    ticker alone."""
    done = refresh_inputs(store, now, match_id)
    if done.path is not Route.SCHEDULED:
        return done
    return replace(done, wrote=show_scheduled(store, now, match_id))


def refresh_inputs(
    store: MatchStore, now: Clock, match_id: str, *, looks_up_names: bool = True
) -> CaughtUp:
    """Bring a match's documents to its match document and lineups, which somebody changed.

    Nothing is created for a match without a log: before its first action it has no score, and one
    that apps of before wrote is not ours to replace; its ticker is kept by `refresh_match`. Without
    `looks_up_names` only the names of players who are new are read from `people`.
    """
    return run(store, now, match_id, lambda attempt: decide(attempt, looks_up_names))


def decide(attempt: Attempt, looks_up_names: bool) -> Decision:
    """Return how the inputs are brought in: a change of conditions is folded again.

    Raises NeedsRebuild where the packed log does not suffice.
    """
    store, match_id, snapshot = attempt.store, attempt.match_id, attempt.snapshot
    if isinstance(snapshot, Unusable):
        has_log = snapshot.is_newer or store.count_log(match_id).actions
        return Rebuild(snapshot.reason) if has_log else Nothing(Route.SCHEDULED)
    names = {} if looks_up_names else snapshot.cached.people
    cached = store.read_inputs(match_id, names)
    if cached == snapshot.cached:
        return Nothing(Route.INPUTS)
    if is_folded_the_same(cached.inputs, snapshot.cached.inputs):
        return Append(Route.INPUTS, cached=cached)
    sealed = read_chunks(store, match_id, snapshot.sealed)
    return Refold(Route.INPUTS, None, sealed, cached=cached)


def is_folded_the_same(one: Inputs, other: Inputs) -> bool:
    """Whether a change of what people decided leaves the fold, and the feed's dates, alone."""
    return one.setup == other.setup and one.match_date == other.match_date
