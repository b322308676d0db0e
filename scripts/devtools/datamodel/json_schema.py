"""Generates clients/schemas/*.json: every document that clients read or write, as JSON Schema.

`scrbrd.schema.json` defines all of them and their parts. Each document also has a small file that
refers to it. Further fields may be added later: readers must ignore fields that are not named.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devtools.datamodel.parts import DOCUMENTS, Part, parts

FOLDER = Path(__file__).resolve().parents[3] / "clients" / "schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
WHOLE = "scrbrd.schema.json"
TITLE = "The documents of SCRBRD"
ABOUT = (
    "Written from the models by `python -m devtools.datamodel`; do not edit. A date-time is a"
    " timestamp of Firestore; as JSON, an ISO 8601 text. Fields that are not named may come."
)
LEFT_OUT = frozenset({"discriminator", "title"})
"""Keywords that belong to OpenAPI or are of no use to clients."""


def files() -> dict[Path, str]:
    """Return the text of every file by its path."""
    definitions = {
        name: clean_schema(part) for found in parts().values() for name, part in found.items()
    }
    whole = {
        "$schema": DIALECT,
        "title": TITLE,
        "description": ABOUT,
        "$defs": dict(sorted(definitions.items())),
    }
    texts = {WHOLE: whole} | {
        f"{file_name(name)}.schema.json": reference(name, definitions) for name in DOCUMENTS
    }
    return {FOLDER / name: text_of(schema) for name, schema in texts.items()}


def reference(name: str, definitions: Mapping[str, Part]) -> Part:
    """Return the schema of one document: a reference to its definition."""
    return {
        "$schema": DIALECT,
        "title": name,
        "description": definitions[name]["description"],
        "$ref": f"{WHOLE}#/$defs/{name}",
    }


def clean_schema(value: Any) -> Any:
    """Return a schema without keywords foreign to JSON Schema, and open to further fields."""
    if isinstance(value, list):
        return [clean_schema(each) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {key: each for key, each in value.items() if key not in LEFT_OUT}
    if kept.get("additionalProperties") in (False, True):
        del kept["additionalProperties"]
    return {
        key: {name: clean_schema(each) for name, each in inner.items()}
        if key == "properties"
        else clean_schema(inner)
        for key, inner in kept.items()
    }


def file_name(name: str) -> str:
    """Return a file name in snake case: `live_score` for `LiveScore`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def text_of(schema: Part) -> str:
    """Return the text of a schema's file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
