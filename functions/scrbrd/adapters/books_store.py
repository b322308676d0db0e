"""Implements the BookStore on Firestore: plain reads, then one batch guarded by a precondition."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any

from google.cloud.firestore import DELETE_FIELD, SERVER_TIMESTAMP, Client, Increment, WriteBatch

from scrbrd.adapters import books_codec, books_packing, codec, notices, packing, paths, queries
from scrbrd.adapters.books_codec import action_document, void_agreement_document
from scrbrd.adapters.decoding import Names
from scrbrd.adapters.guarded_writes import commit_batch, update_state, with_deletions
from scrbrd.adapters.rpc import (
    list_references,
    read_document,
    read_documents,
    read_documents_apart,
    read_in_pages,
    read_query,
    rpc_options,
)
from scrbrd.consensus.agreement import Operation, OperationKind
from scrbrd.consensus.dispute import DisputeKind
from scrbrd.domain.json_types import Json
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ValidationTier
from scrbrd.handlers.books.agree import IN_BOOKS
from scrbrd.handlers.books.documents import open_dispute
from scrbrd.handlers.books.model import (
    KeptBook,
    KeptConsensus,
    KeptLog,
    Notified,
    ObservedEntry,
    ObservedRuling,
    OpenDispute,
)
from scrbrd.handlers.books.ports import BookCounts, BooksCommit, StoredBooks
from scrbrd.handlers.books.take_in import kept_entry

LOG_NAMES = (*codec.action_names(), "agreement", "voidAgreement")
"""Fields that are read from the log if some documents cannot be decoded."""

TIER_NAMES = ("validationTier",)
CHANGES = (OperationKind.VOID, OperationKind.REDO)
VOID_FIELDS = {"voidReason": "void_reason", "voidedBy": "voided_by"}


class FirestoreBookStore:
    """Implements `scrbrd.handlers.books.ports.BookStore`."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def read_tier(self, match_id: str) -> ValidationTier | None:
        """Return `matches/{matchId}.validationTier`; HONOR if the match has none."""
        return tier_in(self._get(paths.match(match_id), TIER_NAMES).to_dict())

    def read_books(self, match_id: str) -> StoredBooks:
        """Return `live/consensus_state` and the tier of the match's document, in one round trip."""
        refs = self._refs((paths.consensus_state(match_id), paths.match(match_id)))
        names = ["version", "packed", "holdUntil", "lastUpdated", *TIER_NAMES]
        found = {
            snap.reference.path: snap for snap in read_documents_apart(self.client, refs, names)
        }
        state, match = (found[ref.path] for ref in refs)
        tier, document = tier_in(match.to_dict()), state.to_dict()
        if document is None:
            return StoredBooks(tier=tier)
        return replace(books_packing.stored_books(state.update_time, document), tier=tier)

    def hold(self, match_id: str, until: datetime) -> None:
        """Stop triggers from bringing the log up to date with the books until `until`, or until a
        job does.
        """
        state = self._ref(paths.consensus_state(match_id))
        state.set({"holdUntil": until}, merge=True, **rpc_options())

    def read_all(self, match_id: str) -> KeptConsensus:
        """Return `scoring_actions`, `scorebooks`, `rulings`, open `disputes` and `notices` of a
        match.
        """
        return KeptConsensus(
            self._read_log(match_id),
            self._read_books(match_id),
            {each.number: each.ruling for each in self._read_rulings(match_id)},
            {},
            self._read_disputes(match_id),
            notices=self.read_notices(match_id),
        )

    def _read_log(self, match_id: str) -> KeptLog:
        """Return the log; documents that cannot be read are only counted."""
        snaps = self._all(paths.scoring_actions(match_id), LOG_NAMES)
        documents = {snap.id: snap.to_dict() or {} for snap in snaps}
        found = [books_codec.read_logged(match_id, *each) for each in documents.items()]
        actions = {each.action.id: each for each in found if each is not None}
        voided = sum(each.get("isVoided") is True for each in documents.values())
        return KeptLog(actions, len(documents), voided, books_codec.ends_of(documents, actions))

    def persons(self, match_id: str) -> list[str]:
        """Return the ids of the persons who have a book.

        `scorebooks/{personId}` itself is not a document; only its subcollection exists.
        """
        collection = self.client.collection(paths.scorebooks(match_id))
        return sorted(ref.id for ref in list_references(collection))

    def _read_books(self, match_id: str) -> dict[str, KeptBook]:
        """Return all books that have a seat, by person."""
        found: dict[str, KeptBook] = {}
        for person in self.persons(match_id):
            snaps = self._all(paths.book_entries(match_id, person), codec.action_names())
            book = book_of(each for snap in snaps if (each := entry_of(match_id, person, snap)))
            if book is not None:
                found[person] = book
        return found

    def read_entries(
        self, match_id: str, person_id: str, places: Collection[Place]
    ) -> Sequence[ObservedEntry]:
        """Return some entries of a book, in one round trip."""
        names = [books_codec.entry_id(place) for place in places]
        wanted = [paths.book_entry(match_id, person_id, name) for name in names]
        found = [
            entry_of(match_id, person_id, snap)
            for snap in read_documents(self.client, self._refs(wanted), codec.action_names())
        ]
        return [each for each in found if each is not None]

    def read_rulings(self, match_id: str, numbers: Collection[int]) -> Sequence[ObservedRuling]:
        """Return some rulings, in one round trip."""
        wanted = [paths.ruling(match_id, number) for number in numbers]
        return rulings_of(match_id, read_documents(self.client, self._refs(wanted)))

    def _read_rulings(self, match_id: str) -> Sequence[ObservedRuling]:
        """Return all rulings."""
        return rulings_of(match_id, self._all(paths.rulings(match_id)))

    def _read_disputes(self, match_id: str) -> dict[str, OpenDispute]:
        """Return the open disputes of the books; one with a data provider is not among them."""
        snaps = read_query(self.client, queries.open_disputes(self.client, match_id))
        found = {snap.id: snap.to_dict() or {} for snap in snaps}
        return {
            name: open_dispute(each)
            for name, each in found.items()
            if each.get("kind") != DisputeKind.PROVIDER
        }

    def toggled_entries(self, match_id: str, since: datetime) -> Sequence[ObservedEntry]:
        """Return the entries whose `voidedAt` is `since` or later.

        The rules make it the server's time of the last void or redo.
        """
        names = codec.action_names()
        found = [
            entry_of(match_id, person, snap)
            for person in self.persons(match_id)
            for snap in read_query(
                self.client, queries.toggled_entries(self.client, match_id, person, since), names
            )
        ]
        return [each for each in found if each is not None]

    def count(self, match_id: str) -> BookCounts:
        """Return the counts of log, books and rulings, counted by the database."""
        books = {
            person: (
                queries.count(queries.all_entries(self.client, match_id, person)),
                queries.count(queries.voided_entries(self.client, match_id, person)),
            )
            for person in self.persons(match_id)
        }
        log = (
            queries.count(queries.all_actions(self.client, match_id)),
            queries.count(queries.voided_actions(self.client, match_id)),
        )
        return BookCounts(log, books, queries.count(queries.all_rulings(self.client, match_id)))

    def commit_books(self, match_id: str, token: Any, commit: BooksCommit) -> Any:
        """Write the commit in one batch.

        Raises ContendedError if `live/consensus_state` no longer matches `token`, or if an action
        to append already exists.
        """
        batch = self.client.batch()
        self._write_state(batch, match_id, token, commit)
        for operation in commit.operations:
            self._operate(batch, match_id, operation)
        for name, fields in commit.disputes.items():
            written = with_deletions(fields)
            if fields.get("raisedAt") is not None:
                written["raisedCount"] = Increment(1)
            # Merge by field names, so that `claims` is replaced as a whole and old claims are gone.
            batch.set(self._ref(paths.dispute(match_id, name)), written, merge=list(written))
        for person, notice in commit.notices.items():
            batch.set(self._ref(paths.notice(match_id, person)), notice)
        if commit.consensus is not None:
            batch.set(self._ref(paths.live_consensus(match_id)), commit.consensus)
        if commit.dispute_summary is not None and commit.kept.log.count:
            self._write_disputed(batch, match_id, commit)
        return commit_batch(batch, match_id)

    def read_dispute(self, match_id: str, dispute_id: str) -> Json | None:
        """Return `matches/{matchId}/disputes/{disputeId}`."""
        document: Json | None = self._get(paths.dispute(match_id, dispute_id)).to_dict()
        return document

    def disputes_changed(self, match_id: str, since: datetime) -> Sequence[str]:
        """Return the ids of disputes whose `updatedAt` is `since` or later."""
        query = queries.disputes_since(self.client, match_id, since)
        return [snap.id for snap in read_query(self.client, query.select(["updatedAt"]))]

    def read_may_rule(self, match_id: str, at: datetime) -> frozenset[str]:
        """Return officials from `match_role_assignments`, and captains from the match's
        `lineups`.
        """
        return notices.read_may_rule(self.client, match_id, at)

    def read_notices(self, match_id: str) -> Mapping[str, Notified]:
        """Return `matches/{matchId}/notices`, by person."""
        return notices.read_notices(self.client, match_id)

    def kept_in_books(self, match_ids: Collection[str]) -> list[str]:
        """Return the ids of those of the matches that are now under DUAL or TRIPLE, in order."""
        refs = self._refs(map(paths.match, match_ids))
        snaps = read_documents(self.client, refs, ["validationTier"])
        tiers = {snap.id: (snap.to_dict() or {}).get("validationTier") for snap in snaps}
        return sorted(name for name, tier in tiers.items() if tier in IN_BOOKS)

    def matches_changed(self, since: datetime) -> list[str]:
        """Return the ids of matches with a book entry or a ruling written at `since` or later."""
        entries = queries.entries_anywhere(self.client, since).select(["updatedAt"])
        rulings = queries.rulings_anywhere(self.client, since).select(["createdAt"])
        changes = chain(read_in_pages(entries), read_in_pages(rulings))
        return sorted({match_of(snap.reference) for snap in changes})

    def write_feed_document(
        self, match_id: str, token: Any, revision: int, name: str, document: Json
    ) -> None:
        """Write the document in one batch under the guard of `live/state`."""
        batch = self.client.batch()
        update_state(self.client, batch, match_id, token, packing.settled_fields(revision))
        batch.set(self._ref(f"{paths.events(match_id)}/{name}"), document)
        commit_batch(batch, match_id)

    def _write_state(
        self, batch: WriteBatch, match_id: str, token: Any, commit: BooksCommit
    ) -> None:
        """Add `live/consensus_state` to a batch: create it, or update it under the guard.

        `set` takes no guard.
        """
        document = books_packing.state_document(commit.kept)
        document["lastUpdated"] = SERVER_TIMESTAMP
        ref = self._ref(paths.consensus_state(match_id))
        if token is None:
            batch.create(ref, document)
        else:
            batch.update(ref, document, option=self.client.write_option(last_update_time=token))

    def _operate(self, batch: WriteBatch, match_id: str, operation: Operation) -> None:
        """Add an operation to a batch: create an action, or void or redo an existing one."""
        action = operation.action
        ref = self._ref(paths.scoring_action(match_id, action.id))
        if operation.kind in CHANGES:
            batch.update(ref, toggle_fields(operation))
            return
        times = dict.fromkeys(("createdAt", "updatedAt"), SERVER_TIMESTAMP)
        voided = {"voidedAt": SERVER_TIMESTAMP} if action.is_voided else {}
        batch.create(ref, {**action_document(operation.entry), **times, **voided})
        if action.corrects is not None:
            root = self._ref(paths.scoring_action(match_id, action.corrects))
            batch.update(root, {"correctedBy": action.id, "updatedAt": SERVER_TIMESTAMP})

    def _write_disputed(self, batch: WriteBatch, match_id: str, commit: BooksCommit) -> None:
        """Add the fields about disputes to `live/score` and `live/health`.

        `live/health` also gets the wrong scores.
        """
        summary, consensus = commit.dispute_summary or {}, commit.consensus or {}
        found = {"disputed": summary if summary.get("openDisputes") else DELETE_FIELD}
        batch.set(self._ref(paths.live_score(match_id)), found, merge=True)
        found["scoreDifferences"] = consensus.get("scoreDifferences") or DELETE_FIELD
        batch.set(self._ref(paths.live_health(match_id)), found, merge=True)

    def _all(self, path: str, names: Names = ()) -> list[Any]:
        return read_query(self.client, self.client.collection(path), names)

    def _get(self, path: str, names: Names = ()) -> Any:
        return read_document(self.client, self._ref(path), names)

    def _refs(self, wanted: Iterable[str]) -> list[Any]:
        return [self._ref(path) for path in wanted]

    def _ref(self, path: str) -> Any:
        return self.client.document(path)


def toggle_fields(operation: Operation) -> Json:
    """Return the fields of an action that is voided or redone, including the evidence."""
    action = operation.action
    fields: Json = {
        "isVoided": action.is_voided,
        "voidedAt": SERVER_TIMESTAMP if action.is_voided else DELETE_FIELD,
        "updatedAt": SERVER_TIMESTAMP,
    }
    for name, attribute in VOID_FIELDS.items():
        value = getattr(action, attribute)
        fields[name] = DELETE_FIELD if value is None else value
    if operation.agreement is not None:
        fields["voidAgreement"] = void_agreement_document(operation.agreement)
    return fields


def tier_in(match: Mapping[str, Any] | None) -> ValidationTier | None:
    """Return the tier of a match document.

    None for an unknown one, and if the match does not exist.
    """
    if match is None:
        return None
    try:
        return ValidationTier(match.get("validationTier", ValidationTier.HONOR))
    except ValueError:
        return None


def entry_of(match_id: str, person_id: str, snap: Any) -> ObservedEntry | None:
    """Return an entry from its snapshot."""
    times = snap.update_time if snap.exists else None
    return books_codec.read_book_document(match_id, person_id, snap.id, snap.to_dict(), times)


def book_of(entries: Iterable[ObservedEntry]) -> KeptBook | None:
    """Return the book of all these entries; None if no entry has a seat.

    The book's seat is that of its first entry; entries of other seats do not count.
    """
    ordered = sorted(entries, key=lambda each: each.place)
    seats = [each.seat for each in ordered if each.seat is not None]
    if not seats:
        return None
    kept_entries = {each.place: kept_entry(each, seats[0]) for each in ordered}
    return KeptBook(seats[0], kept_entries, dict(kept_entries.keys()))


def match_of(ref: Any) -> str:
    """Return the id of the match that an entry or a ruling belongs to."""
    return str(ref.path.split("/")[1])


def rulings_of(match_id: str, snaps: Iterable[Any]) -> list[ObservedRuling]:
    """Return rulings from their snapshots; documents that are not rulings are left out."""
    found = (books_codec.read_ruling_document(match_id, snap.id, snap.to_dict()) for snap in snaps)
    return [each for each in found if each is not None]
