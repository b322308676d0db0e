"""Runs `scrbrd import cricsheet`: several matches in parallel, each written and rebuilt as a whole.

Half the time of an import is spent in this program (folding, and encoding documents), so that one
process would be the bottleneck: from a few matches on there are two processes for each core, one of
them waiting.
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
from admin.transfer.batch_writes import Conflict, Tally
from admin.transfer.imports import REASON, ImportReport, import_log
from admin.transfer.interrupts import (
    AFTER_THE_MATCH,
    deferred_interrupt,
    exit_on_interrupt,
    reporting_state_on_error,
)
from admin.transfer.matches import MatchWriter
from admin.transfer.progress import DocumentProgress, document_progress
from admin.transfer.restore import counts_text
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.errors import BadInput
from scrbrd.domain.identifiers import as_id

AT_ONCE: Final = 4
"""Matches that one process imports in parallel: two thirds of the time is waiting for the
database."""
MAX_FOR_ONE_PROCESS: Final = 8
"""Matches that one process imports alone: another would take longer to start than it saves."""
MAX_PROCESSES: Final = 8
"""Upper bound for any number of cores: each process needs 100 MB."""

_clients: list[Client] = []
"""The one client of a worker process."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The report on a match, and the counts of its documents; `is_whole` if it was rebuilt."""

    report: ImportReport
    tally: Tally
    is_whole: bool


@dataclass(slots=True)
class Outcomes:
    """The counts of the finished matches."""

    tally: Tally = field(default_factory=Tally)
    matches: int = 0

    def add(self, result: ImportResult) -> None:
        """Add a finished match."""
        self.tally.add(result.tally)
        self.matches += result.is_whole

    def summary(self) -> str:
        """Return what an interrupted run has finished."""
        finished = f"{self.matches} matches are whole and rebuilt"
        return f"{finished}; run the same command again to go on"


def import_files(client: Client, files: list[Path], console: Console, *, apply: bool) -> bool:
    """Import match files, several in parallel; each match is written and rebuilt as a whole.

    Returns True if scores and results are those that the files state. Raises BadInput, before
    anything is written, for a file that cannot be used, or two files of one match; and Refusal if a
    match with the same id has other documents, once the matches in progress are complete.
    """
    with exit_on_interrupt(lambda: "nothing was written"):
        require_matches(files)
    agrees, outcomes = True, Outcomes()
    process_count = processes_for(len(files))
    with document_progress("imported") as progress:

        def count_result(future: Future[ImportResult]) -> None:
            if not future.cancelled() and future.exception() is None:
                outcomes.add(future.result())
                progress.add(future.result().tally.documents)

        with (
            exit_on_interrupt(outcomes.summary),
            reporting_state_on_error(lambda: outcomes.summary() if outcomes.matches else ""),
            deferred_interrupt(AFTER_THE_MATCH) as stop_if_interrupted,
            closing(import_all(client, files, process_count, count_result, apply=apply)) as imports,
        ):
            for each in imports:
                for line in each.report.lines:
                    console.print(line)
                agrees &= each.report.agrees
                stop_if_interrupted()
        if apply:
            tally, matches = outcomes.tally, outcomes.matches
            console.print(f"Imported {matches} matches: {counts_text(tally)}; {progress}.")
        else:
            console.print("Dry run: nothing was written. Add --apply to write it.")
    return agrees


def require_matches(files: Sequence[Path]) -> None:
    """Read all files.

    Raises BadInput for one that cannot be used, and for two of the same match, whose logs would be
    merged.
    """
    path_by_match: dict[str, Path] = {}
    for path in files:
        match_id = as_id(load_match(path).match_id)
        if match_id in path_by_match:
            raise BadInput(same_match(match_id, path_by_match[match_id], path))
        path_by_match[match_id] = path


def same_match(match_id: str, before: Path, path: Path) -> str:
    """Return the error message for two files of one match."""
    if before.resolve() == path.resolve():
        return f"{path} is given twice; give it once"
    return (
        f"{before} and {path} are both match {match_id}, and nothing was written; a Cricsheet"
        f" match is called after its file, a log of ours says its matchId in line 1: rename one,"
        f" or leave it out"
    )


def processes_for(files: int) -> int:
    """Return the number of processes for a number of files; 0 for threads of this process."""
    return (
        0 if files <= MAX_FOR_ONE_PROCESS else min(files, MAX_PROCESSES, 2 * (os.cpu_count() or 1))
    )


def import_all(
    client: Client,
    files: Sequence[Path],
    processes: int,
    on_done: Callable[[Future[ImportResult]], None],
    *,
    apply: bool,
) -> Generator[ImportResult, None, None]:
    """Yield the result of each file in order; `on_done` is called with each as soon as it is done.

    If the caller stops early, or a match is refused, running imports are finished and no other is
    begun.
    """
    pool: ProcessPoolExecutor | ThreadPoolExecutor
    work: Callable[[Path], ImportResult]
    if processes:
        pool = ProcessPoolExecutor(processes, start_context(), init_worker, (client.project,))
        work = partial(import_in_worker, apply=apply)
    else:
        pool, work = ThreadPoolExecutor(AT_ONCE), partial(import_one, client, apply=apply)
    try:
        futures = [pool.submit(work, path) for path in files]
        for each in futures:
            each.add_done_callback(on_done)
        for each in futures:
            yield each.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def start_context() -> BaseContext:
    """Return the start method of processes.

    If the platform has it: fork from a server process that has loaded all modules and opened
    nothing.
    """
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def init_worker(project: str) -> None:
    """Initialize a worker process.

    Ctrl-C reaches every process of a terminal; it is handled by the parent alone, so that the
    current match is finished.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _clients.append(Client(project=project))


def import_in_worker(path: Path, *, apply: bool) -> ImportResult:
    """Import one file in a worker process.

    Raises our errors in place of the server's, which cannot be passed between processes.
    """
    [client] = _clients
    try:
        return import_one(client, path, apply=apply)
    except Exception as error:
        translated = as_our_error(error, client.project)
        if translated is None:
            raise
        raise translated from None


def import_one(client: Client, path: Path, *, apply: bool) -> ImportResult:
    """Import one file."""
    store = FirestoreMatchStore(client)
    writer = MatchWriter(store, DocumentProgress("imported"), Conflict.REFUSE, REASON)
    report = import_log(writer, load_match(path), apply=apply)
    return ImportResult(report, writer.tally, is_whole=writer.matches > 0)
