"""Measures what a request costs: expressions, by padding a rule until it fails, and access calls.

Production grants a request 1,000 expressions and says nothing when they run out: it denies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

MAX_EXPRESSIONS = 1_000
BUDGET = 700
WRITE_RULE = re.compile(r"(allow [\w, ]*(?:create|update|delete)[\w, ]*: if )((?!false;)[^;]+);")
ACCESS = re.compile(r"(?:get|exists|getAfter|existsAfter)\(")
"""How an access call begins; a method `x.get(...)` begins with its subject."""
BLOCK = 20
"""Constants in one function of padding; deeper chains are refused as too complex."""
MOST_PADDING = 600

PADDING = f"function isPadded() {{ return {' && '.join(['true'] * BLOCK)}; }}"

Passes = Callable[[str], bool]
"""Tells whether a request passes under a ruleset."""


def padded(text: str, condition: str, padding: int) -> str:
    """Return the ruleset with `padding` further terms after a condition that stands in it once."""
    if text.count(condition) != 1:
        raise ValueError(f"{condition!r} must be there once, not {text.count(condition)} times")
    return _with_padding(text.replace(condition, condition + _terms(padding)), padding)


def padded_writes(text: str, padding: int) -> str:
    """Return the ruleset with `padding` further terms after the whole condition of every write."""
    more = _terms(padding)
    return _with_padding(WRITE_RULE.sub(rf"\1(\2){more};", text), padding)


def _terms(padding: int) -> str:
    blocks, terms = divmod(padding, BLOCK)
    return " && isPadded()" * blocks + " && true" * terms


def _with_padding(text: str, padding: int) -> str:
    opening = "match /databases/{database}/documents {"
    wanted = (
        f"{opening}\n{PADDING}" if padding >= BLOCK else opening
    )  # unused, it would be warned of
    return text.replace(opening, wanted, 1)


def most_padding(
    text: str, condition: str, passes: Passes, *, most: int = MOST_PADDING, precision: int = 1
) -> int:
    """Return how many terms can be added to a condition before a request that passes is denied.

    `most` terms are known to be too many; the answer is up to `precision - 1` too low.
    """
    passing, failing = 0, most
    if not passes(padded(text, condition, 0)):
        raise ValueError("the request is denied without any padding")
    while failing - passing > precision:
        middle = (passing + failing) // 2
        if passes(padded(text, condition, middle)):
            passing = middle
        else:
            failing = middle
    return passing


def padding_of(expressions: int, all_room: int) -> int:
    """How many terms use up that many expressions, where a free rule has room for `all_room`."""
    return -(-expressions * all_room // MAX_EXPRESSIONS)


def access_calls(report: dict[str, Any]) -> int:
    """Access calls in a coverage report, each evaluation counted: no call is free."""
    text = str(report["rules"]["files"][0]["content"])
    calls: dict[int, dict[str, Any]] = {}
    for node in nodes(report.get("report", [])):
        start = node["sourcePosition"].get("currentOffset", 0)
        if ACCESS.match(text, start):
            # `get(x)`, `get(x).data` and more of that kind begin alike: the call ends first.
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
    """Return how often a call was answered; the emulator's first look counts as nothing."""
    answers = (value for value in node.get("values", []) if _is_answer(value.get("value", {})))
    return sum(int(answer["count"]) for answer in answers)


def _is_answer(value: dict[str, Any]) -> bool:
    """Return a missing document is an answer too: an error, which has a place in the rules."""
    return bool(value) and value != {"undefined": {}}
