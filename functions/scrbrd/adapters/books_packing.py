"""Packs the kept state of a match's consensus into `live/consensus_state`, and reads it."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from scrbrd.adapters.books_codec import (
    FAULTS,
    agreement_document,
    entry_id,
    read_agreement,
    seats_of,
    void_agreement_document,
)
from scrbrd.consensus.agreement import CitedEntry, LoggedAction, logged_action
from scrbrd.consensus.entries import (
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
from scrbrd.consensus.standings import Standing
from scrbrd.consensus.stated_scores import LogScore
from scrbrd.domain.actions import ACTION_MODELS, Action, parse_action_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ActionId, ValidationTier
from scrbrd.engine.chunks import deflate
from scrbrd.handlers.books.model import (
    KeptBook,
    KeptConsensus,
    KeptEntry,
    KeptLog,
    Notified,
    OpenDispute,
)
from scrbrd.handlers.books.ports import StoredBooks

VERSION = 7
MOST_BYTES = 900_000
"""A larger state is not stored: every event of such a match reads all books again."""

TIME_FIELDS = ("timestamp", "createdAt", "updatedAt", "voidedAt")


def state_document(kept: KeptConsensus) -> Json:
    """Return `live/consensus_state` without its time of writing."""
    text = json.dumps(pack_kept(kept), separators=(",", ":"))
    data = deflate(text.encode())
    fits = len(data) <= MOST_BYTES
    return {"version": VERSION, "packed": data if fits else None, "holdUntil": None}


def stored_books(token: object, document: Mapping[str, Any]) -> StoredBooks:
    """Return a stored `live/consensus_state`."""
    until, written = (read_time(document, name) for name in ("holdUntil", "lastUpdated"))
    return StoredBooks(token, read_state(document), until, written_at=written)


def read_time(document: Mapping[str, Any], name: str) -> datetime | None:
    """Return a time in a document; None if it is missing or cannot be read."""
    found = document.get(name)
    return found if isinstance(found, datetime) else None


def read_state(document: Mapping[str, Any]) -> KeptConsensus | None:
    """Return the kept state; None if there is none, or if it is damaged."""
    if document.get("version") != VERSION or not isinstance(document.get("packed"), bytes):
        return None
    try:
        return unpack_kept(json.loads(zlib.decompress(document["packed"])))
    except (*FAULTS, zlib.error):
        return None


def pack_kept(kept: KeptConsensus) -> Json:
    """Return the kept state as plain JSON."""
    return {
        "log": {
            "count": kept.log.count,
            "voided": kept.log.voided,
            "ends": kept.log.ends,
            "actions": [pack_logged(each) for each in kept.log.actions.values()],
        },
        "books": {person: pack_book(book) for person, book in kept.books.items()},
        "rulings": {number: pack_ruling(each) for number, each in kept.rulings.items()},
        "leftOut": {
            number: {seat: asdict(each) for seat, each in standings.items()}
            for number, standings in kept.left_out.items()
        },
        "disputes": {
            name: [each.digest, pack_cited(each.claims), each.blocks, pack_time(each.raised_at)]
            for name, each in kept.disputes.items()
        },
        "shown": kept.shown_digest,
        "isUnfinished": kept.is_unfinished,
        "notices": {person: asdict(each) for person, each in kept.notices.items()},
        "mayRule": sorted(kept.may_rule),
        "seating": kept.seating,
        "scores": [
            [person, entry_id(place), asdict(each)] for (person, place), each in kept.scores.items()
        ],
        "isOwed": kept.is_owed,
    }


def unpack_kept(data: Json) -> KeptConsensus:
    """Return the kept state. Raises one of FAULTS if `pack_kept` cannot have made the data."""
    actions = [unpack_logged(each) for each in data["log"]["actions"]]
    by_id = {each.action.id: each for each in actions}
    return KeptConsensus(
        KeptLog(by_id, data["log"]["count"], data["log"]["voided"], unpack_ends(data["log"])),
        {person: unpack_book(each) for person, each in data["books"].items()},
        {int(number): unpack_ruling(each) for number, each in data["rulings"].items()},
        {
            int(number): {Seat(seat): Standing(**each) for seat, each in standings.items()}
            for number, standings in data["leftOut"].items()
        },
        {
            name: OpenDispute(digest, unpack_cited(claims), blocks, unpack_time(raised_at))
            for name, (digest, claims, blocks, raised_at) in data["disputes"].items()
        },
        data["shown"],
        data["isUnfinished"],
        {person: Notified(**each) for person, each in data["notices"].items()},
        frozenset(data["mayRule"]),
        data["seating"],
        {
            (person, parse_action_id(name)): unpack_score(each)
            for person, name, each in data["scores"]
        },
        data["isOwed"],
    )


def unpack_score(data: Json) -> LogScore:
    """Return the log's score at a statement from its packed form."""
    totals = data["totals"]
    return LogScore(data["after"], None if totals is None else Totals(**totals))


def pack_time(at: datetime | None) -> str | None:
    """Return a time as ISO text."""
    return None if at is None else at.isoformat()


def unpack_time(text: str | None) -> datetime | None:
    """Return a time from its packed form."""
    return None if text is None else datetime.fromisoformat(text)


def unpack_ends(log: Json) -> dict[int, tuple[int, str]]:
    """Return, by innings, sequence and nonce of a last action that cannot be read."""
    return {int(number): (sequence, nonce) for number, (sequence, nonce) in log["ends"].items()}


# -- actions --------------------------------------------------------------------------------------


def pack_action(action: Action) -> Json:
    """Return an action as plain JSON; times are marked as such, because some are stored as text."""
    fields = action.model_dump(mode="json", by_alias=True, exclude_unset=True)
    for name in TIME_FIELDS:
        if isinstance(getattr(action, ATTRIBUTES[name]), datetime):
            fields[name] = {"iso": fields[name]}
    return fields | {"type": str(action.type)}


ATTRIBUTES = {
    "timestamp": "timestamp",
    "createdAt": "created_at",
    "updatedAt": "updated_at",
    "voidedAt": "voided_at",
}


def unpack_action(fields: Json) -> Action:
    """Return an action from its packed form. Raises one of FAULTS."""
    for name in TIME_FIELDS:
        if isinstance(fields.get(name), dict):
            fields[name] = datetime.fromisoformat(fields[name]["iso"])
    return ACTION_MODELS[fields["type"]].model_validate(fields)


def pack_logged(each: LoggedAction) -> Json:
    """Return an action of the log with its evidence as plain JSON."""
    found: Json = {"action": pack_action(each.action)}
    if each.agreement is not None:
        found["agreement"] = agreement_document(each.agreement)
        found["voidAgreement"] = void_agreement_document(each.agreement)
    return found


def unpack_logged(data: Json) -> LoggedAction:
    """Return an action of the log from its packed form."""
    agreement = read_agreement(data) if "agreement" in data else None
    return logged_action(unpack_action(data["action"]), agreement)


# -- books ----------------------------------------------------------------------------------------


def pack_book(book: KeptBook) -> Json:
    """Return a book as plain JSON."""
    return {
        "seat": str(book.seat),
        "last": book.last,
        "voided": book.voided,
        "entries": {
            entry_id(place): [each.update_time, pack_entry(each.entry), each.is_voided]
            for place, each in book.entries.items()
        },
    }


def unpack_book(data: Json) -> KeptBook:
    """Return a book from its packed form."""
    entries: dict[Place, KeptEntry] = {}
    for name, (update_time, each, is_voided) in data["entries"].items():
        place = parse_action_id(name)
        entries[place] = KeptEntry(update_time, unpack_entry(place, each), is_voided)
    last = {int(innings): sequence for innings, sequence in data["last"].items()}
    return KeptBook(Seat(data["seat"]), entries, last, data["voided"])


def pack_entry(entry: BookEntry | None) -> Json | None:
    """Return an entry or a statement as plain JSON."""
    if entry is None:
        return None
    if isinstance(entry, Entry):
        return {"action": pack_action(entry.action)}
    kind = "opened" if isinstance(entry, OpeningStatement) else "agreed"
    fields = {name: each for name, each in asdict(entry).items() if name != "place"}
    return {kind: {**fields, "created_at": pack_time(entry.created_at)}}


def unpack_entry(place: Place, data: Json | None) -> BookEntry | None:
    """Return an entry or a statement from its packed form."""
    if data is None:
        return None
    if "action" in data:
        return entry_of(unpack_action(data["action"]))
    (kind, fields) = next(iter(data.items()))
    fields["totals"] = Totals(**fields["totals"])
    fields["created_at"] = unpack_time(fields["created_at"])
    if kind == "opened":
        return OpeningStatement(place, **fields)
    fields["at"] = AgreedAt(fields["at"])
    return AgreedScore(place, **fields)


# -- rulings --------------------------------------------------------------------------------------


def pack_ruling(ruling: AnyRuling | None) -> Json | None:
    """Return a ruling as plain JSON."""
    if ruling is None:
        return None
    if isinstance(ruling, TierRuling):
        return {"tier": asdict(ruling)}
    accepts = ruling.accepts
    return {
        "number": ruling.number,
        "method": str(ruling.method),
        "entries": dict(ruling.entries),
        "accepts": {"action": pack_action(accepts.action)}
        if isinstance(accepts, Entry)
        else accepts,
        "missed": sorted(ruling.missed),
        "decidedAs": ruling.decided_as,
        "persons": dict(ruling.persons),
        "decidedBy": ruling.decided_by,
        "createdAt": pack_time(ruling.created_at),
    }


def unpack_ruling(data: Json | None) -> AnyRuling | None:
    """Return a ruling from its packed form."""
    if data is None:
        return None
    if "tier" in data:
        of = data["tier"]
        seats = seats_of(of["seats"])
        tier, seat = ValidationTier(of["tier"]), Seat(of["from_seat"])
        return TierRuling(of["number"], tier, seats, seat, ActionId(of["from_entry"]))
    accepts: Seat | Entry | None = None
    if isinstance(data["accepts"], dict):
        accepts = entry_of(unpack_action(data["accepts"]["action"]))
    elif data["accepts"] is not None:
        accepts = Seat(data["accepts"])
    entries = {seat: ActionId(name) for seat, name in seats_of(data["entries"]).items()}
    missed, number = frozenset(map(Seat, data["missed"])), data["number"]
    made = unpack_time(data.get("createdAt"))
    of = data["decidedAs"], seats_of(data["persons"]), data["decidedBy"], made
    return Ruling(number, Method(data["method"]), entries, accepts, missed, *of)


def pack_cited(claims: Mapping[Seat, CitedEntry]) -> Json:
    """Return the entries that a dispute is about as plain JSON."""
    return {
        str(seat): [each.person_id, each.entry_id, each.version_id] for seat, each in claims.items()
    }


def unpack_cited(data: Json) -> dict[Seat, CitedEntry]:
    """Return the entries that a dispute is about from their packed form."""
    return {Seat(seat): CitedEntry(*each) for seat, each in data.items()}
