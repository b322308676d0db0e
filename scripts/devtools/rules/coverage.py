"""Reads the emulator's coverage report, in terms of the sources in `rules/`.

Complete means: every boolean expression was true and false once, every other one evaluated.
Constants do not appear in the report, and what the builder added is left out.
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
    """One expression of the built rules: 1-based line and column, and offsets of its text."""

    line: int
    column: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Gap:
    """An expression that some value was never seen of: `true`, `false`, or any at all."""

    place: SourceLine
    text: str
    never: str

    def __str__(self) -> str:
        return f"{self.place}: never {self.never}: {self.text}"


Evaluations = Mapping[Expression, set[str]]
"""The kinds of value that each expression took: `true`, `false`, `another`, `nothing`."""


def evaluations(report: Mapping[str, Any]) -> Evaluations:
    """Return what one report saw."""
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
    # An unresolved value says nothing: it is asked again when the document is there.
    return "nothing" if "undefined" in held else "another"


def gaps(seen: Evaluations, built: Built, constants: Iterable[str] = ()) -> list[Gap]:
    """Return what is missing; `constants` are expressions that cannot take two values."""
    skipped = set(constants)
    missing = []
    for expression, kinds in sorted(seen.items()):
        place = built.source_of(expression.line)
        code = " ".join(built.text[expression.start : expression.end + 1].split())
        if place is None or code in skipped:
            continue
        missing += [Gap(place, code, never) for never in _missing(kinds)]
    return missing


def _missing(kinds: set[str]) -> list[str]:
    seen = kinds - {"nothing"}
    if not seen:
        return ["evaluated"]
    if seen & {"true", "false"} and "another" not in seen:
        return sorted({"true", "false"} - seen)
    return []


def percentage(seen: Evaluations, built: Built) -> float:
    """Return the share of expressions of the sources without a gap, 0 to 100."""
    ours = [kinds for found, kinds in seen.items() if built.source_of(found.line)]
    return 100 * sum(not _missing(kinds) for kinds in ours) / len(ours)


def lcov(seen: Evaluations, built: Built) -> str:
    """Return the report in LCOV's format, by the files of `rules/`: a line is hit without a gap."""
    hits: dict[str, dict[int, int]] = defaultdict(dict)
    for expression, kinds in seen.items():
        place = built.source_of(expression.line)
        if place:
            lines = hits[place.source]
            lines[place.line] = min(lines.get(place.line, 1), int(not _missing(kinds)))
    rows = []
    for source, lines in sorted(hits.items()):
        rows += ["TN:", f"SF:{source}"]
        rows += [f"DA:{line},{hit}" for line, hit in sorted(lines.items())]
        rows += [f"LF:{len(lines)}", f"LH:{sum(lines.values())}", "end_of_record"]
    return "\n".join(rows) + "\n"


def html(seen: Evaluations, built: Built) -> str:
    """Return a page of the gaps."""
    rows = "".join(f"<li><code>{escape(str(gap))}</code></li>" for gap in gaps(seen, built))
    share = percentage(seen, built)
    return f"<!doctype html><title>Rules</title><h1>{share:.1f} %</h1><ul>{rows}</ul>\n"
