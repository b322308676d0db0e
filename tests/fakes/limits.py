"""Checks what Firestore checks of a write: sizes, ids, names of fields, types of values, depth.

Sizes are by Firestore's own formula (https://firebase.google.com/docs/firestore/storage-size), the
limits those of https://firebase.google.com/docs/firestore/quotas. Each function raises
InvalidArgument, as Firestore does, and says what was refused and why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from google.api_core.exceptions import InvalidArgument
from google.cloud.firestore import DocumentReference, GeoPoint
from google.cloud.firestore_v1.vector import Vector

Json = Mapping[str, Any]

LARGEST_DOCUMENT = 1_048_576
LARGEST_COMMIT = 10 * 1_048_576
LONGEST_ID = 1_500
LONGEST_FIELD_NAME = 1_500
LARGEST_FIELD_VALUE = LARGEST_DOCUMENT - 89
DEEPEST = 20
DOCUMENT_OVERHEAD = 32
NAME_OVERHEAD = 16
FIXED_SIZES: tuple[tuple[type | tuple[type, ...], int], ...] = (
    (type(None), 1),
    (bool, 1),
    ((int, float, datetime), 8),
    (GeoPoint, 16),
)
RESERVED = re.compile(r"__.*__", re.DOTALL)


def check_commit(documents: Mapping[str, Json | None]) -> None:
    """Refuse a commit of documents by path, as they are after it; None for one it deletes."""
    total = 0
    for path, document in documents.items():
        if document is None:
            check_path(path)
        else:
            total += check_document(path, document)
    if total > LARGEST_COMMIT:
        raise InvalidArgument(f"the commit has {total} bytes, more than {LARGEST_COMMIT}")


def check_document(path: str, document: Json) -> int:
    """Refuse a document that Firestore would not store; gives its size in bytes."""
    check_path(path)
    for name, value in document.items():
        check_field(path, name, value, 1)
    size = document_size(path, document)
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


def check_field(path: str, name: object, value: Any, depth: int) -> None:
    """Refuse a field by its name, its value, or how deep it is nested."""
    if not isinstance(name, str) or not name or RESERVED.fullmatch(name):
        raise InvalidArgument(f"{path}: {name!r} is no name of a field, or a reserved one")
    if len(utf8(name)) > LONGEST_FIELD_NAME:
        raise InvalidArgument(f"{path}: {name[:20]!r}... is longer than {LONGEST_FIELD_NAME} bytes")
    check_value(f"{path}.{name[:40]}", value, depth)


def check_value(where: str, value: Any, depth: int) -> None:
    """Refuse a value of a type, a range or a depth that Firestore does not hold."""
    if depth > DEEPEST:
        raise InvalidArgument(f"{where} is nested deeper than {DEEPEST}")
    match value:
        case dict():
            for name, part in value.items():
                check_field(where, name, part, depth + 1)
        case list() | tuple():
            check_list(where, value, depth)
        case str():
            check_bytes(where, utf8(value))
        case bytes():
            check_bytes(where, value)
        case _:
            check_scalar(where, value)


def check_list(where: str, value: list[Any] | tuple[Any, ...], depth: int) -> None:
    """Refuse a list in a list, and what is in it as elsewhere."""
    for part in value:
        if isinstance(part, list | tuple):
            raise InvalidArgument(f"{where} holds a list in a list")
        check_value(where, part, depth + 1)


def check_bytes(where: str, value: bytes) -> None:
    """Refuse a text or bytes that are too long."""
    if len(value) > LARGEST_FIELD_VALUE:
        raise InvalidArgument(f"{where} has {len(value)} bytes, more than {LARGEST_FIELD_VALUE}")


def check_scalar(where: str, value: Any) -> None:
    """Refuse a number of more than 64 bits, a time off the calendar, and any other type."""
    if isinstance(value, datetime):
        check_time(where, value)
    elif isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise InvalidArgument(f"{where} is a number of more than 64 bits")
    elif not isinstance(value, int | float | GeoPoint | DocumentReference | Vector | None):
        raise InvalidArgument(f"{where} is a {type(value).__name__}, which Firestore does not hold")


def check_time(where: str, value: datetime) -> None:
    """Refuse a time that is before year 1 or behind year 9999 in UTC."""
    try:
        value.astimezone(UTC)
    except OverflowError as error:
        raise InvalidArgument(f"{where} is off the calendar: {value}") from error


def document_size(path: str, document: Json) -> int:
    """The bytes of a document with its name."""
    return name_size(path) + fields_size(document)


def name_size(path: str) -> int:
    """The bytes of a document's name."""
    return NAME_OVERHEAD + sum(len(utf8(each)) + 1 for each in path.split("/"))


def fields_size(fields: Json) -> int:
    """The bytes of the fields of a document or a map, and what either takes itself."""
    parts = (len(utf8(name)) + 1 + value_size(value) for name, value in fields.items())
    return DOCUMENT_OVERHEAD + sum(parts)


def value_size(value: Any) -> int:
    """The bytes of a value."""
    for kind, size in FIXED_SIZES:
        if isinstance(value, kind):
            return size
    if isinstance(value, str):
        return len(utf8(value)) + 1
    if isinstance(value, bytes):
        return len(value)
    if isinstance(value, dict):
        return fields_size(value)
    if isinstance(value, DocumentReference):
        return name_size(value.path)
    if isinstance(value, Vector):
        return 8 * len(value)
    return sum(value_size(part) for part in value)


def utf8(text: str) -> bytes:
    """A text as Firestore stores it; refuses half a character."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise InvalidArgument(f"{text[:20]!r} is no Unicode") from error
