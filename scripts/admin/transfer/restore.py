"""Runs `scrbrd restore`: compares the whole file first, and only then writes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from rich.console import Console

from admin.options import Refusal
from admin.transfer.backup import in_stages, read_backup
from admin.transfer.backup_file import project_of
from admin.transfer.batch_writes import (
    MAX_NAMED,
    Conflict,
    Document,
    FirestoreTarget,
    Tally,
    Target,
)
from admin.transfer.ended_roles import EndedRoles
from admin.transfer.erasure import Erasure, without_erased
from admin.transfer.interrupts import (
    AFTER_THE_MATCH,
    deferred_interrupt,
    exit_on_interrupt,
    reporting_state_on_error,
    stopping_between,
)
from admin.transfer.matches import MatchWriter, compare, feed_waits_message
from admin.transfer.progress import document_progress
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.json_types import Json

REASON = "restored from a backup"
NO_ERASURE = Erasure()
NOT_CHECKED = "all of it is restored, and was not read again; run the same command again to check"


def restore(
    store: FirestoreMatchStore,
    path: Path,
    console: Console,
    *,
    apply: bool,
    overwrite: bool,
    erased: Collection[str] = (),
) -> None:
    """Restore a backup's documents and rebuild its matches.

    Data that name `erased` people are removed.

    Raises BadInput for a file that is no complete backup, and Refusal if differing documents exist;
    in both cases nothing was written. Also raises Refusal if a feed could not be written yet.
    """
    accounts: list[Json] = []
    target = FirestoreTarget(store.client)
    erasure = Erasure(erased)
    ended = EndedRoles(store.client)
    to_restore = partial(documents_to_restore, erasure, ended, target)
    comparison = compare_whole(target, to_restore(read_backup(path, store.client, accounts)))
    source_project = project_of(path)
    if source_project not in (None, store.client.project):
        console.print(f"The backup is of project {source_project}; this is {store.client.project}.")
    console.print(f"{path}: {comparison.documents} documents, {counts_text(comparison)}")
    for each in (*erased_lines(erasure), *ended_lines(ended)):
        console.print(each)
    if comparison.in_the_way and not overwrite:
        raise Refusal(
            f"{comparison.in_the_way} other documents stand in the way, such as"
            f" {', '.join(comparison.differing)}; --overwrite replaces them, but never a ledger"
        )
    for each in unrestorable_lines(accounts, erasure):
        console.print(each)
    if not apply:
        console.print("Dry run: nothing was written. Add --apply to write it.")
        return
    conflict = Conflict.OVERWRITE if overwrite else Conflict.KEEP
    writer = put_back(store, to_restore(in_stages(path, store.client)), console, conflict)
    if writer.tally.in_the_way:
        raise Refusal(
            f"{writer.tally.in_the_way} documents appeared meanwhile and were left as they are,"
            f" such as {', '.join(writer.tally.differing)}; look at them, then run it again"
        )
    with (
        exit_on_interrupt(lambda: NOT_CHECKED),
        reporting_state_on_error(lambda: NOT_CHECKED),
        deferred_interrupt() as stop_if_interrupted,
    ):
        documents = stopping_between(
            to_restore(read_backup(path, store.client)), stop_if_interrupted
        )
        check(target, documents, path, console, other_ledgers=writer.tally.other_ledgers)
    if writer.feed_pending:
        raise Refusal(feed_waits_message(", ".join(writer.feed_pending)))


def compare_whole(target: Target, documents: Iterable[Document]) -> Tally:
    """Return what would happen to all documents of a backup; writes nothing."""
    with (
        exit_on_interrupt(lambda: "nothing was written"),
        deferred_interrupt() as stop_if_interrupted,
        document_progress("compared") as progress,
    ):
        return compare(target, stopping_between(documents, stop_if_interrupted), progress)


def put_back(
    store: FirestoreMatchStore,
    documents: Iterable[Document],
    console: Console,
    conflict: Conflict,
) -> MatchWriter:
    """Write documents and rebuild their matches; return the writer, which has the counts."""
    with document_progress("restored") as progress:
        writer = MatchWriter(store, progress, conflict, REASON)
        with (
            exit_on_interrupt(lambda: progress_text(writer)),
            reporting_state_on_error(lambda: progress_text(writer)),
            deferred_interrupt(AFTER_THE_MATCH) as stop_if_interrupted,
        ):
            for _ in writer.write(documents):
                stop_if_interrupted()
        console.print(
            f"Restored {writer.matches} matches: {counts_text(writer.tally)}; {progress}."
        )
    return writer


def documents_to_restore(
    erasure: Erasure, ended: EndedRoles, target: Target, documents: Iterable[Document]
) -> Iterator[Document]:
    """Yield the documents to restore.

    They have no data that name erased people, and no roles ended since.
    """
    return ended.without_ended(without_erased(documents, erasure, target))


def check(
    target: Target,
    documents: Iterable[Document],
    path: Path,
    console: Console,
    *,
    other_ledgers: int,
) -> None:
    """Read every document of a backup again.

    Raises Refusal if one is missing or differs, except for the `other_ledgers`, which were left as
    they are.
    """
    with document_progress("checked") as progress:
        tally = compare(target, documents, progress)
    if tally.new or tally.in_the_way > other_ledgers:
        raise Refusal(
            f"{tally.new} documents of {path} are not there and {tally.in_the_way} are others"
            f" ({', '.join(tally.differing) or 'none named'}); run it again, with --overwrite to"
            f" replace the others"
        )
    console.print(f"Checked: {tally.same} documents are there as {path} has them.")


def erased_lines(erasure: Erasure) -> Iterator[str]:
    """Yield the notes about erased people."""
    if not erasure.people:
        return
    yield (
        f"{len(erasure.people)} erased people: their profiles are not put, nor names beside their"
        " ids; sourceFacts of imported matches, scoreboards and people's words may still have these"
        " (docs/data-protection.md, steps 4, 7 and 8)."
    )
    if erasure.unknown:
        some = ", ".join(map(repr, erasure.unknown[:MAX_NAMED]))
        yield f"  of {len(erasure.unknown)} of them it has nothing: {some}; is each a person's id?"


def ended_lines(ended: EndedRoles) -> Iterator[str]:
    """Yield the notes about roles that were ended since the backup."""
    if ended.skipped:
        some = ", ".join(sorted(ended.skipped)[:MAX_NAMED])
        yield f"Not given again: {len(ended.skipped)} roles that were ended since, such as {some}."


def unrestorable_lines(accounts: Sequence[Json], erasure: Erasure = NO_ERASURE) -> Iterator[str]:
    """Yield the listed data that a restore cannot write: accounts belong to the sign-in service."""
    remaining = [each for each in accounts if not erasure.is_of_account(each)]
    if not remaining:
        return
    yield f"Not restored: the claims of {len(remaining)} accounts; give them by `scrbrd grant`:"
    for account in remaining:
        claims = ", ".join(f"{name}={value}" for name, value in sorted(account["claims"].items()))
        yield f"  {account.get('email') or 'no e-mail'} ({account['uid']}): {claims}"


def counts_text(tally: Tally) -> str:
    """Return the counts by outcome as text, such as `12 new, 3 there already, 1 overwritten`."""
    parts = [f"{tally.new} new", f"{tally.same} there already"]
    parts += [f"{tally.changed} overwritten"] if tally.changed else []
    parts += [f"{tally.in_the_way} differing"] if tally.in_the_way else []
    parts += [f"{tally.continued} of ledgers continued"] if tally.continued else []
    if tally.other_ledgers:
        parts += [f"{tally.other_ledgers} of a ledger not put, for another one goes on there"]
    return ", ".join(parts)


def progress_text(writer: MatchWriter) -> str:
    """Return what an interrupted run has finished."""
    text = f"{writer.matches} matches are whole and rebuilt"
    if writer.current is not None:
        text += f", match {writer.current} is not and is held from the public for ten minutes"
    return f"{text}; run the same command again to go on"
