"""Counts the index entries that Firestore makes for a document. Pure.

A field that is neither map nor list has an ascending and a descending entry, a list has one entry
for each distinct element, and a map has those of its fields. An override of a field applies to all
fields below it. Source: https://firebase.google.com/docs/firestore/query-data/index-overview.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from math import isnan
from typing import Any

MAX_ENTRIES = 40_000
"""Maximum for a document (https://firebase.google.com/docs/firestore/quotas)."""

AUTOMATIC = ("ASCENDING", "DESCENDING", "CONTAINS")
Spec = Mapping[str, Any]


def index_entries(collection: str, fields: Mapping[str, Any], spec: Spec) -> int:
    """Return the number of index entries of a document, for the committed indexes."""
    kinds = {
        each["fieldPath"]: tuple(map(kind_of, each["indexes"]))
        for each in spec["fieldOverrides"]
        if each["collectionGroup"] == collection
    }
    single = sum(entries_of(value, kinds_of(path, kinds)) for path, value in leaf_fields(fields))
    return single + sum(
        composite_entries(index, fields)
        for index in spec["indexes"]
        if index["collectionGroup"] == collection
    )


def kind_of(index: Mapping[str, Any]) -> str:
    """Return the order of a single-field index, or CONTAINS."""
    return str(index.get("order") or index["arrayConfig"])


def leaf_fields(fields: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every field that is no map, with its path."""
    for name, value in fields.items():
        path = f"{prefix}{name}"
        if isinstance(value, Mapping):
            yield from leaf_fields(value, f"{path}.")
        else:
            yield path, value


def kinds_of(path: str, overrides: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the kinds of index that a field has.

    They are its own, those of the nearest field above it, or the automatic ones.
    """
    parts = path.split(".")
    self_and_parents = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((overrides[each] for each in self_and_parents if each in overrides), AUTOMATIC)


def entries_of(value: Any, kinds: tuple[str, ...]) -> int:
    """Return the number of entries of one value."""
    if isinstance(value, list | tuple):
        return kinds.count("CONTAINS") * len(distinct_elements(value))
    return len(kinds) - kinds.count("CONTAINS")


def composite_entries(index: Mapping[str, Any], fields: Mapping[str, Any]) -> int:
    """Return the number of entries in an index of several fields.

    It is 0 if a field is missing, or if the value is not a list where the index needs one.
    """
    values = dict(leaf_fields(fields))
    entries = 1
    for field in index["fields"]:
        if field["fieldPath"] not in values:
            return 0
        if "arrayConfig" in field:
            value = values[field["fieldPath"]]
            entries *= len(distinct_elements(value)) if isinstance(value, list | tuple) else 0
    return entries


def distinct_elements(values: Iterable[Any]) -> set[Hashable]:
    """Return the distinct elements of a list, in comparable form."""
    return set(map(comparable_form, values))


def comparable_form(value: Any) -> Hashable:
    """Convert a value to a form that is equal exactly if Firestore treats values as equal.

    Integers and floats compare by value; a bool is no number, and NaN equals itself. References to
    the same document are equal, whatever objects they are.
    """
    match value:
        case Mapping():
            return frozenset((name, comparable_form(each)) for name, each in value.items())
        case list() | tuple():
            return tuple(map(comparable_form, value))
        case bool():
            return bool, value
        case float() if isnan(value):
            return float, "NaN"
    return value if isinstance(value, Hashable) else repr(value)
