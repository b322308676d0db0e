"""Reads filters of Cloud Logging and applies them to the lines that the functions write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Line = dict[str, Any]

CONDITION = re.compile(
    r'(resource\.type|severity|jsonPayload\.\w+)(>=|=|:|>)(\([^)]*\)|"[^"]*"|[\w.]+)'
)
ALTERNATIVE = re.compile(r'"([^"]*)"')
SEVERITIES = ("DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL")
FUNCTIONS = "cloud_run_revision"
"""The resource type in log entries of second generation functions."""


@dataclass(frozen=True)
class Condition:
    """A comparison of a filter: a field, an operator and the accepted values."""

    field: str
    operator: str
    values: tuple[str, ...]

    def meets(self, line: Line) -> bool:
        """Return True if a line meets the condition; a missing field never does."""
        if self.field == "resource.type":
            return self.values == (FUNCTIONS,)
        if self.field == "severity":
            lowest = SEVERITIES.index(self.values[0])
            return self.operator == ">=" and SEVERITIES.index(line["severity"]) >= lowest
        name = self.field.removeprefix("jsonPayload.")
        return name in line and any(self.compares(line[name], each) for each in self.values)

    def compares(self, found_value: Any, value: str) -> bool:
        """Return True if a field's value compares to one of the condition's values."""
        if self.operator == ":":
            return value in str(found_value)
        if self.operator == "=":
            return (
                str(found_value).lower() if isinstance(found_value, bool) else str(found_value)
            ) == value
        if isinstance(found_value, bool) or not isinstance(found_value, int | float):
            return False
        return found_value >= float(value) if self.operator == ">=" else found_value > float(value)


def conditions_of(text: str) -> list[Condition]:
    """Return the conditions of a filter, joined by AND; fails if one cannot be read."""
    found = []
    for part in text.split(" AND "):
        match = CONDITION.fullmatch(part)
        assert match is not None, part
        field, operator, value = match.groups()
        values = ALTERNATIVE.findall(value) if value.startswith("(") else [value.strip('"')]
        assert values
        assert value == " OR ".join(f'"{each}"' for each in values).join("()") or len(values) == 1
        found.append(Condition(field, operator, tuple(values)))
    return found


def matching_lines(conditions: Sequence[Condition], lines: Sequence[Line]) -> list[Line]:
    """Return the lines that meet all conditions."""
    return [line for line in lines if all(each.meets(line) for each in conditions)]
