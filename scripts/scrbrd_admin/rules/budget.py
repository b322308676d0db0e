"""Owns how much a request costs: expressions by padding a rule until it fails, access calls by count.

Production grants a request 1,000 expressions and says nothing when they run out: it denies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

MAX_EXPRESSIONS = 1_000
BUDGET = 700
ACCESS_CALLS = ("get", "exists", "getAfter", "existsAfter")
BLOCK = 20
"""Constants in one function of padding; deeper chains are refused as too complex."""
MOST_PADDING = 600

PADDING = f"function isPadded() {{ return {' && '.join(['true'] * BLOCK)}; }}"

Passes = Callable[[str], bool]
"""Tells whether a request passes under a ruleset."""


def padded(text: str, condition: str, padding: int) -> str:
    """The ruleset with `padding` further terms after a condition that stands in it once."""
    if text.count(condition) != 1:
        raise ValueError(f"{condition!r} must be there once, not {text.count(condition)} times")
    blocks, terms = divmod(padding, BLOCK)
    more = " && isPadded()" * blocks + " && true" * terms
    opening = "match /databases/{database}/documents {"
    wanted = f"{opening}\n{PADDING}" if blocks else opening  # an unused function is a warning
    return text.replace(condition, condition + more).replace(opening, wanted, 1)


def most_padding(text: str, condition: str, passes: Passes) -> int:
    """How many terms can be added to a condition before a request that passes is denied."""
    passing, failing = 0, MOST_PADDING
    if not passes(padded(text, condition, 0)):
        raise ValueError("the request is denied without any padding")
    while failing - passing > 1:
        middle = (passing + failing) // 2
        if passes(padded(text, condition, middle)):
            passing = middle
        else:
            failing = middle
    return passing


def expressions_used(room: int, all_room: int) -> int:
    """Expressions of a request with room for `room` terms, where a free rule has `all_room`."""
    return round(MAX_EXPRESSIONS * (1 - room / all_room))


def access_calls(report: dict[str, Any]) -> int:
    """Access calls in a coverage report, each evaluation counted: no call is free."""
    lines = str(report["rules"]["files"][0]["content"]).splitlines(keepends=True)
    offsets = _offsets(lines)
    text = "".join(lines)
    return sum(
        _evaluations(node)
        for node in nodes(report.get("report", []))
        if _is_access_call(text, node, offsets)
    )


def nodes(trees: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """All expressions of a coverage report."""
    waiting = list(trees)
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.get("children", ())


def _offsets(lines: list[str]) -> list[int]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    return starts


def _is_access_call(text: str, node: dict[str, Any], offsets: list[int]) -> bool:
    place = node["sourcePosition"]
    start = offsets[place["line"] - 1] + place["column"] - 1
    return any(text.startswith(f"{name}(", start) for name in ACCESS_CALLS)


def _evaluations(node: dict[str, Any]) -> int:
    return sum(value.get("count", 0) for value in node.get("values", []))
