"""Writes scribes' entries into an in-memory BookStore and delivers their events to the handler."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from scrbrd.adapters.books_codec import action_document
from scrbrd.consensus.agreement import logged_action
from scrbrd.consensus.entries import AgreedScore, BookEntry, Entry, OpeningStatement
from scrbrd.handlers.books.agree import Agreed as Outcome
from scrbrd.handlers.books.agree import Books, agree
from scrbrd.handlers.books.model import BookChange
from tests.consensus.scribes import ROLES, Scribe
from tests.fakes.memory_books import MemoryBookStore
from tests.fakes.memory_store import MemoryMatchStore

START = datetime(2026, 5, 1, 12, tzinfo=UTC)
"""The start of the worker's clock, and of the stores' own clock, which counts microseconds."""

MATCH_ID = "m1"


def entry_document(person: str, role: str, entry: BookEntry) -> dict[str, Any]:
    """Return the document of an entry as its scorer's device writes it."""
    identity = {"matchId": MATCH_ID, "recordedBy": person, "recordedAs": role}
    if isinstance(entry, Entry):
        document = action_document(logged_action(entry.action))
        return {**document, **identity, "isVoided": entry.action.is_voided}
    innings, sequence = entry.place
    totals = entry.totals
    score = {"runs": totals.runs, "wickets": totals.wickets, "legalBalls": totals.legal_balls}
    return {
        "id": f"{innings}_{sequence}",
        "inningsNumber": innings,
        "sequenceNumber": sequence,
        "isVoided": entry.is_voided,
        **identity,
        **score,
        **statement_fields(entry),
    }


def statement_fields(entry: OpeningStatement | AgreedScore) -> dict[str, Any]:
    """Return the fields of a statement other than its score."""
    if isinstance(entry, AgreedScore):
        return {"type": "score_agreed", "at": str(entry.at)}
    fields = {
        "afterActionId": entry.after_action_id,
        "takesOverFrom": entry.takes_over_from,
        "afterEntryId": entry.after_entry_id,
    }
    present = {name: each for name, each in fields.items() if each is not None}
    return {"type": "book_opened", **present}


@dataclass
class BookMatch:
    """A match under DUAL or TRIPLE with its in-memory stores; `seconds` is the time since START."""

    tier: str = "DUAL"
    matches: MemoryMatchStore = field(default_factory=MemoryMatchStore)
    seconds: int = 0

    def __post_init__(self) -> None:
        self.store = MemoryBookStore(self.matches, self.tier)
        self.books = Books(self.store, self.matches, self.now, MATCH_ID)

    def now(self) -> datetime:
        """Return the worker's time, which advances a second per call."""
        self.seconds += 1
        return START + timedelta(seconds=self.seconds)

    def write(self, scribe: Scribe) -> list[BookChange]:
        """Write the new and changed entries of a scribe's book; return their events."""
        stored = self.store.books.get(scribe.person, {})
        found: list[BookChange] = []
        for name, entry in scribe.entries.items():
            document = entry_document(scribe.person, ROLES[scribe.seat], entry)
            old_document = stored.get(name)
            if old_document is None or old_document["isVoided"] != document["isVoided"]:
                found.append(self.store.put(scribe.person, name, document))
        return found

    def agree(self, *changes: BookChange) -> Outcome:
        """Call the handler with events and return its outcome."""
        return agree(self.books, changes)

    def deliver(self, *scribes: Scribe) -> None:
        """Write scribes' new and changed entries and deliver their events one by one."""
        for scribe in scribes:
            for each in self.write(scribe):
                self.agree(each)

    def score(self) -> str:
        """Return the score that spectators see."""
        assert self.matches.score is not None
        current = self.matches.score["currentInnings"]
        return f"{current['runs']}/{current['wickets']} ({current['overs']})"

    def log(self) -> list[str]:
        """Return the runs off the bat of each logged ball, those of a voided ball in brackets."""
        found = []
        for document in self.matches.log.values():
            if "runsOffBat" in document:
                runs = str(document["runsOffBat"])
                found.append(f"({runs})" if document["isVoided"] else runs)
        return found
