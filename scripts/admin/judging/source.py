"""Reads the log that MATCH|FILE names: a file, or a match of a project."""

from __future__ import annotations

from pathlib import Path

from admin.logfile import load_match
from admin.matchlog import MatchLog
from admin.named_file import exists

FILE_SUFFIXES = frozenset({".json", ".log"})


def is_file(source: str) -> bool:
    """Return True if MATCH|FILE names a file: an existing one, or a name like a file's."""
    return exists(source) or Path(source).suffix in FILE_SUFFIXES or "/" in source


def read_source(source: str, project: str | None, *, yes: bool) -> MatchLog:
    """Return the log of a file or of a stored match. Raises BadInput or Refusal in one line."""
    return load_match(Path(source)) if is_file(source) else stored_log(source, project, yes=yes)


def stored_log(match_id: str, project: str | None, *, yes: bool) -> MatchLog:
    """Return the log of a stored match with its readable actions."""
    from admin.connection import open_connection
    from admin.stored_match.read import log_entries, stored_match

    with open_connection(project, yes=yes) as connection:
        stored = stored_match(connection.store, match_id)
        return stored.log(tuple(log_entries(connection.store, match_id).values()))
