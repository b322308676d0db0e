"""Compares two JSON documents and returns the operations of a JSON Patch (RFC 6902).

A merge patch (RFC 7396) is no alternative: it cannot set a value to null, and scores hold nulls.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def diff(old: Any, new: Any, path: str = "") -> Iterator[dict[str, Any]]:
    """Yield `add`, `remove` and `replace` operations that turn `old` into `new`, in order.

    Lists are compared index by index; a list grows or shrinks at its end.
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
            yield {"op": "remove", "path": f"{path}/{escape_pointer(name)}"}
    for name, value in new.items():
        if name in old:
            yield from diff(old[name], value, f"{path}/{escape_pointer(name)}")
        else:
            yield {"op": "add", "path": f"{path}/{escape_pointer(name)}", "value": value}


def _of_lists(old: list[Any], new: list[Any], path: str) -> Iterator[dict[str, Any]]:
    shared = min(len(old), len(new))
    for index in range(shared):
        yield from diff(old[index], new[index], f"{path}/{index}")
    for index in range(len(old) - 1, shared - 1, -1):
        yield {"op": "remove", "path": f"{path}/{index}"}
    for value in new[shared:]:
        yield {"op": "add", "path": f"{path}/-", "value": value}


def escape_pointer(name: str) -> str:
    """Return a name as a JSON Pointer (RFC 6901) writes it."""
    return name.replace("~", "~0").replace("/", "~1")
