"""The parts of documents: the ways to what maps and lists hold."""

from __future__ import annotations

from typing import Any

Path = tuple[str | int, ...]
"""Names of fields, and places in lists, one below the other."""


def paths_below(value: Any, path: Path = ()) -> list[Path]:
    """The ways to all that a map or list holds, as deep as it goes; of a list to the first item."""
    return [
        found
        for name in parts_of(value)[: 1 if isinstance(value, list) else None]
        for found in ((*path, name), *paths_below(value[name], (*path, name)))
    ]


def there(fields: Any, path: Path) -> Path:
    """The part of a path whose last step but one is there."""
    parent: Any = fields
    for number, name in enumerate(path[:-1], start=1):
        if name not in parts_of(parent) or not parts_of(parent[name]):
            return path[:number]
        parent = parent[name]
    return path


def parts_of(value: Any) -> list[Any]:
    """The names or places of what a value holds."""
    if isinstance(value, dict):
        return list(value)
    return list(range(len(value))) if isinstance(value, list) else []


def at(value: Any, path: Path) -> Any:
    """What lies at the end of a path."""
    for name in path:
        value = value[name]
    return value


def told(path: Path) -> str:
    """A path as people write it; places in a list are all the same."""
    return ".".join("*" if isinstance(name, int) else name for name in path)
