"""Owns bringing a match's projection up to its log: the answer to every trigger.

A trigger means "this match moved", never "apply this event": it may come twice, late, out of order
or not at all. `live/state` is read first, and everything is written in one commit guarded by it;
so no older log can ever overwrite a newer one, and nothing is half-written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from scrbrd.handlers import advance, publish
from scrbrd.handlers.advance import Advance
from scrbrd.handlers.mirror import mirrored
from scrbrd.handlers.news import NotEnoughKnown, chunks, is_there, missing_before, news, repaired
from scrbrd.handlers.ports import (
    Clock,
    ContendedError,
    MatchStore,
    Seen,
    StoredState,
    VanishedError,
)
from scrbrd.handlers.snapshot import Snapshot, UnusableError

MOST_TRIES = 12


class Route(StrEnum):
    """The way a catch-up took."""

    NEXT = "next"
    DUPLICATE = "duplicate"
    GAP = "gap"
    REPAIR = "repair"
    REBUILD = "rebuild"
    INPUTS = "inputs"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """What a catch-up did: the way it took, whether it wrote, and what the log holds since.

    `actions` counts documents of the log; `tries` counts from 1.
    """

    path: Route
    wrote: bool
    actions: int = 0
    last_action_id: str | None = None
    problems: int = 0
    tries: int = 1


def catch_up(store: MatchStore, now: Clock, match_id: str, moved: Sequence[Seen] = ()) -> CaughtUp:
    """Bring a match's documents to the fold of its log, given the actions that moved.

    Idempotent. Without any action, only what is missing or unusable is rebuilt. Raises
    ContendedError after 12 tries against other writers, and whatever the store raises.
    """
    return persistently(lambda: try_to_catch_up(store, now(), match_id, moved))


def rebuild(
    store: MatchStore, now: Clock, match_id: str, reason: str, *, ends_hold: bool = True
) -> CaughtUp:
    """Fold the whole log afresh and write every document of the match that differs or not.

    Ends a hold of a bulk import; raises as `catch_up` does.
    """

    def once() -> CaughtUp:
        stored = store.read_state(match_id)
        if is_held(stored, now()) and not ends_hold:
            return CaughtUp(Route.HELD, wrote=False)
        return rebuild_once(store, now(), match_id, stored, reason)

    return persistently(once)


def refresh_inputs(store: MatchStore, now: Clock, match_id: str) -> CaughtUp:
    """Bring a match's documents to its match document and lineups, which somebody changed.

    Nothing is created for a match without a log: before its first action it has no score, and one
    that apps of before wrote is not ours to replace.
    """
    return persistently(lambda: try_to_refresh(store, now(), match_id))


def persistently(once: Callable[[], CaughtUp]) -> CaughtUp:
    """Try again, after a random wait, whenever another writer was first."""
    tries = 0

    @retry(
        retry=retry_if_exception_type(ContendedError),
        wait=wait_random_exponential(multiplier=0.02, max=1.0),
        stop=stop_after_attempt(MOST_TRIES),
        reraise=True,
    )
    def attempt() -> CaughtUp:
        nonlocal tries
        tries += 1
        return once()

    return replace(attempt(), tries=tries)


def is_held(stored: StoredState, now: datetime) -> bool:
    """Whether a bulk import has asked for quiet until it rebuilds the match itself."""
    return stored.hold_until is not None and stored.hold_until > now


def try_to_catch_up(
    store: MatchStore, now: datetime, match_id: str, moved: Sequence[Seen]
) -> CaughtUp:
    """One attempt: read, decide by pure calls, write under the guard."""
    stored = store.read_state(match_id)
    if is_held(stored, now):
        return CaughtUp(Route.HELD, wrote=False)
    if stored.snapshot is None:
        return rebuild_once(store, now, match_id, stored, stored.fault or "nothing stored")
    try:
        path, gone_on = advanced(store, match_id, stored.snapshot, moved, now)
    except (NotEnoughKnown, UnusableError) as why:
        return rebuild_once(store, now, match_id, stored, str(why))
    if gone_on is None:
        return done(path, stored.snapshot, wrote=False)
    return write(store, now, match_id, stored, path, gone_on)


def write(
    store: MatchStore,
    now: datetime,
    match_id: str,
    stored: StoredState,
    path: Route,
    gone_on: Advance,
) -> CaughtUp:
    """Commit an advance; what of ours vanished is put back by a rebuild."""
    try:
        commit = publish.commit_of(stored.snapshot, gone_on, now)
        commit = mirrored(store, match_id, commit, gone_on)
        store.commit(match_id, stored.token, commit)
    except (VanishedError, UnusableError) as error:
        return rebuild_once(store, now, match_id, store.read_state(match_id), str(error))
    return done(path, commit.snapshot, wrote=True)


def rebuild_once(
    store: MatchStore, now: datetime, match_id: str, stored: StoredState, reason: str
) -> CaughtUp:
    """Everything from the log and what people decided; `version` goes on from the greatest seen.

    Writes nothing for a match that was never projected and has no log.
    """
    log = store.read_log(match_id)
    if not log and stored.snapshot is None:
        return CaughtUp(Route.REBUILD, wrote=False)
    known, public = store.read_known(match_id), store.read_public(match_id)
    version = max(
        stored.snapshot.version if stored.snapshot else 0, publish.version_of(public.score)
    )
    built = advance.rebuilt(match_id, known, version, log)
    commit = mirrored(store, match_id, publish.commit_of(None, built, now), built)
    commit = replace(
        commit,
        health=(commit.health or {}) | {"lastRebuild": {"at": now, "reason": reason}},
        gone=set(store.chunk_keys(match_id)) - set(built.snapshot.sealed),
    )
    store.commit(match_id, stored.token, commit)
    return done(Route.REBUILD, commit.snapshot, wrote=True)


def try_to_refresh(store: MatchStore, now: datetime, match_id: str) -> CaughtUp:
    """One attempt: a change of names is projected, a change of conditions is folded again."""
    stored = store.read_state(match_id)
    if is_held(stored, now):
        return CaughtUp(Route.HELD, wrote=False)
    snapshot = stored.snapshot
    if snapshot is None and not store.count_log(match_id).actions:
        return CaughtUp(Route.INPUTS, wrote=False)
    if snapshot is None:
        return rebuild_once(store, now, match_id, stored, stored.fault or "nothing stored")
    known = store.read_known(match_id)
    if known == snapshot.known:
        return done(Route.INPUTS, snapshot, wrote=False)
    new = replace(snapshot, known=known)
    try:
        if known.inputs.setup == snapshot.setup:
            unmoved = Advance(new, new.match_state(), {})
            return write(store, now, match_id, stored, Route.INPUTS, unmoved)
        sealed = chunks(store, match_id, snapshot.sealed)
        folded = advance.fold_again(match_id, new, None, sealed, ())
    except (NotEnoughKnown, UnusableError) as why:
        return rebuild_once(store, now, match_id, stored, str(why))
    return write(store, now, match_id, stored, Route.INPUTS, folded)


def done(path: Route, snapshot: Snapshot, *, wrote: bool) -> CaughtUp:
    """The report of a catch-up that ended in `snapshot`."""
    index = snapshot.index
    return CaughtUp(path, wrote, index.count, index.last_action_id, snapshot.problem_count)


def advanced(
    store: MatchStore, match_id: str, snapshot: Snapshot, moved: Sequence[Seen], now: datetime
) -> tuple[Route, Advance | None]:
    """How the snapshot goes on; None where everything that moved is in already."""
    changes, sealed = news(store, match_id, snapshot, moved, now)
    if not changes:
        return Route.DUPLICATE, None
    missing = missing_before(snapshot, changes)
    found = store.read_actions(match_id, missing) if missing else ()
    changes.extend(seen for seen in found if is_there(seen))
    if advance.is_simply_next(snapshot, changes):
        return Route.GAP if missing else Route.NEXT, advance.go_on(match_id, snapshot, changes)
    return Route.REPAIR, repaired(store, match_id, snapshot, sealed, changes)
