"""Defines the JSON of Firestore's REST interface: each stored value as JSON writes it, and back."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from google.api_core.datetime_helpers import DatetimeWithNanoseconds
from google.cloud.firestore import GeoPoint

NOT_FINITE = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}
"""Numbers that JSON has no literal for, by their text in Python: the interface takes strings."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A value that refers to a document, by its whole name: `projects/{p}/databases/{d}/...`.

    The library for servers writes it as what it is, of whatever project the document may be.
    """

    name: str

    @property
    def _document_path(self) -> str:
        """Return what the library asks a reference for."""
        return self.name

    def __str__(self) -> str:
        return self.name


def encoded(value: Any) -> dict[str, Any]:
    """Return a value as Firestore's REST interface writes it; TypeError for an unknown type."""
    if isinstance(value, Mapping):
        fields = {str(name): encoded(item) for name, item in value.items()}
        return {"mapValue": {"fields": fields}}
    if isinstance(value, list | tuple):
        return {"arrayValue": {"values": [encoded(item) for item in value]}}
    return encoded_scalar(value)


def encoded_scalar(value: Any) -> dict[str, Any]:
    """Return a value without parts; a bool is an int to Python, so it is asked for first."""
    match value:
        case None:
            return {"nullValue": None}
        case bool():
            return {"booleanValue": value}
        case int():
            return {"integerValue": str(value)}
        case float():
            return {"doubleValue": value if isfinite(value) else NOT_FINITE[repr(value)]}
        case str():
            return {"stringValue": str(value)}
        case datetime():
            return {"timestampValue": rfc3339(value)}
    return encoded_special(value)


def encoded_special(value: Any) -> dict[str, Any]:
    """Return a value of a type that neither JSON nor Python has a word for. Raises TypeError."""
    match value:
        case bytes():
            return {"bytesValue": base64.b64encode(value).decode()}
        case Reference():
            return {"referenceValue": value.name}
        case GeoPoint():
            point = {"latitude": value.latitude, "longitude": value.longitude}
            return {"geoPointValue": point}
    raise TypeError(f"Firestore holds no {type(value).__name__}")


def rfc3339(moment: datetime) -> str:
    """Return a moment as the interface writes it, in UTC, with nanoseconds where it has any."""
    if isinstance(moment, DatetimeWithNanoseconds):
        return str(moment.rfc3339())
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def decoded(value: dict[str, Any]) -> Any:
    """Return a value of Firestore's REST interface as ours."""
    kind, content = next(iter(value.items()))
    match kind:
        case "nullValue":
            return None
        case "integerValue":
            return int(content)
        case "doubleValue":
            return float(content)
        case "mapValue":
            return {name: decoded(item) for name, item in content.get("fields", {}).items()}
        case "arrayValue":
            return [decoded(item) for item in content.get("values", [])]
    return decoded_special(kind, content)


def decoded_special(kind: str, content: Any) -> Any:
    """Return a value of a type that JSON has no word for; a text or a bool as it is."""
    match kind:
        case "timestampValue":
            return datetime.fromisoformat(content)
        case "bytesValue":
            return base64.b64decode(content)
        case "referenceValue":
            return Reference(content)
        case "geoPointValue":
            return GeoPoint(content.get("latitude", 0.0), content.get("longitude", 0.0))
    return content
