"""Finds in a log what a request is about: the record under its key, its action, who recorded.

Pure: says what a log has, and knows nothing of how it was read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from scrbrd.domain.actions import Action, action_id, parse_action_id
from scrbrd.domain.effective import LogEntry
from scrbrd.domain.places import Place
from scrbrd_gateway.places import place_or_none
from scrbrd_gateway.problems import Problem
from scrbrd_gateway.scoring.answers import Recorded, record_at, recorded
from scrbrd_gateway.scoring.drafts import Planned
from scrbrd_gateway.scoring.faults import FORBIDDEN, key_reused, overtaken, unknown
from scrbrd_gateway.scoring.keys import same_key
from scrbrd_gateway.scoring.log import Head, Log


class Done(NamedTuple):
    """A record, and whether this request made it."""

    answer: Recorded
    is_new: bool


Stands = Callable[[Log], Place | None]
"""Finds the record that says already what a client says; may raise Problem."""


def nothing_stands(_log: Log) -> None:
    """Return None: a ball that is said again is another ball."""


def repeated(log: Log, nonce: str, stands: Stands) -> Done | None:
    """Return the record that was made under the same key, or that says the same; None where there
    is none. Raises Problem where the key was another request's."""
    places = {str(each.get("nonce", "")): place for place, each in log.documents.items()}
    found = nonce if nonce in places else same_key(places, nonce)
    if found is None:
        standing = stands(log)
        return None if standing is None else Done(record_at(log, standing), False)
    place = places[found]
    if found != nonce:
        raise key_reused(action_id(*place))
    return Done(record_at(log, place), False)


def is_made_of(log: Log, planned: Planned) -> bool:
    """Return whether the record in a planned one's place is that one and no other request's under
    the same key, which was planned at another time."""
    document = log.documents.get(parse_action_id(planned.id), {})
    return all(document.get(name) == planned.document[name] for name in ("nonce", "timestamp"))


def is_to_change(log: Log, name: str, *, is_voided: bool) -> bool:
    """Return whether there is an action of this name that is not yet voided, or not yet counts
    again."""
    place = place_or_none(name)
    document = None if place is None else log.documents.get(place)
    return document is not None and bool(document.get("isVoided")) != is_voided


def check_seen(log: Log, innings_number: int, follows: str | None) -> None:
    """Raise Problem where the log has an action that the caller has not seen."""
    head: Head | None = log.head(innings_number)
    if follows is not None and follows != ("" if head is None else head.nonce):
        raise overtaken(head)


def check_reference(log: Log, planned: Planned) -> None:
    """Raise Problem for a record whose action, that it corrects or comes after, is gone."""
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
    """Return an action, a book's statement or what cannot be read in the place of one, with its
    document. Raises Problem where there is nothing."""
    place = place_or_none(name)
    entry = None if place is None else log.entries.get(place)
    if place is None or entry is None:
        raise unknown(f"action {name[:20]!r} in the match {log.match_id}")
    return entry, log.documents[place]


def changed(log: Log, entry: LogEntry) -> Recorded:
    """Return a record that was voided or counts again, with the whole log's state after that; what
    is no action has none."""
    state = log.state() if isinstance(entry, Action) else None
    return recorded(log, entry.id, log.documents[parse_action_id(entry.id)], (), state)


def latest_role(log: Log, person_id: str) -> str | None:
    """Return the role in which a person recorded last; None where they have not."""
    for place in sorted(log.documents, reverse=True):
        document = log.documents[place]
        if document.get("recordedBy") == person_id and isinstance(document.get("recordedAs"), str):
            return str(document["recordedAs"])
    return None
