"""Finds which observed actions are not yet in the snapshot, and loads the chunks to apply them.

Also updates the index, the summary of a log that is known without reading it. An action's place
decides whether it is in the snapshot, and its update time whether a copy is newer; the order of
events never matters.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from scrbrd.domain.actions import action_id
from scrbrd.domain.effective import Reference, reference_of, reference_turns
from scrbrd.domain.places import Place
from scrbrd.engine.chunks import (
    Checksums,
    ChunkKey,
    PackedAction,
    SealedChunk,
    checksum_of,
    chunk_of,
)
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
) -> tuple[list[ObservedAction], dict[ChunkKey, SealedChunk]]:
    """Return the observed actions that are not in the snapshot, and the sealed chunks read to find
    them.

    Raises NeedsRebuild if an action in the snapshot was deleted or is missing from the packed log,
    and ContendedError as `read_chunks` does.
    """
    longest = store.limits.trusted_for
    fresh = [observed for observed in moved if is_trusted(observed, now, longest)]
    stale = [observed.action_id for observed in moved if not is_trusted(observed, now, longest)]
    current = [*fresh, *(store.read_actions(match_id, stale) if stale else ())]
    keys = {key for observed in current if (key := sealed_chunk(snapshot, observed)) is not None}
    if not keys <= snapshot.sealed.keys():
        raise NeedsRebuild(f"the packed log lacks the chunks {keys - snapshot.sealed.keys()}")
    sealed = read_chunks(store, match_id, {key: snapshot.sealed[key] for key in sorted(keys)})
    changes: dict[str, ObservedAction] = {}
    for observed in current:
        known = stored_update_time(snapshot, sealed, observed)
        if not exists(observed):
            if known is not None:
                raise NeedsRebuild(f"{observed.action_id} was deleted")
            continue
        other = changes.get(observed.action_id)
        if observed.update_time > max(known or 0, other.update_time if other else 0):
            changes[observed.action_id] = observed
    return list(changes.values()), sealed


def exists(observed: ObservedAction) -> bool:
    """Return True if the document existed when it was observed."""
    return observed.entry is not None or observed.unknown is not None


def is_trusted(observed: ObservedAction, now: datetime, longest: timedelta) -> bool:
    """Return True if an event's payload is recent enough to stand for the stored document."""
    age = int(now.timestamp() * 1_000_000) - observed.update_time
    return exists(observed) and age < longest / timedelta(microseconds=1)


def sealed_chunk(snapshot: Snapshot, observed: ObservedAction) -> ChunkKey | None:
    """Return the key of the sealed chunk that contains the action; None if none does."""
    if observed.place is None or observed.place not in snapshot.index.taken:
        return None
    key = chunk_of(observed.place)
    return key if key != snapshot.open_key else None


def stored_update_time(
    snapshot: Snapshot, sealed: dict[ChunkKey, SealedChunk], observed: ObservedAction
) -> int | None:
    """Return the update time of the snapshot's copy of an action, in microseconds since 1970.

    None if the snapshot has no copy. Raises NeedsRebuild if the packed log lacks it.
    """
    if observed.place is None:
        return unknown_update_time(snapshot, observed)
    if observed.place not in snapshot.index.taken:
        return None
    key = chunk_of(observed.place)
    entries = snapshot.open_entries if key == snapshot.open_key else sealed[key].entries
    if observed.place[1] not in entries:
        raise NeedsRebuild(f"the packed log lacks {observed.action_id}")
    return entries[observed.place[1]].update_time


def unknown_update_time(snapshot: Snapshot, observed: ObservedAction) -> int | None:
    """Return the update time of an unknown document in the snapshot, in microseconds since 1970.

    None if the document is new and there is room for it. Raises NeedsRebuild if there are more
    unknown documents than the index lists.
    """
    unknown_documents = snapshot.index.unknown_documents
    if observed.action_id in unknown_documents:
        return unknown_documents[observed.action_id].update_time
    if len(unknown_documents) >= MOST_UNKNOWN:
        raise NeedsRebuild(f"more than {MOST_UNKNOWN} documents of the log have no action's id")
    return None


def is_already_in(snapshot: Snapshot, observed: ObservedAction) -> bool:
    """Return True if the open chunk holds this copy of an action; False if that is not certain."""
    if observed.place is None or snapshot.open_key != chunk_of(observed.place):
        return False
    packed = snapshot.open_entries.get(observed.place[1])
    return packed is not None and packed.update_time == observed.update_time


def has_gap(snapshot: Snapshot, changes: Sequence[ObservedAction]) -> bool:
    """Return True if an action is missing directly before a new one, however many are missing."""
    new, taken = (
        {observed.place for observed in changes if observed.place is not None},
        snapshot.index.taken,
    )
    return any(
        (place[0], sequence) not in new
        for place in new
        if place not in taken
        for sequence in taken.hole_before(place)
    )


def missing_before(
    snapshot: Snapshot, changes: Sequence[ObservedAction], most: int = LIMITS.point_reads
) -> list[str]:
    """Return the ids of the actions missing directly before new ones.

    These are the sequences between the last one present and a new one. Raises NeedsRebuild if a gap
    is wider than `most`.
    """
    new = {observed.place for observed in changes if observed.place is not None}
    taken = snapshot.index.taken
    holes: set[Place] = set()
    for place in sorted(place for place in new if place not in taken):
        hole = taken.hole_before(place)
        if len(hole) > most:
            raise NeedsRebuild(f"{len(hole)} actions are missing before {action_id(*place)}")
        holes.update((place[0], sequence) for sequence in hole)
    return [action_id(*place) for place in sorted(holes - new)]


def read_chunks(store: MatchStore, match_id: str, wanted: Checksums) -> dict[ChunkKey, SealedChunk]:
    """Read sealed chunks and check each against its checksum in the snapshot.

    Raises ContendedError if the chunks have changed since the snapshot was read, and NeedsRebuild
    if one is missing or differs from what was written.
    """
    if not wanted:
        return {}
    found = store.read_chunks(match_id, wanted)
    bad = damaged_chunks(match_id, found, wanted)
    if bad and have_chunks_changed(store, match_id, wanted, bad):
        raise ContendedError(f"match {match_id}: the chunks {bad} have moved on")
    if bad:
        raise NeedsRebuild(f"the sealed chunks {bad} are missing or damaged")
    return {key: chunk for key, chunk in found.items() if chunk is not None}


def damaged_chunks(
    match_id: str, found: Mapping[ChunkKey, SealedChunk | None], wanted: Checksums
) -> list[ChunkKey]:
    """Return the keys of sealed chunks that are missing or differ from what was written."""
    return [
        key
        for key, checksum in wanted.items()
        if (chunk := found.get(key)) is None or checksum_of(match_id, key, chunk) != checksum
    ]


def have_chunks_changed(
    store: MatchStore, match_id: str, wanted: Checksums, keys: Collection[ChunkKey]
) -> bool:
    """Return True if `live/state` now has other checksums for some of the chunks than `wanted`."""
    snapshot = store.read_state(match_id).snapshot
    return not isinstance(snapshot, Snapshot) or any(
        snapshot.sealed.get(key) != wanted[key] for key in keys
    )


def first_turn(index: Index, changes: Sequence[ObservedAction]) -> Place:
    """Return the earliest turn that the changes affect, in the log before or after them."""
    before, after = (
        reference_turns(index.references),
        reference_turns(references_with(index.references, changes)),
    )
    places = [observed.place for observed in changes if observed.place is not None]
    return min(turn.get(place, place) for place in places for turn in (before, after))


def index_with(
    index: Index, old: Mapping[Place, PackedAction], changes: Sequence[ObservedAction]
) -> Index:
    """Return the index after changes; `old` holds the entries that they replace."""
    unknown_documents, voided, newest = dict(index.unknown_documents), index.voided, index.newest
    places: list[Place] = []
    for observed in changes:
        newest = max(newest, observed.updated_at)
        before = (
            unknown_documents.get(observed.action_id)
            if observed.place is None
            else old.get(observed.place)
        )
        voided += observed.is_voided - (before.is_voided if before else False)
        if observed.place is None:
            unknown_documents[observed.action_id] = UnknownDocument(
                observed.update_time, observed.is_voided, observed.unknown or ""
            )
        elif observed.place not in index.taken:
            places.append(observed.place)
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
    touched = {observed.place for observed in changes}
    new = [reference_of(observed.entry) for observed in changes if observed.entry is not None]
    if not references and not any(new):
        return ()
    kept = [reference for reference in references if reference.place not in touched]
    added = [reference for reference in new if reference is not None]
    return tuple(sorted([*kept, *added], key=lambda reference: reference.place))
