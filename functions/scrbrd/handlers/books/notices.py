"""Builds what each official of a match is told of open disputes: `matches/{m}/notices/{personId}`.

Pure. Of a dispute a notice says what its public document says, and which of it is the reader's.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from scrbrd.consensus.dispute import Dispute, DisputeKind
from scrbrd.consensus.entries import Seat
from scrbrd.consensus.fold import Consensus
from scrbrd.domain.json_types import Json
from scrbrd.engine.digests import digest
from scrbrd.handlers.books.documents import ball_of, suggestion_body
from scrbrd.handlers.books.labels import Labels
from scrbrd.handlers.books.model import Notified, OpenDispute
from scrbrd.handlers.commit import build

MOST_NAMED = 50
"""Disputes that a notice lists; `openDisputes` counts them all."""

MOST_TOLD = 50
"""Persons who have a notice: all of them are written in one commit."""

SAID = ("matchId", "personId", "openDisputes", "disputes")
"""Fields of a notice that follow from the books; the others tell when it was written."""


class Asked(StrEnum):
    """What a dispute asks of a person: to check their own book, to rule, or nothing yet."""

    CORRECT = "correct"
    RULE = "rule"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Official:
    """Who is told: the scorer of a seat, one who may rule, or both."""

    person_id: str
    seat: Seat | None
    may_rule: bool


def officials_of(found: Consensus, may_rule: Collection[str]) -> list[Official]:
    """Return the scorers of the seats, then the others who may rule."""
    seats = {standing.person_id: seat for seat, standing in found.standings.items()}
    persons = [*sorted(seats), *sorted(set(may_rule) - seats.keys())]
    return [
        Official(person, seats.get(person), person in may_rule) for person in persons[:MOST_TOLD]
    ]


def seating_of(found: Consensus) -> str:
    """Return a digest of who has which seat, and of who votes."""
    persons = {str(seat): each.person_id for seat, each in found.standings.items()}
    return digest([persons, [] if found.panel is None else list(map(str, found.panel.seats))])


def notice_changes(
    match_id: str,
    known: Mapping[str, Notified],
    found: Consensus,
    opened: Mapping[str, OpenDispute],
    may_rule: Collection[str],
    now: datetime,
) -> tuple[dict[str, Json], dict[str, Notified]]:
    """Return the notices to write, whole, and what all of them are then.

    Nobody has one before something concerns them; one that concerned them is emptied, not deleted.
    """
    bodies = {
        each.person_id: notice_body(match_id, each, found, opened)
        for each in officials_of(found, may_rule)
    }
    for person in known.keys() - bodies.keys():
        bodies[person] = empty_body(match_id, person)
    written: dict[str, Json] = {}
    told = dict(known)
    for person, body in bodies.items():
        before = known.get(person)
        key, count = digest(body), body["openDisputes"]
        if (before is None and count) or (before is not None and before.digest != key):
            revision = build.next_version(0 if before is None else before.revision, now)
            told[person] = Notified(key, revision, count)
            written[person] = body | {"revision": revision, "lastUpdated": now}
    return written, told


def notified(document: Mapping[str, Any]) -> Notified:
    """Return a notice as its document has it."""
    revision, count = document.get("revision"), document.get("openDisputes")
    return Notified(
        digest({name: document.get(name) for name in SAID}),
        revision if isinstance(revision, int) else 0,
        count if isinstance(count, int) else 0,
    )


def notice_body(
    match_id: str, official: Official, found: Consensus, opened: Mapping[str, OpenDispute]
) -> Json:
    """Return the notice of one official: what holds the log back first, then by place."""
    disputes = [each for each in found.disputes if concerns(each, official, found.voters_on(each))]
    labels = Labels(found.log)
    items = (
        item_body(each, official, found.voters_on(each), opened, labels)
        for each in disputes[:MOST_NAMED]
    )
    return empty_body(match_id, official.person_id) | {
        "openDisputes": len(disputes),
        "disputes": list(items),
    }


def empty_body(match_id: str, person_id: str) -> Json:
    """Return the notice of somebody of whom nothing is asked."""
    return {"matchId": match_id, "personId": person_id, "openDisputes": 0, "disputes": []}


def concerns(dispute: Dispute, official: Official, voters: Collection[Seat]) -> bool:
    """Return whether an official is told of a dispute: as one who may rule, votes or has spoken."""
    return official.may_rule or official.seat in {*voters, *dispute.claims, dispute.seat} - {None}


def item_body(
    dispute: Dispute,
    official: Official,
    voters: Collection[Seat],
    opened: Mapping[str, OpenDispute],
    labels: Labels,
) -> Json:
    """Return what an official is told of one dispute."""
    own = None if official.seat is None else dispute.claims.get(official.seat)
    return {
        "disputeId": dispute.id,
        "inningsNumber": dispute.innings_number,
        "place": dispute.place,
        "ball": labels.label(dispute, official.seat),
        "kind": str(dispute.kind),
        "blocks": dispute.blocks,
        "fields": list(dispute.fields),
        "suggestion": suggestion_body(dispute),
        "asked": str(asked_of(dispute, official, voters)),
        "yourWord": None if own is None else ball_of(own.action),
        "raisedAt": opened[dispute.id].raised_at,
    }


def asked_of(dispute: Dispute, official: Official, voters: Collection[Seat]) -> Asked:
    """Return what a dispute asks of an official.

    While its claims are not shown, nothing: another scorer has still to speak. A scorer whose book
    seems right waits for the one whose book seems wrong.
    """
    if dispute.kind is DisputeKind.OPENED:
        return Asked.CORRECT if official.seat == dispute.seat else Asked.WAIT
    if not dispute.claims:
        return Asked.WAIT
    suggestion = dispute.suggestion
    suspected = None if suggestion is None else suggestion.seat
    if official.seat in {*voters, *dispute.claims} and suspected in (None, official.seat):
        return Asked.CORRECT
    return Asked.RULE if official.may_rule else Asked.WAIT
