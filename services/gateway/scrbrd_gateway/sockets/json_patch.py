"""Finds what changed between two JSON documents, as operations of a JSON Patch (RFC 6902).

A merge patch (RFC 7396) would not do: it cannot set a value to null, and scores hold nulls.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def diff(old: Any, new: Any, path: str = "") -> Iterator[dict[str, Any]]:
    """Yield `add`, `remove` and `replace` operations that make `new` of `old`, in their order.

    Lists are compared place by place; what is longer grows or shrinks at its end.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _of_objects(old, new, path)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _of_lists(old, new, path)
    elif type(old) is not type(new) or old != new:
        yield {"op": "replace", "path": path, "value": new}


def _of_objects(old: dict[str, Any], new: dict[str, Any], path: str) -> Iterator[dict[str, Any]]:
    for name in old:
        if name not in new:
            yield {"op": "remove", "path": f"{path}/{escaped(name)}"}
    for name, value in new.items():
        if name in old:
            yield from diff(old[name], value, f"{path}/{escaped(name)}")
        else:
            yield {"op": "add", "path": f"{path}/{escaped(name)}", "value": value}


def _of_lists(old: list[Any], new: list[Any], path: str) -> Iterator[dict[str, Any]]:
    shared = min(len(old), len(new))
    for place in range(shared):
        yield from diff(old[place], new[place], f"{path}/{place}")
    for place in range(len(old) - 1, shared - 1, -1):
        yield {"op": "remove", "path": f"{path}/{place}"}
    for value in new[shared:]:
        yield {"op": "add", "path": f"{path}/-", "value": value}


def escaped(name: str) -> str:
    """Return a name as a JSON Pointer (RFC 6901) spells it."""
    return name.replace("~", "~0").replace("/", "~1")
