"""Converts stored documents to plain JSON values and to JSON bytes."""

from __future__ import annotations

import json
import math
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from google.cloud.firestore import GeoPoint

from scrbrd_gateway.model import Cursor, EncodedDocument, FeedEvent, creation_mark
from scrbrd_gateway.repair import repair_document

MOST_VERSION = 2**63


def json_value(value: Any) -> Any:
    """Return a stored value as a JSON value.

    A time becomes ISO text in UTC, bytes become base64, a reference becomes its path, and a number
    that is not finite becomes null. Fields are sorted by name: Firestore's client returns them in
    another order in each process, and equal documents must have equal bytes and so equal ETags.
    """
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case Mapping():
            return {str(name): json_value(value[name]) for name in sorted(value, key=str)}
        case list() | tuple():
            return [json_value(each) for each in value]
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case bytes():
            return b64encode(value).decode()
        case GeoPoint():
            return {"latitude": value.latitude, "longitude": value.longitude}
    return str(getattr(value, "path", value))


def encode(value: Any) -> bytes:
    """Return plain values as compact JSON in UTF-8."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")  # a lone surrogate cannot be encoded in UTF-8


def encoded_state(document: Mapping[str, Any], created: int = 0) -> EncodedDocument:
    """Return an encoded document with its `version`. `created` is the time of its creation in
    microseconds since 1970."""
    values = json_value(document)
    return EncodedDocument.of(counter(values.get("version")), values, encode(values), created)


def lazy_encoded_state(
    version: object, read: Callable[[], Mapping[str, Any]], created: int
) -> EncodedDocument:
    """Return a document with its stored `version` that is decoded and encoded on first use; `read`
    returns its plain values."""

    def make() -> tuple[Mapping[str, Any], bytes]:
        values = read()
        return values, encode(values)

    return EncodedDocument(counter(version), make, created)


def feed_event(
    match_id: str, event_id: str, document: Mapping[str, Any], created: int = 0
) -> FeedEvent:
    """Return a document of `matches/{matchId}/events`, repaired and encoded, with its `id` and
    `cursor`. `created` is the time of its creation in microseconds since 1970; 0 if unknown."""
    values = repair_document(match_id, event_id, json_value(document))
    return with_cursor(match_id, event_id, values, created)


def with_cursor(
    match_id: str, event_id: str, values: Mapping[str, Any], created: int = 0
) -> FeedEvent:
    """Return a feed document, given as plain values, encoded with its `id` and `cursor`."""
    cursor = Cursor(counter(values.get("revision")), event_id, creation_mark(created))
    document = {"id": event_id, "cursor": cursor.text(match_id), **values}
    return FeedEvent(cursor, document, encode(document))


def counter(value: object) -> int:
    """Return a stored version or revision; 0 for a value that cannot be one."""
    if not isinstance(value, int) or isinstance(value, bool):
        return 0
    return value if 0 <= value < MOST_VERSION else 0
