"""Checks whether an argument that may be a match or a file names a file."""

from __future__ import annotations

from pathlib import Path


def exists(text: str) -> bool:
    """Return True if a path exists; False for a text that cannot be a path."""
    try:
        return Path(text).exists()
    except (OSError, ValueError):
        return False


def is_plain_file(text: str) -> bool:
    """Return True if a regular file exists; False for a text that cannot be a path."""
    return exists(text) and Path(text).is_file()
