"""Imports one match: writes the log of a match file as documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from google.cloud.firestore import Client

from admin.matchlog import MatchLog, agrees_with_stated, plain_data
from admin.options import Refusal
from admin.stored_match.read import ATTRIBUTION
from admin.transfer.ids import counting, documents_of_names, with_ids
from admin.transfer.matches import MatchWriter, compare, is_pending
from admin.transfer.progress import DocumentProgress
from admin.transfer.restore import counts
from admin.transfer.writing import STAMPS, Conflict, Document, FirestoreTarget, Tally, put_batch
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
"""What the file says in its own words: nothing in it is an id of ours."""


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


@dataclass(frozen=True, slots=True)
class Imported:
    """What is said of one match, and whether its scores and result are those its file states."""

    lines: tuple[str, ...]
    agrees: bool


def import_log(writer: MatchWriter, log: MatchLog, *, apply: bool) -> Imported:
    """Import one match, or finish it where a run was killed before its rebuild.

    Raises Refusal where another match of its id is there, or comes meanwhile.
    """
    target, match_id = FirestoreTarget(writer.store.client), as_id(log.match_id)
    documents = list(documents_of_log(log))
    is_new = is_nowhere(writer.store.client, match_id)
    if is_new:
        found = Tally(new=len(documents))
    else:
        found = compare(target, documents, DocumentProgress("compared"))
    waits = not found.new and not found.in_the_way and is_unfinished(writer.store, match_id)
    said = f"{match_id}: {len(log.actions)} actions; {counts(found)}{WAITS if waits else ''}"
    if found.in_the_way:
        raise Refusal(
            f"match {match_id} is there with {found.in_the_way} other documents, such as"
            f" {', '.join(found.differing)}; mend it with `scrbrd correct`, or give this"
            f" one another id: a Cricsheet file's is its name, a log's the matchId in its line 1"
        )
    found_other, found_late = agrees_with_stated(log), tuple[str, ...]()
    if apply and (found.new or waits):
        if is_new:
            writer.claim(documents[0])
        names = list(documents_of_names(log))
        if names:
            put_batch(target, names, Conflict.KEEP)
        for _ in writer.write(documents, is_claimed=is_new):
            continue
        if match_id in writer.owing:
            found_late = (f"its feed follows: `scrbrd reconcile {match_id}` in a minute",)
    lines = (said, *(f"  {each}" for each in (*found_other, *found_late)))
    return Imported(lines, not found_other)


def is_unfinished(store: FirestoreMatchStore, match_id: str) -> bool:
    """Return whether a match that has all of its documents waits for its rebuild: an import of
    before was killed. What another job holds is left to it."""
    stored = store.read_state(match_id)
    if stored.is_newer:
        return False
    if is_held(stored, utc_now()):
        return (stored.hold_by or "").startswith(f"{REASON} ")
    is_begun = stored.hold_until is not None or is_pending(stored)
    return is_begun or fault_of(store, match_id) is not None


def is_nowhere(client: Client, match_id: str) -> bool:
    """Return whether there is nothing of a match: then none of its documents need be looked for,
    which would be a read for each of them."""
    match = paths.match(match_id)
    if client.document(match).get([]).exists:
        return False
    within = (paths.scoring_actions(match_id), paths.lineups(match_id))
    queries = (client.collection(path).select([]).limit(1) for path in within)
    return not any(list(query.stream()) for query in queries)
