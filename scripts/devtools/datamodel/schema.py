"""Reads references, unions and descriptions in a JSON schema of our models."""

from __future__ import annotations

from typing import Any

Part = dict[str, Any]


def name_of(part: Part) -> str:
    """Return the name of the part to which a reference points."""
    return str(part["$ref"]).rsplit("/", 1)[-1]


def alternatives(part: Part) -> list[str]:
    """Return the names of the parts of a tagged union; empty for any other part."""
    return [name_of(each) for each in part.get("oneOf", ())] if "discriminator" in part else []


def is_wrapper(part: Part) -> bool:
    """Return True if a part has exactly the fields `type` and `data`."""
    return list(part.get("properties", ())) == ["type", "data"]


def tag_of(part: Part, tag: str) -> list[str]:
    """Return the values that the tag of a union has for one of its parts."""
    field = part["properties"][tag]
    values = field.get("enum") or [field["const"]]
    return [str(value) for value in values]


def description_of(part: Part) -> str | None:
    """Return the description of a field itself, not that of its type; None if it has none."""
    inner = [each["description"] for each in part.get("anyOf", ()) if "description" in each]
    found = part.get("description") or next(iter(inner), None)
    return " ".join(found.split()) if found else None


def is_nullable(part: Part) -> bool:
    """Return True if a field may be null."""
    return any(each.get("type") == "null" for each in part.get("anyOf", ()))
