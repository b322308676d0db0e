"""Owns telling what of the actions that moved is new, and reading what is needed to go on from it.

Whether an action is in is told by its place, whether a copy is newer by its update time: never by
the order in which events come.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from scrbrd.domain.actions import action_id
from scrbrd.domain.places import Place
from scrbrd.handlers.packed_log import Checksums, ChunkKey, Sealed, checksum_of, chunk_of
from scrbrd.handlers.ports import ContendedError, MatchStore, Seen
from scrbrd.handlers.refold import apply as advance
from scrbrd.handlers.refold.apply import Advance
from scrbrd.handlers.snapshot.model import MOST_STRAYS, Snapshot

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
    if not keys <= snapshot.sealed.keys():
        raise NotEnoughKnown(f"the packed log lacks the chunks {keys - snapshot.sealed.keys()}")
    sealed = chunks(store, match_id, {key: snapshot.sealed[key] for key in sorted(keys)})
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
        return known_time_of_stray(snapshot, seen)
    if seen.place not in snapshot.index.taken:
        return None
    key = chunk_of(seen.place)
    entries = snapshot.open_entries if key == snapshot.open_key else sealed[key].entries
    if seen.place[1] not in entries:
        raise NotEnoughKnown(f"the packed log lacks {seen.action_id}")
    return entries[seen.place[1]].update_time


def known_time_of_stray(snapshot: Snapshot, seen: Seen) -> int | None:
    """The update time of a stray that is in already; None where it is new and there is room.

    Raises NotEnoughKnown where there are more strays than are known one by one.
    """
    strays = snapshot.index.strays
    if seen.action_id in strays:
        return strays[seen.action_id].update_time
    if len(strays) >= MOST_STRAYS:
        raise NotEnoughKnown(f"more than {MOST_STRAYS} documents of the log have no action's id")
    return None


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


def chunks(store: MatchStore, match_id: str, wanted: Checksums) -> dict[ChunkKey, Sealed]:
    """Read sealed chunks, all of them, each with the checksum that the snapshot has of it.

    Raises ContendedError where the chunks have moved on since the snapshot was read, and
    NotEnoughKnown where one is missing or not what was written.
    """
    if not wanted:
        return {}
    found = store.read_chunks(match_id, wanted)
    bad = damaged_chunks(match_id, found, wanted)
    if bad and have_moved(store, match_id, wanted, bad):
        raise ContendedError(f"match {match_id}: the chunks {bad} have moved on")
    if bad:
        raise NotEnoughKnown(f"the sealed chunks {bad} are missing or damaged")
    return {key: chunk for key, chunk in found.items() if chunk is not None}


def damaged_chunks(
    match_id: str, found: Mapping[ChunkKey, Sealed | None], wanted: Checksums
) -> list[ChunkKey]:
    """The sealed chunks that are missing or not as they were written."""
    return [
        key
        for key, checksum in wanted.items()
        if (chunk := found.get(key)) is None or checksum_of(match_id, key, chunk) != checksum
    ]


def have_moved(
    store: MatchStore, match_id: str, wanted: Checksums, keys: Collection[ChunkKey]
) -> bool:
    """Whether `live/state` has other checksums of some chunks by now than those wanted."""
    snapshot = store.read_state(match_id).snapshot
    return snapshot is None or any(snapshot.sealed.get(key) != wanted[key] for key in keys)


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
    unread = {key: snapshot.sealed[key] for key in needed if key not in sealed}
    read = sealed | chunks(store, match_id, unread)
    wanted = {key: read[key] for key in needed}
    return advance.fold_again(match_id, snapshot, start, wanted, changes)
