"""Imports one match: writes the log of a match file as documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from google.cloud.firestore import Client

from admin.matchlog import MatchLog, differences_from_stated, plain_data
from admin.options import Refusal
from admin.stored_match.read import ATTRIBUTION
from admin.transfer.batch_writes import (
    STAMPS,
    Conflict,
    Document,
    FirestoreTarget,
    Tally,
    put_batch,
)
from admin.transfer.ids import acceptance_fields, documents_of_names, with_our_ids
from admin.transfer.matches import MatchWriter, compare, has_pending_writes
from admin.transfer.progress import DocumentProgress
from admin.transfer.restore import counts_text
from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.identifiers import as_id
from scrbrd.domain.vocabulary import MatchStatus, Source, ValidationTier
from scrbrd.handlers.catch_up import is_held
from scrbrd.handlers.reconcile import fault_of

BY = "admin"
REASON = "imported"

WAITS = "; it waits for its rebuild, an import of before was stopped"

SOURCE_FACTS = "sourceFacts"
"""Facts in the words of the file; they contain no ids of ours."""


def documents_of_log(log: MatchLog) -> Iterator[Document]:
    """Yield the match document, its lineups and its actions; the same at each import.

    All ids are converted to ours: `2023/24` becomes `2023-24`, other texts go through `as_id`.
    """
    match_id = as_id(log.match_id)
    match = {
        "status": str(MatchStatus.SCHEDULED),
        "validationTier": str(ValidationTier.SINGLE),
        "createdBy": BY,
    }
    if log.attribution:
        match[ATTRIBUTION] = log.attribution
    stored_fields = plain_data(log.match.to_document())
    facts = {name: stored_fields[name] for name in (SOURCE_FACTS,) if name in stored_fields}
    fields = with_our_ids(stored_fields) | facts
    yield Document(paths.match(match_id), match | fields | acceptance_fields(fields, BY) | STAMPS)
    for lineup in log.lineups:
        fields = with_our_ids(plain_data(lineup.to_document()))
        path = paths.lineup(match_id, fields["teamId"], fields["playerId"])
        identity = {"id": path.rpartition("/")[2], "matchId": match_id}
        yield Document(path, fields | identity | STAMPS)
    authorship = {"recordedBy": BY, "recordedAs": "admin", "source": str(Source.IMPORT)}
    for action in log.actions:
        path = paths.scoring_action(match_id, action.id)
        stored_fields = {"schemaVersion": action.schema_version, "isVoided": action.is_voided}
        fields = with_our_ids(plain_data(action.to_document()))
        yield Document(path, fields | stored_fields | authorship | {"matchId": match_id} | STAMPS)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The report on one match, and whether its scores and result are those its file states."""

    lines: tuple[str, ...]
    agrees: bool


def import_log(writer: MatchWriter, log: MatchLog, *, apply: bool) -> ImportReport:
    """Import one match, or finish it if an earlier run was killed before its rebuild.

    Raises Refusal if another match with its id exists, or is created meanwhile.
    """
    target, match_id = FirestoreTarget(writer.store.client), as_id(log.match_id)
    documents = list(documents_of_log(log))
    is_new = is_absent(writer.store.client, match_id)
    if is_new:
        tally = Tally(new=len(documents))
    else:
        tally = compare(target, documents, DocumentProgress("compared"))
    waits = not tally.new and not tally.in_the_way and is_unfinished(writer.store, match_id)
    first_line = (
        f"{match_id}: {len(log.actions)} actions; {counts_text(tally)}{WAITS if waits else ''}"
    )
    if tally.in_the_way:
        raise Refusal(
            f"match {match_id} is there with {tally.in_the_way} other documents, such as"
            f" {', '.join(tally.differing)}; mend it with `scrbrd correct`, or give this"
            f" one another id: a Cricsheet file's is its name, a log's the matchId in its line 1"
        )
    differences, feed_notes = differences_from_stated(log), tuple[str, ...]()
    if apply and (tally.new or waits):
        if is_new:
            writer.claim(documents[0])
        names = list(documents_of_names(log))
        if names:
            put_batch(target, names, Conflict.KEEP)
        for _ in writer.write(documents, is_claimed=is_new):
            continue
        if match_id in writer.feed_pending:
            feed_notes = (f"its feed follows: `scrbrd reconcile {match_id}` in a minute",)
    lines = (first_line, *(f"  {each}" for each in (*differences, *feed_notes)))
    return ImportReport(lines, not differences)


def is_unfinished(store: FirestoreMatchStore, match_id: str) -> bool:
    """Return True if a match that has all its documents waits for its rebuild.

    That is so if an earlier import was killed. A match held by another job is left to that job.
    """
    stored = store.read_state(match_id)
    if stored.is_newer:
        return False
    if is_held(stored, utc_now()):
        return (stored.hold_by or "").startswith(f"{REASON} ")
    is_begun = stored.hold_until is not None or has_pending_writes(stored)
    return is_begun or fault_of(store, match_id) is not None


def is_absent(client: Client, match_id: str) -> bool:
    """Return True if nothing of a match exists; then its documents need not be read one by one."""
    match = paths.match(match_id)
    if client.document(match).get([]).exists:
        return False
    collections = (paths.scoring_actions(match_id), paths.lineups(match_id))
    queries = (client.collection(path).select([]).limit(1) for path in collections)
    return not any(list(query.stream()) for query in queries)
