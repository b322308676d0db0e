"""Finds which observed actions are not yet in the snapshot, and loads the chunks to apply them;
keeps the index up to date, which is what is known of a log without reading it.

Whether an action is in is decided by its place, whether a copy is newer by its update time: never
by the order in which events come.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from scrbrd.domain.actions import action_id
from scrbrd.domain.effective import Reference, reference_of, turns
from scrbrd.domain.places import Place
from scrbrd.engine.chunks import Checksums, ChunkKey, Packed, Sealed, checksum_of, chunk_of
from scrbrd.engine.contention import ContendedError, NeedsRebuild
from scrbrd.handlers.limits import LIMITS
from scrbrd.handlers.ports import MatchStore, ObservedAction
from scrbrd.handlers.snapshot.model import MOST_UNKNOWN, Index, Snapshot, UnknownDocument


def new_changes(
    store: MatchStore,
    match_id: str,
    snapshot: Snapshot,
    moved: Sequence[ObservedAction],
    now: datetime,
) -> tuple[list[ObservedAction], dict[ChunkKey, Sealed]]:
    """Return the observed actions that are not in yet, and the sealed chunks read to find them.

    Raises NeedsRebuild where an action that is in was deleted, or the packed log lacks one, and
    ContendedError as `read_chunks` does.
    """
    longest = store.limits.trusted_for
    fresh = [seen for seen in moved if is_trusted(seen, now, longest)]
    stale = [seen.action_id for seen in moved if not is_trusted(seen, now, longest)]
    seen_now = [*fresh, *(store.read_actions(match_id, stale) if stale else ())]
    keys = {key for seen in seen_now if (key := sealed_chunk(snapshot, seen)) is not None}
    if not keys <= snapshot.sealed.keys():
        raise NeedsRebuild(f"the packed log lacks the chunks {keys - snapshot.sealed.keys()}")
    sealed = read_chunks(store, match_id, {key: snapshot.sealed[key] for key in sorted(keys)})
    changes: dict[str, ObservedAction] = {}
    for seen in seen_now:
        known = known_time(snapshot, sealed, seen)
        if not is_there(seen):
            if known is not None:
                raise NeedsRebuild(f"{seen.action_id} was deleted")
            continue
        other = changes.get(seen.action_id)
        if seen.update_time > max(known or 0, other.update_time if other else 0):
            changes[seen.action_id] = seen
    return list(changes.values()), sealed


def is_there(seen: ObservedAction) -> bool:
    """Whether there was such a document when it was seen."""
    return seen.entry is not None or seen.unknown is not None


def is_trusted(seen: ObservedAction, now: datetime, longest: timedelta) -> bool:
    """Whether a payload is young enough to stand for what the database says."""
    age = int(now.timestamp() * 1_000_000) - seen.update_time
    return is_there(seen) and age < longest / timedelta(microseconds=1)


def sealed_chunk(snapshot: Snapshot, seen: ObservedAction) -> ChunkKey | None:
    """The sealed chunk that holds an action already, if one does."""
    if seen.place is None or seen.place not in snapshot.index.taken:
        return None
    key = chunk_of(seen.place)
    return key if key != snapshot.open_key else None


def known_time(
    snapshot: Snapshot, sealed: dict[ChunkKey, Sealed], seen: ObservedAction
) -> int | None:
    """Return the update time of the copy that is in already, in microseconds since 1970; None if
    none is. Raises NeedsRebuild where the packed log lacks it."""
    if seen.place is None:
        return known_time_of_unknown(snapshot, seen)
    if seen.place not in snapshot.index.taken:
        return None
    key = chunk_of(seen.place)
    entries = snapshot.open_entries if key == snapshot.open_key else sealed[key].entries
    if seen.place[1] not in entries:
        raise NeedsRebuild(f"the packed log lacks {seen.action_id}")
    return entries[seen.place[1]].update_time


def known_time_of_unknown(snapshot: Snapshot, seen: ObservedAction) -> int | None:
    """Return the update time of an unknown document that is in already, in microseconds since 1970;
    None where it is new and there is room.

    Raises NeedsRebuild where there are more unknown documents than are known one by one.
    """
    unknown_documents = snapshot.index.unknown_documents
    if seen.action_id in unknown_documents:
        return unknown_documents[seen.action_id].update_time
    if len(unknown_documents) >= MOST_UNKNOWN:
        raise NeedsRebuild(f"more than {MOST_UNKNOWN} documents of the log have no action's id")
    return None


def is_already_in(snapshot: Snapshot, seen: ObservedAction) -> bool:
    """Whether the open chunk holds this copy of an action; False where that is not known."""
    if seen.place is None or snapshot.open_key != chunk_of(seen.place):
        return False
    packed = snapshot.open_entries.get(seen.place[1])
    return packed is not None and packed.update_time == seen.update_time


def has_hole(snapshot: Snapshot, changes: Sequence[ObservedAction]) -> bool:
    """Return whether an action is missing right before a new one, however many are."""
    new, taken = {seen.place for seen in changes if seen.place is not None}, snapshot.index.taken
    return any(
        (place[0], sequence) not in new
        for place in new
        if place not in taken
        for sequence in taken.hole_before(place)
    )


def missing_before(
    snapshot: Snapshot, changes: Sequence[ObservedAction], most: int = LIMITS.point_reads
) -> list[str]:
    """Return the ids of the actions that are missing right before new ones: the sequences between
    those present and a new one. Raises NeedsRebuild where a hole is wider than `most`."""
    new = {seen.place for seen in changes if seen.place is not None}
    taken = snapshot.index.taken
    holes: set[Place] = set()
    for place in sorted(place for place in new if place not in taken):
        hole = taken.hole_before(place)
        if len(hole) > most:
            raise NeedsRebuild(f"{len(hole)} actions are missing before {action_id(*place)}")
        holes.update((place[0], sequence) for sequence in hole)
    return [action_id(*place) for place in sorted(holes - new)]


def read_chunks(store: MatchStore, match_id: str, wanted: Checksums) -> dict[ChunkKey, Sealed]:
    """Read sealed chunks, all of them, each with the checksum that the snapshot has of it.

    Raises ContendedError where the chunks have moved on since the snapshot was read, and
    NeedsRebuild where one is missing or not what was written.
    """
    if not wanted:
        return {}
    found = store.read_chunks(match_id, wanted)
    bad = damaged_chunks(match_id, found, wanted)
    if bad and have_moved(store, match_id, wanted, bad):
        raise ContendedError(f"match {match_id}: the chunks {bad} have moved on")
    if bad:
        raise NeedsRebuild(f"the sealed chunks {bad} are missing or damaged")
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
    return not isinstance(snapshot, Snapshot) or any(
        snapshot.sealed.get(key) != wanted[key] for key in keys
    )


def first_turn(index: Index, changes: Sequence[ObservedAction]) -> Place:
    """Return the earliest turn that changes touch, as the log was and as it will be."""
    before, after = turns(index.references), turns(references_with(index.references, changes))
    places = [seen.place for seen in changes if seen.place is not None]
    return min(turn.get(place, place) for place in places for turn in (before, after))


def index_with(
    index: Index, old: Mapping[Place, Packed], changes: Sequence[ObservedAction]
) -> Index:
    """Return the index after changes; `old` holds the entries that they replace."""
    unknown_documents, voided, newest = dict(index.unknown_documents), index.voided, index.newest
    places: list[Place] = []
    for seen in changes:
        newest = max(newest, seen.updated_at)
        before = (
            unknown_documents.get(seen.action_id) if seen.place is None else old.get(seen.place)
        )
        voided += seen.is_voided - (before.is_voided if before else False)
        if seen.place is None:
            unknown_documents[seen.action_id] = UnknownDocument(
                seen.update_time, seen.is_voided, seen.unknown or ""
            )
        elif seen.place not in index.taken:
            places.append(seen.place)
    kept = {name: unknown_documents[name] for name in sorted(unknown_documents)[:MOST_UNKNOWN]}
    return Index(
        index.taken.with_places(places),
        references_with(index.references, changes),
        kept,
        index.unknown_beyond + len(unknown_documents) - len(kept),
        voided,
        newest,
    )


def references_with(
    references: Sequence[Reference], changes: Sequence[ObservedAction]
) -> tuple[Reference, ...]:
    """Return the references after changes, in order of their places."""
    touched = {seen.place for seen in changes}
    new = [reference_of(seen.entry) for seen in changes if seen.entry is not None]
    if not references and not any(new):
        return ()
    kept = [reference for reference in references if reference.place not in touched]
    added = [reference for reference in new if reference is not None]
    return tuple(sorted([*kept, *added], key=lambda reference: reference.place))
