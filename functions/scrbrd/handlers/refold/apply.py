"""Applies changes of the log to a snapshot. Pure.

Actions behind the last one are appended; anything else is folded again from the nearest checkpoint
before it; a rebuild folds everything. All three end in the same snapshot.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from scrbrd.domain.actions import Action, Delivery, parse_action_id
from scrbrd.domain.effective import turns
from scrbrd.domain.ledger.chain import Link
from scrbrd.domain.places import FIRST, Place
from scrbrd.domain.state import MatchState
from scrbrd.engine.chunks import (
    ChunkKey,
    Entries,
    Packed,
    Sealed,
    checksums_of,
    chunk_of,
    in_chunks,
)
from scrbrd.engine.digests import Digests, Json, digests_of
from scrbrd.engine.replay import Replay
from scrbrd.handlers.ledger.enter import Entered
from scrbrd.handlers.ports import ObservedAction
from scrbrd.handlers.refold.replayer import LogSuffix, Replayer, at_start, unpacked
from scrbrd.handlers.snapshot.index import first_turn, index_with
from scrbrd.handlers.snapshot.model import (
    CachedInputs,
    Index,
    Snapshot,
    decode_progress,
    encode_progress,
)
from scrbrd.handlers.snapshot.packed_actions import as_unpacked, pack
from scrbrd.projections.feed.builder import FeedState
from scrbrd.projections.feed.text import is_worded_the_same
from scrbrd.projections.live.match_status import LogEnd


@dataclass(frozen=True, slots=True)
class Folded:
    """A snapshot with changes applied, the state of its fold, and the sealed chunks that changed.

    `moved_at` is when the newest of the actions was written, in microseconds since 1970; 0 where
    no action moved. `events` are the documents of the feed that are not as they were last written;
    with `is_feed_unknown` they need not be all, for they are looked for after the commit.
    `memory` is the feed's after the last action. Innings whose number is in `unchanged` are as they
    were in the snapshot before. `ledger` are the links to write, by document; `ledger_later`
    those of a ledger that is written after the commit, for there are too many.
    """

    snapshot: Snapshot
    state: MatchState
    chunks: Mapping[ChunkKey, Sealed]
    moved_at: int = 0
    events: Mapping[str, Json] = field(default_factory=dict)
    is_feed_unknown: bool = False
    memory: FeedState = field(default_factory=FeedState)
    unchanged: frozenset[int] = frozenset()
    ledger: Mapping[int, Sequence[Link]] = field(default_factory=dict)
    ledger_later: Entered | None = None

    @property
    def end(self) -> LogEnd:
        """Where the log ends: the place in whose turn the match did, the last where it has not."""
        index = self.snapshot.index
        name = self.memory.match or index.last_action_id
        if name is None:
            return LogEnd()
        place = parse_action_id(name)
        return LogEnd(turns(index.references).get(place, place), index.newest)


def is_append(snapshot: Snapshot, changes: Sequence[ObservedAction]) -> bool:
    """Return whether all changes are plain actions behind the last one present."""
    last = snapshot.index.taken.last or (0, 0)
    return all(seen.place is None or (seen.place > last and is_plain(seen)) for seen in changes)


def is_plain(seen: ObservedAction) -> bool:
    """Return False for a correction or a late insertion, which changes what was before it."""
    return not (isinstance(seen.entry, Action) and (seen.entry.corrects or seen.entry.after))


def append(
    snapshot: Snapshot, changes: Sequence[ObservedAction], known: CachedInputs | None = None
) -> Folded:
    """Fold new actions on; a full chunk is sealed with the progress before its first action.

    `known` are inputs read since that leave the fold as it is: of the feed, only the end of the
    match has any of them.
    """
    progress, inputs = snapshot.progress(), (known or snapshot.known).inputs
    before, unchanged = (
        dict(progress.memory.held),
        unchanged_innings(progress.state, changes, known),
    )
    replayer, written = Replayer(progress, inputs), dict(before)
    key, chunk = snapshot.open_key, open_copy(snapshot)
    sealed: dict[ChunkKey, Sealed] = {}
    for seen in sorted(changes, key=lambda each: each.place or FIRST):
        if seen.place is None or seen.entry is None:
            continue
        if chunk_of(seen.place) != key:
            if key is not None:
                chunk.digests |= digests_of(differing(written, replayer.documents()))
                sealed[key] = Sealed(chunk.entries, chunk.checkpoint, chunk.digests)
            written = dict(replayer.documents())
            key, chunk = chunk_of(seen.place), OpenChunk({}, replayer.encoded(), {})
        packed = pack(seen.entry, seen.update_time)
        chunk.entries[seen.place[1]] = packed
        # Folded as it will be unpacked, so that a refold folds the very same.
        replayer.add(as_unpacked(snapshot.setup.match_id, seen.place, seen.entry, packed))
    chunk.digests |= digests_of(differing(written, replayer.documents()))
    new = replace(
        snapshot,
        known=known or snapshot.known,
        index=index_with(snapshot.index, {}, changes) if changes else snapshot.index,
        state=replayer.encoded(),
        open_key=key,
        open_entries=chunk.entries,
        checkpoint=chunk.checkpoint,
        open_digests=chunk.digests,
        sealed={**snapshot.sealed, **checksums_of(snapshot.setup.match_id, sealed)},
    )
    events, memory = differing(before, replayer.documents()), replayer.feed.memory
    is_unknown = known is not None and not is_worded_the_same(snapshot.known.inputs, known.inputs)
    at = newest(changes)
    return Folded(new, replayer.state, sealed, at, events, is_unknown, memory, unchanged)


def unchanged_innings(
    state: MatchState, changes: Sequence[ObservedAction], known: CachedInputs | None
) -> frozenset[int]:
    """Return the numbers of the innings before the last that new actions leave as they are: balls
    change the last innings or begin another; any other action may change any."""
    is_balls = all(isinstance(seen.entry, Delivery | None) for seen in changes)
    if known is not None or not is_balls:
        return frozenset()
    return frozenset(innings.number for innings in state.innings[:-1] if not innings.is_open)


@dataclass(slots=True)
class OpenChunk:
    """The chunk that grows."""

    entries: Entries
    checkpoint: bytes
    digests: dict[str, str]


def open_copy(snapshot: Snapshot) -> OpenChunk:
    """Return a copy of the open chunk of a snapshot."""
    entries, digests = dict(snapshot.open_entries), dict(snapshot.open_digests)
    return OpenChunk(entries, snapshot.checkpoint, digests)


def newest(changes: Sequence[ObservedAction]) -> int:
    """Return when the newest change was written, in microseconds since 1970; 0 for none."""
    return max((seen.update_time for seen in changes), default=0)


def differing(before: Mapping[str, Json], after: Mapping[str, Json]) -> dict[str, Json]:
    """Return the documents that are new or say something else."""
    return {
        name: body
        for name, body in after.items()
        if (old := before.get(name)) is not body and old != body
    }


def packed_by_place(changes: Iterable[ObservedAction]) -> dict[Place, Packed]:
    """Pack the changes that have a place and an entry."""
    return {
        seen.place: pack(seen.entry, seen.update_time)
        for seen in changes
        if seen.place is not None and seen.entry is not None
    }


def starting_chunk(snapshot: Snapshot, changes: Sequence[ObservedAction]) -> ChunkKey | None:
    """Return the last stored chunk that begins at or before the first turn that changes, if any."""
    first = chunk_of(first_turn(snapshot.index, changes))
    stored = [*snapshot.sealed, *([snapshot.open_key] if snapshot.open_key else [])]
    return max((key for key in stored if key <= first), default=None)


def refold_from(
    snapshot: Snapshot,
    start: ChunkKey | None,
    sealed: Mapping[ChunkKey, Sealed],
    changes: Sequence[ObservedAction],
    known: CachedInputs | None = None,
) -> Folded:
    """Fold again from the beginning of the stored chunk `start`; None: from the match's.

    `sealed` holds every sealed chunk from there on; `known` are inputs read since. Raises
    UnusableError where the packed log cannot be read.
    """
    stored = dict(sealed)
    if snapshot.open_key is not None:
        stored[snapshot.open_key] = snapshot.open_chunk
    old = {
        (key[0], sequence): packed
        for key, chunk in stored.items()
        for sequence, packed in chunk.entries.items()
    }
    index = index_with(snapshot.index, old, changes)
    whole = replace(snapshot, index=index, known=known or snapshot.known)
    unchanged_before = FIRST if known else first_turn(snapshot.index, changes)
    entries = in_chunks((old | packed_by_place(changes)).items())
    checkpoint = None if start is None else stored[start].checkpoint
    digests = {key: chunk.digests for key, chunk in stored.items()}
    replayer, replay = replayed(whole, start, checkpoint, entries, digests, unchanged_before)
    chunks = replay.chunks()
    new = with_chunks(whole, start, chunks, replayer)
    differ = {
        key: chunk
        for key, chunk in chunks.items()
        if key in new.sealed and sealed.get(key) != chunk
    }
    is_unknown = not is_worded_the_same(snapshot.known.inputs, whole.known.inputs)
    at, events, memory = newest(changes), replay.changed(), replayer.feed.memory
    return Folded(new, replayer.state, differ, at, events, is_unknown, memory)


def replayed(
    snapshot: Snapshot,
    start: ChunkKey | None,
    checkpoint: bytes | None,
    entries: Mapping[ChunkKey, Entries],
    digests: Mapping[ChunkKey, Digests],
    unchanged_before: Place,
) -> tuple[Replayer, Replay[Action]]:
    """Go through the log from a chunk on, with the index and the inputs of `snapshot`."""
    inputs, references = snapshot.known.inputs, snapshot.index.references
    base = at_start(inputs) if checkpoint is None else decode_progress(checkpoint, snapshot.setup)
    held = dict(base.memory.held)  # as last written: the replayer refreshes names and awards
    replayer = Replayer(base, inputs, references)
    suffix = LogSuffix(start, unpacked(snapshot.setup.match_id, entries), references)
    placed = suffix.placed()
    replay = Replay[Action](replayer, entries, digests, unchanged_before, held)
    replay.play(placed)
    replay.leave_out(suffix.turns(), lambda: replayer.leave_out(suffix.log, placed, suffix.first))
    return replayer, replay


def rebuild_from_log(known: CachedInputs, version: int, log: Sequence[ObservedAction]) -> Folded:
    """Fold everything from the log and the inputs alone; `events` is the whole feed."""
    encoded = encode_progress(at_start(known.inputs))
    empty = Snapshot(version, known, Index(), encoded, None, {}, encoded)
    whole = replace(empty, index=index_with(Index(), {}, log))
    entries = in_chunks(packed_by_place(log).items())
    replayer, replay = replayed(whole, None, None, entries, {}, FIRST)
    chunks = replay.chunks()
    new = with_chunks(whole, None, chunks, replayer)
    sealed = {key: chunk for key, chunk in chunks.items() if key in new.sealed}
    feed = replayer.feed
    return Folded(new, replayer.state, sealed, 0, feed.documents, True, feed.memory)


def with_chunks(
    snapshot: Snapshot,
    start: ChunkKey | None,
    chunks: Mapping[ChunkKey, Sealed],
    replayer: Replayer,
) -> Snapshot:
    """Return the snapshot whose chunks from `start` on are these; the last of them is open."""
    if not chunks:
        return snapshot
    *full, last = sorted(chunks)
    kept = {k: v for k, v in snapshot.sealed.items() if start is not None and k < start}
    sealed = checksums_of(snapshot.setup.match_id, {key: chunks[key] for key in full})
    return replace(
        snapshot,
        state=replayer.encoded(),
        open_key=last,
        open_entries=dict(chunks[last].entries),
        checkpoint=chunks[last].checkpoint,
        open_digests=chunks[last].digests,
        sealed=kept | sealed,
    )
