"""The only attempt loop: read, decide, build the commit, commit, follow up.

A use case returns a decision for the state that was read; only this module folds, rebuilds, commits
and retries. `live/state` is read first, and everything is written in one commit guarded by it. So
an older log can never overwrite a newer one, and nothing is half-written.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from scrbrd.engine.chunks import ChunkKey, SealedChunk
from scrbrd.engine.contention import NeedsRebuild, VanishedError, retry_contended
from scrbrd.handlers.commit import build, follow_up
from scrbrd.handlers.commit.ledger_head import SUMMARY, has_unproved_head
from scrbrd.handlers.ledger.enter import LedgerUpdate
from scrbrd.handlers.ledger.extend import (
    with_appended,
    with_changed,
    with_log,
    write_after_commit,
)
from scrbrd.handlers.ports import (
    Clock,
    Commit,
    MatchStore,
    ObservedAction,
    StoredState,
    Unusable,
)
from scrbrd.handlers.refold.apply import Folded, append, rebuild_from_log, refold_from
from scrbrd.handlers.scheduled import update_scheduled_ticker
from scrbrd.handlers.snapshot.model import CachedInputs, Pending, Progress, Snapshot
from scrbrd.handlers.snapshot.recent import KeptState, RecentStates


class Route(StrEnum):
    """The path that a catch-up took."""

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
    """The outcome of a catch-up: its path, whether it wrote, and the size of the log afterwards.

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
    """There is no change to apply.

    `skips_recent_commit`: if the last commit is very recent, leave its pending writes to its
    worker.
    """

    route: Route
    skips_recent_commit: bool = True


@dataclass(frozen=True, slots=True)
class Append:
    """Append `changes` behind the last action. With `cached`, use these newly read inputs.

    `rewrites_health`: write `live/health` even if it is unchanged.
    """

    route: Route
    changes: Sequence[ObservedAction] = ()
    cached: CachedInputs | None = None
    rewrites_health: bool = False


@dataclass(frozen=True, slots=True)
class Refold:
    """Fold again from the stored chunk `start`; None means from the beginning.

    `sealed` holds every sealed chunk from `start` on.
    """

    route: Route
    start: ChunkKey | None
    sealed: Mapping[ChunkKey, SealedChunk]
    changes: Sequence[ObservedAction] = ()
    cached: CachedInputs | None = None


@dataclass(frozen=True, slots=True)
class Rebuild:
    """Fold the whole log from its beginning.

    `rolls_back`: replace the state even if a newer version of the functions wrote it.
    """

    reason: str
    rolls_back: bool = False


Decision = Nothing | Append | Refold | Rebuild


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at a match. `stored` is the state that was read; it guards the commit.

    `recent` keeps the committed state for the next ball. `progress` is the decoded progress of
    `stored`, if the worker kept it.
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
"""Returns how to append to a state that a worker kept; None if the match must be read."""


def run(
    store: MatchStore,
    now: Clock,
    match_id: str,
    decide: Decide,
    breaks_hold: Callable[[StoredState], bool] = lambda _: False,
    recent: RecentStates | None = None,
    decide_unread: DecideUnread = lambda _: None,
) -> CaughtUp:
    """Read a match, decide and write; retry while other writers commit first.

    A held match is left alone unless `breaks_hold` returns True. A state that cannot be advanced is
    rebuilt. If `recent` has a state and `decide_unread` returns an Append for it, the match is not
    read. Raises ContendedError after `Limits.tries` tries against other writers, and whatever the
    store raises.
    """
    recent = RecentStates(0) if recent is None else recent

    def attempt_once(decide: Decide) -> CaughtUp:
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
        return attempt_once(lambda _: Rebuild(reason))

    outcome, tries = retry_contended(lambda: attempt_once(decide), store.limits.tries)
    return replace(outcome, tries=tries)


def is_held(stored: StoredState, now: datetime) -> bool:
    """Return True if a job has suspended catch-ups until it rebuilds the match itself."""
    return stored.hold_until is not None and stored.hold_until > now


def carry_out(attempt: Attempt, decision: Decision) -> CaughtUp:
    """Write the outcome of a decision and its follow-up.

    Raises NeedsRebuild if the snapshot cannot be advanced, VanishedError if a document of ours was
    deleted meanwhile, and ContendedError if another writer committed first.
    """
    match decision:
        case Nothing(route, skips_recent_commit):
            return finish_if_pending(attempt, route, skips_recent_commit=skips_recent_commit)
        case Append(route, changes, cached, rewrites_health):
            stored = usable_snapshot(attempt)
            folded = append(stored, changes, cached, attempt.progress)
            folded = with_appended(stored, folded, changes, attempt.store.limits)
            if rewrites_health:
                stored = replace(stored, written=replace(stored.written, health=""))
            return write(attempt, route, stored, folded)
        case Refold(route, start, sealed, changes, cached):
            stored = usable_snapshot(attempt)
            folded = refold_from(stored, start, sealed, changes, cached)
            store, match_id = attempt.store, attempt.match_id
            folded = with_changed(store, match_id, stored, folded, sealed, changes)
            return write(attempt, route, stored, folded)
        case Rebuild():
            return commit_rebuild(attempt, decision)
        case _:
            assert_never(decision)


def usable_snapshot(attempt: Attempt) -> Snapshot:
    """Return the stored snapshot. Raises NeedsRebuild if it cannot be advanced."""
    if isinstance(attempt.snapshot, Unusable):
        raise NeedsRebuild(attempt.snapshot.reason)
    return attempt.snapshot


def finish_if_pending(attempt: Attempt, route: Route, *, skips_recent_commit: bool) -> CaughtUp:
    """Write what an earlier commit left pending, if anything.

    `skips_recent_commit` is as in `Nothing`. Raises ContendedError and NeedsRebuild as
    `follow_up.finish_pending` does.
    """
    snapshot = attempt.snapshot
    if isinstance(snapshot, Unusable):
        return CaughtUp(route, wrote=False)
    if snapshot.pending == Pending() or (
        skips_recent_commit
        and follow_up.is_recent_commit(snapshot, attempt.now(), attempt.store.limits)
    ):
        return caught_up_with(route, snapshot, wrote=False)
    store, now, match_id, stored = attempt.store, attempt.now, attempt.match_id, attempt.stored
    wrote = follow_up.finish_pending(store, now, match_id, stored.token, snapshot)
    return caught_up_with(Route.FINISH if wrote else route, snapshot, wrote=wrote)


def write(attempt: Attempt, route: Route, stored: Snapshot, folded: Folded) -> CaughtUp:
    """Commit a snapshot with its changes applied, and write its follow-up."""
    is_mirrored = attempt.store.mirrors_legacy()
    limits = attempt.store.limits
    commit = build.build_commit(stored, folded, attempt.now(), is_whole=is_mirrored, limits=limits)
    return commit_and_follow_up(attempt, route, commit, folded, is_mirrored=is_mirrored)


def commit_and_follow_up(
    attempt: Attempt, route: Route, commit: Commit, folded: Folded, *, is_mirrored: bool
) -> CaughtUp:
    """Write a commit and its follow-up; without a follow-up, keep the state for the next ball.

    Raises ContendedError if another writer committed first.
    """
    store, now, match_id = attempt.store, attempt.now, attempt.match_id
    if is_mirrored:
        from scrbrd.handlers.commit.legacy_mirror import with_legacy_mirror

        commit = with_legacy_mirror(store, match_id, commit, folded)
    if attempt.stored.has_failed:  # a failed trigger recorded this in `live/health`
        commit = replace(commit, health=(commit.health or {}) | {"failed": None})
    token = store.commit(match_id, attempt.stored.token, commit)
    if folded.ledger_after_commit is not None:
        return write_long_ledger(attempt, route, commit, folded.ledger_after_commit, token)
    if commit.snapshot.pending != Pending():
        follow_up.try_to_finish(store, now, match_id, token, commit)
    else:
        progress = Progress(folded.state, folded.feed_state)
        attempt.recent.keep(match_id, KeptState(StoredState(token, commit.snapshot), progress))
    return caught_up_with(route, commit.snapshot, wrote=True)


def write_long_ledger(
    attempt: Attempt, route: Route, commit: Commit, update: LedgerUpdate, token: object
) -> CaughtUp:
    """Write a ledger that is too long for a commit, and then the rest of the follow-up.

    Raises ContendedError if another writer committed first.
    """
    store, match_id, snapshot = attempt.store, attempt.match_id, commit.snapshot
    token = write_after_commit(store, match_id, token, snapshot.version, update)
    commit = replace(commit, snapshot=replace(snapshot, ledger=update.ledger))
    if snapshot.pending != Pending():
        follow_up.try_to_finish(store, attempt.now, match_id, token, commit)
    return caught_up_with(route, snapshot, wrote=True)


def commit_rebuild(attempt: Attempt, decision: Rebuild) -> CaughtUp:
    """Write all documents from the log and the inputs, with a version above the greatest stored
    one.

    A match without a log that was never projected gets no document but the ticker of a scheduled
    match. If its log is gone, its remaining documents are deleted, as are lineups that hold only
    derived fields. A match that a newer version of the functions wrote is left alone unless the
    decision rolls back.
    """
    store, match_id, stored = attempt.store, attempt.match_id, attempt.stored
    if stored.is_newer and not decision.rolls_back:
        return CaughtUp(Route.NEWER, wrote=False)
    log = store.read_log(match_id)
    orphaned = store.read_orphaned_lineups(match_id)
    deleted = store.delete_orphaned_lineups(match_id, orphaned) if orphaned else 0
    if not log and isinstance(stored.snapshot, Unusable):
        deleted += store.delete_match_end(match_id, stored.token, attempt.now())
        has_written_ticker = update_scheduled_ticker(store, attempt.now, match_id)
        return CaughtUp(Route.REBUILD, wrote=has_written_ticker or deleted > 0)
    cached, version = store.read_inputs(match_id), greatest_version(attempt)
    folded = with_stored_match_end(attempt, rebuild_from_log(cached, version, log))
    folded = with_log(store, match_id, stored.snapshot, folded, log)
    commit = build.build_commit(None, folded, attempt.now(), limits=store.limits)
    note = {"lastRebuild": {"at": attempt.now(), "reason": decision.reason}, "failed": None}
    deleted_documents = dict.fromkeys(
        store.read_whole_documents(match_id).keys() - commit.whole_documents.keys()
    )
    commit = replace(
        commit,
        health=(commit.health or {}) | note,
        whole_documents={**deleted_documents, **commit.whole_documents},
        deleted_chunks=set(store.chunk_keys(match_id)) - set(folded.snapshot.sealed),
    )
    is_mirrored = store.mirrors_legacy()
    return commit_and_follow_up(attempt, Route.REBUILD, commit, folded, is_mirrored=is_mirrored)


def greatest_version(attempt: Attempt) -> int:
    """Return the greatest version of the score and the state.

    If both are lost, the greatest revision of the feed.
    """
    store, match_id, snapshot = attempt.store, attempt.match_id, attempt.snapshot
    version = build.version_of(store.read_public(match_id).score)
    if isinstance(snapshot, Snapshot):
        return max(version, snapshot.version)
    if version:
        return version
    return max(map(build.revision_of, store.read_events(match_id).values()), default=0)


def with_stored_match_end(attempt: Attempt, folded: Folded) -> Folded:
    """Return a rebuild with the digests of the stored documents of the match's end.

    So only those that differ are written, and a summary whose head the ledger does not prove. The
    feed's revision is taken from the stored snapshot.
    """
    stored = attempt.store.read_match_end(attempt.match_id)
    digests = {key: build.digest_of_stored(each) for key, each in stored.items()}
    summary = stored.get(SUMMARY)
    if summary and has_unproved_head(summary, attempt.store.read_ledger(attempt.match_id)):
        digests[SUMMARY] = ""
    snapshot = attempt.snapshot
    revision = snapshot.revision if isinstance(snapshot, Snapshot) else 0
    return replace(
        folded, snapshot=replace(folded.snapshot, match_end_digests=digests, revision=revision)
    )


def caught_up_with(route: Route, snapshot: Snapshot, *, wrote: bool) -> CaughtUp:
    """Return the outcome of a catch-up that ended with `snapshot`."""
    index = snapshot.index
    return CaughtUp(route, wrote, index.count, index.last_action_id, snapshot.problem_count)
