"""Compares what a file states with what we would say ourselves, and keeps the difference.

A kept value comes with a digest of ours at the time: an export writes it only while the match still
says the same, so that a match that was corrected since is not told with the old words.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from scrbrd.domain.json_types import Json

NOTHING = ""
"""Stands for the digest of a value that is not there."""

DIGEST_LENGTH = 8


def digest_of(values: Mapping[str, Any], name: str) -> str:
    """Return a digest of one value of an object, `NOTHING` where there is none."""
    if name not in values:
        return NOTHING
    text = json.dumps(values[name], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]


def difference(stated: Mapping[str, Any], ours: Mapping[str, Any]) -> tuple[Json, Json]:
    """Return (the stated values that are not ours, digests of ours for every name that differs).

    A name that has a digest and no value is one that we say and the file does not.
    """
    names = [
        name
        for name in dict.fromkeys((*stated, *ours))
        if name not in stated or name not in ours or not is_same(stated[name], ours[name])
    ]
    values = {name: stated[name] for name in names if name in stated}
    return values, {name: digest_of(ours, name) for name in names}


def is_same(one: Any, other: Any) -> bool:
    """Return whether two values are the same in JSON, where 5 is not 5.0 and 1 is not true."""
    if one != other:
        return False
    if are_whole(one) and are_whole(other):
        return True
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def are_whole(value: Any) -> bool:
    """Return whether a value is an object of integers, as the runs of a ball are."""
    return type(value) is dict and set(map(type, value.values())) == {int}


def as_stated(ours: Json, values: Mapping[str, Any], digests: Mapping[str, Any]) -> Json:
    """Return what the file stated, for every name of which we still say what we said then."""
    merged = dict(ours)
    for name in still_said(ours, digests):
        if name in values:
            merged[name] = values[name]
        else:
            merged.pop(name, None)
    return merged


def still_said(ours: Mapping[str, Any], digests: Mapping[str, Any]) -> Iterable[str]:
    """Return the names of which we say what we said when the file was imported."""
    return [name for name, digest in digests.items() if digest_of(ours, name) == digest]
