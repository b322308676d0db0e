"""Compares the indexes and TTL policies of a project with the committed ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from admin.preflight.clone import Clone
from admin.preflight.model import Answer, answer_from
from admin.preflight.project import Project


def indexes_deployed(clone: Clone, project: Project) -> Answer:
    """Check that every committed index exists and is built."""
    deployed = {
        signature(group_of(each["name"]), each): each.get("state")
        for each in project.read_all(project.database("/collectionGroups/-/indexes"), "indexes")
    }
    faults = []
    for index in clone.indexes["indexes"]:
        state = deployed.get(signature(index["collectionGroup"], index))
        if state != "READY":
            faults.append(f"{index_text(index)}: {state or 'missing'}")
    faults += overrides_missing(clone, project)
    return answer_from(faults, "all committed indexes are built")


def overrides_missing(clone: Clone, project: Project) -> Iterator[str]:
    """Yield the fields whose single-field indexes differ from the committed ones."""
    deployed = {
        place_of(each["name"]): {
            single_field_index(index) for index in each.get("indexConfig", {}).get("indexes", ())
        }
        for each in fields_of(project)
    }
    for field in clone.indexes["fieldOverrides"]:
        place = (field["collectionGroup"], field["fieldPath"])
        wanted = {single_field_index(index) for index in field["indexes"]}
        if deployed.get(place) != wanted:
            yield f"indexes of {'.'.join(place)}: {'other' if place in deployed else 'missing'}"


def ttl_active(clone: Clone, project: Project) -> Answer:
    """Check that the database deletes expired documents."""
    deployed = {
        place_of(each["name"]): each.get("ttlConfig", {}).get("state")
        for each in fields_of(project)
    }
    wanted = [
        (field["collectionGroup"], field["fieldPath"])
        for field in clone.indexes["fieldOverrides"]
        if field.get("ttl")
    ]
    faults = [
        f"{'.'.join(place)}: {deployed.get(place) or 'no policy'}"
        for place in wanted
        if deployed.get(place) != "ACTIVE"
    ]
    return answer_from(faults, " and ".join(".".join(place) for place in wanted))


def fields_of(project: Project) -> Iterable[dict[str, Any]]:
    """Return the fields with indexes of their own or a TTL policy."""
    filter_text = quote("indexConfig.usesAncestorConfig=false OR ttlConfig:*")
    return project.read_all(
        project.database(f"/collectionGroups/-/fields?filter={filter_text}"), "fields"
    )


def group_of(name: str) -> str:
    """Return the collection group in the name of an index or a field."""
    return name.partition("/collectionGroups/")[2].partition("/")[0]


def place_of(name: str) -> tuple[str, str]:
    """Return collection group and field path in the name of a field."""
    return group_of(name), name.partition("/fields/")[2].replace("`", "")


def signature(group: str, index: dict[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    """Return the values that identify an index.

    The document name that Google adds as last field is left out.
    """
    fields = [each for each in index["fields"] if each["fieldPath"] != "__name__"]
    parts = tuple(f"{each['fieldPath']} {kind_of(each)}" for each in fields)
    return group, index.get("queryScope", "COLLECTION"), parts


def index_text(index: dict[str, Any]) -> str:
    """Return an index as text."""
    group, _, parts = signature(index["collectionGroup"], index)
    return f"{group} by {', '.join(parts)}"


def single_field_index(index: dict[str, Any]) -> tuple[str, str]:
    """Return scope and kind of a single-field index, committed or as listed by Google."""
    fields = index.get("fields")
    return index.get("queryScope", "COLLECTION"), kind_of(fields[0] if fields else index)


def kind_of(field: dict[str, Any]) -> str:
    """Return the order, or CONTAINS."""
    return str(field.get("order") or field.get("arrayConfig"))
