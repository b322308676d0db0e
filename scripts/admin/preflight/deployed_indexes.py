"""Compares the indexes and TTL policies of a project with those committed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from admin.preflight.clone import Clone
from admin.preflight.model import Answer, judged
from admin.preflight.project import Project


def indexes_deployed(clone: Clone, project: Project) -> Answer:
    """Whether every committed index is there and built."""
    there = {
        signature(group_of(each["name"]), each): each.get("state")
        for each in project.read_all(project.database("/collectionGroups/-/indexes"), "indexes")
    }
    said = []
    for index in clone.indexes["indexes"]:
        state = there.get(signature(index["collectionGroup"], index))
        if state != "READY":
            said.append(f"{described(index)}: {state or 'missing'}")
    said += overrides_missing(clone, project)
    return judged(said, "all committed indexes are built")


def overrides_missing(clone: Clone, project: Project) -> Iterator[str]:
    """Yield the fields whose single-field indexes are not those committed."""
    there = {
        place_of(each["name"]): {
            one_field(index) for index in each.get("indexConfig", {}).get("indexes", ())
        }
        for each in fields_of(project)
    }
    for field in clone.indexes["fieldOverrides"]:
        place = (field["collectionGroup"], field["fieldPath"])
        wanted = {one_field(index) for index in field["indexes"]}
        if there.get(place) != wanted:
            yield f"indexes of {'.'.join(place)}: {'other' if place in there else 'missing'}"


def ttl_active(clone: Clone, project: Project) -> Answer:
    """Whether the database deletes what has expired."""
    there = {
        place_of(each["name"]): each.get("ttlConfig", {}).get("state")
        for each in fields_of(project)
    }
    wanted = [
        (field["collectionGroup"], field["fieldPath"])
        for field in clone.indexes["fieldOverrides"]
        if field.get("ttl")
    ]
    said = [
        f"{'.'.join(place)}: {there.get(place) or 'no policy'}"
        for place in wanted
        if there.get(place) != "ACTIVE"
    ]
    return judged(said, " and ".join(".".join(place) for place in wanted))


def fields_of(project: Project) -> Iterable[dict[str, Any]]:
    """Return the fields with indexes of their own, or a TTL policy."""
    asked = quote("indexConfig.usesAncestorConfig=false OR ttlConfig:*")
    return project.read_all(
        project.database(f"/collectionGroups/-/fields?filter={asked}"), "fields"
    )


def group_of(name: str) -> str:
    """Return the collection group in the name of an index or a field."""
    return name.partition("/collectionGroups/")[2].partition("/")[0]


def place_of(name: str) -> tuple[str, str]:
    """Return collection group and field in the name of a field."""
    return group_of(name), name.partition("/fields/")[2].replace("`", "")


def signature(group: str, index: dict[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    """Return what makes an index the same; the id that Google adds last is left out."""
    fields = [each for each in index["fields"] if each["fieldPath"] != "__name__"]
    parts = tuple(f"{each['fieldPath']} {kind_of(each)}" for each in fields)
    return group, index.get("queryScope", "COLLECTION"), parts


def described(index: dict[str, Any]) -> str:
    """Return an index in words."""
    group, _, parts = signature(index["collectionGroup"], index)
    return f"{group} by {', '.join(parts)}"


def one_field(index: dict[str, Any]) -> tuple[str, str]:
    """Return scope and kind of a single-field index, committed or as Google lists it."""
    fields = index.get("fields")
    return index.get("queryScope", "COLLECTION"), kind_of(fields[0] if fields else index)


def kind_of(field: dict[str, Any]) -> str:
    """Return the order, or CONTAINS."""
    return str(field.get("order") or field.get("arrayConfig"))
