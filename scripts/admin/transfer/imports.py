"""Runs `scrbrd import cricsheet`: writes the logs of match files as documents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from google.cloud.firestore import SERVER_TIMESTAMP
from rich.console import Console

from admin.in_parallel import in_parallel
from admin.logfile import load_match
from admin.matchlog import MatchLog, agrees_with_stated, plain_data
from admin.options import Refusal
from admin.stored_match.read import ATTRIBUTION
from admin.transfer.ids import counting, documents_of_names, with_ids
from admin.transfer.interrupts import AFTER_THE_MATCH, deferred_interrupt, interruptible
from admin.transfer.matches import MatchWriter, compare
from admin.transfer.progress import DocumentProgress, document_progress
from admin.transfer.restore import counts
from admin.transfer.writing import Conflict, Document, FirestoreTarget, Tally, put_batch
from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.identifiers import as_id
from scrbrd.domain.vocabulary import MatchStatus, Source, ValidationTier

BY = "admin"
REASON = "imported"
AT_ONCE = 4
"""Matches that are imported at a time: two thirds of it is waiting for the database."""

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
    """Import match files, several at once; each match is put and rebuilt as a whole.

    Returns whether scores and results are those that the files state.

    Raises BadInput for a file that cannot be used, before anything is written; Refusal where a
    match of the same id has other documents, once those that were begun are whole.
    """
    with interruptible(lambda: "nothing was written"):
        for path in files:
            load_match(path)
    agrees, done = True, ManyImports()
    with document_progress("imported") as progress:

        def import_one(path: Path) -> Imported:
            writer = MatchWriter(store, progress, Conflict.REFUSE, REASON)
            done.begin(writer)
            return import_log(writer, load_match(path), apply=apply)

        with (
            interruptible(done.so_far),
            deferred_interrupt(AFTER_THE_MATCH) as stop_if_asked,
            closing(in_parallel(import_one, files, AT_ONCE)) as imports,
        ):
            for each in imports:
                for line in each.lines:
                    console.print(line)
                agrees &= each.agrees
                stop_if_asked()
        if apply:
            tally, matches = done.tally(), done.matches
            console.print(f"Imported {matches} matches: {counts(tally)}; {progress}.")
        else:
            console.print("Dry run: nothing was written. Add --apply to write it.")
    return agrees


@dataclass(frozen=True, slots=True)
class Imported:
    """What is said of one match, and whether its scores and result are those its file states."""

    lines: tuple[str, ...]
    agrees: bool


@dataclass(slots=True)
class ManyImports:
    """The writers of matches that are imported at the same time."""

    writers: list[MatchWriter] = field(default_factory=list)

    def begin(self, writer: MatchWriter) -> None:
        """Count a match that is begun."""
        self.writers.append(writer)

    @property
    def matches(self) -> int:
        """How many are whole."""
        return sum(each.matches for each in self.writers)

    def tally(self) -> Tally:
        """Return what became of the documents of all."""
        tally = Tally()
        for each in self.writers:
            tally.add(each.tally)
        return tally

    def so_far(self) -> str:
        """Return what an interrupted run leaves."""
        said = f"{self.matches} matches are whole and rebuilt"
        at_hand = [each.at_hand for each in self.writers if each.at_hand is not None]
        if at_hand:
            said += f", {', '.join(at_hand)} not, held from the public for ten minutes"
        return f"{said}; run the same command again to go on"


def import_log(writer: MatchWriter, log: MatchLog, *, apply: bool) -> Imported:
    """Import one match. Raises Refusal where another match of its id is there."""
    target, match_id = FirestoreTarget(writer.store.client), as_id(log.match_id)
    found = compare(target, documents_of_log(log), DocumentProgress("compared"))
    said = f"{match_id}: {len(log.actions)} actions; {counts(found)}"
    if found.in_the_way:
        raise Refusal(
            f"match {match_id} is there with {found.in_the_way} other documents, such as"
            f" {', '.join(found.differing)}; mend it with `scrbrd correct`, or rename the file: the"
            f" match takes its id from it"
        )
    found_other = agrees_with_stated(log)
    if apply and found.new:
        names = list(documents_of_names(log))
        if names:
            put_batch(target, names, Conflict.KEEP)
        for _ in writer.write(documents_of_log(log)):
            continue
    return Imported((said, *(f"  {each}" for each in found_other)), not found_other)
