"""Applies changes of the log to a snapshot. Pure.

Actions behind the last one are appended. Any other change is folded again from the nearest
checkpoint before it. A rebuild folds everything. All three end in the same snapshot.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from scrbrd.domain.actions import Action, Delivery, parse_action_id
from scrbrd.domain.effective import reference_turns
from scrbrd.domain.ledger.chain import Link
from scrbrd.domain.places import FIRST, Place
from scrbrd.domain.state import MatchState
from scrbrd.engine.chunks import (
    ChunkKey,
    Entries,
    PackedAction,
    SealedChunk,
    checksums_of,
    chunk_of,
    group_by_chunk,
)
from scrbrd.engine.digests import Digests, digests_of
from scrbrd.engine.replay import LogReplay
from scrbrd.handlers.ledger.enter import LedgerUpdate
from scrbrd.handlers.ports import ObservedAction
from scrbrd.handlers.refold.match_fold import LogSuffix, MatchFold, initial_progress, unpack_entries
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
from scrbrd.projections.feed.text import has_same_texts
from scrbrd.projections.live.match_status import LogEnd


@dataclass(frozen=True, slots=True)
class Folded:
    """A snapshot with changes applied, the state of its fold, and the sealed chunks that changed.

    `moved_at` is when the newest of the actions was written, in microseconds since 1970; 0 without
    an action. `events` are the documents of the feed that differ from what was last written; with
    `is_feed_unknown` they may be incomplete, and are searched for after the commit. `feed_state` is
    the feed's state after the last action. Innings with a number in `unchanged` are as they were in
    the snapshot before. `ledger` holds the links to write, by document; `ledger_after_commit` holds
    a ledger with too many links for the commit, which is written after it.
    """

    snapshot: Snapshot
    state: MatchState
    chunks: Mapping[ChunkKey, SealedChunk]
    moved_at: int = 0
    events: Mapping[str, FeedBody] = field(default_factory=dict)
    is_feed_unknown: bool = False
    feed_state: FeedState = field(default_factory=FeedState)
    unchanged: frozenset[int] = frozenset()
    ledger: Mapping[int, Sequence[Link]] = field(default_factory=dict)
    ledger_after_commit: LedgerUpdate | None = None

    @property
    def end(self) -> LogEnd:
        """The end of the log: the place at which the match ended, or the last place if it has
        not.
        """
        index = self.snapshot.index
        name = self.feed_state.match or index.last_action_id
        if name is None:
            return LogEnd()
        place = parse_action_id(name)
        return LogEnd(reference_turns(index.references).get(place, place), index.newest)


def is_append(snapshot: Snapshot, changes: Sequence[ObservedAction]) -> bool:
    """Return True if all changes are plain actions behind the last one present."""
    last = snapshot.index.taken.last or (0, 0)
    return all(
        observed.place is None or (observed.place > last and is_plain(observed))
        for observed in changes
    )


def is_plain(observed: ObservedAction) -> bool:
    """Return False for a correction or a late insertion, which changes what was before it."""
    return not (
        isinstance(observed.entry, Action) and (observed.entry.corrects or observed.entry.after)
    )


def append(
    snapshot: Snapshot,
    changes: Sequence[ObservedAction],
    cached: CachedInputs | None = None,
    progress: Progress | None = None,
) -> Folded:
    """Fold new actions behind the last one.

    Where an action lies in another chunk, the chunk before is sealed and the progress before the
    action becomes the new checkpoint. `cached` are newly read inputs that leave the fold unchanged;
    in the feed, only the end of the match depends on them. `progress` is the decoded progress of
    the snapshot, if available; it is modified. Raises UnusableError if the stored state or an
    action cannot be read.
    """
    progress, inputs = progress or snapshot.progress(), (cached or snapshot.cached).inputs
    before, unchanged = (
        dict(progress.feed_state.held),
        unchanged_innings(progress.state, changes, cached),
    )
    fold, written = MatchFold(progress, inputs), dict(before)
    key, chunk = snapshot.open_key, copy_open_chunk(snapshot)
    sealed: dict[ChunkKey, SealedChunk] = {}
    for observed in sorted(changes, key=lambda each: each.place or FIRST):
        if observed.place is None or observed.entry is None:
            continue
        if chunk_of(observed.place) != key:
            if key is not None:
                chunk.digests |= digests_of(changed_bodies(written, fold.documents()))
                sealed[key] = SealedChunk(chunk.entries, chunk.checkpoint, chunk.digests)
            written = dict(fold.documents())
            key, chunk = chunk_of(observed.place), OpenChunk({}, fold.encoded(), {})
        packed = pack(observed.entry, observed.update_time)
        chunk.entries[observed.place[1]] = packed
        # Fold the entry as it will be unpacked, so that a refold gives the same result.
        fold.add(as_unpacked(snapshot.setup.match_id, observed.place, observed.entry, packed))
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
    events, feed_state = changed_bodies(before, fold.documents()), fold.feed.feed_state
    is_unknown = cached is not None and not has_same_texts(snapshot.cached.inputs, cached.inputs)
    at = newest_update_time(changes)
    return Folded(new, fold.state, sealed, at, events, is_unknown, feed_state, unchanged)


def unchanged_innings(
    state: MatchState, changes: Sequence[ObservedAction], cached: CachedInputs | None
) -> frozenset[int]:
    """Return the numbers of the innings that new actions leave unchanged.

    Balls change only the last innings or begin another; any other action may change any innings.
    """
    is_balls = all(isinstance(observed.entry, Delivery | None) for observed in changes)
    if cached is not None or not is_balls:
        return frozenset()
    return frozenset(innings.number for innings in state.innings[:-1] if not innings.is_open)


@dataclass(slots=True)
class OpenChunk:
    """The chunk that actions are being added to."""

    entries: Entries
    checkpoint: bytes
    digests: dict[str, str]


def copy_open_chunk(snapshot: Snapshot) -> OpenChunk:
    """Return a copy of the open chunk of a snapshot."""
    entries, digests = dict(snapshot.open_entries), dict(snapshot.open_digests)
    return OpenChunk(entries, snapshot.checkpoint, digests)


def newest_update_time(changes: Sequence[ObservedAction]) -> int:
    """Return when the newest change was written, in microseconds since 1970; 0 without changes."""
    return max((observed.update_time for observed in changes), default=0)


def changed_bodies(
    before: Mapping[str, FeedBody], after: Mapping[str, FeedBody]
) -> dict[str, FeedBody]:
    """Return the documents of the feed that are new or have changed."""
    return {
        name: body
        for name, body in after.items()
        if (old := before.get(name)) is not body and old != body
    }


def packed_by_place(changes: Iterable[ObservedAction]) -> dict[Place, PackedAction]:
    """Return the changes that have a place and an entry, packed, by place."""
    return {
        observed.place: pack(observed.entry, observed.update_time)
        for observed in changes
        if observed.place is not None and observed.entry is not None
    }


def starting_chunk(snapshot: Snapshot, changes: Sequence[ObservedAction]) -> ChunkKey | None:
    """Return the last stored chunk that begins at or before the first turn that changes.

    None if none does.
    """
    first = chunk_of(first_turn(snapshot.index, changes))
    stored = [*snapshot.sealed, *([snapshot.open_key] if snapshot.open_key else [])]
    return max((key for key in stored if key <= first), default=None)


def refold_from(
    snapshot: Snapshot,
    start: ChunkKey | None,
    sealed: Mapping[ChunkKey, SealedChunk],
    changes: Sequence[ObservedAction],
    cached: CachedInputs | None = None,
) -> Folded:
    """Fold again from the beginning of the stored chunk `start`.

    None means from the match's beginning. `sealed` holds every sealed chunk from there on; `cached`
    are newly read inputs. Raises UnusableError if the packed log cannot be read.
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
    entries = group_by_chunk((old | packed_by_place(changes)).items())
    checkpoint = None if start is None else stored[start].checkpoint
    digests = {key: chunk.digests for key, chunk in stored.items()}
    fold, replay = replay_from(whole, start, checkpoint, entries, digests, unchanged_before)
    chunks = replay.chunks()
    new = with_chunks(whole, start, chunks, fold)
    differ = {
        key: chunk
        for key, chunk in chunks.items()
        if key in new.sealed and sealed.get(key) != chunk
    }
    is_unknown = not has_same_texts(snapshot.cached.inputs, whole.cached.inputs)
    at, events, feed_state = (
        newest_update_time(changes),
        replay.changed_documents(),
        fold.feed.feed_state,
    )
    return Folded(new, fold.state, differ, at, events, is_unknown, feed_state)


def replay_from(
    snapshot: Snapshot,
    start: ChunkKey | None,
    checkpoint: bytes | None,
    entries: Mapping[ChunkKey, Entries],
    digests: Mapping[ChunkKey, Digests],
    unchanged_before: Place,
) -> tuple[MatchFold, LogReplay[Action, FeedBody]]:
    """Replay the log from a chunk on, with the index and the inputs of `snapshot`."""
    inputs, references = snapshot.cached.inputs, snapshot.index.references
    base = (
        initial_progress(inputs)
        if checkpoint is None
        else decode_progress(checkpoint, snapshot.setup)
    )
    held = dict(
        base.feed_state.held
    )  # copied as last written: MatchFold refreshes names and awards
    fold = MatchFold(base, inputs, references)
    suffix = LogSuffix(start, unpack_entries(snapshot.setup.match_id, entries), references)
    placed = suffix.placed()
    replay = LogReplay[Action, FeedBody](fold, entries, digests, unchanged_before, held)
    replay.play(placed)
    replay.write_out_of_play(
        suffix.turns_by_action(), lambda: fold.add_not_in_play(suffix.log, placed, suffix.first)
    )
    return fold, replay


def rebuild_from_log(cached: CachedInputs, version: int, log: Sequence[ObservedAction]) -> Folded:
    """Fold everything from the log and the inputs alone; `events` is then the whole feed."""
    encoded = encode_progress(initial_progress(cached.inputs))
    empty = Snapshot(version, cached, Index(), encoded, None, {}, encoded)
    whole = replace(empty, index=index_with(Index(), {}, log))
    entries = group_by_chunk(packed_by_place(log).items())
    fold, replay = replay_from(whole, None, None, entries, {}, FIRST)
    chunks = replay.chunks()
    new = with_chunks(whole, None, chunks, fold)
    sealed = {key: chunk for key, chunk in chunks.items() if key in new.sealed}
    feed = fold.feed
    return Folded(new, fold.state, sealed, 0, feed.documents(), True, feed.feed_state)


def with_chunks(
    snapshot: Snapshot,
    start: ChunkKey | None,
    chunks: Mapping[ChunkKey, SealedChunk],
    fold: MatchFold,
) -> Snapshot:
    """Return the snapshot with these chunks from `start` on; the last of them is open."""
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
