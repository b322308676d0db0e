"""Goes through the turns of a log chunk by chunk, and finds the documents that a change affects.

Before the first turn of each chunk the state is encoded: its checkpoint. What is written of the
documents is known by digests alone; those of turns before the change are taken over, unlooked at.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

from scrbrd.engine.chunks import ChunkKey, Entries, Place, Sealed, chunk_of
from scrbrd.engine.digests import Digests, digest

Turn = TypeVar("Turn")
Body = TypeVar("Body")
Turn_contra = TypeVar("Turn_contra", contravariant=True)
Body_co = TypeVar("Body_co", covariant=True)


class Fold(Protocol[Turn_contra, Body_co]):
    """A fold and the projections that follow it, from a checkpoint on."""

    def play(self, turns: Iterable[Turn_contra]) -> None:
        """Apply turns in order."""
        ...

    def encoded(self) -> bytes:
        """Return what a checkpoint holds."""
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
    """One pass over a suffix of the log.

    `entries` are the packed actions by chunk; `old` the digests of the chunks as they are stored;
    turns before `unchanged_before` are as they were when those were written. `kept` are documents
    of earlier chunks that the checkpoint holds, as they were last written before them.
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
        self.old = old
        self.unchanged_before = unchanged_before
        self.checkpoints: dict[ChunkKey, bytes] = {}
        self.written: dict[ChunkKey, set[str]] = {key: set() for key in entries}
        self.kept = dict(kept)
        self.looked_at: set[str] = set()
        self._digests: dict[str, str] = {}

    def play(self, placed: Sequence[tuple[Place, Turn]]) -> None:
        """Apply every turn, with the place of each, in order of play."""
        turns: dict[ChunkKey, list[tuple[Place, Turn]]] = {key: [] for key in self.entries}
        for place, turn in placed:
            turns.setdefault(chunk_of(place), []).append((place, turn))
        self.fold.take_written()  # what was written before a turn was played is no turn's
        has_changed = False
        for key in sorted(turns):
            if key in self.entries:
                self.checkpoints[key] = self.fold.encoded()
            same = [turn for place, turn in turns[key] if place < self.unchanged_before]
            self._note(key, same)
            other = [turn for place, turn in turns[key] if place >= self.unchanged_before]
            if not other and chunk_of(self.unchanged_before) > key:
                continue
            if not has_changed:  # earlier documents that the change may have made other
                self.looked_at.update(self.fold.kept())
                has_changed = True
            self.looked_at |= self._note(key, other)
        if not has_changed:
            self.looked_at.update(self.fold.kept())

    def add_not_in_play(self, place_of: Mapping[str, Place], write: Callable[[], None]) -> None:
        """Write the documents of entries that are not in play; `place_of` gives each its turn."""
        self.fold.take_written()
        write()
        for name in self.fold.take_written():
            self.written[self._home(chunk_of(place_of[name]))].add(name)
            if place_of[name] >= self.unchanged_before:
                self.looked_at.add(name)

    def _note(self, key: ChunkKey, turns: Sequence[Turn]) -> set[str]:
        """Apply turns of a chunk; return the names of the documents that they wrote."""
        if not turns:
            return set()
        self.fold.play(turns)
        names = self.fold.take_written()
        if self.entries:
            self.written[self._home(key)] |= names
        return names

    def _home(self, key: ChunkKey) -> ChunkKey:
        """Return the chunk that keeps the digests of a turn, whose own chunk may have no entry."""
        return max((each for each in self.entries if each <= key), default=min(self.entries))

    def chunks(self) -> dict[ChunkKey, Sealed]:
        """Return the chunks as they are now, with checkpoint and digests; after the last turn."""
        return {
            key: Sealed(
                self.entries[key],
                self.checkpoints[key],
                {name: self._digest_in(key, name) for name in sorted(self.written[key])},
            )
            for key in self.entries
        }

    def changed(self) -> dict[str, Body]:
        """Return the documents that are not as they were last written; after the last turn."""
        documents, latest = self.fold.documents(), dict[str, str]()
        for key in sorted(self.old):
            latest |= self.old[key]
        return {
            name: documents[name]
            for name in sorted(self.looked_at)
            if self._digest(name) != (latest.get(name) or self._digest_kept(name))
        }

    def _digest_in(self, key: ChunkKey, name: str) -> str:
        """Return the digest of a document that a chunk wrote, as stored where it is unlooked at."""
        stored = None if name in self.looked_at else self.old.get(key, {}).get(name)
        return stored or self._digest(name)

    def _digest(self, name: str) -> str:
        """Return the digest of a document as it is now, computed once."""
        if name not in self._digests:
            self._digests[name] = digest(self.fold.documents()[name])
        return self._digests[name]

    def _digest_kept(self, name: str) -> str | None:
        return digest(self.kept[name]) if name in self.kept else None
