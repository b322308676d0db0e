"""Decodes documents from a stream directly into JSON values.

The library's decoder checks every map for a dozen special types. For the seven hundred values of a
score that took longer than sending it to five hundred sockets.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from google.cloud.firestore import Client
from google.cloud.firestore_v1._helpers import decode_value

from scrbrd.adapters.decoding import FOREIGN, without_foreign
from scrbrd_gateway.encoding import json_value

VECTOR: Final = ("__type__", "value")
"""The fields by which the library recognises a vector; the second holds its list."""

RESERVED: Final = "__"
"""The prefix of the only field of a map that the library decodes as a special type, such as a
number."""


def values_of(client: Client, document: Any) -> dict[str, Any]:
    """Return the fields of a document, a protocol buffer, with the same values that `json_value`
    makes of a document that was read.

    Fields that the library cannot decode are left out, such as a reference to a document of another
    database. The others are sorted by name, as in `json_value`.
    """
    fields = document.fields
    return without_foreign({name: field_of(client, fields[name]) for name in sorted(fields)})


def field_of(client: Client, value: Any) -> Any:
    """Return a stored value as a JSON value; FOREIGN if it cannot be decoded."""
    try:
        return value_of(client, value)
    except ValueError:
        return FOREIGN


def value_of(client: Client, value: Any) -> Any:
    """Return a stored value as a JSON value. Raises ValueError if it cannot be decoded."""
    match value.WhichOneof("value_type"):
        case "string_value":
            return value.string_value
        case "integer_value":
            return value.integer_value
        case "null_value":
            return None
        case "boolean_value":
            return value.boolean_value
        case "double_value":
            return value.double_value if math.isfinite(value.double_value) else None
        case "array_value":
            return [value_of(client, each) for each in value.array_value.values]
        case "map_value" if not is_special(value.map_value.fields):
            fields = value.map_value.fields
            return {name: value_of(client, fields[name]) for name in sorted(fields)}
    return json_value(decode_value(value, client))  # a time, bytes, a place, a reference


def is_special(fields: Mapping[str, Any]) -> bool:
    """Return True if the library may decode a map as something other than a map."""
    if len(fields) == 1:
        return next(iter(fields)).startswith(RESERVED)
    kind, numbers = VECTOR
    if kind not in fields or numbers not in fields:
        return False
    return bool(fields[numbers].WhichOneof("value_type") == "array_value")
