"""Owns how the packed log and the fold go on when actions came or changed. Pure.

Actions behind the last one are folded on; anything else is folded again from the nearest
checkpoint before it; a rebuild folds everything. All three end in the same snapshot.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scrbrd.domain.actions import Action
from scrbrd.domain.effective import LogEntry, Remark, in_order_of_play, remark_of, turn_of
from scrbrd.domain.fold import fold
from scrbrd.domain.places import FIRST, Place
from scrbrd.domain.state import MatchState
from scrbrd.handlers.packed_log import (
    ChunkKey,
    Packed,
    Sealed,
    chunk_of,
    first_place,
    in_chunks,
    pack,
    unpack,
    unpack_all,
)
from scrbrd.handlers.ports import Seen
from scrbrd.handlers.snapshot import (
    Index,
    Known,
    Snapshot,
    Stray,
    UnusableError,
    decode_state,
    encode_state,
)


@dataclass(frozen=True, slots=True)
class Advance:
    """A snapshot gone on, the fold's state in it, and the sealed chunks that came or changed.

    `moved_at` is when the newest of the actions was written, in microseconds since 1970; 0 where
    no action moved.
    """

    snapshot: Snapshot
    state: MatchState
    chunks: Mapping[ChunkKey, Sealed]
    moved_at: int = 0


def is_simply_next(snapshot: Snapshot, changes: Sequence[Seen]) -> bool:
    """Whether all of them are plain actions behind the last one present."""
    last = snapshot.index.taken.last or (0, 0)
    return all(seen.place is None or (seen.place > last and is_plain(seen)) for seen in changes)


def is_plain(seen: Seen) -> bool:
    """Whether an action's turn is its own place, so that it changes nothing before it."""
    return not (isinstance(seen.entry, Action) and (seen.entry.corrects or seen.entry.after))


def go_on(match_id: str, snapshot: Snapshot, changes: Sequence[Seen]) -> Advance:
    """Fold new actions on; a full chunk is sealed with the state before its first action."""
    state = snapshot.match_state()
    key, entries, checkpoint = snapshot.open_key, dict(snapshot.open_entries), snapshot.checkpoint
    sealed: dict[ChunkKey, Sealed] = {}
    for place, packed in sorted(packed_by_place(changes).items()):
        if chunk_of(place) != key:
            if key is not None:
                sealed[key] = Sealed(entries, checkpoint)
            key, entries, checkpoint = chunk_of(place), {}, encode_state(state)
        entries[place[1]] = packed
        # Folded as it will be unpacked, so that a repair folds the very same.
        entry = unpack(match_id, place, packed)
        if isinstance(entry, Action) and not entry.is_voided:
            state = fold(state, (entry,))
    new = replace(
        snapshot,
        index=index_with(snapshot.index, {}, changes),
        state=encode_state(state),
        open_key=key,
        open_entries=entries,
        checkpoint=checkpoint,
        sealed=tuple(sorted({*snapshot.sealed, *sealed})),
    )
    return Advance(new, state, sealed, newest(changes))


def newest(changes: Sequence[Seen]) -> int:
    """When the newest of the changes was written, in microseconds since 1970; 0 for none."""
    return max((seen.update_time for seen in changes), default=0)


def packed_by_place(changes: Iterable[Seen]) -> dict[Place, Packed]:
    """What has a place and an entry, packed."""
    return {
        seen.place: pack(seen.entry, seen.update_time)
        for seen in changes
        if seen.place is not None and seen.entry is not None
    }


def starting_chunk(snapshot: Snapshot, changes: Sequence[Seen]) -> ChunkKey | None:
    """The last stored chunk that begins at or before the first turn that changes, if any does."""
    first = chunk_of(first_turn(snapshot.index, changes))
    stored = [*snapshot.sealed, *([snapshot.open_key] if snapshot.open_key else [])]
    return max((key for key in stored if key <= first), default=None)


def first_turn(index: Index, changes: Sequence[Seen]) -> Place:
    """The earliest turn that the changes touch, as the log was and as it will be."""
    before = {remark.place: remark for remark in index.remarks}
    after = {remark.place: remark for remark in remarks_with(index.remarks, changes)}
    places = [seen.place for seen in changes if seen.place is not None]
    return min(turn_of(place, remarks) for place in places for remarks in (before, after))


def fold_again(
    match_id: str,
    snapshot: Snapshot,
    start: ChunkKey | None,
    sealed: Mapping[ChunkKey, Sealed],
    changes: Sequence[Seen],
) -> Advance:
    """Fold again from the beginning of the stored chunk `start`; None: from the match's.

    `sealed` holds every sealed chunk from there on.
    """
    known = dict(sealed)
    if snapshot.open_key is not None:
        known[snapshot.open_key] = Sealed(snapshot.open_entries, snapshot.checkpoint)
    old = {
        (key[0], sequence): packed
        for key, chunk in known.items()
        for sequence, packed in chunk.entries.items()
    }
    base = MatchState(snapshot.setup)
    if start is not None:
        base = decode_state(known[start].checkpoint, snapshot.setup)
    chunks, state = fold_in_chunks(match_id, base, start, old | packed_by_place(changes))
    new = with_chunks(
        replace(snapshot, index=index_with(snapshot.index, old, changes)), start, chunks, state
    )
    differing = {
        key: chunk
        for key, chunk in chunks.items()
        if key != new.open_key and (key in new.sealed and sealed.get(key) != chunk)
    }
    return Advance(new, state, differing, newest(changes))


def rebuilt(match_id: str, known: Known, version: int, log: Sequence[Seen]) -> Advance:
    """Everything from nothing but the log and what people decided."""
    start = MatchState(known.inputs.setup)
    encoded = encode_state(start)
    empty = Snapshot(version, known, Index(), encoded, None, {}, encoded)
    chunks, state = fold_in_chunks(match_id, start, None, packed_by_place(log))
    new = with_chunks(replace(empty, index=index_with(Index(), {}, log)), None, chunks, state)
    return Advance(new, state, {key: chunk for key, chunk in chunks.items() if key in new.sealed})


def with_chunks(
    snapshot: Snapshot,
    start: ChunkKey | None,
    chunks: Mapping[ChunkKey, Sealed],
    state: MatchState,
) -> Snapshot:
    """The snapshot whose chunks from `start` on are these; the last of them is open."""
    if not chunks:
        return snapshot
    *sealed, last = sorted(chunks)
    kept = [key for key in snapshot.sealed if start is not None and key < start]
    return replace(
        snapshot,
        state=encode_state(state),
        open_key=last,
        open_entries=dict(chunks[last].entries),
        checkpoint=chunks[last].checkpoint,
        sealed=(*kept, *sealed),
    )


def fold_in_chunks(
    match_id: str, base: MatchState, start: ChunkKey | None, entries: Mapping[Place, Packed]
) -> tuple[dict[ChunkKey, Sealed], MatchState]:
    """Fold packed entries, noting the state before each chunk; `base` is the one before `start`."""
    chunks = in_chunks(entries.items())
    turns: dict[ChunkKey, list[Action]] = {key: [] for key in chunks}
    log = readable(match_id, chunks)
    for turn, action in in_order_of_play(log, FIRST if start is None else first_place(start)):
        turns.setdefault(chunk_of(turn), []).append(action)
    state, built = base, {}
    for key in sorted(turns):
        if key in chunks:
            built[key] = Sealed(chunks[key], encode_state(state))
        state = fold(state, turns[key])
    return built, state


def readable(
    match_id: str, chunks: Mapping[ChunkKey, Mapping[int, Packed]]
) -> dict[Place, LogEntry]:
    """The entries of chunks. Raises UnusableError where they are not as they were packed."""
    try:
        return unpack_all(match_id, chunks)
    except (KeyError, TypeError, ValueError) as error:
        raise UnusableError(f"the packed log cannot be read: {error!r:.200}") from error


def index_with(index: Index, old: Mapping[Place, Packed], changes: Sequence[Seen]) -> Index:
    """The index after changes; `old` holds what is replaced."""
    strays, voided, newest = dict(index.strays), index.voided, index.newest
    places: list[Place] = []
    for seen in changes:
        newest = max(newest, seen.updated_at)
        before = strays.get(seen.action_id) if seen.place is None else old.get(seen.place)
        voided += seen.is_voided - (before.is_voided if before else False)
        if seen.place is None:
            strays[seen.action_id] = Stray(seen.update_time, seen.is_voided, seen.stray or "")
        elif seen.place not in index.taken:
            places.append(seen.place)
    return Index(
        index.taken.with_places(places),
        remarks_with(index.remarks, changes),
        strays,
        voided,
        newest,
    )


def remarks_with(remarks: Sequence[Remark], changes: Sequence[Seen]) -> tuple[Remark, ...]:
    """The remarks after changes, in order of their places."""
    touched = {seen.place for seen in changes}
    new = [remark_of(seen.entry) for seen in changes if seen.entry is not None]
    if not remarks and not any(new):
        return ()
    kept = [remark for remark in remarks if remark.place not in touched]
    added = [remark for remark in new if remark is not None]
    return tuple(sorted([*kept, *added], key=lambda remark: remark.place))
