"""Owns how the packed log and the fold go on when actions came or changed. Pure.

Actions behind the last one are folded on; anything else is folded again from the nearest
checkpoint before it; a rebuild folds everything. All three end in the same snapshot.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from scrbrd.domain.actions import Action, parse_action_id
from scrbrd.domain.effective import LogEntry, Remark, remark_of, turns
from scrbrd.domain.places import Place
from scrbrd.domain.state import MatchState
from scrbrd.handlers.packed_log import (
    ChunkKey,
    Packed,
    Sealed,
    checksums_of,
    chunk_of,
    in_chunks,
    pack,
    unpack,
)
from scrbrd.handlers.ports import Seen
from scrbrd.handlers.refold import (
    Part,
    Run,
    differing,
    fold_part,
    nothing_yet,
    readable,
    shared_length,
    told_before,
    whole_part,
)
from scrbrd.handlers.snapshot import (
    MOST_STRAYS,
    Index,
    Known,
    Progress,
    Snapshot,
    Stray,
    decode_progress,
    encode_progress,
)
from scrbrd.projections.events import Json
from scrbrd.projections.feed import Memory, Teller
from scrbrd.projections.feed_text import is_worded_the_same

DEEP = 300
"""A repair that goes through more actions than this owes its feed."""


@dataclass(frozen=True, slots=True)
class Advance:
    """A snapshot gone on, the fold's state in it, and the sealed chunks that came or changed.

    `moved_at` is when the newest of the actions was written, in microseconds since 1970; 0 where
    no action moved. `events` are the documents of the feed that are new or say something else;
    with `owes_feed` they need not be all, for they are looked for after the commit. `ended_by` is
    the action that ended the match.
    """

    snapshot: Snapshot
    state: MatchState
    chunks: Mapping[ChunkKey, Sealed]
    moved_at: int = 0
    events: Mapping[str, Json] = field(default_factory=dict)
    owes_feed: bool = False
    ended_by: str | None = None
    memory: Memory = field(default_factory=Memory)

    @property
    def ended_at(self) -> Place | None:
        """The place in whose turn the match ended; the last of the log where it has not."""
        name = self.ended_by or self.snapshot.index.last_action_id
        if name is None:
            return None
        place = parse_action_id(name)
        return turns(self.snapshot.index.remarks).get(place, place)


def is_simply_next(snapshot: Snapshot, changes: Sequence[Seen]) -> bool:
    """Whether all of them are plain actions behind the last one present."""
    last = snapshot.index.taken.last or (0, 0)
    return all(seen.place is None or (seen.place > last and is_plain(seen)) for seen in changes)


def is_plain(seen: Seen) -> bool:
    """Whether an action's turn is its own place, so that it changes nothing before it."""
    return not (isinstance(seen.entry, Action) and (seen.entry.corrects or seen.entry.after))


def go_on(match_id: str, snapshot: Snapshot, changes: Sequence[Seen]) -> Advance:
    """Fold new actions on; a full chunk is sealed with the progress before its first action."""
    run = Run(snapshot.progress(), snapshot.known.inputs)
    before = dict(run.teller.documents)
    key, entries, checkpoint = snapshot.open_key, dict(snapshot.open_entries), snapshot.checkpoint
    sealed: dict[ChunkKey, Sealed] = {}
    for place, packed in sorted(packed_by_place(changes).items()):
        if chunk_of(place) != key:
            if key is not None:
                sealed[key] = Sealed(entries, checkpoint)
            key, entries, checkpoint = chunk_of(place), {}, encode_progress(run.progress)
        entries[place[1]] = packed
        # Folded as it will be unpacked, so that a repair folds the very same.
        run.add(unpack(match_id, place, packed))
    new = replace(
        snapshot,
        index=index_with(snapshot.index, {}, changes),
        state=encode_progress(run.progress),
        open_key=key,
        open_entries=entries,
        checkpoint=checkpoint,
        sealed={**snapshot.sealed, **checksums_of(match_id, sealed)},
    )
    events = differing(before, run.teller.documents)
    ended_by = run.progress.memory.match
    return Advance(
        new, run.state, sealed, newest(changes), events, ended_by=ended_by, memory=run.teller.memory
    )


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
    before, after = turns(index.remarks), turns(remarks_with(index.remarks, changes))
    places = [seen.place for seen in changes if seen.place is not None]
    return min(turn.get(place, place) for place in places for turn in (before, after))


def fold_again(
    match_id: str,
    snapshot: Snapshot,
    start: ChunkKey | None,
    sealed: Mapping[ChunkKey, Sealed],
    changes: Sequence[Seen],
    known: Known | None = None,
) -> Advance:
    """Fold again from the beginning of the stored chunk `start`; None: from the match's.

    `sealed` holds every sealed chunk from there on; `known` what people decided since, if they did.
    """
    stored = dict(sealed)
    if snapshot.open_key is not None:
        stored[snapshot.open_key] = Sealed(snapshot.open_entries, snapshot.checkpoint)
    old = {
        (key[0], sequence): packed
        for key, chunk in stored.items()
        for sequence, packed in chunk.entries.items()
    }
    index = index_with(snapshot.index, old, changes)
    before = Part(
        start,
        readable(match_id, {key: dict(chunk.entries) for key, chunk in stored.items()}),
        snapshot.index.remarks,
    )
    new = packed_by_place(changes)
    after = Part(start, {**before.log, **unpacked(match_id, new)}, index.remarks)
    whole = replace(snapshot, index=index, known=known or snapshot.known)
    checkpoint = None if start is None else stored[start].checkpoint
    chunks, run, find = refolded(snapshot, whole, checkpoint, before, after, old | new)
    result = with_chunks(whole, start, chunks, run.progress)
    differ = {
        key: chunk
        for key, chunk in chunks.items()
        if key != result.open_key and (key in result.sealed and sealed.get(key) != chunk)
    }
    is_deep = len(after.log) > DEEP
    ended_by = run.progress.memory.match
    events = {} if is_deep else find()
    at = newest(changes)
    return Advance(result, run.state, differ, at, events, is_deep, ended_by, run.teller.memory)


def refolded(
    old: Snapshot,
    new: Snapshot,
    checkpoint: bytes | None,
    before: Part,
    after: Part,
    entries: Mapping[Place, Packed],
) -> tuple[dict[ChunkKey, Sealed], Run, Callable[[], dict[str, Json]]]:
    """The part folded as it is now, and what finds the documents of the feed that are others than
    before: by telling the log as it was once more."""
    inputs, chunks = new.known.inputs, in_chunks(entries.items())
    base = nothing_yet(inputs) if checkpoint is None else decode_progress(checkpoint, new.setup)
    run = Run(base, inputs, after.remarks)
    if old.known is new.known:
        shared = shared_length(before.placed(), after.placed())
        built, fork = fold_part(run, after, chunks, shared)
    else:
        shared, fork = 0, Run(nothing_yet(old.known.inputs), old.known.inputs, before.remarks)
        built, _ = fold_part(run, after, chunks)

    def find() -> dict[str, Json]:
        is_worded_anew = not is_worded_the_same(old.known.inputs, inputs)
        said = {} if fork is None or is_worded_anew else told_before(fork, before, shared)
        return differing(said, run.teller.documents)

    return built, run, find


def unpacked(match_id: str, entries: Mapping[Place, Packed]) -> dict[Place, LogEntry]:
    """Entries as the packed log gives them."""
    return {place: unpack(match_id, place, packed) for place, packed in entries.items()}


def rebuilt(match_id: str, known: Known, version: int, log: Sequence[Seen]) -> Advance:
    """Everything from nothing but the log and what people decided; all of the feed is told."""
    start, entries = nothing_yet(known.inputs), packed_by_place(log)
    encoded = encode_progress(start)
    empty = Snapshot(version, known, Index(), encoded, None, {}, encoded)
    index, packed = index_with(Index(), {}, log), in_chunks(entries.items())
    run = Run(start, known.inputs, index.remarks)
    chunks, _ = fold_part(run, Part(None, readable(match_id, packed), index.remarks), packed)
    new = with_chunks(replace(empty, index=index), None, chunks, run.progress)
    sealed = {key: chunk for key, chunk in chunks.items() if key in new.sealed}
    ended_by = run.progress.memory.match
    told, memory = run.teller.documents, run.teller.memory
    return Advance(new, run.state, sealed, 0, told, ended_by=ended_by, memory=memory)


def told(match_id: str, snapshot: Snapshot, sealed: Mapping[ChunkKey, Sealed]) -> dict[str, Json]:
    """The whole feed of a match as it is stored; `sealed` holds every sealed chunk."""
    inputs, part = snapshot.known.inputs, whole_part(match_id, snapshot, sealed)
    run, placed = Run(nothing_yet(inputs), inputs, part.remarks), part.placed()
    run.play(action for _, action in placed)
    run.leave_out(part.log, placed, part.first)
    return run.teller.documents


def refreshed(snapshot: Snapshot, known: Known) -> Advance:
    """The same log with other names or awards: of the feed, the end of the match tells of awards,
    and all of it of names."""
    progress = snapshot.progress()
    teller = Teller(known.inputs, progress.memory)
    before = dict(teller.documents)
    teller.refresh(progress.state)
    state = encode_progress(Progress(progress.state, teller.memory))
    new = replace(snapshot, known=known, state=state)
    events, ended_by = differing(before, teller.documents), teller.memory.match
    is_owed = not is_worded_the_same(snapshot.known.inputs, known.inputs)
    return Advance(new, progress.state, {}, 0, events, is_owed, ended_by, teller.memory)


def with_chunks(
    snapshot: Snapshot,
    start: ChunkKey | None,
    chunks: Mapping[ChunkKey, Sealed],
    progress: Progress,
) -> Snapshot:
    """The snapshot whose chunks from `start` on are these; the last of them is open."""
    if not chunks:
        return snapshot
    *full, last = sorted(chunks)
    kept = {k: v for k, v in snapshot.sealed.items() if start is not None and k < start}
    sealed = checksums_of(snapshot.setup.match_id, {key: chunks[key] for key in full})
    return replace(
        snapshot,
        state=encode_progress(progress),
        open_key=last,
        open_entries=dict(chunks[last].entries),
        checkpoint=chunks[last].checkpoint,
        sealed=kept | sealed,
    )


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
    kept = {name: strays[name] for name in sorted(strays)[:MOST_STRAYS]}
    return Index(
        index.taken.with_places(places),
        remarks_with(index.remarks, changes),
        kept,
        index.strays_beyond + len(strays) - len(kept),
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
