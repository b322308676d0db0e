"""Finds what Firestore cannot store in a document of a backup, before anything is written. Pure.

Files with checksums have no such documents; those of version 1, or written by hand, may have.
The limits are those of firebase.google.com/docs/firestore/quotas.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from google.cloud.firestore import DocumentReference, GeoPoint
from google.cloud.firestore_v1.vector import Vector

from scrbrd.domain.identifiers import can_name_document

INTEGERS: Final = range(-(2**63), 2**63)
MAX_DEPTH: Final = 20
MAX_NAME_BYTES: Final = 1500
MAX_DIMENSIONS: Final = 2048
MAX_LATITUDE, MAX_LONGITUDE = 90, 180
SHOWN: Final = 80
"""Maximum number of characters of a path or a name that a message repeats."""


def path_fault(path: str) -> str | None:
    """Return why Firestore has no document at a path; None if it may have one."""
    if all(map(can_name_document, path.split("/"))):
        return None
    return f"{path:.{SHOWN}} is no path of a document"


def fields_fault(path: str, fields: Mapping[str, Any]) -> str | None:
    """Return the first value that Firestore cannot store, with its field; None if there is none."""
    fault = next(faults(fields, "", 0), None)
    return None if fault is None else f"{path:.{SHOWN}}: {fault}"


def faults(value: Any, field: str, depth: int) -> Iterator[str]:
    """Yield what cannot be stored in a value; `depth` counts the maps and lists around it."""
    if not isinstance(value, Mapping | list):
        if fault := plain_fault(value):
            yield f"{field:.{SHOWN}} {fault}"
        return
    if depth > MAX_DEPTH:
        yield f"{field:.{SHOWN}} is nested more than {MAX_DEPTH} deep"
        return
    for name, each in parts_of(value):
        path = f"{field}.{name}" if field else name
        if isinstance(value, Mapping) and not is_field_name(name):
            yield f"{path:.{SHOWN}} has a name that no field can have"
        if isinstance(value, list) and isinstance(each, list):
            yield f"{path:.{SHOWN}} is a list in a list"
        yield from faults(each, path, depth + 1)


def parts_of(value: Mapping[str, Any] | list[Any]) -> Iterable[tuple[str, Any]]:
    """Return the parts of a map or a list by name."""
    if isinstance(value, Mapping):
        return value.items()
    return ((str(index), each) for index, each in enumerate(value))


def plain_fault(value: Any) -> str | None:
    """Return why a value other than a map or a list cannot be stored; None if it can be."""
    match value:
        case int() if value not in INTEGERS:
            return "is an integer of more than 64 bits"
        case Vector() if not 0 < len(value) <= MAX_DIMENSIONS:
            return f"is a vector of {len(value)} numbers"
        case GeoPoint() if not is_point(value.latitude, value.longitude):
            return "is no place on earth"
        case DocumentReference() if path_fault(value.path):
            return "refers to no path of a document"
    return None


def is_field_name(name: str) -> bool:
    """Return True if Firestore accepts the name of a field."""
    is_reserved = name.startswith("__") and name.endswith("__")
    return not is_reserved and 0 < len(name.encode(errors="replace")) <= MAX_NAME_BYTES


def is_point(latitude: Any, longitude: Any) -> bool:
    """Return True for a latitude and a longitude in degrees."""
    numbers = (latitude, MAX_LATITUDE), (longitude, MAX_LONGITUDE)
    return all(isinstance(each, int | float) and abs(each) <= most for each, most in numbers)
