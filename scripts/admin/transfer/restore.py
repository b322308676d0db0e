"""Runs `scrbrd restore`: compares the whole file first, and writes only then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from rich.console import Console

from admin.options import Refusal
from admin.transfer.backup import in_stages, read_backup
from admin.transfer.backup_file import project_of
from admin.transfer.ended_roles import EndedRoles
from admin.transfer.erased import Erasure, without_erased
from admin.transfer.interrupts import (
    AFTER_THE_MATCH,
    deferred_interrupt,
    interruptible,
    saying_what_is_left,
    stopping_between,
)
from admin.transfer.matches import MatchWriter, compare, feed_waits
from admin.transfer.progress import document_progress
from admin.transfer.writing import (
    MOST_NAMED,
    Conflict,
    Document,
    FirestoreTarget,
    Tally,
    Target,
)
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
    """Put a backup's documents back and rebuild its matches; those of `erased` people without
    what names them.

    Raises BadInput for a file that is no whole backup, Refusal where other documents stand in the
    way; in both cases nothing was written. Refusal, too, where a feed could not be written yet.
    """
    accounts: list[Json] = []
    target = FirestoreTarget(store.client)
    erasure = Erasure(erased)
    ended = EndedRoles(store.client)
    left = partial(put_of, erasure, ended, target)
    found = compare_whole(target, left(read_backup(path, store.client, accounts)))
    made_of = project_of(path)
    if made_of not in (None, store.client.project):
        console.print(f"The backup is of project {made_of}; this is {store.client.project}.")
    console.print(f"{path}: {found.documents} documents, {counts(found)}")
    for each in (*erased_lines(erasure), *ended_lines(ended)):
        console.print(each)
    if found.in_the_way and not overwrite:
        raise Refusal(
            f"{found.in_the_way} other documents stand in the way, such as"
            f" {', '.join(found.differing)}; --overwrite replaces them, but never a ledger"
        )
    for each in beyond(accounts, erasure):
        console.print(each)
    if not apply:
        console.print("Dry run: nothing was written. Add --apply to write it.")
        return
    conflict = Conflict.OVERWRITE if overwrite else Conflict.KEEP
    writer = put_back(store, left(in_stages(path, store.client)), console, conflict)
    if writer.tally.in_the_way:
        raise Refusal(
            f"{writer.tally.in_the_way} documents appeared meanwhile and were left as they are,"
            f" such as {', '.join(writer.tally.differing)}; look at them, then run it again"
        )
    with (
        interruptible(lambda: NOT_CHECKED),
        saying_what_is_left(lambda: NOT_CHECKED),
        deferred_interrupt() as stop_if_asked,
    ):
        wanted = stopping_between(left(read_backup(path, store.client)), stop_if_asked)
        check(target, wanted, path, console, other_ledgers=writer.tally.other_ledgers)
    if writer.owing:
        raise Refusal(feed_waits(", ".join(writer.owing)))


def compare_whole(target: Target, documents: Iterable[Document]) -> Tally:
    """Return what would become of all documents of a backup; writes nothing."""
    with (
        interruptible(lambda: "nothing was written"),
        deferred_interrupt() as stop_if_asked,
        document_progress("compared") as progress,
    ):
        return compare(target, stopping_between(documents, stop_if_asked), progress)


def put_back(
    store: FirestoreMatchStore,
    documents: Iterable[Document],
    console: Console,
    conflict: Conflict,
) -> MatchWriter:
    """Write documents and rebuild their matches; return what wrote them, with what became of it."""
    with document_progress("restored") as progress:
        writer = MatchWriter(store, progress, conflict, REASON)
        with (
            interruptible(lambda: so_far(writer)),
            saying_what_is_left(lambda: so_far(writer)),
            deferred_interrupt(AFTER_THE_MATCH) as stop_if_asked,
        ):
            for _ in writer.write(documents):
                stop_if_asked()
        console.print(f"Restored {writer.matches} matches: {counts(writer.tally)}; {progress}.")
    return writer


def put_of(
    erasure: Erasure, ended: EndedRoles, target: Target, documents: Iterable[Document]
) -> Iterator[Document]:
    """Yield what is put of documents: nothing that names erased people, no role ended since."""
    return ended.left(without_erased(documents, erasure, target))


def check(
    target: Target,
    documents: Iterable[Document],
    path: Path,
    console: Console,
    *,
    other_ledgers: int,
) -> None:
    """Read every document of a backup again; raises Refusal where one is not as it is there, but
    for those of `other_ledgers`, which were left as they are."""
    with document_progress("checked") as progress:
        found = compare(target, documents, progress)
    if found.new or found.in_the_way > other_ledgers:
        raise Refusal(
            f"{found.new} documents of {path} are not there and {found.in_the_way} are others"
            f" ({', '.join(found.differing) or 'none named'}); run it again, with --overwrite to"
            f" replace the others"
        )
    console.print(f"Checked: {found.same} documents are there as {path} has them.")


def erased_lines(erasure: Erasure) -> Iterator[str]:
    """Yield what is said of erased people."""
    if not erasure.people:
        return
    yield (
        f"{len(erasure.people)} erased people: their profiles are not put, nor names beside their"
        " ids; sourceFacts of imported matches, scoreboards and people's words may still have these"
        " (docs/data-protection.md, steps 4, 7 and 8)."
    )
    if erasure.unknown:
        some = ", ".join(map(repr, erasure.unknown[:MOST_NAMED]))
        yield f"  of {len(erasure.unknown)} of them it has nothing: {some}; is each a person's id?"


def ended_lines(ended: EndedRoles) -> Iterator[str]:
    """Yield what is said of roles that were ended since the backup."""
    if ended.met:
        some = ", ".join(sorted(ended.met)[:MOST_NAMED])
        yield f"Not given again: {len(ended.met)} roles that were ended since, such as {some}."


def beyond(accounts: Sequence[Json], erasure: Erasure = NO_ERASURE) -> Iterator[str]:
    """Yield what a backup lists and a restore cannot put: accounts are the sign-in service's."""
    left = [each for each in accounts if not erasure.is_of_account(each)]
    if not left:
        return
    yield f"Not restored: the claims of {len(left)} accounts; give them by `scrbrd grant`:"
    for account in left:
        claims = ", ".join(f"{name}={value}" for name, value in sorted(account["claims"].items()))
        yield f"  {account.get('email') or 'no e-mail'} ({account['uid']}): {claims}"


def counts(tally: Tally) -> str:
    """Return `12 new, 3 there already, 1 overwritten` and what else there is to say."""
    parts = [f"{tally.new} new", f"{tally.same} there already"]
    parts += [f"{tally.changed} overwritten"] if tally.changed else []
    parts += [f"{tally.in_the_way} differing"] if tally.in_the_way else []
    parts += [f"{tally.continued} of ledgers continued"] if tally.continued else []
    if tally.other_ledgers:
        parts += [f"{tally.other_ledgers} of a ledger not put, for another one goes on there"]
    return ", ".join(parts)


def so_far(writer: MatchWriter) -> str:
    """Return what an interrupted run leaves."""
    whole = f"{writer.matches} matches are whole and rebuilt"
    if writer.at_hand is not None:
        whole += f", match {writer.at_hand} is not and is held from the public for ten minutes"
    return f"{whole}; run the same command again to go on"
