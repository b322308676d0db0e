"""Creates the mutants of the rules: each condition removed or inverted in turn.

It works on text only; mutation.py runs the mutants.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

STATEMENT = re.compile(r"(?:(?<!\w)return|: if)\s")
HOME = re.compile(r"function (\w+)\(|(allow [\w, ]+): if|match (/\S+) \{")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A source with one condition changed: characters `start` to `end` replaced."""

    source: str
    line: int
    start: int
    end: int
    home: str
    """The function that contains the condition, or else the path and the `allow`."""
    condition: str
    replacement: str

    def __str__(self) -> str:
        return f"{self.source} {self.home}: {self.condition} -> {self.replacement}"

    def apply(self, text: str) -> str:
        """Return the source with the condition replaced."""
        return text[: self.start] + self.replacement + text[self.end :]


@dataclass(frozen=True, slots=True)
class Operand:
    """A condition in a source, and the operator of which it is an operand."""

    start: int
    end: int
    operator: str


def mutants(source: str, text: str) -> Iterator[Mutant]:
    """Yield a mutant for each condition removed from its `&&` or `||`, and for each inverted."""
    for operand in operands(without_texts(text)):
        code = text[operand.start : operand.end]
        line = text.count("\n", 0, operand.start) + 1
        shown = " ".join(code.split())
        place = (source, line, operand.start, operand.end, home(text, operand.start), shown)
        if operand.operator in {"&&", "||"}:
            yield Mutant(*place, "true" if operand.operator == "&&" else "false")
        yield Mutant(*place, f"!({code})")


def home(text: str, at: int) -> str:
    """Return the context of a character: a function's name, or a path with its `allow ...`."""
    path = ""
    found = ""
    for match in HOME.finditer(text, 0, at):
        if match[3]:
            path = match[3]
        found = match[1] or f"{path} {match[2]}"
    return found


def without_texts(text: str) -> str:
    """Return the text with comments and strings blanked out; all offsets stay the same."""
    pattern = r"//[^\n]*|'[^'\n]*'"
    return re.sub(pattern, lambda found: re.sub(r"[^\n]", "_", found[0]), text)


def operands(text: str) -> Iterator[Operand]:
    """Yield the conditions of all `return` and `allow ... if` statements, outermost first."""
    for found in STATEMENT.finditer(text):
        start = found.end()
        body = text[start : text.index(";", start)]
        if found[0].startswith(":") or _is_condition(body):
            yield from _within(text, start, start + len(body), "")


def _is_condition(code: str) -> bool:
    """Return True if returned code is a condition, not a document, path or list."""
    found = re.search(
        r"&&|\|\||[!=<>]=|[<>]| is | in |\.matches\(|\.hasOnly\(|\.hasAll\(|has\w+\(|is[A-Z]", code
    )
    return found is not None


def _within(text: str, start: int, end: int, operator: str) -> Iterator[Operand]:
    start, end = _trimmed_span(text, start, end)
    for separators in (("?", ":"), ("||",), ("&&",)):
        parts = _split(text, start, end, separators)
        if len(parts) > 1:
            yield from _parts(text, parts, separators)
            return
    yield Operand(start, end, operator)
    inner = start + (text[start] == "!")
    if text[inner] == "(" and text[end - 1] == ")":
        yield from _inner(text, inner + 1, end - 1)


def _inner(text: str, start: int, end: int) -> Iterator[Operand]:
    """Yield the conditions in parentheses, except a single one, which was yielded already."""
    found = list(_within(text, start, end, ""))
    yield from found[1:] if found and not found[0].operator else found


def _parts(
    text: str, parts: list[tuple[int, int]], separators: tuple[str, ...]
) -> Iterator[Operand]:
    is_choice = "?" in separators
    for number, (start, end) in enumerate(parts):
        if is_choice and text[slice(*_trimmed_span(text, start, end))] in {"true", "false"}:
            continue
        operator = "?" if is_choice and number == 0 else "" if is_choice else separators[0]
        yield from _within(text, start, end, operator)


def _trimmed_span(text: str, start: int, end: int) -> tuple[int, int]:
    code = text[start:end]
    return start + len(code) - len(code.lstrip()), end - len(code) + len(code.rstrip())


def _split(text: str, start: int, end: int, separators: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return the spans between the separators that are outside all brackets."""
    depth, begun, parts, at = 0, start, [], start
    while at < end:
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(text[at], 0)
        hit = next((mark for mark in separators if not depth and text.startswith(mark, at)), "")
        if hit:
            parts.append((begun, at))
            begun = at + len(hit)
        at += len(hit) or 1
    return [*parts, (begun, end)]
