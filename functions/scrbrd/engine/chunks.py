"""Defines the packed log: every action of a match in few documents, so that few are read.

A chunk holds the texts of 64 sequences of one part of the log (for cricket: one innings), the state
before the first of them, and digests of the documents that they wrote. All chunks but the last are
sealed.
"""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scrbrd.engine.digests import Digests

CHUNK_ACTIONS = 64
"""Few, because an undone ball folds its chunk again, and every ball writes it again."""

FASTEST_LEVEL = 1
LEAST_WINDOW, MOST_WINDOW = 9, 15
"""Powers of two, in bytes: how far back zlib searches for repetitions."""

Place = tuple[int, int]
"""The place of an action in the log: the part, and the sequence in it, both from 1."""

ChunkKey = tuple[int, int]
"""(part, k): sequences 64k + 1 to 64k + 64 of the part, k from 0."""

Checksums = Mapping[ChunkKey, int]
"""The sealed chunks of a log in order, each with its checksum."""


@dataclass(frozen=True, slots=True)
class PackedAction:
    """One packed action; `update_time`, in microseconds since 1970, shows which copy is newer."""

    update_time: int
    is_voided: bool
    text: str


Entries = dict[int, PackedAction]
"""The packed actions of one chunk by sequence."""


@dataclass(frozen=True, slots=True)
class SealedChunk:
    """A chunk that no longer grows.

    `checkpoint` is the encoded state before its first place. `digests` are those of the documents
    of the feed that its turns wrote, by the name of the document; a later chunk may have written
    some of them again.
    """

    entries: Mapping[int, PackedAction]
    checkpoint: bytes
    digests: Digests = field(default_factory=dict)


def checksum_of(match_id: str, key: ChunkKey, chunk: SealedChunk) -> int:
    """Return the CRC-32 of a chunk: its match and key, every line, checkpoint and digests."""
    lines, digests = to_lines(chunk.entries).encode(), digest_lines(chunk.digests).encode()
    head = f"{match_id} {key} {len(lines)} {len(chunk.checkpoint)}\n".encode()
    total = zlib.crc32(lines, zlib.crc32(head))
    return zlib.crc32(digests, zlib.crc32(chunk.checkpoint, total))


def checksums_of(match_id: str, chunks: Mapping[ChunkKey, SealedChunk]) -> dict[ChunkKey, int]:
    """Return the checksums of chunks, in order of their keys."""
    return {key: checksum_of(match_id, key, chunk) for key, chunk in sorted(chunks.items())}


def chunk_of(place: Place) -> ChunkKey:
    """Return the chunk in which a place lies."""
    return place[0], (place[1] - 1) // CHUNK_ACTIONS


def first_place(key: ChunkKey) -> Place:
    """Return the first place that belongs to a chunk."""
    return key[0], key[1] * CHUNK_ACTIONS + 1


def group_by_chunk(entries: Iterable[tuple[Place, PackedAction]]) -> dict[ChunkKey, Entries]:
    """Group packed entries by chunk, chunks in order."""
    chunks: dict[ChunkKey, Entries] = {}
    for place, packed in sorted(entries, key=lambda item: item[0]):
        chunks.setdefault(chunk_of(place), {})[place[1]] = packed
    return chunks


def to_lines(entries: Mapping[int, PackedAction]) -> str:
    """Return a chunk's entries as text, a line each: sequence, update time, `v` or `-`, JSON."""
    return "\n".join(
        f"{sequence}\t{packed.update_time}\t{'v' if packed.is_voided else '-'}\t{packed.text}"
        for sequence, packed in sorted(entries.items())
    )


def from_lines(text: str) -> Entries:
    """Read the entries of `to_lines`. Raises ValueError for any other line."""
    entries: Entries = {}
    for line in text.split("\n") if text else ():
        sequence, update_time, mark, rest = line.split("\t", 3)
        entries[int(sequence)] = PackedAction(int(update_time), mark == "v", rest)
    return entries


def digest_lines(digests: Digests) -> str:
    """Return digests as text, a line each: the name and the digest."""
    return "\n".join(f"{name} {each}" for name, each in sorted(digests.items()))


def from_digest_lines(text: str) -> dict[str, str]:
    """Read the digests of `digest_lines`. Raises ValueError for any other line."""
    found: dict[str, str] = {}
    for line in text.split("\n") if text else ():
        name, each = line.split(" ")
        found[name] = each
    return found


def deflate(data: bytes) -> bytes:
    """Return data as a zlib stream, which `zlib.decompress` reads.

    The window is as long as the data: by default zlib allocates a quarter of a mebibyte for each
    call, which for the small parts of a document takes longer than compressing them.
    """
    window = max(LEAST_WINDOW, min(MOST_WINDOW, len(data).bit_length()))
    stream = zlib.compressobj(FASTEST_LEVEL, zlib.DEFLATED, window, window - 7)
    return stream.compress(data) + stream.flush()
