"""Writes clients/schemas/*.json: every document that clients read or write, as JSON Schema.

`scrbrd.schema.json` defines all of them with their parts; each document has a small file besides
that refers to it. Fields that are not named may come: a reader passes over them.
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
"""Of OpenAPI, or of no use."""


def files() -> dict[Path, str]:
    """Return every file by its path."""
    definitions = {
        name: cleaned(part) for found in parts().values() for name, part in found.items()
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
    """Return the schema of one document."""
    return {
        "$schema": DIALECT,
        "title": name,
        "description": definitions[name]["description"],
        "$ref": f"{WHOLE}#/$defs/{name}",
    }


def cleaned(value: Any) -> Any:
    """Return a schema without what JSON Schema does not know, open for fields of later."""
    if isinstance(value, list):
        return [cleaned(each) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {key: each for key, each in value.items() if key not in LEFT_OUT}
    if kept.get("additionalProperties") in (False, True):
        del kept["additionalProperties"]
    return {
        key: {name: cleaned(each) for name, each in inner.items()}
        if key == "properties"
        else cleaned(inner)
        for key, inner in kept.items()
    }


def file_name(name: str) -> str:
    """Return `live_score` for `LiveScore`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def text_of(schema: Part) -> str:
    """Return a schema as its file has it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
