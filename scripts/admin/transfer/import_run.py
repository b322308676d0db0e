"""Runs `scrbrd import cricsheet`: several matches at once, each written and rebuilt as a whole.

Half the time of an import is this program's own (folding, and encoding documents), so that one
process is the bound: from a few matches on, each core has one, and another that waits.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Final

from google.cloud.firestore import Client
from rich.console import Console

from admin.logfile import load_match
from admin.server_errors import as_our_error
from admin.transfer.imports import REASON, Imported, import_log
from admin.transfer.interrupts import (
    AFTER_THE_MATCH,
    deferred_interrupt,
    interruptible,
    saying_what_is_left,
)
from admin.transfer.matches import MatchWriter
from admin.transfer.progress import DocumentProgress, document_progress
from admin.transfer.restore import counts
from admin.transfer.writing import Conflict, Tally
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.errors import BadInput
from scrbrd.domain.identifiers import as_id

AT_ONCE: Final = 4
"""Matches that one process imports at once: two thirds of it is waiting for the database."""
FEW: Final = 8
"""Matches that one process imports alone: another takes longer to begin than it spares."""
MOST_PROCESSES: Final = 8
"""However many cores there are: each holds 100 MB."""

_clients: list[Client] = []
"""The one client of a process that imports for another."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was said of a match, and what became of its documents; `is_whole`: it was rebuilt."""

    said: Imported
    tally: Tally
    is_whole: bool


@dataclass(slots=True)
class Outcomes:
    """What is done so far, and which matches are at hand."""

    tally: Tally = field(default_factory=Tally)
    matches: int = 0

    def add(self, done: Done) -> None:
        """Count a match that is done."""
        self.tally.add(done.tally)
        self.matches += done.is_whole

    def so_far(self) -> str:
        """Return what an interrupted run leaves."""
        said = f"{self.matches} matches are whole and rebuilt"
        return f"{said}; run the same command again to go on"


def import_files(client: Client, files: list[Path], console: Console, *, apply: bool) -> bool:
    """Import match files, several at once; each match is put and rebuilt as a whole.

    Returns whether scores and results are those that the files state.

    Raises BadInput for a file that cannot be used, or two of one match, before anything is written;
    Refusal where a match of the same id has other documents, once those that were begun are whole.
    """
    with interruptible(lambda: "nothing was written"):
        require_matches(files)
    agrees, outcomes = True, Outcomes()
    many = processes_for(len(files))
    with document_progress("imported") as progress:

        def note(future: Future[Done]) -> None:
            if not future.cancelled() and future.exception() is None:
                outcomes.add(future.result())
                progress.add(future.result().tally.documents)

        with (
            interruptible(outcomes.so_far),
            saying_what_is_left(lambda: outcomes.so_far() if outcomes.matches else ""),
            deferred_interrupt(AFTER_THE_MATCH) as stop_if_asked,
            closing(all_done(client, files, many, note, apply=apply)) as imports,
        ):
            for each in imports:
                for line in each.said.lines:
                    console.print(line)
                agrees &= each.said.agrees
                stop_if_asked()
        if apply:
            tally, matches = outcomes.tally, outcomes.matches
            console.print(f"Imported {matches} matches: {counts(tally)}; {progress}.")
        else:
            console.print("Dry run: nothing was written. Add --apply to write it.")
    return agrees


def require_matches(files: Sequence[Path]) -> None:
    """Read all files; raises BadInput for one that cannot be used, and for two of one match, whose
    logs would become one."""
    read: dict[str, Path] = {}
    for path in files:
        match_id = as_id(load_match(path).match_id)
        if match_id in read:
            raise BadInput(same_match(match_id, read[match_id], path))
        read[match_id] = path


def same_match(match_id: str, before: Path, path: Path) -> str:
    """Return what is said of two files of one match."""
    if before.resolve() == path.resolve():
        return f"{path} is given twice; give it once"
    return (
        f"{before} and {path} are both match {match_id}, and nothing was written; a Cricsheet"
        f" match is called after its file, a log of ours says its matchId in line 1: rename one,"
        f" or leave it out"
    )


def processes_for(files: int) -> int:
    """Return how many processes import so many files; 0 for threads of this one."""
    return 0 if files <= FEW else min(files, MOST_PROCESSES, 2 * (os.cpu_count() or 1))


def all_done(
    client: Client,
    files: Sequence[Path],
    processes: int,
    note: Callable[[Future[Done]], None],
    *,
    apply: bool,
) -> Generator[Done, None, None]:
    """Yield what became of each file in order; `note` is given each as soon as it is done.

    Where the caller stops early, or a match is refused, those at work are finished and no other is
    begun.
    """
    pool: ProcessPoolExecutor | ThreadPoolExecutor
    work: Callable[[Path], Done]
    if processes:
        pool = ProcessPoolExecutor(processes, start_context(), begin, (client.project,))
        work = partial(import_here, apply=apply)
    else:
        pool, work = ThreadPoolExecutor(AT_ONCE), partial(import_one, client, apply=apply)
    try:
        futures = [pool.submit(work, path) for path in files]
        for each in futures:
            each.add_done_callback(note)
        for each in futures:
            yield each.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def start_context() -> BaseContext:
    """Return how processes begin: from one that has loaded all they need and opened nothing, where
    the platform can."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def begin(project: str) -> None:
    """Begin a process that imports for another.

    Ctrl-C reaches every process of a terminal and is left to the caller: the match at hand is
    finished.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _clients.append(Client(project=project))


def import_here(path: Path, *, apply: bool) -> Done:
    """Import one file in a process of its own. Raises an error of ours for one of the server's,
    which would not cross processes."""
    [client] = _clients
    try:
        return import_one(client, path, apply=apply)
    except Exception as error:
        known = as_our_error(error, client.project)
        if known is None:
            raise
        raise known from None


def import_one(client: Client, path: Path, *, apply: bool) -> Done:
    """Import one file."""
    store = FirestoreMatchStore(client)
    writer = MatchWriter(store, DocumentProgress("imported"), Conflict.REFUSE, REASON)
    said = import_log(writer, load_match(path), apply=apply)
    return Done(said, writer.tally, is_whole=writer.matches > 0)
