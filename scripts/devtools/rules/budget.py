"""Measures the cost of a request: expressions, by padding a rule until it fails, and access calls.

Production allows a request 1,000 expressions and denies it without a message when they run out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

MAX_EXPRESSIONS = 1_000
BUDGET = 700
WRITE_RULE = re.compile(r"(allow [\w, ]*(?:create|update|delete)[\w, ]*: if )((?!false;)[^;]+);")
ACCESS = re.compile(r"(?:get|exists|getAfter|existsAfter)\(")
"""The start of an access call. A method call `x.get(...)` begins with its subject instead."""
BLOCK = 20
"""The number of constants in the padding function; longer chains are refused as too complex."""
MOST_PADDING = 600

PADDING = f"function isPadded() {{ return {' && '.join(['true'] * BLOCK)}; }}"

Passes = Callable[[str], bool]
"""Returns True if a request is allowed under a ruleset."""


def with_padding(text: str, condition: str, padding: int) -> str:
    """Return the ruleset with `padding` further terms after a condition.

    Raises ValueError unless the condition occurs exactly once.
    """
    if text.count(condition) != 1:
        raise ValueError(f"{condition!r} must be there once, not {text.count(condition)} times")
    return _with_padding(text.replace(condition, condition + _terms(padding)), padding)


def with_padded_writes(text: str, padding: int) -> str:
    """Return the ruleset with `padding` further terms after the whole condition of every write."""
    terms = _terms(padding)
    return _with_padding(WRITE_RULE.sub(rf"\1(\2){terms};", text), padding)


def _terms(padding: int) -> str:
    blocks, terms = divmod(padding, BLOCK)
    return " && isPadded()" * blocks + " && true" * terms


def _with_padding(text: str, padding: int) -> str:
    opening = "match /databases/{database}/documents {"
    # An unused function would cause a warning.
    replacement = f"{opening}\n{PADDING}" if padding >= BLOCK else opening
    return text.replace(opening, replacement, 1)


def most_padding(
    text: str, condition: str, passes: Passes, *, most: int = MOST_PADDING, precision: int = 1
) -> int:
    """Return how many terms can be added to a condition before an allowed request is denied.

    `most` terms must be too many. The result is up to `precision - 1` too low. Raises ValueError if
    the request is denied without padding.
    """
    passing, failing = 0, most
    if not passes(with_padding(text, condition, 0)):
        raise ValueError("the request is denied without any padding")
    while failing - passing > precision:
        middle = (passing + failing) // 2
        if passes(with_padding(text, condition, middle)):
            passing = middle
        else:
            failing = middle
    return passing


def padding_of(expressions: int, all_room: int) -> int:
    """Return the number of terms that use `expressions` expressions.

    `all_room` is the number of terms for which an otherwise empty rule has room.
    """
    return -(-expressions * all_room // MAX_EXPRESSIONS)


def access_calls(report: dict[str, Any]) -> int:
    """Return the number of evaluated access calls in a coverage report; repeated calls count."""
    text = str(report["rules"]["files"][0]["content"])
    calls: dict[int, dict[str, Any]] = {}
    for node in nodes(report.get("report", [])):
        start = node["sourcePosition"].get("currentOffset", 0)
        if ACCESS.match(text, start):
            # `get(x)` and `get(x).data` begin at the same place; the call itself ends first.
            calls[start] = min(node, calls.get(start, node), key=_end)
    return sum(map(_evaluations, calls.values()))


def nodes(trees: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield all expressions of a coverage report."""
    waiting = list(trees)
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.get("children", ())


def _end(node: dict[str, Any]) -> int:
    return int(node["sourcePosition"].get("endOffset", 0))


def _evaluations(node: dict[str, Any]) -> int:
    """Return how often a call was answered; the emulator's unresolved evaluations do not count."""
    answers = (value for value in node.get("values", []) if _is_answer(value.get("value", {})))
    return sum(int(answer["count"]) for answer in answers)


def _is_answer(value: dict[str, Any]) -> bool:
    """Return True for a resolved value. A missing document is one too: an error with a position."""
    return bool(value) and value != {"undefined": {}}
