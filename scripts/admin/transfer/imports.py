"""Runs `scrbrd import cricsheet`: writes the logs of match files as documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from google.cloud.firestore import SERVER_TIMESTAMP
from rich.console import Console

from admin.logfile import load_match
from admin.matchlog import MatchLog, agrees_with_stated, plain_data
from admin.options import Refusal
from admin.stored_match.read import ATTRIBUTION
from admin.transfer.ids import counting, documents_of_names, with_ids
from admin.transfer.interrupts import AFTER_THE_MATCH, deferred_interrupt, interruptible
from admin.transfer.matches import MatchWriter, compare
from admin.transfer.progress import DocumentProgress, document_progress
from admin.transfer.restore import counts, so_far
from admin.transfer.writing import Conflict, Document, FirestoreTarget, put_batch
from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.identifiers import as_id
from scrbrd.domain.vocabulary import MatchStatus, Source, ValidationTier

BY = "admin"
REASON = "imported"
SOURCE_FACTS = "sourceFacts"
"""What the file says in its own words: nothing in it is an id of ours."""
STAMPS = {"createdAt": SERVER_TIMESTAMP, "updatedAt": SERVER_TIMESTAMP}


def documents_of_log(log: MatchLog) -> Iterator[Document]:
    """Yield the match document, its lineups and its actions; the same at each import.

    All ids are made ours: `2023/24` becomes `2023-24`, other texts go through `as_id`.
    """
    match_id = as_id(log.match_id)
    match = {
        "status": str(MatchStatus.SCHEDULED),
        "validationTier": str(ValidationTier.SINGLE),
        "createdBy": BY,
    }
    if log.attribution:
        match[ATTRIBUTION] = log.attribution
    given = plain_data(log.match.to_document())
    kept = {name: given[name] for name in (SOURCE_FACTS,) if name in given}
    fields = with_ids(given) | kept
    yield Document(paths.match(match_id), match | fields | counting(fields, BY) | STAMPS)
    for lineup in log.lineups:
        fields = with_ids(plain_data(lineup.to_document()))
        path = paths.lineup(match_id, fields["teamId"], fields["playerId"])
        identity = {"id": path.rpartition("/")[2], "matchId": match_id}
        yield Document(path, fields | identity | STAMPS)
    signed = {"recordedBy": BY, "recordedAs": "admin", "source": str(Source.IMPORT)}
    for action in log.actions:
        path = paths.scoring_action(match_id, action.id)
        given = {"schemaVersion": action.schema_version, "isVoided": action.is_voided}
        fields = with_ids(plain_data(action.to_document()))
        yield Document(path, fields | given | signed | {"matchId": match_id} | STAMPS)


def import_files(
    store: FirestoreMatchStore, files: list[Path], console: Console, *, apply: bool
) -> bool:
    """Import match files one by one; each match is whole and rebuilt before the next.

    Returns whether scores and results are those that the files state.

    Raises BadInput for a file that cannot be used, before anything is written; Refusal where a
    match of the same id has other documents, after those before it.
    """
    with interruptible(lambda: "nothing was written"):
        for path in files:
            load_match(path)
    agrees = True
    with document_progress("imported") as progress:
        writer = MatchWriter(store, progress, Conflict.REFUSE, REASON)
        with (
            interruptible(lambda: so_far(writer)),
            deferred_interrupt(AFTER_THE_MATCH) as stop_if_asked,
        ):
            for path in files:
                agrees &= import_log(writer, load_match(path), console, apply=apply)
                stop_if_asked()
        if apply:
            console.print(f"Imported {writer.matches} matches: {counts(writer.tally)}; {progress}.")
        else:
            console.print("Dry run: nothing was written. Add --apply to write it.")
    return agrees


def import_log(writer: MatchWriter, log: MatchLog, console: Console, *, apply: bool) -> bool:
    """Import one match, unless another match of its id is there.

    Returns whether its scores and its result are those that its file states.
    """
    target, match_id = FirestoreTarget(writer.store.client), as_id(log.match_id)
    found = compare(target, documents_of_log(log), DocumentProgress("compared"))
    console.print(f"{match_id}: {len(log.actions)} actions; {counts(found)}")
    if found.in_the_way:
        raise Refusal(
            f"match {match_id} is there with {found.in_the_way} other documents, such as"
            f" {', '.join(found.differing)}; mend it with `scrbrd correct`, or rename the file: the"
            f" match takes its id from it"
        )
    found_other = agrees_with_stated(log)
    for difference in found_other:
        console.print(f"  {difference}")
    if apply and found.new:
        names = list(documents_of_names(log))
        if names:
            put_batch(target, names, Conflict.KEEP)
        for _ in writer.write(documents_of_log(log)):
            continue
    return not found_other
