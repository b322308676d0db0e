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
from scrbrd.engine.digests import Digests, digests_of
from scrbrd.engine.replay import LogReplay
from scrbrd.handlers.ledger.enter import Entered
from scrbrd.handlers.ports import ObservedAction
from scrbrd.handlers.refold.match_fold import LogSuffix, MatchFold, at_start, unpacked
from scrbrd.handlers.snapshot.changes import first_turn, index_with
from scrbrd.handlers.snapshot.model import (
    CachedInputs,
    Index,
    Progress,
    Snapshot,
    decode_progress,
    encode_progress,
)
from scrbrd.handlers.snapshot.packed_actions import as_unpacked, pack
from scrbrd.projections.feed.documents import FeedBody, FeedState
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
    events: Mapping[str, FeedBody] = field(default_factory=dict)
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
    snapshot: Snapshot,
    changes: Sequence[ObservedAction],
    cached: CachedInputs | None = None,
    progress: Progress | None = None,
) -> Folded:
    """Fold new actions on; a chunk is sealed, with the progress before its first action, where one
    lies in another.

    `cached` are inputs read since that leave the fold as it is: of the feed, only the end of the
    match has any of them. `progress` is that of the snapshot, where it is decoded already; it is
    changed. Raises UnusableError where the stored state or an action cannot be read.
    """
    progress, inputs = progress or snapshot.progress(), (cached or snapshot.cached).inputs
    before, unchanged = (
        dict(progress.memory.held),
        unchanged_innings(progress.state, changes, cached),
    )
    fold, written = MatchFold(progress, inputs), dict(before)
    key, chunk = snapshot.open_key, open_copy(snapshot)
    sealed: dict[ChunkKey, Sealed] = {}
    for seen in sorted(changes, key=lambda each: each.place or FIRST):
        if seen.place is None or seen.entry is None:
            continue
        if chunk_of(seen.place) != key:
            if key is not None:
                chunk.digests |= digests_of(changed_bodies(written, fold.documents()))
                sealed[key] = Sealed(chunk.entries, chunk.checkpoint, chunk.digests)
            written = dict(fold.documents())
            key, chunk = chunk_of(seen.place), OpenChunk({}, fold.encoded(), {})
        packed = pack(seen.entry, seen.update_time)
        chunk.entries[seen.place[1]] = packed
        # Folded as it will be unpacked, so that a refold folds the very same.
        fold.add(as_unpacked(snapshot.setup.match_id, seen.place, seen.entry, packed))
    chunk.digests |= digests_of(changed_bodies(written, fold.documents()))
    new = replace(
        snapshot,
        cached=cached or snapshot.cached,
        index=index_with(snapshot.index, {}, changes) if changes else snapshot.index,
        state=fold.encoded(),
        open_key=key,
        open_entries=chunk.entries,
        checkpoint=chunk.checkpoint,
        open_digests=chunk.digests,
        sealed={**snapshot.sealed, **checksums_of(snapshot.setup.match_id, sealed)},
    )
    events, memory = changed_bodies(before, fold.documents()), fold.feed.memory
    is_unknown = cached is not None and not is_worded_the_same(
        snapshot.cached.inputs, cached.inputs
    )
    at = newest(changes)
    return Folded(new, fold.state, sealed, at, events, is_unknown, memory, unchanged)


def unchanged_innings(
    state: MatchState, changes: Sequence[ObservedAction], cached: CachedInputs | None
) -> frozenset[int]:
    """Return the numbers of the innings before the last that new actions leave as they are: balls
    change the last innings or begin another; any other action may change any."""
    is_balls = all(isinstance(seen.entry, Delivery | None) for seen in changes)
    if cached is not None or not is_balls:
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


def changed_bodies(
    before: Mapping[str, FeedBody], after: Mapping[str, FeedBody]
) -> dict[str, FeedBody]:
    """Return the documents of the feed that are new or have changed."""
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
    cached: CachedInputs | None = None,
) -> Folded:
    """Fold again from the beginning of the stored chunk `start`; None: from the match's.

    `sealed` holds every sealed chunk from there on; `cached` are inputs read since. Raises
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
    whole = replace(snapshot, index=index, cached=cached or snapshot.cached)
    unchanged_before = FIRST if cached else first_turn(snapshot.index, changes)
    entries = in_chunks((old | packed_by_place(changes)).items())
    checkpoint = None if start is None else stored[start].checkpoint
    digests = {key: chunk.digests for key, chunk in stored.items()}
    fold, replay = replayed(whole, start, checkpoint, entries, digests, unchanged_before)
    chunks = replay.chunks()
    new = with_chunks(whole, start, chunks, fold)
    differ = {
        key: chunk
        for key, chunk in chunks.items()
        if key in new.sealed and sealed.get(key) != chunk
    }
    is_unknown = not is_worded_the_same(snapshot.cached.inputs, whole.cached.inputs)
    at, events, memory = newest(changes), replay.changed(), fold.feed.memory
    return Folded(new, fold.state, differ, at, events, is_unknown, memory)


def replayed(
    snapshot: Snapshot,
    start: ChunkKey | None,
    checkpoint: bytes | None,
    entries: Mapping[ChunkKey, Entries],
    digests: Mapping[ChunkKey, Digests],
    unchanged_before: Place,
) -> tuple[MatchFold, LogReplay[Action, FeedBody]]:
    """Go through the log from a chunk on, with the index and the inputs of `snapshot`."""
    inputs, references = snapshot.cached.inputs, snapshot.index.references
    base = at_start(inputs) if checkpoint is None else decode_progress(checkpoint, snapshot.setup)
    held = dict(base.memory.held)  # as last written: the fold refreshes names and awards
    fold = MatchFold(base, inputs, references)
    suffix = LogSuffix(start, unpacked(snapshot.setup.match_id, entries), references)
    placed = suffix.placed()
    replay = LogReplay[Action, FeedBody](fold, entries, digests, unchanged_before, held)
    replay.play(placed)
    replay.add_not_in_play(
        suffix.turns(), lambda: fold.add_not_in_play(suffix.log, placed, suffix.first)
    )
    return fold, replay


def rebuild_from_log(cached: CachedInputs, version: int, log: Sequence[ObservedAction]) -> Folded:
    """Fold everything from the log and the inputs alone; `events` is the whole feed."""
    encoded = encode_progress(at_start(cached.inputs))
    empty = Snapshot(version, cached, Index(), encoded, None, {}, encoded)
    whole = replace(empty, index=index_with(Index(), {}, log))
    entries = in_chunks(packed_by_place(log).items())
    fold, replay = replayed(whole, None, None, entries, {}, FIRST)
    chunks = replay.chunks()
    new = with_chunks(whole, None, chunks, fold)
    sealed = {key: chunk for key, chunk in chunks.items() if key in new.sealed}
    feed = fold.feed
    return Folded(new, fold.state, sealed, 0, feed.documents(), True, feed.memory)


def with_chunks(
    snapshot: Snapshot,
    start: ChunkKey | None,
    chunks: Mapping[ChunkKey, Sealed],
    fold: MatchFold,
) -> Snapshot:
    """Return the snapshot whose chunks from `start` on are these; the last of them is open."""
    if not chunks:
        return snapshot
    *full, last = sorted(chunks)
    kept = {k: v for k, v in snapshot.sealed.items() if start is not None and k < start}
    sealed = checksums_of(snapshot.setup.match_id, {key: chunks[key] for key in full})
    return replace(
        snapshot,
        state=fold.encoded(),
        open_key=last,
        open_entries=dict(chunks[last].entries),
        checkpoint=chunks[last].checkpoint,
        open_digests=chunks[last].digests,
        sealed=kept | sealed,
    )
