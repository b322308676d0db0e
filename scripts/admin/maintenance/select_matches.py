"""Selects the matches of a verb, and shows progress while it works on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.progress import MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn

from admin.progress_line import progress_line
from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.errors import BadInput
from scrbrd.domain.identifiers import can_name_document

Item = TypeVar("Item")
LONGEST_SHOWN = 100
"""Maximum number of characters of an argument that an error message repeats."""


def select_matches(
    store: FirestoreMatchStore, match_ids: list[str], *, everything: bool
) -> Iterable[str]:
    """Return the named matches, each once, or all matches.

    Raises BadInput if a match does not exist, or unless there is either a name or --all.
    """
    if everything == bool(match_ids):
        raise BadInput("name one or more matches, or say --all")
    for requested_id in match_ids:
        require_match(store, requested_id)
    return list(dict.fromkeys(match_ids)) or store.all_matches()


def require_match(store: FirestoreMatchStore, match_id: str) -> None:
    """Raise BadInput if there is neither a match document nor a log."""
    require_match_id(match_id)
    if not match_exists(store, match_id):
        raise BadInput(
            f"MATCH: there is no match {match_id}, nor a log of it; check the id and --project"
        )


def require_match_id(match_id: str) -> None:
    """Raise BadInput for a text that cannot be a match id."""
    if not can_name_document(match_id):
        short_id = match_id if len(match_id) <= LONGEST_SHOWN else f"{match_id[:LONGEST_SHOWN]}..."
        raise BadInput(f"MATCH: {short_id!r} is no match id")


def match_exists(store: FirestoreMatchStore, match_id: str) -> bool:
    """Return True if there is a match document, or at least a log."""
    if store.client.document(paths.match(match_id)).get([]).exists:  # even if it is empty
        return True
    return store.count_log(match_id).actions > 0


def with_progress(items: Iterable[Item], title: str, length: int | None = None) -> Iterator[Item]:
    """Yield the items, and show progress on standard error if it is a terminal."""
    columns = (SpinnerColumn(), TextColumn(title), MofNCompleteColumn(), TimeElapsedColumn())
    with progress_line(*columns) as progress:
        total = len(items) if isinstance(items, list) else length
        task = progress.add_task(title, total=total)
        for item in items:
            yield item
            progress.advance(task)
