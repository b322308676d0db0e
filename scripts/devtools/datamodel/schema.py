"""Reads references, unions and descriptions in a JSON schema of our models."""

from __future__ import annotations

from typing import Any

Part = dict[str, Any]


def name_of(part: Part) -> str:
    """Return the name of the part that a reference names."""
    return str(part["$ref"]).rsplit("/", 1)[-1]


def alternatives(part: Part) -> list[str]:
    """Return the names of the parts of a union that a tag distinguishes; none for anything else."""
    return [name_of(each) for each in part.get("oneOf", ())] if "discriminator" in part else []


def is_wrapper(part: Part) -> bool:
    """Return whether a part has nothing but a type and its data."""
    return list(part.get("properties", ())) == ["type", "data"]


def tag_of(part: Part, tag: str) -> list[str]:
    """Return the values of the field that distinguishes a union's parts."""
    said = part["properties"][tag]
    values = said.get("enum") or [said["const"]]
    return [str(value) for value in values]


def description_of(part: Part) -> str | None:
    """Return what is said of a field itself, not of the part that it is."""
    inner = [each["description"] for each in part.get("anyOf", ()) if "description" in each]
    found = part.get("description") or next(iter(inner), None)
    return " ".join(found.split()) if found else None


def is_nullable(part: Part) -> bool:
    """Return whether null is one of a field's values."""
    return any(each.get("type") == "null" for each in part.get("anyOf", ()))
