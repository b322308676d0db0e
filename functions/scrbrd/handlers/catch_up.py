"""Owns bringing a match's projection up to its log: the answer to every trigger.

A trigger means "this match moved", never "apply this event": it may come twice, late, out of order
or not at all. `live/state` is read first, and everything is written in one commit guarded by it;
so no older log can ever overwrite a newer one, and nothing is half-written.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from scrbrd.domain.actions import action_id
from scrbrd.domain.places import Place
from scrbrd.handlers import advance, publish
from scrbrd.handlers.advance import Advance
from scrbrd.handlers.mirror import mirrored
from scrbrd.handlers.packed_log import ChunkKey, Sealed, chunk_of
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
MOST_POINT_READS = 300
"""A wider hole is not read action by action: the whole log is."""

TRUSTED_FOR_MICROSECONDS = 10_000_000
"""The payload of an event older than this is not taken for what the database says now."""


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


class NotEnoughKnown(Exception):
    """What is stored does not suffice to go on from."""


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

    Nothing is created for a match of which nothing has been projected and nothing is logged.
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
    """Everything from the log and what people decided; `version` goes on from the greatest seen."""
    known, public = store.read_known(match_id), store.read_public(match_id)
    version = max(
        stored.snapshot.version if stored.snapshot else 0, publish.version_of(public.score)
    )
    built = advance.rebuilt(match_id, known, version, store.read_log(match_id))
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


def news(
    store: MatchStore, match_id: str, snapshot: Snapshot, moved: Sequence[Seen], now: datetime
) -> tuple[list[Seen], dict[ChunkKey, Sealed]]:
    """What of the moved is not in yet, and the sealed chunks that had to be read to know it."""
    fresh = [seen for seen in moved if is_trusted(seen, now)]
    stale = [seen.action_id for seen in moved if not is_trusted(seen, now)]
    seen_now = [*fresh, *(store.read_actions(match_id, stale) if stale else ())]
    keys = {key for seen in seen_now if (key := sealed_chunk(snapshot, seen)) is not None}
    sealed = chunks(store, match_id, keys)
    changes: dict[str, Seen] = {}
    for seen in seen_now:
        known = known_time(snapshot, sealed, seen)
        if not is_there(seen):
            if known is not None:
                raise NotEnoughKnown(f"{seen.action_id} was deleted")
            continue
        later = changes.get(seen.action_id)
        if seen.update_time > max(known or 0, later.update_time if later else 0):
            changes[seen.action_id] = seen
    return list(changes.values()), sealed


def is_there(seen: Seen) -> bool:
    """Whether there was such a document when it was seen."""
    return seen.entry is not None or seen.stray is not None


def is_trusted(seen: Seen, now: datetime) -> bool:
    """Whether a payload is young enough to stand for what the database says."""
    age = int(now.timestamp() * 1_000_000) - seen.update_time
    return is_there(seen) and age < TRUSTED_FOR_MICROSECONDS


def sealed_chunk(snapshot: Snapshot, seen: Seen) -> ChunkKey | None:
    """The sealed chunk that holds an action already, if one does."""
    if seen.place is None or seen.place not in snapshot.index.taken:
        return None
    key = chunk_of(seen.place)
    return key if key != snapshot.open_key else None


def known_time(snapshot: Snapshot, sealed: dict[ChunkKey, Sealed], seen: Seen) -> int | None:
    """The update time of the copy that is in already, in microseconds; None if none is."""
    if seen.place is None:
        stray = snapshot.index.strays.get(seen.action_id)
        return stray.update_time if stray else None
    if seen.place not in snapshot.index.taken:
        return None
    key = chunk_of(seen.place)
    entries = snapshot.open_entries if key == snapshot.open_key else sealed[key].entries
    if seen.place[1] not in entries:
        raise NotEnoughKnown(f"the packed log lacks {seen.action_id}")
    return entries[seen.place[1]].update_time


def missing_before(snapshot: Snapshot, changes: Sequence[Seen]) -> list[str]:
    """The ids of the holes right before what is new; a hole looked for once is not again."""
    new = {seen.place for seen in changes if seen.place is not None}
    taken = snapshot.index.taken
    holes: set[Place] = set()
    for place in sorted(place for place in new if place not in taken):
        hole = taken.hole_before(place)
        if len(hole) > MOST_POINT_READS:
            raise NotEnoughKnown(f"{len(hole)} actions are missing before {action_id(*place)}")
        holes.update((place[0], sequence) for sequence in hole)
    return [action_id(*place) for place in sorted(holes - new)]


def chunks(store: MatchStore, match_id: str, keys: Collection[ChunkKey]) -> dict[ChunkKey, Sealed]:
    """Sealed chunks, all of them."""
    if not keys:
        return {}
    found = store.read_chunks(match_id, keys)
    whole = {key: chunk for key, chunk in found.items() if chunk is not None}
    if len(whole) < len(set(keys)):
        raise NotEnoughKnown("a sealed chunk is missing or cannot be read")
    return whole


def repaired(
    store: MatchStore,
    match_id: str,
    snapshot: Snapshot,
    sealed: dict[ChunkKey, Sealed],
    changes: Sequence[Seen],
) -> Advance:
    """Folded again from the nearest checkpoint, from the packed log and no query."""
    placed = [seen for seen in changes if seen.place is not None]
    start = advance.starting_chunk(snapshot, placed)
    needed = [key for key in snapshot.sealed if start is None or key >= start]
    unread = [key for key in needed if key not in sealed]
    read = sealed | chunks(store, match_id, unread)
    wanted = {key: read[key] for key in needed}
    return advance.fold_again(match_id, snapshot, start, wanted, changes)
