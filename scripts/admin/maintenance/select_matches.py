"""Selects the matches that a verb works on, and shows its progress over them."""

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
"""Characters of an argument that are said again."""


def select_matches(
    store: FirestoreMatchStore, named: list[str], *, everything: bool
) -> Iterable[str]:
    """Return the named matches, each once, or all; raises BadInput where one is missing or none is
    named."""
    if everything == bool(named):
        raise BadInput("name one or more matches, or say --all")
    for match_id in named:
        require_match(store, match_id)
    return list(dict.fromkeys(named)) or store.all_matches()


def require_match(store: FirestoreMatchStore, match_id: str) -> None:
    """Raise BadInput where there is neither a match document nor a log."""
    require_match_id(match_id)
    if not exists(store, match_id):
        raise BadInput(
            f"MATCH: there is no match {match_id}, nor a log of it; check the id and --project"
        )


def require_match_id(match_id: str) -> None:
    """Raise BadInput for a text that no match can be called."""
    if not can_name_document(match_id):
        shown = match_id if len(match_id) <= LONGEST_SHOWN else f"{match_id[:LONGEST_SHOWN]}..."
        raise BadInput(f"MATCH: {shown!r} is no match id")


def exists(store: FirestoreMatchStore, match_id: str) -> bool:
    """Return whether there is a match document, or at least a log."""
    if store.client.document(paths.match(match_id)).get([]).exists:  # whatever it holds
        return True
    return store.count_log(match_id).actions > 0


def with_progress(
    match_ids: Iterable[Item], what: str, length: int | None = None
) -> Iterator[Item]:
    """Yield matches, or what came of them, with progress on standard error for people."""
    columns = (SpinnerColumn(), TextColumn(what), MofNCompleteColumn(), TimeElapsedColumn())
    with progress_line(*columns) as progress:
        total = len(match_ids) if isinstance(match_ids, list) else length
        task = progress.add_task(what, total=total)
        for match_id in match_ids:
            yield match_id
            progress.advance(task)
