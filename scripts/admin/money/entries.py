"""Counts the index entries of a document, as Firestore makes them. Pure.

A field that is neither map nor list has an ascending and a descending entry, a list one for each
different element, a map those of its fields; an override of a field holds for all below it.
Source: https://firebase.google.com/docs/firestore/query-data/index-overview.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from math import isnan
from typing import Any

MOST_ENTRIES = 40_000
"""Of a document (https://firebase.google.com/docs/firestore/quotas)."""

AUTOMATIC = ("ASCENDING", "DESCENDING", "CONTAINS")
Spec = Mapping[str, Any]


def index_entries(collection: str, fields: Mapping[str, Any], spec: Spec) -> int:
    """Return the entries of a document in a collection, by the committed indexes."""
    kinds = {
        each["fieldPath"]: tuple(map(kind_of, each["indexes"]))
        for each in spec["fieldOverrides"]
        if each["collectionGroup"] == collection
    }
    single = sum(entries_of(value, kinds_of(path, kinds)) for path, value in leaves(fields))
    return single + sum(
        composite_entries(index, fields)
        for index in spec["indexes"]
        if index["collectionGroup"] == collection
    )


def kind_of(index: Mapping[str, Any]) -> str:
    """Return the order of a single-field index, or CONTAINS."""
    return str(index.get("order") or index["arrayConfig"])


def leaves(fields: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every field that is no map, with its path."""
    for name, value in fields.items():
        path = f"{above}{name}"
        if isinstance(value, Mapping):
            yield from leaves(value, f"{path}.")
        else:
            yield path, value


def kinds_of(path: str, overrides: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return which indexes a field has: its own, the nearest above it, or the automatic ones."""
    parts = path.split(".")
    above = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((overrides[each] for each in above if each in overrides), AUTOMATIC)


def entries_of(value: Any, kinds: tuple[str, ...]) -> int:
    """Return the entries of one value."""
    if isinstance(value, list | tuple):
        return kinds.count("CONTAINS") * len(different(value))
    return len(kinds) - kinds.count("CONTAINS")


def composite_entries(index: Mapping[str, Any], fields: Mapping[str, Any]) -> int:
    """Return the entries in an index of several fields.

    There are none where a field is missing, or what an index of a list's elements is of is no list.
    """
    known = dict(leaves(fields))
    entries = 1
    for field in index["fields"]:
        if field["fieldPath"] not in known:
            return 0
        if "arrayConfig" in field:
            value = known[field["fieldPath"]]
            entries *= len(different(value)) if isinstance(value, list | tuple) else 0
    return entries


def different(values: Iterable[Any]) -> set[Hashable]:
    """Return the different elements of a list, each as something that is equal where they are."""
    return set(map(comparable, values))


def comparable(value: Any) -> Hashable:
    """Return something that is equal for two values exactly where Firestore takes them for equal.

    Numbers are compared as such, whole or not; a bool is none, and what is not a number equals
    itself. References to one document are equal whatever objects they are.
    """
    match value:
        case Mapping():
            return frozenset((name, comparable(each)) for name, each in value.items())
        case list() | tuple():
            return tuple(map(comparable, value))
        case bool():
            return bool, value
        case float() if isnan(value):
            return float, "NaN"
    return value if isinstance(value, Hashable) else repr(value)
