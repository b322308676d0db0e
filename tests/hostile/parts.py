"""Finds the parts of documents: paths to the values in maps and lists."""

from __future__ import annotations

from typing import Any

Path = tuple[str | int, ...]
"""Field names and list indices, from the outermost inwards."""


def paths_below(value: Any, path: Path = ()) -> list[Path]:
    """Return the paths to all values in a map or list at any depth; of lists the first item."""
    return [
        found
        for name in parts_of(value)[: 1 if isinstance(value, list) else None]
        for found in ((*path, name), *paths_below(value[name], (*path, name)))
    ]


def existing_part(fields: Any, path: Path) -> Path:
    """Return the longest part of a path whose parent exists."""
    parent: Any = fields
    for number, name in enumerate(path[:-1], start=1):
        if name not in parts_of(parent) or not parts_of(parent[name]):
            return path[:number]
        parent = parent[name]
    return path


def parts_of(value: Any) -> list[Any]:
    """Return the keys of a map or the indices of a list."""
    if isinstance(value, dict):
        return list(value)
    return list(range(len(value))) if isinstance(value, list) else []


def value_at(value: Any, path: Path) -> Any:
    """Return the value at the end of a path."""
    for name in path:
        value = value[name]
    return value


def path_text(path: Path) -> str:
    """Return a path as text, with `*` for every list index."""
    return ".".join("*" if isinstance(name, int) else name for name in path)
