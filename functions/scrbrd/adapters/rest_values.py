"""Converts values to and from the JSON of Firestore's REST interface."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from google.api_core.datetime_helpers import DatetimeWithNanoseconds
from google.cloud.firestore import GeoPoint

NOT_FINITE = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}
"""Strings that the interface takes for numbers without a JSON literal, by their text in Python."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A value that refers to a document by its full name: `projects/{p}/databases/{d}/...`.

    The server library writes it as a reference, whatever project the document belongs to.
    """

    name: str

    @property
    def _document_path(self) -> str:
        """Return the full name, which the library reads from a reference."""
        return self.name

    def __str__(self) -> str:
        return self.name


def encode_value(value: Any) -> dict[str, Any]:
    """Return a value in the form of the REST interface. Raises TypeError for an unknown type."""
    if isinstance(value, Mapping):
        fields = {str(name): encode_value(item) for name, item in value.items()}
        return {"mapValue": {"fields": fields}}
    if isinstance(value, list | tuple):
        return {"arrayValue": {"values": [encode_value(item) for item in value]}}
    return encode_scalar(value)


def encode_scalar(value: Any) -> dict[str, Any]:
    """Return an encoded scalar. A bool is an int in Python, so it is matched first."""
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
    return encode_special(value)


def encode_special(value: Any) -> dict[str, Any]:
    """Return an encoded value of a type that JSON does not have. Raises TypeError if unknown."""
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
    """Return a time as text in UTC, with nanoseconds if it has any."""
    if isinstance(moment, DatetimeWithNanoseconds):
        return str(moment.rfc3339())
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def decode_value(value: dict[str, Any]) -> Any:
    """Return the Python value of a value of the REST interface."""
    kind, content = next(iter(value.items()))
    match kind:
        case "nullValue":
            return None
        case "integerValue":
            return int(content)
        case "doubleValue":
            return float(content)
        case "mapValue":
            return {name: decode_value(item) for name, item in content.get("fields", {}).items()}
        case "arrayValue":
            return [decode_value(item) for item in content.get("values", [])]
    return decode_special(kind, content)


def decode_special(kind: str, content: Any) -> Any:
    """Return a decoded value of a type that JSON does not have; text and booleans unchanged."""
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
