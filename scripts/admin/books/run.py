"""Runs `rule` and `tier`: show what the log would become, write the ruling, let the log follow."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from google.cloud.firestore import SERVER_TIMESTAMP, Client
from rich.console import Console

from admin.books import ruling_documents
from admin.books.compare import operation_json
from admin.books.holders import require_captain, require_match_role, require_seats
from admin.books.read import BookedMatch
from admin.books.ruling_documents import CAPTAINS, OFFICIALS, Decider, Decision
from admin.books.words import action_text, operation_text
from admin.corrections.effect import effect
from admin.corrections.run import effect_table
from admin.guarded_commit import commit_guarded
from admin.options import Refusal
from admin.transfer.interrupts import interruptible, saying_what_is_left
from scrbrd.adapters import paths
from scrbrd.adapters.books_codec import FAULTS, read_ruling
from scrbrd.adapters.rpc import read_document, read_query
from scrbrd.consensus.dispute import Cause, Dispute
from scrbrd.consensus.entries import SEATS, Seat
from scrbrd.consensus.fold import Consensus
from scrbrd.consensus.rulings import AnyRuling, TierRuling
from scrbrd.domain.actions import action_id
from scrbrd.domain.errors import BadInput
from scrbrd.domain.identifiers import can_name_document
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import ValidationTier
from scrbrd.engine.contention import ContendedError
from scrbrd.handlers.books.agree import agree
from scrbrd.handlers.books.model import SeenRuling

NONCE_BYTES = 9
SHOWN = ("method", "disputeId", "entries", "persons", "accepts", "action", "missed")
SHOWN_OF_TIER = ("tier", "seats", "fromSeat", "fromEntry")
SHOWN_OF_ALL = ("reason", "evidence", "decidedBy", "decidedAs", "follows")


@dataclass(frozen=True, slots=True)
class RulingSession:
    """Where is ruled: a match in books, by whom, whether to write; `report` is what came of it, for
    machines. `last`: the number and the nonce of the last ruling that was there before the match
    was read, so that one that was not seen stands in the way."""

    last: tuple[int, str]
    match: BookedMatch
    console: Console
    decider: Decider
    apply: bool
    report: Json = field(default_factory=dict)

    @property
    def client(self) -> Any:
        """The database."""
        return self.match.store.client

    def check_decider(self) -> None:
        """Raise Refusal where the person who decides does not hold the role they decide in."""
        match_id, role, person = self.match.match_id, self.decider.role, self.decider.by
        if role in OFFICIALS:
            require_match_role(self.client, match_id, person, role, f"--as {role}")
        if role in CAPTAINS:
            require_captain(self.match.store, match_id, person, role)

    def say_nothing_to_do(self, number: int) -> None:
        """Say which ruling says the same. Where a run of before was stopped behind it, the log
        follows now, if it is to be applied."""
        self.report.update(matchId=self.match.match_id, isApplied=False, number=number)
        self.console.print(f"Nothing to do: ruling {number} says so already.")
        if self.apply and self.match.found.operations:
            self.follow([], is_whole=True)

    def document(self, fields: Json) -> Json:
        """Return the next ruling, with the number and the nonce behind the last."""
        number, follows = self.last
        nonce = secrets.token_hex(NONCE_BYTES)
        own = ruling_documents.identity(self.match.match_id, number + 1, follows, nonce)
        return {**own, **fields, **self.decider.fields()}

    def finish(self, title: str, document: Json, notes: Sequence[str] = ()) -> None:
        """Show the ruling and what the log becomes; write it if it is to be applied."""
        ruling = self.parse(document)
        told = {"ruling": document, "notes": [each.strip() for each in notes]}
        self.report.update(matchId=self.match.match_id, isApplied=False, **told)
        self.show(title, document, notes)
        self.show_effect(ruling)
        if not self.apply:
            self.console.print("Preview: nothing was written. Add --apply to write it.")
            return
        number, match_id = document["number"], self.match.match_id
        left = f"whether ruling {number} is written is not known; run the same command again"
        with (
            interruptible(lambda: f"match {match_id}: {left}"),
            saying_what_is_left(lambda: f"match {match_id}: {left}"),
        ):
            self.write(document)
            left = f"ruling {number} is written; `scrbrd rebuild {match_id}` lets the log follow"
            self.follow([SeenRuling(number, ruling)])

    def parse(self, document: Json) -> AnyRuling:
        """Return a ruling as the functions will read it. Raises BadInput where they cannot."""
        written = {**document, "createdAt": datetime.now(UTC)}
        try:
            return read_ruling(self.match.match_id, document["number"], written)
        except FAULTS as error:
            raise BadInput(f"--ball: {error}") from None

    def show(self, title: str, document: Json, notes: Sequence[str]) -> None:
        """Print the ruling field by field."""
        path = paths.ruling(self.match.match_id, document["number"])
        self.console.print(f"{title}: {path}")
        for name in (*SHOWN, *SHOWN_OF_TIER, *SHOWN_OF_ALL):
            if name in document:
                self.console.print(f"  {name}: {value_text(document[name])}")
        for note in notes:
            self.console.print(note)

    def show_effect(self, ruling: AnyRuling) -> None:
        """Print what is done to the log, what changes in the score, what stays disputed."""
        match = self.match
        kept = replace(match.kept, rulings={**match.kept.rulings, ruling.number: ruling})
        found = match.folded(kept)
        self.report.update(effect_json(found))
        if not found.operations:
            self.console.print("The log stays as it is.")
        else:
            self.console.print("The log becomes:")
            for each in found.operations:
                self.console.print(f"  {operation_text(each, match.inputs)}")
            before = [each.action for each in match.kept.log.actions.values()]
            rows = effect(match.inputs, before, [each.action for each in found.log])
            self.report["effect"] = [
                {"what": row.what, "before": row.before, "after": row.after} for row in rows
            ]
            self.console.print(effect_table(rows))
        self.console.print(standing_text(found))

    def write(self, document: Json) -> None:
        """Create the ruling. Raises Refusal where somebody has ruled meanwhile."""
        path = paths.ruling(self.match.match_id, document["number"])
        reference = self.client.document(path)

        def stands() -> bool:
            there = read_document(self.client, reference, ("nonce",)).to_dict() or {}
            return bool(there.get("nonce") == document["nonce"])

        commit_guarded(
            lambda: reference.create({**document, "createdAt": SERVER_TIMESTAMP}),
            stands,
            f"match {self.match.match_id}: somebody else made ruling {document['number']}"
            f" meanwhile; nothing was written, look at the preview again",
        )
        self.report["isApplied"] = True
        self.console.print(f"Written: {path}.")

    def follow(self, moved: Sequence[SeenRuling], *, is_whole: bool = False) -> None:
        """Let the log follow, and print what changed; triggers may be faster. `is_whole`: all that
        rulings say, and not only those that moved."""
        match_id = self.match.match_id
        try:
            done = agree(self.match.books, moved, is_whole=is_whole)
        except ContendedError:
            self.console.print(
                f"Triggers are at work; `scrbrd consensus {match_id}` tells when they are done."
            )
            return
        self.report["changed"] = list(done.operations)
        changed = ", ".join(done.operations)
        self.console.print(f"The log: {changed or 'nothing is left to be done'}.")


def last_ruling(client: Client, match_id: str) -> tuple[int, str]:
    """Return the number and the nonce of the last ruling of a match; 0 and "" where none is."""
    stored = read_query(client, client.collection(paths.rulings(match_id)))
    numbers = {int(snap.id): snap for snap in stored if snap.id.isdecimal()}
    last = max(numbers, default=0)
    return last, str((numbers[last].to_dict() or {}).get("nonce", "")) if last else ""


def effect_json(found: Consensus) -> Json:
    """Return what is done to the log, who votes then and what is disputed then, for machines."""
    panel = found.panel
    return {
        "operations": [operation_json(each) for each in found.operations],
        "effect": [],
        "tier": None if panel is None else str(panel.tier),
        "votes": [] if panel is None else [str(seat) for seat in panel.seats],
        "disputed": [each.id for each in found.disputes],
        "changed": None,
    }


def value_text(value: object) -> str:
    """Return a field of a ruling in a line."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {each}" for name, each in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def standing_text(found: Consensus) -> str:
    """Return who votes then, and what is disputed then."""
    panel = found.panel
    votes = "" if panel is None else f"Then {panel.tier}, {', '.join(panel.seats)}. "
    disputes = ", ".join(each.id for each in found.disputes)
    return f"{votes}Disputed then: {disputes or 'nothing'}."


# -- rule -----------------------------------------------------------------------------------------


def rule(session: RulingSession, dispute_id: str, decided: Decision) -> None:
    """Rule on a dispute that is open. Raises BadInput or Refusal."""
    session.check_decider()
    dispute = open_dispute(session.match, dispute_id)
    voters = session.match.found.voters_on(dispute)
    fields = ruling_documents.dispute_fields(dispute, decided, voters)
    document = session.document(fields)
    title = f"Rule on dispute {dispute.id} of match {session.match.match_id}"
    session.finish(title, document, notes_on(session.match, dispute, decided))


def open_dispute(match: BookedMatch, dispute_id: str) -> Dispute:
    """Return a dispute that is open, as the books have it now. Raises BadInput or Refusal."""
    open_now = {each.id: each for each in match.found.disputes}
    require_open(match, dispute_id, list(open_now))
    dispute = open_now.get(dispute_id)
    if dispute is None:
        raise Refusal(
            f"DISPUTE {dispute_id}: the books of match {match.match_id} do not differ on it any"
            f" more; `scrbrd rebuild {match.match_id}` writes that"
        )
    if not dispute.claims:
        raise Refusal(
            f"DISPUTE {dispute_id}: nobody claims anything in it that can be ruled on: not all have"
            f" spoken, or a book was opened with a wrong score; its scorer mends that, or `scrbrd"
            f" tier {match.match_id}` goes on without them"
        )
    return dispute


def require_open(match: BookedMatch, dispute_id: str, open_now: list[str]) -> None:
    """Raise BadInput for a dispute that is not there, Refusal for one that is resolved."""
    names = f"open: {', '.join(open_now) or 'none'}"
    if not can_name_document(dispute_id):
        raise BadInput(f"DISPUTE: {dispute_id!r:.40} is no dispute's id; {names}")
    path = paths.dispute(match.match_id, dispute_id)
    client = match.store.client
    document = read_document(client, client.document(path), ("status", "method")).to_dict()
    if document is None and dispute_id not in open_now:
        raise BadInput(f"DISPUTE: match {match.match_id} has no dispute {dispute_id}; {names}")
    if document is not None and document.get("status") != "open":
        raise Refusal(
            f"DISPUTE {dispute_id}: is resolved already ({document.get('method')}); {names}. To"
            f" change a ball of the log, `scrbrd correct` or `scrbrd void`"
        )


def notes_on(match: BookedMatch, dispute: Dispute, decided: Decision) -> list[str]:
    """Return the claims in words, and what else somebody who rules should know."""
    notes = [
        f"  {seat} says: {action_text(claim.action, match.inputs)}"
        for seat, claim in dispute.claims.items()
    ]
    if dispute.through is not None:
        notes.append(
            f"It reaches to {dispute.innings_number}_{dispute.through}; this rules the first."
        )
    return notes + hints(dispute, decided)


def hints(dispute: Dispute, decided: Decision) -> list[str]:
    """Return what to look at where the books seem to be out of step: a claim that is of another
    ball must not be used up."""
    suggestion, about = dispute.suggestion, decided.about or tuple(dispute.claims)
    if suggestion is None or suggestion.seat is None or len(about) < len(dispute.claims):
        return []
    seat, others = suggestion.seat, [each for each in dispute.claims if each is not suggestion.seat]
    if suggestion.cause is Cause.MISSED_BY and seat in about and others:
        only = " ".join(f"--about {each}" for each in others)
        return [f"{seat} seems to have missed the ball: {only} keeps its claim for the next ball."]
    if suggestion.cause is Cause.DOUBLED_BY and others:
        return [f"{seat} seems to have a ball twice: --none --about {seat} takes that one away."]
    return []


# -- tier -----------------------------------------------------------------------------------------


def change_tier(
    session: RulingSession, tier: ValidationTier, seats: dict[Seat, str], start: str | None
) -> None:
    """Rule how many scorers there are from an entry on. Raises BadInput or Refusal."""
    session.check_decider()
    if (number := said_already(session.match, tier, seats, start)) is not None:
        session.say_nothing_to_do(number)
        return
    where = (
        first_waiting(session.match, seats)
        if start is None
        else ruling_documents.parse_from(start, seats)
    )
    require_seats(session.client, session.match.match_id, seats)
    document = session.document(ruling_documents.tier_fields(tier, seats, where))
    session.finish(f"From now on {tier} in match {session.match.match_id}", document)


def said_already(
    match: BookedMatch, tier: ValidationTier, seats: dict[Seat, str], start: str | None
) -> int | None:
    """Return the number of the last ruling on the tier where it says the same; None where it says
    another thing, or there is none. Without a start it does unless an entry of the seats waits."""
    tiers = [each for each in match.kept.rulings.values() if isinstance(each, TierRuling)]
    last = max(tiers, key=lambda each: each.number, default=None)
    if last is None or (last.tier, dict(last.seats)) != (tier, seats):
        return None
    if start is None:
        return None if seats.keys() & match.found.waiting.keys() else last.number
    is_same = ruling_documents.parse_from(start, seats) == (last.from_seat, last.from_entry)
    return last.number if is_same else None


def first_waiting(match: BookedMatch, seats: dict[Seat, str]) -> tuple[Seat, str]:
    """Return the first entry of the highest seat that the log has no ball for. Raises Refusal where
    no seat has one."""
    for seat in SEATS:
        if seat in seats and seat in match.found.waiting:
            return seat, match.found.waiting[seat]
    seat = next(each for each in SEATS if each in seats)
    following = next_entry(match, seats[seat])
    raise Refusal(
        f"--from: no entry of {', '.join(seats)} waits for the log; say from which one on, such as"
        f" --from {seat}:{following}, the next that {seats[seat]} will make"
    )


def next_entry(match: BookedMatch, person: str) -> str:
    """Return the id of the next entry of a person's book."""
    book = match.kept.books.get(person)
    innings, sequence = max(book.last.items()) if book is not None and book.last else (1, 0)
    return action_id(innings, sequence + 1)
