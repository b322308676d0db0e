"""Generates clients/web/client/src/documents/*.ts: the TypeScript types of documents.

There is a file for each group of documents; the closed sets are in `vocabulary.ts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from devtools.datamodel.parts import WHOLE, Part, parts
from devtools.datamodel.schema import alternatives

FOLDER = Path(__file__).resolve().parents[3] / "clients" / "web" / "client" / "src" / "documents"
HEAD = "// Written from the models by `python -m devtools.datamodel`; do not edit.\n"
TIMES = """
import type { Timestamp } from "firebase/firestore";

export type { Timestamp };

/** A Timestamp if functions write it; where people write, ISO 8601 text is read too. */
export type Moment = Timestamp | string;
"""
BASE = "ActionFields"
ABOUT_BASE = "The fields of every action: identity, order, author, whether it was voided."
WIDTH = 100
PLAIN = {
    "integer": "number",
    "number": "number",
    "string": "string",
    "boolean": "boolean",
    "null": "null",
}


def files() -> dict[Path, str]:
    """Return the text of every file by its path."""
    groups = parts()
    homes = {name: group for group, found in groups.items() for name in found}
    homes[BASE] = "actions"
    texts = {group: module(group, found, homes) for group, found in groups.items()}
    texts["moment"] = HEAD + TIMES
    texts["types"] = (
        HEAD + "\n" + "".join(f'export type * from "./{name}.js";\n' for name in sorted(texts))
    )
    return {FOLDER / f"{name}.ts": text for name, text in texts.items()}


def module(group: str, found: Mapping[str, Part], homes: Mapping[str, str]) -> str:
    """Return the text of one file: its imports, then its parts by name."""
    base = shared_fields(parts()["actions"]) if group in WHOLE else {}
    unions = [name for name in sorted(found) if name == WHOLE.get(group)]
    texts = [declaration(name, found[name], base) for name in sorted(found) if name not in unions]
    if group == homes[BASE]:
        texts.insert(0, interface(BASE, {"description": ABOUT_BASE} | base, {}))
    texts += [declaration(name, found[name], {}) for name in unions]
    body = "\n".join(texts)
    return "\n".join([HEAD, *imports(group, body, homes), body])


def imports(group: str, body: str, homes: Mapping[str, str]) -> Iterable[str]:
    """Return the import lines for the names that a file's parts use from other files."""
    used = set(re.findall(r"\b[A-Z]\w+", re.sub(r"/\*\*.*?\*/|\"[^\"]*\"", "", body)))
    wanted: dict[str, list[str]] = {}
    for name in sorted(used):
        home = "moment" if name in {"Moment", "Timestamp"} else homes.get(name, group)
        if home != group:
            wanted.setdefault(home, []).append(name)
    lines = [import_of(home, names) for home, names in sorted(wanted.items())]
    return [*lines, ""] if lines else []


def import_of(home: str, names: list[str]) -> str:
    """Return an import, on several lines if one would be too long."""
    line = f'import type {{ {", ".join(names)} }} from "./{home}.js";'
    if len(line) <= WIDTH:
        return line
    return "\n".join(
        ["import type {", *(f"  {each}," for each in names), f'}} from "./{home}.js";']
    )


def shared_fields(found: Mapping[str, Part]) -> Part:
    """Return the fields that all actions share, as a part."""
    first, *others = [
        each for name, each in found.items() if "matchId" in each.get("properties", ())
    ]
    fields = {
        name: each
        for name, each in first["properties"].items()
        if all(other["properties"].get(name) == each for other in others)
    }
    return {
        "properties": fields,
        "required": [name for name in first["required"] if name in fields],
    }


def declaration(name: str, part: Part, base: Part) -> str:
    """Return the declaration of a part: an interface, a closed set or a union."""
    if alternatives(part):
        return comment(part) + union(name, alternatives(part))
    if "enum" in part or "const" in part:
        return comment(part) + union(name, [literal(each) for each in values_of(part)])
    return interface(name, part, base)


def union(name: str, choices: Iterable[str]) -> str:
    """Return a union type, on a line for each choice if one line would be too long."""
    line = f"export type {name} = {' | '.join(choices)};\n"
    if len(line) <= WIDTH:
        return line
    return f"export type {name} =\n  | " + "\n  | ".join(choices) + ";\n"


def interface(name: str, part: Part, base: Part) -> str:
    """Return an interface; that of an action inherits the fields in `base`."""
    required, properties = set(part.get("required", ())), part.get("properties", {})
    inherited = base.get("properties", {})
    extends = f" extends {BASE}" if inherited and "matchId" in properties else ""
    lines = [
        member(field, kind, is_required=field in required)
        for field, kind in properties.items()
        if not extends or field not in inherited
    ]
    return comment(part) + f"export interface {name}{extends} {{\n" + "".join(lines) + "}\n"


def member(name: str, part: Part, *, is_required: bool) -> str:
    """Return a field of an interface, after its comment."""
    doc = f"  {comment(part)}" if part.get("description") else ""
    return f"{doc}  {name}{'' if is_required else '?'}: {type_of(part)};\n"


def comment(part: Part) -> str:
    """Return the description of a part or a field as a comment."""
    return f"/** {part['description']} */\n"


def type_of(part: Part) -> str:
    """Return the TypeScript type of a JSON schema."""
    if "$ref" in part:
        return str(part["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in part:
        return union_of(part["anyOf"])
    if "const" in part or "enum" in part:
        return " | ".join(literal(each) for each in values_of(part))
    if part.get("type") == "array":
        return f"readonly {in_parentheses(type_of(part.get('items', {})))}[]"
    if part.get("type") == "object":
        return map_of(part)
    if part.get("format") == "date-time":
        return "Timestamp"
    return PLAIN.get(str(part.get("type")), "unknown")


def map_of(part: Part) -> str:
    """Return the type of a map; with keys of a closed set it is partial."""
    values = part.get("additionalProperties")
    value = type_of(values) if isinstance(values, dict) else "unknown"
    if "propertyNames" in part:
        return f"Partial<Record<{type_of(part['propertyNames'])}, {value}>>"
    return f"Record<string, {value}>"


def union_of(choices: list[Part]) -> str:
    """Return the type of a union; a timestamp or a string is a Moment."""
    kinds = list(dict.fromkeys(type_of(each) for each in choices))
    if {"Timestamp", "string"} <= set(kinds):
        kinds = ["Moment", *(kind for kind in kinds if kind not in {"Timestamp", "string"})]
    return " | ".join(kinds)


def values_of(part: Part) -> list[Any]:
    """Return the values of a closed set."""
    return list(part.get("enum") or [part["const"]])


def in_parentheses(kind: str) -> str:
    """Return a type, in parentheses if it is a union."""
    return f"({kind})" if "|" in kind else kind


def literal(value: Any) -> str:
    """Return a value as a literal."""
    return f'"{value}"' if isinstance(value, str) else str(value)
