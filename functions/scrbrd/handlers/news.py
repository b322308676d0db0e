"""Owns telling what of the actions that moved is new, and reading what is needed to go on from it.

Whether an action is in is told by its place, whether a copy is newer by its update time: never by
the order in which events come.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from scrbrd.domain.actions import action_id
from scrbrd.domain.places import Place
from scrbrd.handlers import advance
from scrbrd.handlers.advance import Advance
from scrbrd.handlers.packed_log import ChunkKey, Sealed, chunk_of
from scrbrd.handlers.ports import MatchStore, Seen
from scrbrd.handlers.snapshot import Snapshot

MOST_POINT_READS = 300
"""A wider hole is not read action by action: the whole log is."""

TRUSTED_FOR_MICROSECONDS = 10_000_000
"""The payload of an event older than this is not taken for what the database says now."""


class NotEnoughKnown(Exception):
    """What is stored does not suffice to go on from."""


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


def is_already_in(snapshot: Snapshot, seen: Seen) -> bool:
    """Whether the open chunk holds this copy of an action; False where that is not known."""
    if seen.place is None or snapshot.open_key != chunk_of(seen.place):
        return False
    packed = snapshot.open_entries.get(seen.place[1])
    return packed is not None and packed.update_time == seen.update_time


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
