"""Reads the emulator's coverage report and maps it to the sources in `rules/`.

Coverage is complete if every boolean expression was true and false at least once, and every other
one was evaluated. Constants are not in the report; lines that the builder added are ignored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple

from devtools.rules.budget import nodes
from devtools.rules.build import Built, SourceLine

CONSTANTS = frozenset({"true", "false"})
"""Expressions that cannot take two values."""


class Expression(NamedTuple):
    """One expression of the built rules: 1-based line and column, and the offsets of its text."""

    line: int
    column: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Gap:
    """An expression without full coverage; `never` is `true`, `false` or `evaluated`."""

    place: SourceLine
    text: str
    never: str

    def __str__(self) -> str:
        return f"{self.place}: never {self.never}: {self.text}"


Evaluations = Mapping[Expression, set[str]]
"""The kinds of values of each expression: `true`, `false`, `another`, `nothing` (unresolved)."""


def evaluations(report: Mapping[str, Any]) -> Evaluations:
    """Return the evaluations in one report."""
    found: dict[Expression, set[str]] = defaultdict(set)
    for node in nodes(report.get("report", [])):
        where = node["sourcePosition"]
        start = where.get("currentOffset", 0)
        place = Expression(where["line"], where["column"], start, where.get("endOffset", start))
        found[place].update(map(_kind, node.get("values", [])))
    return found


def _kind(value: Mapping[str, Any]) -> str:
    held = value.get("value", {})
    if "boolValue" in held:
        return "true" if held["boolValue"] else "false"
    # An unresolved value does not count: it is evaluated again when the document is loaded.
    return "nothing" if "undefined" in held else "another"


def gaps(seen: Evaluations, built: Built, constants: Iterable[str] = ()) -> list[Gap]:
    """Return the gaps in coverage; `constants` are expressions that cannot take two values."""
    skipped = set(constants)
    missing = []
    for expression, kinds in sorted(seen.items()):
        place = built.source_of(expression.line)
        code = " ".join(built.text[expression.start : expression.end + 1].split())
        if place is None or code in skipped:
            continue
        missing += [Gap(place, code, never) for never in _missing_kinds(kinds)]
    return missing


def _missing_kinds(kinds: set[str]) -> list[str]:
    seen = kinds - {"nothing"}
    if not seen:
        return ["evaluated"]
    if seen & {"true", "false"} and "another" not in seen:
        return sorted({"true", "false"} - seen)
    return []


def percentage(seen: Evaluations, built: Built) -> float:
    """Return the percentage (0 to 100) of the sources' expressions that have no gap."""
    ours = [kinds for found, kinds in seen.items() if built.source_of(found.line)]
    return 100 * sum(not _missing_kinds(kinds) for kinds in ours) / len(ours)


def lcov_report(seen: Evaluations, built: Built) -> str:
    """Return a report in LCOV's format by the files of `rules/`; a line without a gap is hit."""
    hits: dict[str, dict[int, int]] = defaultdict(dict)
    for expression, kinds in seen.items():
        place = built.source_of(expression.line)
        if place:
            lines = hits[place.source]
            lines[place.line] = min(lines.get(place.line, 1), int(not _missing_kinds(kinds)))
    rows = []
    for source, lines in sorted(hits.items()):
        rows += ["TN:", f"SF:{source}"]
        rows += [f"DA:{line},{hit}" for line, hit in sorted(lines.items())]
        rows += [f"LF:{len(lines)}", f"LH:{sum(lines.values())}", "end_of_record"]
    return "\n".join(rows) + "\n"


def html_report(seen: Evaluations, built: Built) -> str:
    """Return an HTML page that lists the gaps."""
    rows = "".join(f"<li><code>{escape(str(gap))}</code></li>" for gap in gaps(seen, built))
    share = percentage(seen, built)
    return f"<!doctype html><title>Rules</title><h1>{share:.1f} %</h1><ul>{rows}</ul>\n"
