"""Builds the notices of open disputes for the officials of a match:
`matches/{m}/notices/{personId}`.

Pure. A notice has the public facts of a dispute, and which claim in it is the reader's own.
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

MOST_LISTED = 50
"""Disputes that a notice lists; `openDisputes` counts them all."""

MOST_OFFICIALS = 50
"""Persons who get a notice: all notices are written in one commit."""

BOOK_FIELDS = ("matchId", "personId", "openDisputes", "disputes")
"""Fields of a notice that follow from the books; the others are set at writing."""


class RequiredAction(StrEnum):
    """The action that a dispute requires of a person: check their own book, rule, or nothing
    yet.
    """

    CORRECT = "correct"
    RULE = "rule"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Official:
    """The recipient of a notice: the scorer of a seat, a person who may rule, or both."""

    person_id: str
    seat: Seat | None
    may_rule: bool


def officials_of(folded: Consensus, may_rule: Collection[str]) -> list[Official]:
    """Return the scorers of the seats, then the other persons who may rule."""
    seats = {standing.person_id: seat for seat, standing in folded.standings.items()}
    persons = [*sorted(seats), *sorted(set(may_rule) - seats.keys())]
    return [
        Official(person, seats.get(person), person in may_rule)
        for person in persons[:MOST_OFFICIALS]
    ]


def seating_of(folded: Consensus) -> str:
    """Return a digest of who has which seat, and of who votes."""
    persons = {str(seat): each.person_id for seat, each in folded.standings.items()}
    return digest([persons, [] if folded.panel is None else list(map(str, folded.panel.seats))])


def notice_changes(
    match_id: str,
    known: Mapping[str, Notified],
    folded: Consensus,
    opened: Mapping[str, OpenDispute],
    may_rule: Collection[str],
    now: datetime,
) -> tuple[dict[str, Json], dict[str, Notified]]:
    """Return the notices to write, whole, and all notices as they are afterwards.

    A person gets no notice before a dispute concerns them. One that no longer has a dispute is
    emptied, not deleted.
    """
    bodies = {
        each.person_id: notice_body(match_id, each, folded, opened)
        for each in officials_of(folded, may_rule)
    }
    for person in known.keys() - bodies.keys():
        bodies[person] = empty_body(match_id, person)
    written: dict[str, Json] = {}
    after = dict(known)
    for person, body in bodies.items():
        before = known.get(person)
        key, count = digest(body), body["openDisputes"]
        if (before is None and count) or (before is not None and before.digest != key):
            revision = build.next_version(0 if before is None else before.revision, now)
            after[person] = Notified(key, revision, count)
            written[person] = body | {"revision": revision, "lastUpdated": now}
    return written, after


def read_notice(document: Mapping[str, Any]) -> Notified:
    """Return a notice from its document."""
    revision, count = document.get("revision"), document.get("openDisputes")
    return Notified(
        digest({name: document.get(name) for name in BOOK_FIELDS}),
        revision if isinstance(revision, int) else 0,
        count if isinstance(count, int) else 0,
    )


def notice_body(
    match_id: str, official: Official, folded: Consensus, opened: Mapping[str, OpenDispute]
) -> Json:
    """Return the notice of one official: disputes that block the log first, then by place."""
    disputes = [
        each for each in folded.disputes if is_concerned(each, official, folded.voters_on(each))
    ]
    labels = Labels(folded.log)
    items = (
        item_body(each, official, folded.voters_on(each), opened, labels)
        for each in disputes[:MOST_LISTED]
    )
    return empty_body(match_id, official.person_id) | {
        "openDisputes": len(disputes),
        "disputes": list(items),
    }


def empty_body(match_id: str, person_id: str) -> Json:
    """Return the notice of a person without open disputes."""
    return {"matchId": match_id, "personId": person_id, "openDisputes": 0, "disputes": []}


def is_concerned(dispute: Dispute, official: Official, voters: Collection[Seat]) -> bool:
    """Return True if a dispute concerns an official: one who may rule, votes or has made a
    claim.
    """
    return official.may_rule or official.seat in {*voters, *dispute.claims, dispute.seat} - {None}


def item_body(
    dispute: Dispute,
    official: Official,
    voters: Collection[Seat],
    opened: Mapping[str, OpenDispute],
    labels: Labels,
) -> Json:
    """Return one dispute as it is listed in an official's notice."""
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
        "asked": str(required_action(dispute, official, voters)),
        "yourWord": None if own is None else ball_of(own.action),
        "raisedAt": opened[dispute.id].raised_at,
    }


def required_action(
    dispute: Dispute, official: Official, voters: Collection[Seat]
) -> RequiredAction:
    """Return the action that a dispute requires of an official.

    None while its claims are not shown, because another scorer has not recorded the ball yet. A
    scorer whose book seems right waits for the one whose book seems wrong.
    """
    if dispute.kind is DisputeKind.OPENED:
        return RequiredAction.CORRECT if official.seat == dispute.seat else RequiredAction.WAIT
    if not dispute.claims:
        return RequiredAction.WAIT
    suggestion = dispute.suggestion
    suspected = None if suggestion is None else suggestion.seat
    if official.seat in {*voters, *dispute.claims} and suspected in (None, official.seat):
        return RequiredAction.CORRECT
    return RequiredAction.RULE if official.may_rule else RequiredAction.WAIT
