"""Converts stored values to JSON and back, keeping every type.

A type that JSON lacks is an object of one member whose name begins with `$`: `$time`, `$bytes`,
`$ref`, `$foreign` (a reference to a document of another project or database, by its full name),
`$geo`, `$double` (NaN and the infinities), `$vector`; `$map` holds a map with such a name.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from google.cloud.firestore import Client, DocumentReference, GeoPoint
from google.cloud.firestore_v1.vector import Vector

from scrbrd.adapters.rest_values import Reference

MARK = "$"
NAME = re.compile(r"(projects/[^/]+/databases/[^/]+)/documents/([^/]+/[^/]+(?:/[^/]+/[^/]+)*)")
"""The full name of a document: its database, then its path there."""


def to_json(value: Any) -> Any:
    """Return a stored value as JSON. Raises TypeError for one that Firestore cannot store."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return str(value)
        case float():
            return value if isfinite(value) else {"$double": repr(value)}
        case Mapping():
            return map_to_json(value)
        case Vector():
            return {"$vector": list(value)}
        case list() | tuple():
            return [to_json(item) for item in value]
    return special_to_json(value)


def map_to_json(value: Mapping[Any, Any]) -> Any:
    """Return a map as JSON; one that could be mistaken for a special type is wrapped."""
    fields = {str(name): to_json(item) for name, item in value.items()}
    return {"$map": fields} if any(name.startswith(MARK) for name in fields) else fields


def special_to_json(value: Any) -> Any:
    """Return a value of a type that JSON lacks. Raises TypeError if Firestore cannot store it."""
    match value:
        case datetime():
            utc = value.astimezone(UTC).isoformat(timespec="microseconds")
            return {"$time": utc.replace("+00:00", "Z")}
        case bytes():
            return {"$bytes": base64.b64encode(value).decode()}
        case DocumentReference():
            return {"$ref": value.path}
        case Reference():
            return {"$foreign": value.name}
        case GeoPoint():
            return {"$geo": [value.latitude, value.longitude]}
    raise TypeError(f"Firestore holds no {type(value).__name__}")


def from_json(value: Any, client: Client | None = None) -> Any:
    """Return a value as Firestore stores it.

    A reference becomes one of the client's own database. Raises ValueError for JSON that `to_json`
    does not write.
    """
    if isinstance(value, list):
        return [from_json(item, client) for item in value]
    if not isinstance(value, dict):
        return value
    if not any(name.startswith(MARK) for name in value):
        return {name: from_json(item, client) for name, item in value.items()}
    if len(value) != 1:
        raise ValueError(f"{sorted(value)} is no value of ours")
    [(kind, content)] = value.items()
    return special_from_json(kind, content, client)


def special_from_json(kind: str, content: Any, client: Client | None) -> Any:
    """Return a value of a type that JSON lacks. Raises ValueError for an unknown type."""
    match kind:
        case "$map":
            return {name: from_json(item, client) for name, item in content.items()}
        case "$time":
            return datetime.fromisoformat(content)
        case "$bytes":
            return base64.b64decode(content, validate=True)
        case "$double":
            return float(content)
        case "$geo":
            return GeoPoint(*content)
        case "$vector":
            return Vector(content)
        case "$ref" | "$foreign" if client is not None:
            return reference_to(content, client, is_foreign=kind == "$foreign")
    raise ValueError(f"{kind} is no type of ours")


def reference_to(text: Any, client: Client, *, is_foreign: bool) -> Any:
    """Return a reference to a path in the client's own database, or to a foreign full name.

    A full name in the client's own database gives its document. Raises ValueError for an invalid
    name.
    """
    if not is_foreign:
        return client.document(text)
    match = NAME.fullmatch(text)
    if match is None:
        raise ValueError(f"{text} is no name of a document")
    database, path = match.groups()
    return client.document(path) if database == client._database_string else Reference(text)
