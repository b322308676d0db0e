"""Replays the turns of a log chunk by chunk, and finds the documents that a change affects.

Before the first turn of each chunk the state is encoded: its checkpoint. Documents are compared by
their digests; those of turns before the change are taken over without comparing.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

from scrbrd.engine.chunks import ChunkKey, Entries, Place, SealedChunk, chunk_of
from scrbrd.engine.digests import Digests, digest

Turn = TypeVar("Turn")
Body = TypeVar("Body")
Turn_contra = TypeVar("Turn_contra", contravariant=True)
Body_co = TypeVar("Body_co", covariant=True)


class Fold(Protocol[Turn_contra, Body_co]):
    """A fold with the projections that follow it, starting at a checkpoint."""

    def play(self, turns: Iterable[Turn_contra]) -> None:
        """Apply turns in order."""
        ...

    def encoded(self) -> bytes:
        """Return the encoded state, for a checkpoint."""
        ...

    def documents(self) -> Mapping[str, Body_co]:
        """Return the documents written since the checkpoint, and those it keeps."""
        ...

    def take_written(self) -> set[str]:
        """Return the names of the documents written since the last call."""
        ...

    def kept(self) -> Collection[str]:
        """Return the names of the documents that a later turn may still change."""
        ...


class LogReplay(Generic[Turn, Body]):
    """One pass over the last part of the log.

    `entries` are the packed actions by chunk; `stored_digests` the digests of the chunks as stored;
    turns before `unchanged_before` are the same as when those were written. `kept_documents` are
    documents of earlier chunks that the checkpoint holds, as they were last written before them.
    """

    def __init__(
        self,
        fold: Fold[Turn, Body],
        entries: Mapping[ChunkKey, Entries],
        old: Mapping[ChunkKey, Digests],
        unchanged_before: Place,
        kept: Mapping[str, Body],
    ) -> None:
        self.fold = fold
        self.entries = entries
        self.stored_digests = old
        self.unchanged_before = unchanged_before
        self.checkpoints: dict[ChunkKey, bytes] = {}
        self.written: dict[ChunkKey, set[str]] = {key: set() for key in entries}
        self.kept_documents = dict(kept)
        self.compared: set[str] = set()
        self._digests: dict[str, str] = {}

    def play(self, placed: Sequence[tuple[Place, Turn]]) -> None:
        """Apply every turn, given with its place, in order of play."""
        turns: dict[ChunkKey, list[tuple[Place, Turn]]] = {key: [] for key in self.entries}
        for place, turn in placed:
            turns.setdefault(chunk_of(place), []).append((place, turn))
        self.fold.take_written()  # what was written before a turn was played is no turn's
        has_changed = False
        for key in sorted(turns):
            if key in self.entries:
                self.checkpoints[key] = self.fold.encoded()
            same = [turn for place, turn in turns[key] if place < self.unchanged_before]
            self._play_turns(key, same)
            other = [turn for place, turn in turns[key] if place >= self.unchanged_before]
            if not other and chunk_of(self.unchanged_before) > key:
                continue
            if not has_changed:  # earlier documents that the change may have made other
                self.compared.update(self.fold.kept())
                has_changed = True
            self.compared |= self._play_turns(key, other)
        if not has_changed:
            self.compared.update(self.fold.kept())

    def write_out_of_play(self, place_of: Mapping[str, Place], write: Callable[[], None]) -> None:
        """Write the documents of entries that are not in play; `place_of` gives each its turn."""
        self.fold.take_written()
        write()
        for name in self.fold.take_written():
            self.written[self._digest_chunk(chunk_of(place_of[name]))].add(name)
            if place_of[name] >= self.unchanged_before:
                self.compared.add(name)

    def _play_turns(self, key: ChunkKey, turns: Sequence[Turn]) -> set[str]:
        """Apply turns of a chunk; return the names of the documents that they wrote."""
        if not turns:
            return set()
        self.fold.play(turns)
        names = self.fold.take_written()
        if self.entries:
            self.written[self._digest_chunk(key)] |= names
        return names

    def _digest_chunk(self, key: ChunkKey) -> ChunkKey:
        """Return the chunk that keeps the digests of a turn whose own chunk may have no entry."""
        return max((each for each in self.entries if each <= key), default=min(self.entries))

    def chunks(self) -> dict[ChunkKey, SealedChunk]:
        """Return the present chunks, with checkpoint and digests; call after the last turn."""
        return {
            key: SealedChunk(
                self.entries[key],
                self.checkpoints[key],
                {name: self._digest_in(key, name) for name in sorted(self.written[key])},
            )
            for key in self.entries
        }

    def changed_documents(self) -> dict[str, Body]:
        """Return the documents that differ from those last written; call after the last turn."""
        documents, latest = self.fold.documents(), dict[str, str]()
        for key in sorted(self.stored_digests):
            latest |= self.stored_digests[key]
        return {
            name: documents[name]
            for name in sorted(self.compared)
            if self._digest(name) != (latest.get(name) or self._digest_kept(name))
        }

    def _digest_in(self, key: ChunkKey, name: str) -> str:
        """Return the digest of a document that a chunk wrote; the stored one if it was not
        compared."""
        stored = None if name in self.compared else self.stored_digests.get(key, {}).get(name)
        return stored or self._digest(name)

    def _digest(self, name: str) -> str:
        """Return the present digest of a document, computed once."""
        if name not in self._digests:
            self._digests[name] = digest(self.fold.documents()[name])
        return self._digests[name]

    def _digest_kept(self, name: str) -> str | None:
        return digest(self.kept_documents[name]) if name in self.kept_documents else None
