"""Finds in a log what a request refers to: the record under its key, its action, the recorder's
role.

Pure: it works on a log, and does not know how the log was read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from scrbrd.domain.actions import Action, action_id, parse_action_id
from scrbrd.domain.effective import LogEntry
from scrbrd.domain.places import Place
from scrbrd_gateway.places import place_or_none
from scrbrd_gateway.problems import Problem
from scrbrd_gateway.scoring.answers import RecordAnswer, record_answer, record_of
from scrbrd_gateway.scoring.drafts import Planned
from scrbrd_gateway.scoring.faults import FORBIDDEN, key_reused, not_found, overtaken_request
from scrbrd_gateway.scoring.keys import nonce_of_same_key
from scrbrd_gateway.scoring.log import Head, Log


class RecordResult(NamedTuple):
    """A record, and whether this request created it."""

    answer: RecordAnswer
    is_new: bool


FindExisting = Callable[[Log], Place | None]
"""Finds an existing record that already states what a client states; may raise Problem."""


def find_nothing(_log: Log) -> None:
    """Return None: a ball that is sent again is another ball."""


def existing_record(log: Log, nonce: str, find_existing: FindExisting) -> RecordResult | None:
    """Return the existing record with the same key, or with the same statement; None if there is
    none. Raises Problem if another request used the key."""
    places = {str(each.get("nonce", "")): place for place, each in log.documents.items()}
    found = nonce if nonce in places else nonce_of_same_key(places, nonce)
    if found is None:
        existing = find_existing(log)
        return None if existing is None else RecordResult(record_of(log, existing), False)
    place = places[found]
    if found != nonce:
        raise key_reused(action_id(*place))
    return RecordResult(record_of(log, place), False)


def is_record_of(log: Log, planned: Planned) -> bool:
    """Return True if the record in a planned one's place is that one, and not one of another
    request with the same key, which was planned at another time."""
    document = log.documents.get(parse_action_id(planned.id), {})
    return all(document.get(name) == planned.document[name] for name in ("nonce", "timestamp"))


def needs_change(log: Log, name: str, *, is_voided: bool) -> bool:
    """Return True if there is an action of this name whose `isVoided` differs from `is_voided`."""
    place = place_or_none(name)
    document = None if place is None else log.documents.get(place)
    return document is not None and bool(document.get("isVoided")) != is_voided


def check_follows(log: Log, innings_number: int, follows: str | None) -> None:
    """Raise Problem if the log has an action that the caller has not seen."""
    head: Head | None = log.head(innings_number)
    if follows is not None and follows != ("" if head is None else head.nonce):
        raise overtaken_request(head)


def check_reference(log: Log, planned: Planned) -> None:
    """Raise Problem for a record that corrects or comes after an action that does not exist any
    more."""
    for name in ("corrects", "after"):
        if name in planned.document:
            entry_of(log, planned.document[name])


def check_seat(book: Log, person_id: str, role: str) -> None:
    """Raise Problem for an entry in another role than those before it: a person has one seat."""
    before = latest_role(book, person_id)
    if before not in (None, role):
        why = f"the book is kept as {before}: a person has one seat in a match"
        raise Problem(FORBIDDEN, "one_seat", why, recordedAs=role)


def entry_of(log: Log, name: str) -> tuple[LogEntry, Mapping[str, Any]]:
    """Return an action, a book's statement or an unreadable entry, with its document. Raises
    Problem if there is none."""
    place = place_or_none(name)
    entry = None if place is None else log.entries.get(place)
    if place is None or entry is None:
        raise not_found(f"action {name[:20]!r} in the match {log.match_id}")
    return entry, log.documents[place]


def changed_record(log: Log, entry: LogEntry) -> RecordAnswer:
    """Return a record that was voided or counts again, with the state after the whole log. A record
    that is not an action has no state."""
    state = log.state() if isinstance(entry, Action) else None
    return record_answer(log, entry.id, log.documents[parse_action_id(entry.id)], (), state)


def latest_role(log: Log, person_id: str) -> str | None:
    """Return the role in which a person recorded last; None if they have recorded nothing."""
    for place in sorted(log.documents, reverse=True):
        document = log.documents[place]
        if document.get("recordedBy") == person_id and isinstance(document.get("recordedAs"), str):
            return str(document["recordedAs"])
    return None
