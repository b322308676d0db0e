"""Writes clients/typescript/scrbrd.d.ts, the documents in TypeScript, from the models.

What clients read has the fields that are always there; what clients write has those they must give.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from devtools.datamodel.schema import alternatives, description_of
from devtools.datamodel.shapes.archive import ArchiveHighlights, ArchiveReplay, ArchiveSummary
from devtools.datamodel.shapes.feed import FeedDocument
from devtools.datamodel.shapes.statistics import (
    Competition,
    PlayerHeadToHeadStats,
    PlayerMatchStats,
    PlayerSeasonStats,
    TeamMatchStats,
    TeamSeasonStats,
)
from scrbrd.domain.actions import ACTION_MODELS
from scrbrd.domain.document import Document
from scrbrd.domain.match import Lineup, Match
from scrbrd.domain.roles import MatchRoleAssignment, SchoolRoleAssignment, TeamRoleAssignment
from scrbrd.projections.live.documents import HealthProjection, LiveScore

PATH = Path(__file__).resolve().parents[3] / "clients" / "typescript" / "scrbrd.d.ts"
HEAD = """\
// The documents of SCRBRD. Written from the models by `python -m devtools.datamodel`; do not
// edit. A Moment is a Timestamp in what functions write; ISO texts are read too where people write.

import type { Timestamp } from "firebase/firestore";

export type Moment = Timestamp | string;
"""
Mode = Literal["validation", "serialization"]
NAMES = {LiveScore: "LiveScore", HealthProjection: "LiveHealth"}
WRITTEN: tuple[type[Document], ...] = (
    *ACTION_MODELS.values(),
    Match,
    Lineup,
    MatchRoleAssignment,
    TeamRoleAssignment,
    SchoolRoleAssignment,
    Competition,
)
READ: tuple[type[Document], ...] = (
    LiveScore,
    HealthProjection,
    FeedDocument,
    ArchiveSummary,
    ArchiveReplay,
    ArchiveHighlights,
    PlayerMatchStats,
    TeamMatchStats,
    PlayerSeasonStats,
    TeamSeasonStats,
    PlayerHeadToHeadStats,
)
COMMITTED = {"LiveScore": {"version": "number", "lastUpdated": "Timestamp"}}
"""Fields that only the commit adds."""


def page() -> str:
    """Return the whole file."""
    shapes: dict[str, str] = {}
    for model in WRITTEN:
        declare(model, "validation", shapes)
    for model in READ:
        declare(model, "serialization", shapes)
    actions = "\n  | ".join(model.__name__ for model in ACTION_MODELS.values())
    union = f"/** Any action of the log. */\nexport type ScoringAction =\n  | {actions};\n"
    return "\n".join([HEAD, *(text for _, text in sorted(shapes.items())), union])


def declare(model: type[Document], mode: Mode, shapes: dict[str, str]) -> None:
    """Declare a model and every part of it; the same name means the same part."""
    schema = model.model_json_schema(by_alias=True, mode=mode)
    parts = {**schema.get("$defs", {}), NAMES.get(model, model.__name__): schema}
    for name, part in parts.items():
        text = declaration(name, part)
        if shapes.setdefault(name, text) != text:
            raise ValueError(f"two parts are called {name}")


def declaration(name: str, part: dict[str, Any]) -> str:
    """Return an interface, the values of a closed set, or one of several parts."""
    doc = f"/** {' '.join(part.get('description', name).split())} */\n"
    if alternatives(part):
        return f"{doc}export type {name} =\n  | " + "\n  | ".join(alternatives(part)) + ";\n"
    if "enum" in part or "const" in part:
        return f"{doc}export type {name} = {typed(part)};\n"
    required = set(part.get("required", ()))
    lines = [
        member(field, kind, is_required=field in required)
        for field, kind in part.get("properties", {}).items()
    ]
    lines += [f"  {field}: {kind};" for field, kind in COMMITTED.get(name, {}).items()]
    return f"{doc}export interface {name} {{\n" + "\n".join(lines) + "\n}\n"


def member(name: str, part: dict[str, Any], *, is_required: bool) -> str:
    """Return a field of an interface, below what is to be known of it."""
    about = description_of(part)
    doc = f"  /** {about} */\n" if about else ""
    return f"{doc}  {name}{'' if is_required else '?'}: {typed(part)};"


def typed(part: dict[str, Any]) -> str:
    """Return a JSON schema as a TypeScript type."""
    if "$ref" in part:
        return str(part["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in part:
        return union_of(part["anyOf"])
    if "const" in part or "enum" in part:
        return " | ".join(quoted(each) for each in part.get("enum") or [part["const"]])
    kind = part.get("type")
    if kind == "array":
        return f"readonly {wrapped(typed(part.get('items', {})))}[]"
    if kind == "object":
        values = part.get("additionalProperties")
        return f"Record<string, {typed(values) if isinstance(values, dict) else 'unknown'}>"
    if part.get("format") == "date-time":
        return "Timestamp"
    plain = {"integer": "number", "number": "number", "string": "string", "boolean": "boolean"}
    return plain.get(str(kind), "null" if kind == "null" else "unknown")


def union_of(parts: list[dict[str, Any]]) -> str:
    """Return one of several; a time or a text is a Moment."""
    kinds = list(dict.fromkeys(typed(each) for each in parts))
    if {"Timestamp", "string"} <= set(kinds):
        kinds = ["Moment", *(kind for kind in kinds if kind not in {"Timestamp", "string"})]
    return " | ".join(kinds)


def wrapped(kind: str) -> str:
    """Return a type in parentheses where it is a union."""
    return f"({kind})" if "|" in kind else kind


def quoted(value: Any) -> str:
    """Return a literal."""
    return f'"{value}"' if isinstance(value, str) else str(value)
