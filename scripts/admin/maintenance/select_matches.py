"""Selects the matches that a verb works on, and shows its progress over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.errors import BadInput


def select_matches(
    store: FirestoreMatchStore, named: list[str], *, everything: bool
) -> Iterable[str]:
    """Return the named matches, or all; raises BadInput where one is missing or none is named."""
    if everything == bool(named):
        raise BadInput("name one or more matches, or say --all")
    for match_id in named:
        if "/" in match_id or not match_id:
            raise BadInput(f"MATCH: {match_id!r} is no match id")
        if not exists(store, match_id):
            raise BadInput(
                f"MATCH: there is no match {match_id}, nor a log of it; check the id and --project"
            )
    return named or store.all_matches()


def exists(store: FirestoreMatchStore, match_id: str) -> bool:
    """Return whether there is a match document, or at least a log."""
    if store.client.document(paths.match(match_id)).get([]).exists:  # whatever it holds
        return True
    return store.count_log(match_id).actions > 0


def with_progress(match_ids: Iterable[str], what: str) -> Iterator[str]:
    """Yield the matches one by one, with progress on standard error for people."""
    columns = (SpinnerColumn(), TextColumn(what), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    bars = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    with bars as progress:
        total = len(match_ids) if isinstance(match_ids, list) else None
        task = progress.add_task(what, total=total)
        for match_id in match_ids:
            yield match_id
            progress.advance(task)
