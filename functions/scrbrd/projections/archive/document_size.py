"""Measures the bytes of a value in Firestore, so that no document of the archive is too large."""

from typing import Any

DOCUMENT_BYTES = 1_048_576
"""The most that one document may weigh (Firestore's limit: 1 MiB, its name included)."""

PART_BYTES = 700_000
"""What we let a document of the archive weigh: a third is left for its name and for error."""

MAP_BYTES = 32
"""What Firestore adds to a document, and we to every map, beside the fields."""

NUMBER_BYTES = 8
WORD_BYTES = 1
"""A boolean or a null; also what a string costs beside its bytes."""


def size_of(value: Any) -> int:
    """The bytes of a plain JSON value, or of bytes, by Firestore's rules; never less than Firestore
    counts.

    Source: Firestore, storage size calculations.
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
