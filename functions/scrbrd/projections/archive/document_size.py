"""Computes the size of a value in Firestore, so that no document of the archive is too large."""

from typing import Any

DOCUMENT_BYTES = 1_048_576
"""The maximum size of a document (Firestore's limit: 1 MiB, its name included)."""

PART_BYTES = 700_000
"""Our maximum size of an archive document: a third is left for its name and for error."""

MAP_BYTES = 32
"""Bytes that Firestore adds to the fields of a document; here added to every map."""

NUMBER_BYTES = 8
WORD_BYTES = 1
"""A boolean or a null; also added to the bytes of a string."""


def size_of(value: Any) -> int:
    """Return the size in bytes of a plain JSON value, or of bytes.

    Never less than Firestore's count. Source: Firestore, storage size calculations.
    """
    match value:
        case str():
            return len(value.encode()) + WORD_BYTES
        case bytes():
            return len(value)
        case None | bool():
            return WORD_BYTES
        case dict():
            return MAP_BYTES + sum(size_of(name) + size_of(each) for name, each in value.items())
        case list() | tuple():
            return sum(size_of(each) for each in value)
    return NUMBER_BYTES
