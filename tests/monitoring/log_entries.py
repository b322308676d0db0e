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
"""The kind of resource that second generation functions write as."""


@dataclass(frozen=True)
class Condition:
    """One comparison of a filter: a field, a sign, and what it may be."""

    field: str
    sign: str
    values: tuple[str, ...]

    def meets(self, line: Line) -> bool:
        """Whether a line is as the condition has it; a field that is not there meets none."""
        if self.field == "resource.type":
            return self.values == (FUNCTIONS,)
        if self.field == "severity":
            least = SEVERITIES.index(self.values[0])
            return self.sign == ">=" and SEVERITIES.index(line["severity"]) >= least
        name = self.field.removeprefix("jsonPayload.")
        return name in line and any(self.compares(line[name], each) for each in self.values)

    def compares(self, have: Any, value: str) -> bool:
        """Whether the value of a field is as one of the condition's."""
        if self.sign == ":":
            return value in str(have)
        if self.sign == "=":
            return (str(have).lower() if isinstance(have, bool) else str(have)) == value
        if isinstance(have, bool) or not isinstance(have, int | float):
            return False
        return have >= float(value) if self.sign == ">=" else have > float(value)


def conditions_of(text: str) -> list[Condition]:
    """The conditions of a filter, all of which a line must meet; fails where one cannot be read."""
    found = []
    for part in text.split(" AND "):
        read = CONDITION.fullmatch(part)
        assert read is not None, part
        field, sign, value = read.groups()
        values = ALTERNATIVE.findall(value) if value.startswith("(") else [value.strip('"')]
        assert values
        assert value == " OR ".join(f'"{each}"' for each in values).join("()") or len(values) == 1
        found.append(Condition(field, sign, tuple(values)))
    return found


def counted(conditions: Sequence[Condition], lines: Sequence[Line]) -> list[Line]:
    """The lines that meet all conditions."""
    return [line for line in lines if all(each.meets(line) for each in conditions)]
