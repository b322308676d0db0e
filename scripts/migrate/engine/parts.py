"""Splits an old document into parts that fit into Firestore documents, and joins them again. Pure.

A Firestore document holds at most 1 MiB, its name included. A copy of an old document near that
limit, with our own fields added, would exceed it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from scrbrd.adapters.rest_values import Reference
from scrbrd.domain.json_types import Json

MOST_BYTES = 900_000
NUMBER_BYTES = 8


def size_of(value: Any) -> int:
    """Return the size of a value in bytes as Firestore counts it, or slightly more."""
    match value:
        case str():
            return len(value.encode()) + 1
        case bytes():
            return len(value)
        case Reference():
            return len(value.name.encode()) + 1
        case Mapping():
            return 32 + sum(
                len(str(key).encode()) + 1 + size_of(each) for key, each in value.items()
            )
        case list() | tuple():
            return sum(size_of(each) for each in value)
        case datetime():
            return NUMBER_BYTES
    return NUMBER_BYTES


def split(fields: Mapping[str, Any], most: int = MOST_BYTES) -> list[Json]:
    """Return the parts of a document: a single one with all fields, or several with pieces of
    them."""
    if size_of(fields) <= most:
        return [{"fields": dict(fields)}]
    parts: list[list[Json]] = [[]]
    room = most
    for piece in pieces([], fields, most // 2):
        size = size_of(piece)
        if size > room:
            parts.append([])
            room = most
        parts[-1].append(piece)
        room -= size
    return [{"pieces": part} for part in parts]


def pieces(path: list[str], value: Any, most: int) -> Iterator[Json]:
    """Yield the pieces of a value, each with its path; long lists are cut into slices, in order."""
    if size_of(value) <= most:
        yield {"path": path, "value": value}
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from pieces([*path, str(key)], each, most)
    elif isinstance(value, list):
        for start, end in slices(value, most):
            yield {"path": path, "items": value[start:end]}
    else:
        yield {"path": path, "value": value}


def slices(values: list[Any], most: int) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of consecutive slices of a list, each of at most `most` bytes.

    A slice has at least one item, even if that item is larger.
    """
    start = size = 0
    for place, each in enumerate(values):
        size += size_of(each)
        if size > most and place > start:
            yield start, place
            start, size = place, size_of(each)
    yield start, len(values)


def join(parts: Sequence[Mapping[str, Any]]) -> Json:
    """Return the document whose parts these are."""
    whole: Json = {}
    for part in parts:
        whole.update(part.get("fields", {}))
        for piece in part.get("pieces", []):
            put_piece(whole, piece)
    return whole


def put_piece(whole: Json, piece: Mapping[str, Any]) -> None:
    """Add one piece to a document that is being joined."""
    *above, name = piece["path"]
    node = whole
    for key in above:
        node = node.setdefault(key, {})
    if "items" in piece:
        node.setdefault(name, []).extend(piece["items"])
    else:
        node[name] = piece["value"]
