"""Owns docs/data-model.md: every collection with its fields, written from the models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scrbrd.domain.document import Document
from scrbrd_admin.datamodel.catalogue import COLLECTIONS, Collection
from scrbrd_admin.fields import described

PATH = Path(__file__).resolve().parents[3] / "docs" / "data-model.md"
UNITS = {
    "overs": "for show: 12.4 is twelve overs and four balls",
    "strikeRate": "runs per 100 balls faced",
    "economy": "runs per six balls",
    "currentRunRate": "runs per six balls",
    "requiredRunRate": "runs per six balls",
    "startOver": "0-based",
    "endOver": "0-based, included",
    "toOver": "0-based, included",
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

Written from the models by `python -m scrbrd_admin.datamodel`; do not edit. Field names are those of
the documents. Times are timestamps in what functions write; where a list says "or string", ISO
texts are read too. `(functions)` marks fields of a shared document that are the functions' alone.
"""


def page() -> str:
    """The whole document."""
    shapes: dict[str, Any] = {}
    sections = [section(collection, shapes) for collection in COLLECTIONS]
    with_fields = [(name, part) for name, part in sorted(shapes.items()) if "properties" in part]
    inner = [shape(name, part, shapes) for name, part in with_fields]
    return "\n".join([HEAD, overview(), *sections, "# Parts of documents\n", *inner])


def overview() -> str:
    """All collections in a table."""
    rows = [f"| `{each.path}` | {each.written_by} | {each.read_by} |" for each in COLLECTIONS]
    return "\n".join(["| documents | written by | read by |", "|---|---|---|", *rows, ""])


def section(collection: Collection, shapes: dict[str, Any]) -> str:
    """One collection: what it is, and a row for each field."""
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
        lines += table(schema, shapes, collection.functions_own)
    return "\n".join(lines)


def shape(name: str, part: dict[str, Any], shapes: dict[str, Any]) -> str:
    """A part of documents."""
    described_as = " ".join(part.get("description", "").split())
    return "\n".join([f"## {name}", "", described_as, "", *table(part, shapes, ())])


def table(
    schema: dict[str, Any], shapes: dict[str, Any], functions_own: tuple[str, ...]
) -> list[str]:
    """The rows of an object's fields."""
    definitions = {**shapes, **schema.get("$defs", {})}
    return [
        "| field | type and range | |",
        "|---|---|---|",
        *(row(name, part, schema, definitions, functions_own) for name, part in fields(schema)),
        "",
    ]


def fields(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The fields of an object in their order."""
    yield from schema.get("properties", {}).items()


def row(
    name: str,
    part: dict[str, Any],
    schema: dict[str, Any],
    definitions: dict[str, Any],
    functions_own: tuple[str, ...],
) -> str:
    """One field's row: type, unit, whether it is always there, whose it is."""
    notes = [UNITS[name]] if name in UNITS else []
    if name not in schema.get("required", ()):
        notes.append("optional")
    if name in functions_own:
        notes.append("(functions)")
    return f"| `{name}` | {described(part, definitions)} | {'; '.join(notes)} |"


def sentence(model: type[Document]) -> str:
    """A model's docstring on one line."""
    return " ".join((model.__doc__ or "").split())
