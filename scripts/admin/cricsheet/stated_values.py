"""Compares values stated by a file with those of an export, and keeps the difference.

A kept value comes with a digest of our value at the import. An export writes it only while our
value is unchanged, so that a corrected match is not exported with outdated values.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from scrbrd.domain.json_types import Json

NOTHING = ""
"""The digest of a missing value."""

DIGEST_LENGTH = 8


def digest_of(values: Mapping[str, Any], name: str) -> str:
    """Return a digest of one value of an object; `NOTHING` if it is missing."""
    if name not in values:
        return NOTHING
    text = json.dumps(values[name], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]


def difference(
    stated_values: Mapping[str, Any], own_values: Mapping[str, Any]
) -> tuple[Json, Json]:
    """Return (stated values that differ from ours, digests of ours for all differing names).

    A name with a digest and no value is one that we have and the file does not.
    """
    names = [
        name
        for name in dict.fromkeys((*stated_values, *own_values))
        if name not in stated_values
        or name not in own_values
        or not is_same(stated_values[name], own_values[name])
    ]
    values = {name: stated_values[name] for name in names if name in stated_values}
    return values, {name: digest_of(own_values, name) for name in names}


def is_same(one: Any, other: Any) -> bool:
    """Return True if two values are the same in JSON, where 5 is not 5.0 and 1 is not true."""
    if one != other:
        return False
    if has_only_integers(one) and has_only_integers(other):
        return True
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def has_only_integers(value: Any) -> bool:
    """Return True if a value is an object of integers, such as the runs of a ball."""
    return type(value) is dict and set(map(type, value.values())) == {int}


def as_stated(own_values: Json, values: Mapping[str, Any], digests: Mapping[str, Any]) -> Json:
    """Return our values, replaced by the stated ones if ours are unchanged since the import."""
    merged = dict(own_values)
    for name in unchanged_names(own_values, digests):
        if name in values:
            merged[name] = values[name]
        else:
            merged.pop(name, None)
    return merged


def unchanged_names(own_values: Mapping[str, Any], digests: Mapping[str, Any]) -> Iterable[str]:
    """Return the names whose value of ours is unchanged since the import."""
    return [name for name, digest in digests.items() if digest_of(own_values, name) == digest]
