"""Checks production's limits on rules; the emulator does not enforce all of them.

https://firebase.google.com/docs/rules/rules-language and .../firestore/security/rules-structure.
Expressions and the access calls of a whole commit are measured by tests: see budget.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from devtools.rules.build import Built

MAX_BYTES = 256 * 1024
MAX_LETS = 10
MAX_CALL_DEPTH = 20
MAX_ARGUMENTS = 7
MAX_MATCH_DEPTH = 10
MAX_ACCESS_CALLS = 10
"""The limit for a request of one document; a batch may have 20, and 10 for each document."""

ACCESS = re.compile(r"(?<![\w.])(?:get|exists|getAfter|existsAfter)\(")
DEFINITION = re.compile(r"function (\w+)\(([^)]*)\)\s*\{")
CALL = re.compile(r"(?<![\w.])(\w+)\(")
ALLOW = re.compile(r"allow ([\w, ]+): if ([^;]*);")


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the rules, with the numbers that production limits."""

    name: str
    arguments: int
    lets: int
    access_calls: int
    calls: tuple[str, ...]


def without_comments(text: str) -> str:
    """Return the rules without their comments; line numbers stay the same."""
    return re.sub(r"(?m)(^|\s)//.*$", r"\1", text)


def functions(text: str) -> dict[str, Function]:
    """Return all functions of the rules by name; names are unique in the whole ruleset."""
    return {found.name: found for found in _functions(without_comments(text))}


def _functions(text: str) -> Iterator[Function]:
    for match in DEFINITION.finditer(text):
        body = _block(text, match.end())
        arguments = [name for name in match[2].split(",") if name.strip()]
        lets = len(re.findall(r"\blet\b", body))
        yield Function(match[1], len(arguments), lets, len(ACCESS.findall(body)), _calls(body))


def _block(text: str, start: int) -> str:
    depth, end = 1, start
    while depth:
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        end += 1
    return text[start : end - 1]


def _calls(code: str) -> tuple[str, ...]:
    return tuple(CALL.findall(code))


def call_depth(name: str, known: dict[str, Function], above: tuple[str, ...] = ()) -> int:
    """Return the depth of calls from a function. Raises RecursionError if it calls itself."""
    if name in above:
        raise RecursionError(" -> ".join((*above, name)))
    inner = [call for call in known[name].calls if call in known]
    return 1 + max((call_depth(call, known, (*above, name)) for call in inner), default=0)


def access_calls(code: str, known: dict[str, Function]) -> int:
    """Return the number of access calls in an expression if every branch is taken: the maximum."""
    inner = [call for call in _calls(code) if call in known]
    return len(ACCESS.findall(code)) + sum(_all_access(call, known) for call in inner)


def _all_access(name: str, known: dict[str, Function]) -> int:
    here = known[name]
    return here.access_calls + sum(_all_access(call, known) for call in here.calls if call in known)


def findings(built: Built) -> list[str]:
    """Return a text for each problem for which production would refuse the rules."""
    known = functions(built.text)
    return [
        *_text_findings(built.text),
        *_function_findings(known),
        *_allow_findings(built.text, known),
    ]


def _text_findings(text: str) -> Iterator[str]:
    if len(text.encode()) > MAX_BYTES:
        yield f"the rules are longer than {MAX_BYTES} bytes"
    names = [match[1] for match in DEFINITION.finditer(without_comments(text))]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name} is defined more than once"
    if _match_depth(text) > MAX_MATCH_DEPTH:
        yield f"match blocks are nested deeper than {MAX_MATCH_DEPTH}"


def _match_depth(text: str) -> int:
    levels = {len(found) for found in re.findall(r"(?m)^( *)match /", text)}
    return len(levels)


def _function_findings(known: dict[str, Function]) -> Iterator[str]:
    for function in known.values():
        if function.lets > MAX_LETS:
            yield f"{function.name} has {function.lets} let, and {MAX_LETS} are allowed"
        if function.arguments > MAX_ARGUMENTS:
            yield f"{function.name} has {function.arguments} arguments"
        try:
            depth = call_depth(function.name, known)
        except RecursionError as error:
            yield f"{function.name} calls itself: {error}"
            continue
        if depth >= MAX_CALL_DEPTH:
            yield f"{function.name} calls {depth} deep"


def _allow_findings(text: str, known: dict[str, Function]) -> Iterator[str]:
    for methods, condition in ALLOW.findall(without_comments(text)):
        if "write" in methods or "read" in methods.split(", "):
            yield f"allow {methods}: say which of get, list, create, update, delete"
        if set(methods.split(", ")) & {"get", "list"} and set(methods.split(", ")) - {
            "get",
            "list",
        }:
            yield f"allow {methods}: reads apart from writes"
        calls = access_calls(condition, known)
        if calls > MAX_ACCESS_CALLS:
            yield f"allow {methods}: if {' '.join(condition.split())}: {calls} access calls"
