"""A BookStore in memory with the documents, guards and limits of the real one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from scrbrd.adapters import books_codec, books_packing, packing
from scrbrd.adapters.books_store import CHANGES, book_of
from scrbrd.consensus.agreement import Operation
from scrbrd.domain.json_types import Json
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ValidationTier
from scrbrd.engine.contention import ContendedError, VanishedError
from scrbrd.handlers.books.documents import open_dispute
from scrbrd.handlers.books.model import (
    KeptConsensus,
    KeptLog,
    Notified,
    ObservedEntry,
    ObservedRuling,
)
from scrbrd.handlers.books.notices import read_notice
from scrbrd.handlers.books.ports import BookCounts, BooksCommit, StoredBooks
from tests.fakes.memory_store import NOON, MemoryMatchStore


class MemoryBookStore:
    """Stores the books of one match, whose log is in `matches`.

    `before_commit` runs between reading and writing; `reads` counts documents as Firestore would
    bill them.
    """

    def __init__(self, matches: MemoryMatchStore, tier: str = "DUAL") -> None:
        self.matches = matches
        self.tier = tier
        self.books: dict[str, dict[str, Json]] = {}
        self.rulings: dict[str, Json] = {}
        self.disputes: dict[str, Json] = {}
        self.notices: dict[str, Json] = {}
        self.may_rule: frozenset[str] = frozenset()
        self.consensus: Json | None = None
        self.dispute_summary: Json | None = None
        self.state: Json | None = None
        self.token = 0
        self.clock = 0
        self.update_times: dict[tuple[str, str], datetime] = {}
        self.reads = 0
        self.commits = 0
        self.before_commit: Callable[[], None] | None = None

    # Used by tests ----------------------------------------------------------------------------

    def put(self, person_id: str, entry_id: str, document: Json) -> ObservedEntry:
        """Write an entry; return it as its event would show it."""
        now = self.now()
        creation = {"createdAt": now} if entry_id not in self.books.get(person_id, {}) else {}
        old_document = self.books.setdefault(person_id, {}).get(entry_id, {})
        stored = {
            **document,
            "createdAt": old_document.get("createdAt"),
            **creation,
            "updatedAt": now,
        }
        self.books[person_id][entry_id] = stored
        self.update_times[(person_id, entry_id)] = now
        return self.observed_entry(person_id, entry_id)

    def observed_entry(self, person_id: str, entry_id: str) -> ObservedEntry:
        """Return an entry as stored now."""
        document = self.books.get(person_id, {}).get(entry_id)
        time = self.update_times.get((person_id, entry_id))
        found = books_codec.read_book_document(
            self.matches.match_id, person_id, entry_id, document, time
        )
        assert found is not None
        return found

    def put_ruling(self, document: Json) -> ObservedRuling:
        """Write the next ruling; return it as its event would show it."""
        number = str(len(self.rulings) + 1)
        self.rulings[number] = document | {"number": int(number), "createdAt": self.now()}
        return self.observed_ruling(number)

    def observed_ruling(self, number: str) -> ObservedRuling:
        """Return a ruling as stored."""
        found = books_codec.read_ruling_document(
            self.matches.match_id, number, self.rulings[number]
        )
        assert found is not None
        return found

    def now(self) -> datetime:
        """Return the server's time, which advances with every call."""
        self.clock += 1
        return NOON + timedelta(microseconds=self.clock)

    # Used by handlers -------------------------------------------------------------------------

    def read_tier(self, match_id: str) -> ValidationTier | None:  # noqa: ARG002
        self.reads += 1
        return ValidationTier(self.tier)

    def read_books(self, match_id: str) -> StoredBooks:  # noqa: ARG002
        self.reads += 2
        tier = ValidationTier(self.tier)
        if self.state is None:
            return StoredBooks(tier=tier)
        return replace(books_packing.stored_books(self.token, self.state), tier=tier)

    def read_all(self, match_id: str) -> KeptConsensus:
        log = self.matches.log
        found = [books_codec.read_logged(match_id, *each) for each in log.items()]
        books = {
            person: book_of(self.observed_entry(person, name) for name in entries)
            for person, entries in self.books.items()
        }
        self.reads += len(log) + sum(map(len, self.books.values())) + len(self.rulings)
        actions = {each.action.id: each for each in found if each is not None}
        return KeptConsensus(
            KeptLog(
                actions,
                len(log),
                sum(each.get("isVoided") is True for each in log.values()),
                books_codec.ends_of(log, actions),
            ),
            {person: book for person, book in books.items() if book is not None},
            {int(name): self.observed_ruling(name).ruling for name in self.rulings},
            {},
            {
                name: open_dispute(each)
                for name, each in self.disputes.items()
                if each["status"] == "open"
            },
            notices=self.read_notices(match_id),
        )

    def read_entries(
        self,
        match_id: str,  # noqa: ARG002
        person_id: str,
        places: Collection[Place],
    ) -> Sequence[ObservedEntry]:
        self.reads += len(places)
        return [self.observed_entry(person_id, books_codec.entry_id(place)) for place in places]

    def read_rulings(self, match_id: str, numbers: Collection[int]) -> Sequence[ObservedRuling]:  # noqa: ARG002
        self.reads += len(numbers)
        return [self.observed_ruling(str(each)) for each in numbers if str(each) in self.rulings]

    def toggled_entries(self, match_id: str, since: datetime) -> Sequence[ObservedEntry]:  # noqa: ARG002
        toggled = [
            self.observed_entry(person, name)
            for person, entries in self.books.items()
            for name, each in entries.items()
            if each["updatedAt"] > each["createdAt"] and each["updatedAt"] >= since
        ]
        self.reads += max(len(self.books), len(toggled))
        return toggled

    def count(self, match_id: str) -> BookCounts:  # noqa: ARG002
        return BookCounts(
            count_documents(self.matches.log),
            {person: count_documents(entries) for person, entries in self.books.items()},
            len(self.rulings),
        )

    def read_dispute(self, match_id: str, dispute_id: str) -> Json | None:  # noqa: ARG002
        self.reads += 1
        return self.disputes.get(dispute_id)

    def disputes_changed(self, match_id: str, since: datetime) -> Sequence[str]:  # noqa: ARG002
        return [name for name, each in self.disputes.items() if each["updatedAt"] >= since]

    def read_may_rule(self, match_id: str, at: datetime) -> frozenset[str]:  # noqa: ARG002
        self.reads += 1
        return self.may_rule

    def read_notices(self, match_id: str) -> Mapping[str, Notified]:  # noqa: ARG002
        self.reads += len(self.notices)
        return {person: read_notice(each) for person, each in self.notices.items()}

    def write_feed_document(
        self,
        match_id: str,  # noqa: ARG002
        token: object,
        revision: int,
        name: str,
        document: Json,
    ) -> None:
        if token != self.matches.token or self.matches.state is None:
            raise ContendedError("live/state has moved")
        self.matches.state |= packing.settled_fields(revision)
        self.matches.token += 1
        self.matches.events[name] = document

    def commit_books(self, match_id: str, token: Any, commit: BooksCommit) -> object:  # noqa: ARG002
        if self.before_commit is not None:
            self.before_commit()
        if token != (None if self.state is None else self.token):
            raise ContendedError("live/consensus_state has moved")
        for operation in commit.operations:
            self.check_precondition(operation)
        now = self.now()
        self.state = {**books_packing.state_document(commit.kept), "lastUpdated": now}
        self.token += 1
        self.commits += 1
        for operation in commit.operations:
            self.apply_operation(operation, now)
        for name, fields in commit.disputes.items():
            old_document = self.disputes.get(name, {})
            merged = {**old_document, **fields}
            merged["raisedCount"] = old_document.get("raisedCount", 0) + ("raisedAt" in fields)
            self.disputes[name] = {key: each for key, each in merged.items() if each is not None}
        self.notices |= commit.notices
        if commit.consensus is not None:
            self.consensus = commit.consensus
        if commit.dispute_summary is not None:
            self.dispute_summary = commit.dispute_summary
        return self.token

    def check_precondition(self, operation: Operation) -> None:
        """Raise if the log does not satisfy an operation's precondition."""
        is_there = operation.action.id in self.matches.log
        if operation.kind in CHANGES and not is_there:
            raise VanishedError(f"{operation.action.id} is gone")
        if operation.kind not in CHANGES and is_there:
            raise ContendedError(f"{operation.action.id} is there")

    def apply_operation(self, operation: Operation, now: datetime) -> None:
        """Apply an operation to the log as Firestore would, at the time of the commit."""
        action, log = operation.action, self.matches.log
        if operation.kind in CHANGES:
            fields: Json = {
                "isVoided": action.is_voided,
                "voidReason": action.void_reason,
                "voidedBy": action.voided_by,
                "voidedAt": now if action.is_voided else None,
            }
            if operation.agreement is not None:
                fields["voidAgreement"] = books_codec.void_agreement_document(operation.agreement)
            changed = {**log[action.id], **fields}
            self.matches.put(action.id, {k: v for k, v in changed.items() if v is not None})
            return
        document = books_codec.action_document(operation.entry)
        voided = {"voidedAt": now} if action.is_voided else {}
        self.matches.put(action.id, {**document, "createdAt": now, **voided})
        if action.corrects is not None:
            root = log[action.corrects]
            self.matches.put(action.corrects, {**root, "correctedBy": action.id})


def count_documents(documents: Mapping[str, Json]) -> tuple[int, int]:
    """Return the number of documents and of those that are voided."""
    return len(documents), sum(each.get("isVoided") is True for each in documents.values())
