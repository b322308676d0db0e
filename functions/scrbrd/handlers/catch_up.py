"""Owns bringing a match's projection up to its log: the answer to every trigger.

A trigger means "this match moved", never "apply this event": it may come twice, late, out of order
or not at all. `live/state` is read first, and everything is written in one commit guarded by it;
so no older log can ever overwrite a newer one, and nothing is half-written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from scrbrd.handlers import patience
from scrbrd.handlers.commit import build as publish
from scrbrd.handlers.commit import follow_up as afterwards
from scrbrd.handlers.commit.legacy_mirror import mirrored
from scrbrd.handlers.ports import (
    Clock,
    Commit,
    MatchStore,
    Seen,
    StoredState,
    VanishedError,
)
from scrbrd.handlers.refold import apply as advance
from scrbrd.handlers.refold.apply import Advance
from scrbrd.handlers.snapshot.changes import (
    NotEnoughKnown,
    is_there,
    missing_before,
    news,
    repaired,
)
from scrbrd.handlers.snapshot.model import Snapshot, UnusableError

MOST_TRIES = 12


class Route(StrEnum):
    """The way a catch-up took."""

    NEXT = "next"
    DUPLICATE = "duplicate"
    GAP = "gap"
    REPAIR = "repair"
    REBUILD = "rebuild"
    INPUTS = "inputs"
    FINISH = "finish"
    HELD = "held"
    NEWER = "newer"
    HEALTH = "health"


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
    return persistently(lambda: try_to_catch_up(store, now, match_id, moved))


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
    """Fold the whole log afresh and write every document of the match that differs or not.

    A match that is held is left alone, unless job `holder` holds it itself: its hold then ends.
    `ends_hold` ends anybody's. What a newer version of the functions wrote is left alone unless
    `rolls_back`. Raises as `catch_up` does.
    """

    def once() -> CaughtUp:
        stored = store.read_state(match_id)
        if rolls_back:
            stored = replace(stored, is_newer=False)
        is_own = holder is not None and stored.hold_by == holder
        if is_own or ends_hold:
            return rebuild_once(store, now, match_id, stored, reason)
        return rebuild_unless_held(store, now, match_id, stored, reason)

    return persistently(once)


def persistently(once: Callable[[], CaughtUp]) -> CaughtUp:
    """Try again, after a random wait, whenever another writer was first."""
    outcome, tries = patience.persistently(once, MOST_TRIES)
    return replace(outcome, tries=tries)


def is_held(stored: StoredState, now: datetime) -> bool:
    """Whether a bulk import has asked for quiet until it rebuilds the match itself."""
    return stored.hold_until is not None and stored.hold_until > now


def rebuild_unless_held(
    store: MatchStore, now: Clock, match_id: str, stored: StoredState, reason: str
) -> CaughtUp:
    """Rebuild a match, unless another job holds it: its rebuild is to come."""
    if is_held(stored, now()):
        return CaughtUp(Route.HELD, wrote=False)
    return rebuild_once(store, now, match_id, stored, reason)


def try_to_catch_up(
    store: MatchStore, now: Clock, match_id: str, moved: Sequence[Seen]
) -> CaughtUp:
    """One attempt: read, decide by pure calls, write under the guard."""
    stored = store.read_state(match_id)
    if is_held(stored, now()):
        return CaughtUp(Route.HELD, wrote=False)
    if stored.snapshot is None:
        return rebuild_once(store, now, match_id, stored, stored.fault or "nothing stored")
    try:
        path, gone_on = advanced(store, match_id, stored, moved, now())
        if gone_on is None:
            return finished(store, now, match_id, stored, path)
    except (NotEnoughKnown, UnusableError) as why:
        return rebuild_once(store, now, match_id, stored, str(why))
    return write(store, now, match_id, stored, path, gone_on)


def finished(
    store: MatchStore, now: Clock, match_id: str, stored: StoredState, path: Route
) -> CaughtUp:
    """Where nothing is new: finish what a commit has left undone, unless it is quite young; then
    its own event, or reconcile, will."""
    if afterwards.is_being_written(usable(stored), now()):
        return done(path, stored, wrote=False)
    wrote = afterwards.settle(store, now, match_id, stored)
    return done(Route.FINISH if wrote else path, stored, wrote=wrote)


def finish(store: MatchStore, now: Clock, match_id: str) -> CaughtUp:
    """Write what the last commit owes, however young it is, if it owes anything."""

    def once() -> CaughtUp:
        stored = store.read_state(match_id)
        if stored.snapshot is None:
            return CaughtUp(Route.FINISH, wrote=False)
        try:
            wrote = afterwards.settle(store, now, match_id, stored)
        except (NotEnoughKnown, UnusableError) as why:
            return rebuild_unless_held(store, now, match_id, stored, str(why))
        return done(Route.FINISH, stored, wrote=wrote)

    return persistently(once)


def write(
    store: MatchStore,
    now: Clock,
    match_id: str,
    stored: StoredState,
    path: Route,
    gone_on: Advance,
) -> CaughtUp:
    """Commit an advance and what follows it; what of ours vanished is put back by a rebuild."""
    try:
        commit = publish.commit_of(stored.snapshot, gone_on, now())
        commit = mirrored(store, match_id, commit, gone_on)
        commit = without_failure(commit, stored)
        token = store.commit(match_id, stored.token, commit)
        afterwards.follow(store, now, match_id, token, commit.snapshot)
    except (NotEnoughKnown, VanishedError, UnusableError) as error:
        stored = store.read_state(match_id)
        return rebuild_unless_held(store, now, match_id, stored, str(error))
    return report(path, commit.snapshot, wrote=True)


def rebuild_once(
    store: MatchStore, now: Clock, match_id: str, stored: StoredState, reason: str
) -> CaughtUp:
    """Everything from the log and what people decided; `version` goes on from the greatest seen.

    A match that was never projected and has no log gets no document; what is left of one whose log
    is gone is taken away, as are lineups of nothing but derived fields. One that a newer version of
    the functions wrote is left alone.
    """
    if stored.is_newer:
        return CaughtUp(Route.NEWER, wrote=False)
    log = store.read_log(match_id)
    orphaned = store.read_orphaned_lineups(match_id)
    deleted = store.delete_orphaned_lineups(match_id, orphaned) if orphaned else 0
    if not log and stored.snapshot is None:
        deleted += store.take_away(match_id, stored.token, now())
        return CaughtUp(Route.REBUILD, wrote=deleted > 0)
    known, version = store.read_known(match_id), greatest_version(store, match_id, stored)
    built = advance.rebuilt(match_id, known, version, log)
    built = beside_what_is_stored(store, match_id, built, stored.snapshot)
    commit = mirrored(store, match_id, publish.commit_of(None, built, now()), built)
    commit = replace(
        commit,
        health=(commit.health or {}) | {"lastRebuild": {"at": now(), "reason": reason}},
        gone=set(store.chunk_keys(match_id)) - set(built.snapshot.sealed),
    )
    commit = without_failure(commit, stored)
    token = store.commit(match_id, stored.token, commit)
    afterwards.follow(store, now, match_id, token, commit.snapshot)
    return report(Route.REBUILD, commit.snapshot, wrote=True)


def without_failure(commit: Commit, stored: StoredState) -> Commit:
    """The commit that also removes from `live/health` what a trigger that failed noted there."""
    if not stored.has_failed:
        return commit
    return replace(commit, health=(commit.health or {}) | {"failed": None})


def health_again(store: MatchStore, now: Clock, match_id: str) -> CaughtUp:
    """Write `live/health` afresh, which is missing or differs from the problems of the match."""

    def once() -> CaughtUp:
        stored = store.read_state(match_id)
        if stored.snapshot is None or is_held(stored, now()):
            return CaughtUp(Route.HEALTH, wrote=False)
        unwritten = replace(stored, snapshot=replace(stored.snapshot, health=""))
        same = advance.refreshed(stored.snapshot, stored.snapshot.known)
        return write(store, now, match_id, unwritten, Route.HEALTH, same)

    return persistently(once)


def greatest_version(store: MatchStore, match_id: str, stored: StoredState) -> int:
    """The greatest version that a match has shown; where score and state are lost, as the feed
    has it."""
    version = publish.version_of(store.read_public(match_id).score)
    if stored.snapshot is not None:
        return max(version, stored.snapshot.version)
    if version:
        return version
    return max(map(publish.revision_of, store.read_events(match_id).values()), default=0)


def beside_what_is_stored(
    store: MatchStore, match_id: str, built: Advance, stored: Snapshot | None
) -> Advance:
    """A rebuild that leaves alone what the end of the match has left as it should be, and the feed
    to pages: some worker may be at it, and of its documents only those that differ are written."""
    closed = {
        key: publish.digest_of_stored(each) for key, each in store.read_left(match_id).items()
    }
    revision = stored.revision if stored is not None else 0
    snapshot = replace(built.snapshot, closed=closed, revision=revision)
    return replace(built, snapshot=snapshot, owes_feed=True)


def usable(stored: StoredState) -> Snapshot:
    """The snapshot of a state. Raises UnusableError where nothing usable is stored."""
    if stored.snapshot is None:
        raise UnusableError(stored.fault or "nothing stored")
    return stored.snapshot


def done(path: Route, stored: StoredState, *, wrote: bool) -> CaughtUp:
    """The report of a catch-up that left the log's projection as it was."""
    return report(path, usable(stored), wrote=wrote)


def report(path: Route, snapshot: Snapshot, *, wrote: bool) -> CaughtUp:
    """The report of a catch-up that ended in `snapshot`."""
    index = snapshot.index
    return CaughtUp(path, wrote, index.count, index.last_action_id, snapshot.problem_count)


def advanced(
    store: MatchStore, match_id: str, stored: StoredState, moved: Sequence[Seen], now: datetime
) -> tuple[Route, Advance | None]:
    """How what is stored goes on; None where everything that moved is in already."""
    snapshot = usable(stored)
    changes, sealed = news(store, match_id, snapshot, moved, now)
    if not changes:
        return Route.DUPLICATE, None
    missing = missing_before(snapshot, changes)
    found = store.read_actions(match_id, missing) if missing else ()
    changes.extend(seen for seen in found if is_there(seen))
    if advance.is_simply_next(snapshot, changes):
        return Route.GAP if missing else Route.NEXT, advance.go_on(match_id, snapshot, changes)
    return Route.REPAIR, repaired(store, match_id, snapshot, sealed, changes)
