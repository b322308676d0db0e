"""Makes JSON of stored documents, as plain values and as bytes."""

from __future__ import annotations

import json
import math
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from google.cloud.firestore import GeoPoint

from scrbrd_gateway.model import Cursor, FeedEvent, Shown
from scrbrd_gateway.repair import put_right

MOST_VERSION = 2**63


def plain(value: Any) -> Any:
    """Return a stored value as JSON has it: a time as ISO text in UTC, bytes in base64, a reference
    as its path, null for what is no number."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case Mapping():
            return {str(name): plain(each) for name, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case bytes():
            return b64encode(value).decode()
        case GeoPoint():
            return {"latitude": value.latitude, "longitude": value.longitude}
    return str(getattr(value, "path", value))


def encode(value: Any) -> bytes:
    """Return plain values as JSON, without a space too many."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")  # half a surrogate pair has no UTF-8


def shown(document: Mapping[str, Any], created: int = 0) -> Shown:
    """Return a document with its `version`, encoded; `created` is when it was made."""
    values = plain(document)
    return Shown.of(counter(values.get("version")), values, encode(values), created)


def shown_later(version: object, read: Callable[[], Mapping[str, Any]], created: int) -> Shown:
    """Return a document by its stored `version`; `read` gives its plain values when somebody wants
    them."""

    def make() -> tuple[Mapping[str, Any], bytes]:
        values = read()
        return values, encode(values)

    return Shown(counter(version), make, created)


def feed_event(match_id: str, event_id: str, document: Mapping[str, Any]) -> FeedEvent:
    """Return a document of `matches/{matchId}/events`, put right, with its `id` and `cursor`,
    encoded."""
    return with_cursor(match_id, event_id, put_right(match_id, event_id, plain(document)))


def with_cursor(match_id: str, event_id: str, values: Mapping[str, Any]) -> FeedEvent:
    """Return a document of a feed, of plain values, with its `id` and `cursor`, encoded."""
    cursor = Cursor(counter(values.get("revision")), event_id)
    told = {"id": event_id, "cursor": cursor.text(match_id), **values}
    return FeedEvent(cursor, told, encode(told))


def counter(value: object) -> int:
    """Return a stored version or revision; 0 for what cannot be one."""
    if not isinstance(value, int) or isinstance(value, bool):
        return 0
    return value if 0 <= value < MOST_VERSION else 0
