"""Generates docs/data-model.md: every collection with its fields, from the models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from devtools.datamodel.catalogue import COLLECTIONS
from devtools.datamodel.collection import Collection
from devtools.datamodel.schema import (
    alternatives,
    description_of,
    is_nullable,
    is_wrapper,
    name_of,
    tag_of,
)
from devtools.fields import type_text

PATH = Path(__file__).resolve().parents[3] / "docs" / "data-model.md"
UNITS = {
    "overs": "for display: 12.4 is twelve overs and four balls",
    "strikeRate": "runs per 100 balls faced",
    "economy": "runs per six balls",
    "currentRunRate": "runs per six balls",
    "requiredRunRate": "runs per six balls",
    "startOver": "0-based",
    "endOver": "0-based, included",
    "toOver": "0-based, included",
    "toBall": "1-based legal ball of the over, included; none: its last",
    "overNumber": "0-based",
    "ballInOver": "1-based",
    "sequenceNumber": "1-based in its innings",
    "inningsNumber": "1-based, super overs included",
    "wicketNumber": "1-based",
    "battingPosition": "1-based",
    "battedAt": "1-based",
    "ballsFaced": "without wides",
    "ballsBowled": "legal balls",
    "balls": "legal balls; of a partnership those faced",
    "lagMs": "milliseconds",
}
HEAD = """# Data model

Written from the models by `python -m devtools.datamodel`; do not edit. Field names are those of
the documents. Times are timestamps in what functions write; where a list says "or string", ISO
texts are read too. `(functions)` marks fields of a shared document that are the functions' alone.
"""


def page() -> str:
    """Return the text of the whole page."""
    shapes: dict[str, Any] = {}
    sections = [section(collection, shapes) for collection in COLLECTIONS]
    with_section = [(name, part) for name, part in sorted(shapes.items()) if has_section(part)]
    inner = [shape(name, part, shapes) for name, part in with_section]
    return "\n".join([HEAD, overview(), *sections, "# Parts of documents\n", *inner])


def overview() -> str:
    """Return the table of all collections."""
    rows = [f"| `{each.path}` | {each.written_by} | {each.read_by} |" for each in COLLECTIONS]
    return "\n".join(["| documents | written by | read by |", "|---|---|---|", *rows, ""])


def section(collection: Collection, shapes: dict[str, Any]) -> str:
    """Return the section of a collection: its description, and a row for each field.

    Its parts are added to `shapes`.
    """
    lines = [f"# `{collection.path}`", ""]
    if collection.model is not None:
        lines += [sentence(collection.model), ""]
    if collection.note:
        lines += [collection.note, ""]
    if collection.fields:
        rows = [f"| `{name}` | {kind} | {note} |" for name, kind, note in collection.fields]
        lines += ["| field | type | |", "|---|---|---|", *rows, ""]
    if collection.model is not None:
        schema = collection.model.model_json_schema(by_alias=True, mode="serialization")
        shapes.update(schema.get("$defs", {}))
        is_union = bool(alternatives(schema))
        lines += (
            choices(schema, shapes) if is_union else table(schema, shapes, collection.functions_own)
        )
    return "\n".join(lines)


def has_section(part: dict[str, Any]) -> bool:
    """Return True if a part has a section of its own; wrapped parts are in those of unions."""
    return bool(alternatives(part)) or ("properties" in part and not is_wrapper(part))


def shape(name: str, part: dict[str, Any], shapes: dict[str, Any]) -> str:
    """Return the section of a part of documents, or of a union of parts."""
    described_as = " ".join(part.get("description", "").split())
    rows = choices(part, shapes) if alternatives(part) else table(part, shapes, ())
    return "\n".join([f"## {name}", "", described_as, "", *rows])


def choices(part: dict[str, Any], shapes: dict[str, Any]) -> list[str]:
    """Return the rows of a union: the values of its tag, and the part for each."""
    tag = part["discriminator"]["propertyName"]
    rows = []
    for name in alternatives(part):
        chosen = shapes[name]
        kind = chosen["properties"]["data"] if is_wrapper(chosen) else {"$ref": name}
        values = " ".join(f"`{value}`" for value in tag_of(chosen, tag))
        what = chosen["description"] if is_wrapper(chosen) else ""
        rows.append(f"| {values} | {kind_of(kind, shapes)} | {what} |")
    name = "`data`" if is_wrapper(shapes[alternatives(part)[0]]) else "part"
    return [f"| `{tag}` | {name} | |", "|---|---|---|", *rows, ""]


def table(
    schema: dict[str, Any], shapes: dict[str, Any], functions_own: tuple[str, ...]
) -> list[str]:
    """Return the rows of an object's fields."""
    definitions = {**shapes, **schema.get("$defs", {})}
    return [
        "| field | type and range | |",
        "|---|---|---|",
        *(row(name, part, schema, definitions, functions_own) for name, part in fields(schema)),
        "",
    ]


def fields(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the fields of an object in their order."""
    yield from schema.get("properties", {}).items()


def row(
    name: str,
    part: dict[str, Any],
    schema: dict[str, Any],
    definitions: dict[str, Any],
    functions_own: tuple[str, ...],
) -> str:
    """Return the row of a field: type, description or unit, whether optional or the functions'."""
    about = description_of(part) or UNITS.get(name)
    notes = [about] if about else []
    if name not in schema.get("required", ()):
        notes.append("optional")
    elif is_nullable(part) and "null" not in (about or ""):
        notes.append("may be null")
    if name in functions_own:
        notes.append("(functions)")
    return f"| `{name}` | {kind_of(part, definitions)} | {'; '.join(notes)} |"


def kind_of(part: dict[str, Any], definitions: dict[str, Any]) -> str:
    """Return a short text for a field's type; for a map, with the type of its values."""
    values = part.get("additionalProperties")
    if isinstance(values, dict):
        return f"map of {type_text(values, definitions)}"
    if "$ref" in part and alternatives(definitions.get(name_of(part), {})):
        return name_of(part)
    return type_text(part, definitions)


def sentence(model: type[BaseModel]) -> str:
    """Return a model's docstring on one line."""
    return " ".join((model.__doc__ or "").split())
