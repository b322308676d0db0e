"""Imports one match: writes the log of a match file as documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from google.cloud.firestore import SERVER_TIMESTAMP, Client

from admin.matchlog import MatchLog, agrees_with_stated, plain_data
from admin.options import Refusal
from admin.stored_match.read import ATTRIBUTION
from admin.transfer.ids import counting, documents_of_names, with_ids
from admin.transfer.matches import MatchWriter, compare
from admin.transfer.progress import DocumentProgress
from admin.transfer.restore import counts
from admin.transfer.writing import Conflict, Document, FirestoreTarget, Tally, put_batch
from scrbrd.adapters import paths
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


@dataclass(frozen=True, slots=True)
class Imported:
    """What is said of one match, and whether its scores and result are those its file states."""

    lines: tuple[str, ...]
    agrees: bool


def import_log(writer: MatchWriter, log: MatchLog, *, apply: bool) -> Imported:
    """Import one match. Raises Refusal where another match of its id is there."""
    target, match_id = FirestoreTarget(writer.store.client), as_id(log.match_id)
    documents = list(documents_of_log(log))
    is_new = is_nowhere(writer.store.client, match_id)
    if is_new:
        found = Tally(new=len(documents))
    else:
        found = compare(target, documents, DocumentProgress("compared"))
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
        for _ in writer.write(documents, are_absent=is_new):
            continue
    return Imported((said, *(f"  {each}" for each in found_other)), not found_other)


def is_nowhere(client: Client, match_id: str) -> bool:
    """Return whether there is nothing of a match: then none of its documents need be looked for,
    which would be a read for each of them."""
    match = paths.match(match_id)
    if client.document(match).get([]).exists:
        return False
    within = (paths.scoring_actions(match_id), paths.lineups(match_id))
    queries = (client.collection(path).select([]).limit(1) for path in within)
    return not any(list(query.stream()) for query in queries)
