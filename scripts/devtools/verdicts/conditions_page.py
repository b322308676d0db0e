"""Writes docs/playing-conditions.md: the named sets of playing conditions, side by side."""

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
may give ([data model](data-model.md#conditions)). So a set that is no format is a match of the
format `Custom` whose `conditions` hold what the set says, and a set of one's own is written the
same way.

`scripts/scrbrd editions MATCH|FILE --as NAME` folds a log under one of these sets beside its own.
"""


def page() -> str:
    """Return the whole document."""
    return "\n".join([HEAD, *table(), "", "## What a set does not say", "", *notes()])


def names() -> list[str]:
    """Return the conditions that differ between sets, in the order of the class."""
    of_all = (each.name for each in fields(PlayingConditions))
    return [name for name in of_all if len({repr(value(each, name)) for each in SETS}) > 1]


def value(each: NamedConditions, name: str) -> Any:
    """Return one condition of a set."""
    return getattr(each.conditions, name)


def table() -> list[str]:
    """Return the sets in columns, a row for each condition; those of all alike are left out."""
    head = f"| condition | {' | '.join(f'`{each.name}`' for each in SETS)} |"
    rows = [row(name) for name in names()]
    return [head, "|---|" + "---|" * len(SETS), *rows]


def row(name: str) -> str:
    """Return a condition with its value in every set; in code what a match document may give."""
    is_given = name in Conditions.model_fields
    cells = " | ".join(shown(value(each, name)) for each in SETS)
    return f"| {f'`{to_camel(name)}`' if is_given else name.replace('_', ' ')} | {cells} |"


def shown(given: Any) -> str:
    """Return a value as the table shows it."""
    if isinstance(given, bool):
        return "yes" if given else "no"
    if isinstance(given, tuple):
        return ", ".join(f"overs {each.from_over + 1}-{each.to_over + 1}" for each in given) or "-"
    return "-" if given is None else str(given)


def notes() -> list[str]:
    """Return for each set where it comes from and what cannot be said."""
    return [
        f"- **{each.title}** (`{each.name}`; {each.source}): {'; '.join(each.not_expressed)}."
        for each in SETS
    ] + [""]
