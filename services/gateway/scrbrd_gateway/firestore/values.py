"""Makes JSON's values of documents that came by a stream, without the library's way in between.

The library's decoder asks of every map whether it is one of a dozen special types: of a score's
seven hundred values that took longer than to tell five hundred sockets of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from google.cloud.firestore import Client
from google.cloud.firestore_v1._helpers import decode_value

from scrbrd.adapters.decoding import FOREIGN, decoded
from scrbrd_gateway.encoding import plain

VECTOR: Final = ("__type__", "value")
"""The fields by which the library knows a map for a vector, and of which the second is its list."""

RESERVED: Final = "__"
"""What the only field of a map begins with that the library takes for a number, say."""


def values_of(client: Client, document: Any) -> dict[str, Any]:
    """Return the fields of a document, a protocol buffer, as `plain` makes them of what is read,
    without those that the library cannot decode: a reference to another database's document, say.
    """
    return decoded({name: field_of(client, each) for name, each in document.fields.items()})


def field_of(client: Client, value: Any) -> Any:
    """Return a stored value as JSON has it; FOREIGN for one that cannot be decoded."""
    try:
        return value_of(client, value)
    except ValueError:
        return FOREIGN


def value_of(client: Client, value: Any) -> Any:
    """Return a stored value as JSON has it. Raises ValueError for one that cannot be decoded."""
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
            return {name: value_of(client, each) for name, each in fields.items()}
    return plain(decode_value(value, client))  # a time, bytes, a place, a reference


def is_special(fields: Mapping[str, Any]) -> bool:
    """Return whether the library may take a map for something else."""
    if len(fields) == 1:
        return next(iter(fields)).startswith(RESERVED)
    kind, numbers = VECTOR
    if kind not in fields or numbers not in fields:
        return False
    return bool(fields[numbers].WhichOneof("value_type") == "array_value")
