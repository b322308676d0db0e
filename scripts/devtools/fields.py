"""Writes docs/log.md, the list of the fields of the log's actions, from the models.

Run `python -m devtools.fields`; a test fails when the page is stale.
"""

from pathlib import Path
from typing import Any

from scrbrd.domain.actions import ACTION_MODELS, Action, Extras, PowerplaySpan, Wicket
from scrbrd.domain.document import Document

PATH = Path(__file__).resolve().parents[2] / "docs" / "log.md"

HEAD = """# The log: `matches/{matchId}/scoring_actions/{inningsNumber}_{sequenceNumber}`

Written from `functions/scrbrd/domain/actions.py` by `python -m devtools.fields`; do not edit.
Over numbers are 0-based, balls and sequence numbers 1-based. "Required" fields are those that the
fold needs. The rules require more of a client: also `nonce`, `follows`, `recordedBy`, `recordedAs`,
`source`, `timestamp`, `isVoided`, `createdAt` and `updatedAt` (both the server's time), and the
totals of a delivery (`rules/scoring_actions.rules`, `rules/lib/actions.rules`).
"""


def page() -> str:
    """Return the text of the whole page."""
    sections = [HEAD, section("Every action", Action, set())]
    common = set(Action.model_fields)
    for name, model in ACTION_MODELS.items():
        sections.append(section(f"`{name}`", model, common))
    for name, part in (("extras", Extras), ("wicket", Wicket), ("powerplays[]", PowerplaySpan)):
        sections.append(section(f"`{name}`", part, set()))
    return "\n".join(sections)


def section(title: str, model: type[Document], without: set[str]) -> str:
    """Return the section of a model: its docstring and a row for each field not in `without`."""
    schema = model.model_json_schema(by_alias=True)
    rows = [
        row(field.alias or name, schema, field.is_required())
        for name, field in model.model_fields.items()
        if name not in without
    ]
    table = ["| field | type and range | |", "|---|---|---|", *rows] if rows else []
    return "\n".join([f"## {title}", "", " ".join((model.__doc__ or "").split()), "", *table, ""])


def row(alias: str, schema: dict[str, Any], is_required: bool) -> str:
    """Return the row of one field."""
    kind = type_text(schema["properties"][alias], schema.get("$defs", {}))
    return f"| `{alias}` | {kind} | {'required' if is_required else 'optional'} |"


def type_text(part: dict[str, Any], shapes: dict[str, Any]) -> str:
    """Return a short text for a JSON schema: type, range, choices; `shapes` are its `$defs`."""
    if "$ref" in part:
        name = part["$ref"].rsplit("/", 1)[-1]
        return type_text(shapes[name], shapes) if "enum" in shapes[name] else name
    if "anyOf" in part:
        kinds = [type_text(each, shapes) for each in part["anyOf"] if each.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in part or "const" in part:
        choices = part.get("enum") or [part["const"]]
        return ", ".join(f"`{choice}`" for choice in choices)
    if part.get("format") == "date-time":
        return "timestamp"
    if part.get("type") == "array":
        return f"list of {type_text(part.get('items', {}), shapes)}"
    return f"{part.get('type', 'anything')}{limits(part)}"


def limits(part: dict[str, Any]) -> str:
    """Return the text of a pattern, a number's range or a string's longest length, or ""."""
    if part.get("pattern"):
        return f" `{part['pattern']}`"
    low, high = part.get("minimum"), part.get("maximum")
    if low is not None or high is not None:
        return f" {low if low is not None else ''} to {high if high is not None else 'any'}"
    longest = part.get("maxLength")
    return f" of at most {longest} characters" if longest else ""


if __name__ == "__main__":
    PATH.write_text(page(), encoding="utf-8")
