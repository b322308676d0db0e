"""Brings a match's documents up to date with its inputs: the match document and the lineups."""

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
from scrbrd.handlers.scheduled import update_scheduled_ticker
from scrbrd.handlers.snapshot.changes import read_chunks


def refresh_match(store: MatchStore, now: Clock, match_id: str) -> CaughtUp:
    """Bring a match's documents up to date with its match document and lineups.

    Before the first action only the ticker is written.
    """
    done = refresh_inputs(store, now, match_id)
    if done.path is not Route.SCHEDULED:
        return done
    return replace(done, wrote=update_scheduled_ticker(store, now, match_id))


def refresh_inputs(
    store: MatchStore, now: Clock, match_id: str, *, looks_up_names: bool = True
) -> CaughtUp:
    """Bring a match's documents up to date after a change of its match document or lineups.

    Nothing is created for a match without a log: it has no score before its first action, and a
    score that older apps wrote is not replaced; `refresh_match` keeps its ticker. Without
    `looks_up_names`, `people` is read only for the names of new players.
    """
    return run(store, now, match_id, lambda attempt: decide(attempt, looks_up_names))


def decide(attempt: Attempt, looks_up_names: bool) -> Decision:
    """Return how to apply the inputs; changed conditions need a refold.

    Raises NeedsRebuild if the packed log is not complete.
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
    """Return True if a change of inputs leaves the fold and the feed's dates unchanged."""
    return one.setup == other.setup and one.match_date == other.match_date
