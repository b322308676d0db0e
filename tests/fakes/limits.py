"""Checks what Firestore checks of a write: sizes, ids, names of fields, types of values, depth.

Sizes are by Firestore's own formula (https://firebase.google.com/docs/firestore/storage-size), the
limits those of https://firebase.google.com/docs/firestore/quotas. Each function raises
InvalidArgument, as Firestore does, and says what was refused and why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from google.api_core.exceptions import InvalidArgument
from google.cloud.firestore import DocumentReference, GeoPoint
from google.cloud.firestore_v1.vector import Vector

from scrbrd.domain.json_types import JsonMap

LARGEST_DOCUMENT = 1_048_576
LARGEST_COMMIT = 10 * 1_048_576
LONGEST_ID = 1_500
LONGEST_FIELD_NAME = 1_500
LARGEST_FIELD_VALUE = LARGEST_DOCUMENT - 89
DEEPEST = 20
DOCUMENT_OVERHEAD = 32
NAME_OVERHEAD = 16
SIZES_OF_SCALARS: Mapping[type, int] = {type(None): 1, bool: 1, float: 8}
"""Of values that are right whatever they are."""

FIXED_SIZES: tuple[tuple[type | tuple[type, ...], int], ...] = (
    ((int, float, datetime), 8),
    (GeoPoint, 16),
)
RESERVED = re.compile(r"__.*__", re.DOTALL)


def check_commit(documents: Mapping[str, JsonMap | None]) -> None:
    """Refuse a commit of documents by path, as they are after it; None for one it deletes."""
    total = 0
    for path, document in documents.items():
        if document is None:
            check_path(path)
        else:
            total += check_document(path, document)
    if total > LARGEST_COMMIT:
        raise InvalidArgument(f"the commit has {total} bytes, more than {LARGEST_COMMIT}")


def check_document(path: str, document: JsonMap) -> int:
    """Refuse a document that Firestore would not store; gives its size in bytes."""
    check_path(path)
    size = name_size(path) + fields_size(path, document, 1)
    if size > LARGEST_DOCUMENT:
        raise InvalidArgument(f"{path} has {size} bytes, more than {LARGEST_DOCUMENT}")
    return size


def check_path(path: str) -> None:
    """Refuse a path that names no document."""
    ids = path.split("/")
    if len(ids) % 2:
        raise InvalidArgument(f"{path!r} is no document's path")
    for each in ids:
        check_id(each)


def check_id(text: str) -> None:
    """Refuse the id of a document or collection that Firestore does not take."""
    if not text or "/" in text or text in (".", "..") or RESERVED.fullmatch(text):
        raise InvalidArgument(f"{text!r} is no id, or a reserved one")
    if len(utf8(text)) > LONGEST_ID:
        raise InvalidArgument(f"the id {text[:20]!r}... is longer than {LONGEST_ID} bytes")


def fields_size(where: str, fields: JsonMap, depth: int) -> int:
    """The bytes of the fields of a document or a map, and what either takes itself.

    Refuses a field by its name, its value, or how deep it is nested.
    """
    size = DOCUMENT_OVERHEAD
    for name, value in fields.items():
        size += field_name_size(name) + value_size(where, name, value, depth)
    return size


@cache
def field_name_size(name: object) -> int:
    """The bytes of a field's name; refuses one that Firestore does not take."""
    if not isinstance(name, str) or not name or RESERVED.fullmatch(name):
        raise InvalidArgument(f"{name!r} is no name of a field, or a reserved one")
    size = len(utf8(name))
    if size > LONGEST_FIELD_NAME:
        raise InvalidArgument(
            f"the field {name[:20]!r}... is longer than {LONGEST_FIELD_NAME} bytes"
        )
    return size + 1


def value_size(where: str, name: str, value: Any, depth: int) -> int:
    """The bytes of a field's value.

    Refuses a value of a type, a range or a depth that Firestore does not hold. The commonest types
    come first: most tests in memory spend their time here.
    """
    if depth > DEEPEST:
        raise InvalidArgument(f"{where}.{name[:40]} is nested deeper than {DEEPEST}")
    size = SIZES_OF_SCALARS.get(type(value))
    if size is not None:
        return size
    match value:
        case str():
            return bytes_size(where, name, value if value.isascii() else utf8(value)) + 1
        case bytes():
            return bytes_size(where, name, value)
        case dict():
            return fields_size(f"{where}.{name[:40]}", value, depth + 1)
        case list() | tuple():
            return list_size(where, name, value, depth)
        case _:
            return scalar_size(f"{where}.{name[:40]}", value)


def list_size(where: str, name: str, values: list[Any] | tuple[Any, ...], depth: int) -> int:
    """The bytes of a list; refuses a list in a list."""
    if any(isinstance(part, list | tuple) for part in values):
        raise InvalidArgument(f"{where}.{name[:40]} holds a list in a list")
    return sum(value_size(where, name, part, depth + 1) for part in values)


def bytes_size(where: str, name: str, value: str | bytes) -> int:
    """The bytes of an ASCII text, or of bytes; refuses what is too long."""
    if len(value) > LARGEST_FIELD_VALUE:
        raise InvalidArgument(
            f"{where}.{name[:40]} has {len(value)} bytes, more than {LARGEST_FIELD_VALUE}"
        )
    return len(value)


def scalar_size(where: str, value: Any) -> int:
    """The bytes of any other value; refuses a number of more than 64 bits, a time off the calendar,
    and any other type."""
    if isinstance(value, datetime):
        check_time(where, value)
    elif isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise InvalidArgument(f"{where} is a number of more than 64 bits")
    if isinstance(value, DocumentReference):
        return name_size(value.path)
    if isinstance(value, Vector):
        return 8 * len(value)
    for kinds, size in FIXED_SIZES:
        if isinstance(value, kinds):
            return size
    raise InvalidArgument(f"{where} is a {type(value).__name__}, which Firestore does not hold")


def check_time(where: str, value: datetime) -> None:
    """Refuse a time that is before year 1 or behind year 9999 in UTC."""
    try:
        value.astimezone(UTC)
    except OverflowError as error:
        raise InvalidArgument(f"{where} is off the calendar: {value}") from error


@cache
def name_size(path: str) -> int:
    """The bytes of a document's name."""
    return NAME_OVERHEAD + sum(len(utf8(each)) + 1 for each in path.split("/"))


def utf8(text: str) -> bytes:
    """A text as Firestore stores it; refuses half a character."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise InvalidArgument(f"{text[:20]!r} is no Unicode") from error
