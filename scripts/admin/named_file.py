"""Tells whether an argument that may be a match or a file names a file."""

from __future__ import annotations

from pathlib import Path


def is_there(named: str) -> bool:
    """Return whether there is something of that name; False for what can name no file."""
    try:
        return Path(named).exists()
    except (OSError, ValueError):
        return False


def is_plain_file(named: str) -> bool:
    """Return whether there is a file of that name; False for what can name none."""
    return is_there(named) and Path(named).is_file()
