"""Checks writes as Firestore does: sizes, ids, field names, types of values, nesting depth.

Sizes follow Firestore's formula (https://firebase.google.com/docs/firestore/storage-size), the
limits are those of https://firebase.google.com/docs/firestore/quotas. Each function raises
InvalidArgument, as Firestore does; its message names the refused part and the reason.
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

MAX_DOCUMENT_BYTES = 1_048_576
MAX_COMMIT_BYTES = 10 * 1_048_576
MAX_ID_BYTES = 1_500
MAX_FIELD_NAME_BYTES = 1_500
MAX_FIELD_VALUE_BYTES = MAX_DOCUMENT_BYTES - 89
MAX_DEPTH = 20
DOCUMENT_OVERHEAD = 32
NAME_OVERHEAD = 16
SCALAR_SIZES: Mapping[type, int] = {type(None): 1, bool: 1, float: 8}
"""Sizes of the types whose every value is valid."""

FIXED_SIZES: tuple[tuple[type | tuple[type, ...], int], ...] = (
    ((int, float, datetime), 8),
    (GeoPoint, 16),
)
RESERVED = re.compile(r"__.*__", re.DOTALL)


def check_commit(documents: Mapping[str, JsonMap | None]) -> None:
    """Refuse a commit, given its resulting documents by path; None for a deleted document."""
    total = 0
    for path, document in documents.items():
        if document is None:
            check_path(path)
        else:
            total += check_document(path, document)
    if total > MAX_COMMIT_BYTES:
        raise InvalidArgument(f"the commit has {total} bytes, more than {MAX_COMMIT_BYTES}")


def check_document(path: str, document: JsonMap) -> int:
    """Refuse a document that Firestore would not store; return its size in bytes."""
    check_path(path)
    size = name_size(path) + fields_size(path, document, 1)
    if size > MAX_DOCUMENT_BYTES:
        raise InvalidArgument(f"{path} has {size} bytes, more than {MAX_DOCUMENT_BYTES}")
    return size


def check_path(path: str) -> None:
    """Refuse a path that is not a document's path."""
    ids = path.split("/")
    if len(ids) % 2:
        raise InvalidArgument(f"{path!r} is no document's path")
    for each in ids:
        check_id(each)


def check_id(text: str) -> None:
    """Refuse an id of a document or collection that Firestore does not accept."""
    if not text or "/" in text or text in (".", "..") or RESERVED.fullmatch(text):
        raise InvalidArgument(f"{text!r} is no id, or a reserved one")
    if len(encode_utf8(text)) > MAX_ID_BYTES:
        raise InvalidArgument(f"the id {text[:20]!r}... is longer than {MAX_ID_BYTES} bytes")


def fields_size(field_path: str, fields: JsonMap, depth: int) -> int:
    """Return the size in bytes of a document's or map's fields, its own overhead included.

    Refuses a field with an invalid name or value, or one nested too deep.
    """
    size = DOCUMENT_OVERHEAD
    for name, value in fields.items():
        size += field_name_size(name) + value_size(field_path, name, value, depth)
    return size


@cache
def field_name_size(name: object) -> int:
    """Return the size in bytes of a field's name; refuse one that Firestore does not accept."""
    if not isinstance(name, str) or not name or RESERVED.fullmatch(name):
        raise InvalidArgument(f"{name!r} is no name of a field, or a reserved one")
    size = len(encode_utf8(name))
    if size > MAX_FIELD_NAME_BYTES:
        raise InvalidArgument(
            f"the field {name[:20]!r}... is longer than {MAX_FIELD_NAME_BYTES} bytes"
        )
    return size + 1


def value_size(field_path: str, name: str, value: Any, depth: int) -> int:
    """Return the size in bytes of a field's value.

    Refuses a value whose type, range or depth Firestore does not store. The commonest types come
    first: most tests in memory spend their time here.
    """
    if depth > MAX_DEPTH:
        raise InvalidArgument(f"{field_path}.{name[:40]} is nested deeper than {MAX_DEPTH}")
    size = SCALAR_SIZES.get(type(value))
    if size is not None:
        return size
    match value:
        case str():
            return (
                bytes_size(field_path, name, value if value.isascii() else encode_utf8(value)) + 1
            )
        case bytes():
            return bytes_size(field_path, name, value)
        case dict():
            return fields_size(f"{field_path}.{name[:40]}", value, depth + 1)
        case list() | tuple():
            return list_size(field_path, name, value, depth)
        case _:
            return scalar_size(f"{field_path}.{name[:40]}", value)


def list_size(field_path: str, name: str, values: list[Any] | tuple[Any, ...], depth: int) -> int:
    """Return the size in bytes of a list; refuse a list in a list."""
    if any(isinstance(part, list | tuple) for part in values):
        raise InvalidArgument(f"{field_path}.{name[:40]} holds a list in a list")
    return sum(value_size(field_path, name, part, depth + 1) for part in values)


def bytes_size(field_path: str, name: str, value: str | bytes) -> int:
    """Return the size in bytes of an ASCII text or of bytes; refuse one that is too long."""
    if len(value) > MAX_FIELD_VALUE_BYTES:
        raise InvalidArgument(
            f"{field_path}.{name[:40]} has {len(value)} bytes, more than {MAX_FIELD_VALUE_BYTES}"
        )
    return len(value)


def scalar_size(field_path: str, value: Any) -> int:
    """Return the size in bytes of any other value.

    Refuses an integer of more than 64 bits, a time outside years 1 to 9999, and any other type.
    """
    if isinstance(value, datetime):
        check_time(field_path, value)
    elif isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise InvalidArgument(f"{field_path} is a number of more than 64 bits")
    if isinstance(value, DocumentReference):
        return name_size(value.path)
    if isinstance(value, Vector):
        return 8 * len(value)
    for kinds, size in FIXED_SIZES:
        if isinstance(value, kinds):
            return size
    raise InvalidArgument(
        f"{field_path} is a {type(value).__name__}, which Firestore does not hold"
    )


def check_time(field_path: str, value: datetime) -> None:
    """Refuse a time before year 1 or after year 9999 in UTC."""
    try:
        value.astimezone(UTC)
    except OverflowError as error:
        raise InvalidArgument(f"{field_path} is off the calendar: {value}") from error


@cache
def name_size(path: str) -> int:
    """Return the size in bytes of a document's name."""
    return NAME_OVERHEAD + sum(len(encode_utf8(each)) + 1 for each in path.split("/"))


def encode_utf8(text: str) -> bytes:
    """Encode a text as Firestore stores it; refuse a lone surrogate."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise InvalidArgument(f"{text[:20]!r} is no Unicode") from error
