"""Generates docs/playing-conditions.md: the named sets of playing conditions, side by side."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from pydantic.alias_generators import to_camel

from scrbrd.domain.formats import PlayingConditions
from scrbrd.domain.match import Conditions
from scrbrd.domain.playing_conditions import SETS, NamedConditions

PATH = Path(__file__).resolve().parents[3] / "docs" / "playing-conditions.md"
HEAD = """# Playing conditions

Written from `functions/scrbrd/domain/playing_conditions.py` by `python -m devtools.datamodel`; do
not edit.

A match is played under the conditions of its `format` (`T20`, `ODI`, `Test`, `Hundred`; `Custom`
is the Laws themselves) with its own `conditions` over them: any field below that a match document
may give ([data model](data-model.md#conditions)). So a match under a set that is no format has the
format `Custom`, and its `conditions` hold the values of the set; other sets are written the same
way.

`scripts/scrbrd editions MATCH|FILE --as NAME` folds a log under one of these sets, and compares the
result with that of its own.
"""


def page() -> str:
    """Return the text of the whole page."""
    return "\n".join([HEAD, *table(), "", "## Rules that a set cannot express", "", *notes()])


def names() -> list[str]:
    """Return the names of the conditions that differ between sets, in the order of the class."""
    all_names = (each.name for each in fields(PlayingConditions))
    return [name for name in all_names if len({repr(value(each, name)) for each in SETS}) > 1]


def value(each: NamedConditions, name: str) -> Any:
    """Return one condition of a set."""
    return getattr(each.conditions, name)


def table() -> list[str]:
    """Return the table: a column for each set, a row for each condition that differs."""
    head = f"| condition | {' | '.join(f'`{each.name}`' for each in SETS)} |"
    rows = [row(name) for name in names()]
    return [head, "|---|" + "---|" * len(SETS), *rows]


def row(name: str) -> str:
    """Return the row of a condition; fields that a match document may have are set as code."""
    is_match_field = name in Conditions.model_fields
    cells = " | ".join(cell_text(value(each, name)) for each in SETS)
    return f"| {f'`{to_camel(name)}`' if is_match_field else name.replace('_', ' ')} | {cells} |"


def cell_text(given: Any) -> str:
    """Return the text of a value in the table."""
    if isinstance(given, bool):
        return "yes" if given else "no"
    if isinstance(given, tuple):
        return ", ".join(f"overs {each.from_over + 1}-{each.to_over + 1}" for each in given) or "-"
    return "-" if given is None else str(given)


def notes() -> list[str]:
    """Return a line for each set: its source, and the rules that no field can express."""
    return [
        f"- **{each.title}** (`{each.name}`; {each.source}): {'; '.join(each.not_expressed)}."
        for each in SETS
    ] + [""]
