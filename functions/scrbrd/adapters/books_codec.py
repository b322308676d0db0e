"""Reads documents of books, rulings and the log's evidence, and writes agreed actions.

What cannot be read does not count; an entry still keeps its place in its book, a ruling its number.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scrbrd.adapters.codec import microseconds, read_entry
from scrbrd.consensus.agreement import Agreement, CitedEntry, LoggedAction, logged_action
from scrbrd.consensus.entries import (
    SEAT_OF_ROLE,
    AgreedAt,
    AgreedScore,
    BookEntry,
    Entry,
    OpeningStatement,
    Seat,
    Totals,
    entry_of,
)
from scrbrd.consensus.rulings import AnyRuling, Method, Ruling, TierRuling
from scrbrd.domain.actions import Action, action_id, parse_action_id
from scrbrd.domain.json_types import JsonMap
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ActionId, ValidationTier
from scrbrd.handlers.books.model import ObservedEntry, ObservedRuling

FAULTS = (AttributeError, LookupError, TypeError, ValueError)
"""Exceptions of reading a document that was written past the rules."""

SERVER_TIMES = ("createdAt", "updatedAt")


def read_book_document(
    match_id: str, person_id: str, entry_id: str, data: JsonMap | None, update_time: datetime | None
) -> ObservedEntry | None:
    """Return a document of a book; None if its id is not an entry's id."""
    try:
        place = parse_action_id(entry_id)
    except ValueError:
        return None
    if data is None:
        return ObservedEntry(person_id, place)
    seat = SEAT_OF_ROLE.get(str(data.get("recordedAs")))
    entry = read_book_entry(match_id, place, data)
    at = microseconds(update_time)
    return ObservedEntry(person_id, place, seat, entry, at, is_voided(data))


def read_book_entry(match_id: str, place: Place, data: JsonMap) -> BookEntry | None:
    """Return an entry or a statement; None if it cannot be read."""
    kind = data.get("type")
    try:
        if kind == "book_opened":
            return read_opened(place, data)
        if kind == "score_agreed":
            at = AgreedAt(data["at"])
            return AgreedScore(place, totals_of(data), at, is_voided(data), created_at(data))
    except FAULTS:
        return None
    entry = read_entry(match_id, place, dict(data))
    return entry_of(entry) if isinstance(entry, Action) else None


def read_opened(place: Place, data: JsonMap) -> OpeningStatement:
    """Return the statement that opens a book after a point in the log. Raises one of FAULTS."""
    after, behind = data.get("afterActionId"), data.get("afterEntryId")
    for each in (after, behind):
        if each is not None:
            parse_action_id(each)
    taken_from, made = data.get("takesOverFrom"), created_at(data)
    return OpeningStatement(
        place, totals_of(data), after, taken_from, behind, is_voided(data), made
    )


def totals_of(data: JsonMap) -> Totals:
    """Return the score in a statement. Raises one of FAULTS."""
    return Totals(int(data["runs"]), int(data["wickets"]), int(data["legalBalls"]))


def is_voided(data: JsonMap) -> bool:
    """Return True if a document is voided."""
    return data.get("isVoided") is True


def created_at(data: JsonMap) -> datetime | None:
    """Return the server's time of a document's creation; None if it has none."""
    found = data.get("createdAt")
    return found if isinstance(found, datetime) else None


# -- rulings --------------------------------------------------------------------------------------


def read_ruling_document(
    match_id: str, ruling_id: str, data: JsonMap | None
) -> ObservedRuling | None:
    """Return a ruling; None if its id is not a number or it does not exist."""
    if not ruling_id.isdecimal() or data is None:
        return None
    try:
        return ObservedRuling(int(ruling_id), read_ruling(match_id, int(ruling_id), data))
    except FAULTS:
        return ObservedRuling(int(ruling_id))


def read_ruling(match_id: str, number: int, data: JsonMap) -> AnyRuling:
    """Return a ruling. Raises one of FAULTS if the document is not a valid one."""
    if data["kind"] == "tier":
        tier, seats = ValidationTier(data["tier"]), seats_of(data["seats"])
        from_entry = ActionId(data["fromEntry"])
        parse_action_id(from_entry)
        return TierRuling(number, tier, seats, Seat(data["fromSeat"]), from_entry)
    entries = {seat: ActionId(name) for seat, name in seats_of(data["entries"]).items()}
    for name in entries.values():
        parse_action_id(name)
    missed = frozenset(Seat(each) for each in data.get("missed", ()))
    persons = seats_of(data.get("persons") or {})
    role = str(data.get("decidedAs"))
    accepts = read_accepted(match_id, data)
    by = str(data.get("decidedBy") or "")
    method, at = Method(data["method"]), created_at(data)
    return Ruling(number, method, entries, accepts, missed, role, persons, by, at)


def seats_of(data: JsonMap) -> dict[Seat, str]:
    """Return the texts of a document by seat. Raises one of FAULTS."""
    return {Seat(seat): str(each) for seat, each in data.items()}


def read_accepted(match_id: str, data: JsonMap) -> Seat | Entry | None:
    """Return what a ruling accepts: a seat's entry, a ball, or None for no ball at all.

    Raises one of FAULTS if it is none of these.
    """
    if data["accepts"] == "neither":
        return None
    if data["accepts"] != "action":
        return Seat(data["accepts"])
    innings = parse_action_id("_".join(str(data["disputeId"]).split("_")[:2]))[0]
    identity = {
        "inningsNumber": innings,
        "sequenceNumber": 1,
        "recordedBy": data.get("decidedBy"),
        "recordedAs": data.get("decidedAs"),
        "timestamp": data.get("createdAt"),
    }
    action = read_entry(match_id, (innings, 1), {**data["action"], **identity})
    if not isinstance(action, Action):
        raise TypeError(action.message)
    return entry_of(action)


# -- the log --------------------------------------------------------------------------------------


def read_logged(match_id: str, name: str, data: JsonMap) -> LoggedAction | None:
    """Return an action of the log with its evidence; None if it cannot be read."""
    try:
        entry = read_entry(match_id, parse_action_id(name), dict(data))
    except ValueError:
        return None
    return logged_action(entry, read_agreement(data)) if isinstance(entry, Action) else None


def ends_of(
    documents: Mapping[str, JsonMap], actions: Mapping[ActionId, LoggedAction]
) -> dict[int, tuple[int, str]]:
    """Return, by innings, sequence and nonce of the last action of a log if that action cannot be
    read.

    The next action is appended behind it.
    """
    last: dict[int, Place] = {}
    for name in documents:
        try:
            place = parse_action_id(name)
        except ValueError:
            continue
        last[place[0]] = max(place, last.get(place[0], place))
    names = {number: action_id(*place) for number, place in last.items()}
    return {
        number: (last[number][1], str(documents[name].get("nonce") or ""))
        for number, name in names.items()
        if name not in actions
    }


def read_agreement(data: JsonMap) -> Agreement | None:
    """Return the evidence of an action; None for an action that was appended past the books."""
    withdrawn = data.get("voidAgreement") or {}
    try:
        found = data["agreement"]
        entries = {Seat(seat): cited_of(each) for seat, each in found["entries"].items()}
        rulings = withdrawn.get("rulings") or found.get("rulings") or ()
        books = {Seat(seat): str(each) for seat, each in (withdrawn.get("books") or {}).items()}
        tier = ValidationTier(found["tier"])
        return Agreement(tier, entries, tuple(int(each) for each in rulings), books)
    except FAULTS:
        return None


def cited_of(data: JsonMap) -> CitedEntry:
    """Return an entry that is evidence for an action. Raises one of FAULTS."""
    return CitedEntry(data["personId"], ActionId(data["entryId"]), ActionId(data["versionId"]))


def agreement_document(agreement: Agreement) -> dict[str, Any]:
    """Return the evidence of an action in the form that its document has."""
    document: dict[str, Any] = {
        "tier": str(agreement.tier),
        "entries": {
            str(seat): {
                "personId": each.person_id,
                "entryId": each.entry_id,
                "versionId": each.version_id,
            }
            for seat, each in agreement.entries.items()
        },
    }
    return document | ({"rulings": list(agreement.rulings)} if agreement.rulings else {})


def void_agreement_document(agreement: Agreement) -> dict[str, Any]:
    """Return the rulings and books that last voided or redid an action, as its document has
    them.
    """
    books = {str(seat): each for seat, each in agreement.books.items()}
    return {"rulings": list(agreement.rulings), "books": books}


def action_document(entry: LoggedAction) -> dict[str, Any]:
    """Return an agreed action as it is created, without the times that the server sets."""
    document = {**entry.action.to_document(), "type": str(entry.action.type)}
    kept = {
        name: value
        for name, value in document.items()
        if value is not None and name not in SERVER_TIMES
    }
    if entry.agreement is not None:
        kept["agreement"] = agreement_document(entry.agreement)
        if entry.agreement.books:  # voided or redone in the commit that creates it
            kept["voidAgreement"] = void_agreement_document(entry.agreement)
    return kept


def entry_id(place: Place) -> str:
    """Return the id of an entry in its book."""
    return action_id(*place)
