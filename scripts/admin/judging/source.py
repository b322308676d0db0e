"""Reads the log that a verb was given: a file, or a match of a project by its id."""

from __future__ import annotations

from pathlib import Path

from admin.logfile import load_match
from admin.matchlog import MatchLog
from admin.named_file import is_there

FILE_SUFFIXES = frozenset({".json", ".log"})


def is_file(named: str) -> bool:
    """Return whether MATCH|FILE is a file: one that is there, or a name as files have them."""
    return is_there(named) or Path(named).suffix in FILE_SUFFIXES or "/" in named


def read_source(named: str, project: str | None, *, yes: bool) -> MatchLog:
    """Return the log of a file or of a stored match. Raises BadInput or Refusal in one line."""
    return load_match(Path(named)) if is_file(named) else stored_log(named, project, yes=yes)


def stored_log(match_id: str, project: str | None, *, yes: bool) -> MatchLog:
    """Return a match of a project with its readable actions."""
    from admin.connection import connected
    from admin.stored_match.read import log_entries, stored_match

    with connected(project, yes=yes) as connection:
        stored = stored_match(connection.store, match_id)
        return stored.log(tuple(log_entries(connection.store, match_id).values()))
