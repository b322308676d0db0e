"""The one attempt loop: read, decide, build the commit, commit, follow up.

A use case decides by values, given what was read; this module alone folds, rebuilds, commits and
tries again. `live/state` is read first, and everything is written in one commit guarded by it: no
older log can ever overwrite a newer one, and nothing is half-written.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from scrbrd.engine.chunks import ChunkKey, Sealed
from scrbrd.engine.contention import NeedsRebuild, VanishedError, retry_contended
from scrbrd.handlers.commit import build, follow_up
from scrbrd.handlers.ledger.continued import (
    with_appended,
    with_changed,
    with_log,
    write_later,
)
from scrbrd.handlers.ledger.enter import Entered
from scrbrd.handlers.ports import (
    Clock,
    Commit,
    MatchStore,
    ObservedAction,
    StoredState,
    Unusable,
)
from scrbrd.handlers.refold.apply import Folded, append, rebuild_from_log, refold_from
from scrbrd.handlers.scheduled import show_scheduled
from scrbrd.handlers.snapshot.model import CachedInputs, Pending, Progress, Snapshot
from scrbrd.handlers.snapshot.recent import KeptState, RecentStates


class Route(StrEnum):
    """The way a catch-up took."""

    NEXT = "next"
    DUPLICATE = "duplicate"
    GAP = "gap"
    REFOLD = "refold"
    REBUILD = "rebuild"
    INPUTS = "inputs"
    FINISH = "finish"
    HELD = "held"
    NEWER = "newer"
    HEALTH = "health"
    SCHEDULED = "scheduled"


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


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing to apply. `is_patient`: leave pending writes to a worker whose commit is
    quite young."""

    route: Route
    is_patient: bool = True


@dataclass(frozen=True, slots=True)
class Append:
    """Fold `changes` on behind the last action; with `cached`, go on with other inputs.

    `rewrites_health`: write `live/health` even where it is as it was.
    """

    route: Route
    changes: Sequence[ObservedAction] = ()
    cached: CachedInputs | None = None
    rewrites_health: bool = False


@dataclass(frozen=True, slots=True)
class Refold:
    """Fold again from the stored chunk `start` on (None: from the beginning); `sealed` holds every
    sealed chunk from there."""

    route: Route
    start: ChunkKey | None
    sealed: Mapping[ChunkKey, Sealed]
    changes: Sequence[ObservedAction] = ()
    cached: CachedInputs | None = None


@dataclass(frozen=True, slots=True)
class Rebuild:
    """Fold the whole log afresh. `rolls_back`: also what a newer version of the functions wrote."""

    reason: str
    rolls_back: bool = False


Decision = Nothing | Append | Refold | Rebuild


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at a match: `stored` is what was read of it, which guards what is written.

    `recent` keeps what is committed for the next ball; `progress` is that of `stored`, where it was
    kept decoded.
    """

    store: MatchStore
    now: Clock
    match_id: str
    stored: StoredState
    recent: RecentStates
    progress: Progress | None = None

    @property
    def snapshot(self) -> Snapshot | Unusable:
        """The stored snapshot."""
        return self.stored.snapshot


Decide = Callable[[Attempt], Decision]
DecideUnread = Callable[[Attempt], Append | None]
"""Returns how a state that a worker kept is appended to; None where the match must be read."""


def run(
    store: MatchStore,
    now: Clock,
    match_id: str,
    decide: Decide,
    breaks_hold: Callable[[StoredState], bool] = lambda _: False,
    recent: RecentStates | None = None,
    decide_unread: DecideUnread = lambda _: None,
) -> CaughtUp:
    """Read a match, decide and write, until no other writer was first.

    A match that is held is left alone unless `breaks_hold`. What cannot be advanced is rebuilt.
    A state that `recent` has is appended to without a read, where `decide_unread` says how.
    Raises ContendedError after 12 tries against other writers, and whatever the store raises.
    """
    recent = RecentStates(0) if recent is None else recent

    def once(decide: Decide) -> CaughtUp:
        kept = recent.take(match_id)
        attempt = Attempt(store, now, match_id, kept.stored, recent, kept.progress)
        unread = decide_unread(attempt)
        if unread is None:
            attempt = Attempt(store, now, match_id, store.read_state(match_id), recent)
        if is_held(attempt.stored, now()) and not breaks_hold(attempt.stored):
            return CaughtUp(Route.HELD, wrote=False)
        decision: Decision | None = None
        try:
            decision = unread or decide(attempt)
            return carry_out(attempt, decision)
        except (NeedsRebuild, VanishedError) as why:
            if isinstance(decision, Rebuild):
                raise
            reason = str(why)
        return once(lambda _: Rebuild(reason))

    outcome, tries = retry_contended(lambda: once(decide), store.limits.tries)
    return replace(outcome, tries=tries)


def is_held(stored: StoredState, now: datetime) -> bool:
    """Return whether a job has asked for quiet until it rebuilds the match itself."""
    return stored.hold_until is not None and stored.hold_until > now


def carry_out(attempt: Attempt, decision: Decision) -> CaughtUp:
    """Write what was decided, and what follows it.

    Raises NeedsRebuild where the snapshot cannot be advanced, VanishedError where a document of
    ours was deleted meanwhile, and ContendedError where another writer was first.
    """
    match decision:
        case Nothing(route, is_patient):
            return finish_if_pending(attempt, route, is_patient=is_patient)
        case Append(route, changes, cached, rewrites_health):
            stored = usable(attempt)
            folded = append(stored, changes, cached, attempt.progress)
            folded = with_appended(stored, folded, changes, attempt.store.limits)
            if rewrites_health:
                stored = replace(stored, written=replace(stored.written, health=""))
            return write(attempt, route, stored, folded)
        case Refold(route, start, sealed, changes, cached):
            stored = usable(attempt)
            folded = refold_from(stored, start, sealed, changes, cached)
            store, match_id = attempt.store, attempt.match_id
            folded = with_changed(store, match_id, stored, folded, sealed, changes)
            return write(attempt, route, stored, folded)
        case Rebuild():
            return commit_rebuild(attempt, decision)
        case _:
            assert_never(decision)


def usable(attempt: Attempt) -> Snapshot:
    """Return the stored snapshot. Raises NeedsRebuild where there is none that can be advanced."""
    if isinstance(attempt.snapshot, Unusable):
        raise NeedsRebuild(attempt.snapshot.reason)
    return attempt.snapshot


def finish_if_pending(attempt: Attempt, route: Route, *, is_patient: bool) -> CaughtUp:
    """Write what an earlier commit left pending, if anything; `is_patient` as in `Nothing`.

    Raises ContendedError and NeedsRebuild as `follow_up.finish_pending` does.
    """
    snapshot = attempt.snapshot
    if isinstance(snapshot, Unusable):
        return CaughtUp(route, wrote=False)
    if snapshot.pending == Pending() or (
        is_patient and follow_up.is_young(snapshot, attempt.now(), attempt.store.limits)
    ):
        return report(route, snapshot, wrote=False)
    store, now, match_id, stored = attempt.store, attempt.now, attempt.match_id, attempt.stored
    wrote = follow_up.finish_pending(store, now, match_id, stored.token, snapshot)
    return report(Route.FINISH if wrote else route, snapshot, wrote=wrote)


def write(attempt: Attempt, route: Route, stored: Snapshot, folded: Folded) -> CaughtUp:
    """Commit the changes that were applied to a snapshot, and write what follows."""
    is_mirrored = attempt.store.mirrors_legacy()
    limits = attempt.store.limits
    commit = build.build_commit(stored, folded, attempt.now(), is_whole=is_mirrored, limits=limits)
    return commit_and_follow_up(attempt, route, commit, folded, is_mirrored=is_mirrored)


def commit_and_follow_up(
    attempt: Attempt, route: Route, commit: Commit, folded: Folded, *, is_mirrored: bool
) -> CaughtUp:
    """Write a commit, and what follows it; where nothing does, keep its state for the next ball.

    Raises ContendedError where another writer was first.
    """
    store, now, match_id = attempt.store, attempt.now, attempt.match_id
    if is_mirrored:
        from scrbrd.handlers.commit.legacy_mirror import with_legacy_mirror

        commit = with_legacy_mirror(store, match_id, commit, folded)
    if attempt.stored.has_failed:  # what a trigger that failed noted there
        commit = replace(commit, health=(commit.health or {}) | {"failed": None})
    token = store.commit(match_id, attempt.stored.token, commit)
    if folded.ledger_later is not None:
        return write_long_ledger(attempt, route, commit, folded.ledger_later, token)
    if commit.snapshot.pending != Pending():
        follow_up.try_to_finish(store, now, match_id, token, commit)
    else:
        progress = Progress(folded.state, folded.memory)
        attempt.recent.keep(match_id, KeptState(StoredState(token, commit.snapshot), progress))
    return report(route, commit.snapshot, wrote=True)


def write_long_ledger(
    attempt: Attempt, route: Route, commit: Commit, entered: Entered, token: object
) -> CaughtUp:
    """Write a ledger that is too long for a commit, and what else follows that.

    Raises ContendedError where another writer was first.
    """
    store, match_id, snapshot = attempt.store, attempt.match_id, commit.snapshot
    token = write_later(store, match_id, token, snapshot.version, entered)
    commit = replace(commit, snapshot=replace(snapshot, ledger=entered.ledger))
    if snapshot.pending != Pending():
        follow_up.try_to_finish(store, attempt.now, match_id, token, commit)
    return report(route, snapshot, wrote=True)


def commit_rebuild(attempt: Attempt, decision: Rebuild) -> CaughtUp:
    """Write everything from the log and the inputs, under a version above the greatest shown.

    A match that was never projected and has no log gets no document but the ticker of one to come;
    what is left of one whose log is gone is deleted, as are lineups of nothing but derived fields.
    One that a newer version of the functions wrote is left alone.
    """
    store, match_id, stored = attempt.store, attempt.match_id, attempt.stored
    if stored.is_newer and not decision.rolls_back:
        return CaughtUp(Route.NEWER, wrote=False)
    log = store.read_log(match_id)
    orphaned = store.read_orphaned_lineups(match_id)
    deleted = store.delete_orphaned_lineups(match_id, orphaned) if orphaned else 0
    if not log and isinstance(stored.snapshot, Unusable):
        deleted += store.delete_match_end(match_id, stored.token, attempt.now())
        is_shown = show_scheduled(store, attempt.now, match_id)
        return CaughtUp(Route.REBUILD, wrote=is_shown or deleted > 0)
    cached, version = store.read_inputs(match_id), greatest_version(attempt)
    folded = with_stored_match_end(attempt, rebuild_from_log(cached, version, log))
    folded = with_log(store, match_id, stored.snapshot, folded, log)
    commit = build.build_commit(None, folded, attempt.now(), limits=store.limits)
    note = {"lastRebuild": {"at": attempt.now(), "reason": decision.reason}}
    gone = dict.fromkeys(store.read_shown(match_id).keys() - commit.shown.keys())
    commit = replace(
        commit,
        health=(commit.health or {}) | note,
        shown={**gone, **commit.shown},
        gone=set(store.chunk_keys(match_id)) - set(folded.snapshot.sealed),
    )
    is_mirrored = store.mirrors_legacy()
    return commit_and_follow_up(attempt, Route.REBUILD, commit, folded, is_mirrored=is_mirrored)


def greatest_version(attempt: Attempt) -> int:
    """Return the greatest version that the score or the state has; where both are lost, the
    greatest revision of the feed."""
    store, match_id, snapshot = attempt.store, attempt.match_id, attempt.snapshot
    version = build.version_of(store.read_public(match_id).score)
    if isinstance(snapshot, Snapshot):
        return max(version, snapshot.version)
    if version:
        return version
    return max(map(build.revision_of, store.read_events(match_id).values()), default=0)


def with_stored_match_end(attempt: Attempt, folded: Folded) -> Folded:
    """Return a rebuild with the digests of the stored documents of the end of the match, so that
    only those that differ are written, and with the feed's revision of the snapshot."""
    stored = attempt.store.read_match_end(attempt.match_id)
    digests = {key: build.digest_of_stored(each) for key, each in stored.items()}
    snapshot = attempt.snapshot
    revision = snapshot.revision if isinstance(snapshot, Snapshot) else 0
    return replace(
        folded, snapshot=replace(folded.snapshot, match_end_digests=digests, revision=revision)
    )


def report(route: Route, snapshot: Snapshot, *, wrote: bool) -> CaughtUp:
    """Return the report of a catch-up that ended in `snapshot`."""
    index = snapshot.index
    return CaughtUp(route, wrote, index.count, index.last_action_id, snapshot.problem_count)
