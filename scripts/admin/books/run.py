"""Runs `rule` and `tier`: previews the new log, writes the ruling, and updates the log."""

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
from admin.transfer.interrupts import exit_on_interrupt, reporting_state_on_error
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
from scrbrd.handlers.books.model import ObservedRuling

NONCE_BYTES = 9
DISPUTE_FIELDS = ("method", "disputeId", "entries", "persons", "accepts", "action", "missed")
TIER_FIELDS = ("tier", "seats", "fromSeat", "fromEntry")
COMMON_FIELDS = ("reason", "evidence", "decidedBy", "decidedAs", "follows")


@dataclass(frozen=True, slots=True)
class RulingSession:
    """A match in books and a decider who rules on it; writes only if `apply`.

    `report` collects the outcome as JSON. `last` is the number and the nonce of the last ruling
    before the match was read, so that a ruling made since makes the write fail.
    """

    last: tuple[int, str]
    match: BookedMatch
    console: Console
    decider: Decider
    apply: bool
    report: Json = field(default_factory=dict)

    @property
    def client(self) -> Any:
        """The Firestore client."""
        return self.match.store.client

    def check_decider(self) -> None:
        """Raise Refusal if the decider does not hold the role they decide in."""
        match_id, role, person = self.match.match_id, self.decider.role, self.decider.by
        if role in OFFICIALS:
            require_match_role(self.client, match_id, person, role, f"--as {role}")
        if role in CAPTAINS:
            require_captain(self.match.store, match_id, person, role)

    def report_existing_ruling(self, number: int) -> None:
        """Report that an existing ruling already says the same.

        If an earlier run stopped before the log followed its ruling, the log is updated now (with
        `apply`).
        """
        self.report.update(matchId=self.match.match_id, isApplied=False, number=number)
        self.console.print(f"Nothing to do: ruling {number} says so already.")
        if self.apply and self.match.consensus.operations:
            self.update_log([], is_whole=True)

    def document(self, fields: Json) -> Json:
        """Return the next ruling, with the number after the last ruling's, and its nonce."""
        number, follows = self.last
        nonce = secrets.token_hex(NONCE_BYTES)
        own = ruling_documents.identity_fields(self.match.match_id, number + 1, follows, nonce)
        return {**own, **fields, **self.decider.fields()}

    def finish(self, title: str, document: Json, notes: Sequence[str] = ()) -> None:
        """Show the ruling and its effect on the log; write it if `apply`."""
        ruling = self.parse(document)
        preview = {"ruling": document, "notes": [each.strip() for each in notes]}
        self.report.update(matchId=self.match.match_id, isApplied=False, **preview)
        self.show(title, document, notes)
        self.show_effect(ruling)
        if not self.apply:
            self.console.print("Preview: nothing was written. Add --apply to write it.")
            return
        number, match_id = document["number"], self.match.match_id
        state = f"whether ruling {number} is written is not known; run the same command again"
        with (
            exit_on_interrupt(lambda: f"match {match_id}: {state}"),
            reporting_state_on_error(lambda: f"match {match_id}: {state}"),
        ):
            self.write(document)
            state = f"ruling {number} is written; `scrbrd rebuild {match_id}` lets the log follow"
            self.update_log([ObservedRuling(number, ruling)])

    def parse(self, document: Json) -> AnyRuling:
        """Parse a ruling as the functions will read it. Raises BadInput if they cannot."""
        timed_document = {**document, "createdAt": datetime.now(UTC)}
        try:
            return read_ruling(self.match.match_id, document["number"], timed_document)
        except FAULTS as error:
            raise BadInput(f"--ball: {error}") from None

    def show(self, title: str, document: Json, notes: Sequence[str]) -> None:
        """Print the ruling field by field."""
        path = paths.ruling(self.match.match_id, document["number"])
        self.console.print(f"{title}: {path}")
        for name in (*DISPUTE_FIELDS, *TIER_FIELDS, *COMMON_FIELDS):
            if name in document:
                self.console.print(f"  {name}: {value_text(document[name])}")
        for note in notes:
            self.console.print(note)

    def show_effect(self, ruling: AnyRuling) -> None:
        """Print the changes of the log and the score, and what stays disputed."""
        match = self.match
        with_ruling = replace(match.stored, rulings={**match.stored.rulings, ruling.number: ruling})
        consensus = match.consensus_with(with_ruling)
        self.report.update(effect_json(consensus))
        if not consensus.operations:
            self.console.print("The log stays as it is.")
        else:
            self.console.print("The log becomes:")
            for each in consensus.operations:
                self.console.print(f"  {operation_text(each, match.inputs)}")
            before = [each.action for each in match.stored.log.actions.values()]
            rows = effect(match.inputs, before, [each.action for each in consensus.log])
            self.report["effect"] = [
                {"what": row.what, "before": row.before, "after": row.after} for row in rows
            ]
            self.console.print(effect_table(rows))
        self.console.print(standing_text(consensus))

    def write(self, document: Json) -> None:
        """Create the ruling. Raises Refusal if somebody else made a ruling meanwhile."""
        path = paths.ruling(self.match.match_id, document["number"])
        reference = self.client.document(path)

        def is_written() -> bool:
            stored = read_document(self.client, reference, ("nonce",)).to_dict() or {}
            return bool(stored.get("nonce") == document["nonce"])

        commit_guarded(
            lambda: reference.create({**document, "createdAt": SERVER_TIMESTAMP}),
            is_written,
            f"match {self.match.match_id}: somebody else made ruling {document['number']}"
            f" meanwhile; nothing was written, look at the preview again",
        )
        self.report["isApplied"] = True
        self.console.print(f"Written: {path}.")

    def update_log(self, new_rulings: Sequence[ObservedRuling], *, is_whole: bool = False) -> None:
        """Bring the log into line with the rulings, and print the changes; triggers may be faster.

        With `is_whole`, all rulings are applied, not only the `moved` ones.
        """
        match_id = self.match.match_id
        try:
            result = agree(self.match.books, new_rulings, is_whole=is_whole)
        except ContendedError:
            self.console.print(
                f"Triggers are at work; `scrbrd consensus {match_id}` tells when they are done."
            )
            return
        self.report["changed"] = list(result.operations)
        changed = ", ".join(result.operations)
        self.console.print(f"The log: {changed or 'nothing is left to be done'}.")


def last_ruling(client: Client, match_id: str) -> tuple[int, str]:
    """Return the number and the nonce of the last ruling of a match; 0 and "" if there is none."""
    stored = read_query(client, client.collection(paths.rulings(match_id)))
    numbers = {int(snap.id): snap for snap in stored if snap.id.isdecimal()}
    last = max(numbers, default=0)
    return last, str((numbers[last].to_dict() or {}).get("nonce", "")) if last else ""


def effect_json(consensus: Consensus) -> Json:
    """Return the operations on the log, the new panel and the remaining disputes as JSON."""
    panel = consensus.panel
    return {
        "operations": [operation_json(each) for each in consensus.operations],
        "effect": [],
        "tier": None if panel is None else str(panel.tier),
        "votes": [] if panel is None else [str(seat) for seat in panel.seats],
        "disputed": [each.id for each in consensus.disputes],
        "changed": None,
    }


def value_text(value: object) -> str:
    """Return a field of a ruling as one line of text."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {each}" for name, each in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def standing_text(consensus: Consensus) -> str:
    """Return the voting seats and the disputes after a ruling as text."""
    panel = consensus.panel
    votes = "" if panel is None else f"Then {panel.tier}, {', '.join(panel.seats)}. "
    disputes = ", ".join(each.id for each in consensus.disputes)
    return f"{votes}Disputed then: {disputes or 'nothing'}."


# -- rule -----------------------------------------------------------------------------------------


def rule(session: RulingSession, dispute_id: str, decision: Decision) -> None:
    """Rule on an open dispute. Raises BadInput or Refusal."""
    session.check_decider()
    dispute = open_dispute(session.match, dispute_id)
    voters = session.match.consensus.voters_on(dispute)
    fields = ruling_documents.dispute_fields(dispute, decision, voters)
    document = session.document(fields)
    title = f"Rule on dispute {dispute.id} of match {session.match.match_id}"
    session.finish(title, document, notes_on(session.match, dispute, decision))


def open_dispute(match: BookedMatch, dispute_id: str) -> Dispute:
    """Return an open dispute in its current state. Raises BadInput or Refusal."""
    open_now = {each.id: each for each in match.consensus.disputes}
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
    """Raise BadInput for an unknown dispute, Refusal for a resolved one."""
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


def notes_on(match: BookedMatch, dispute: Dispute, decision: Decision) -> list[str]:
    """Return the claims in words, and further hints for the person who rules."""
    notes = [
        f"  {seat} says: {action_text(claim.action, match.inputs)}"
        for seat, claim in dispute.claims.items()
    ]
    if dispute.through is not None:
        notes.append(
            f"It reaches to {dispute.innings_number}_{dispute.through}; this rules the first."
        )
    return notes + hints(dispute, decision)


def hints(dispute: Dispute, decision: Decision) -> list[str]:
    """Return hints for books that seem out of step.

    A claim about another ball must not be used up.
    """
    suggestion, about = dispute.suggestion, decision.about or tuple(dispute.claims)
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
    if (number := equivalent_ruling(session.match, tier, seats, start)) is not None:
        session.report_existing_ruling(number)
        return
    from_entry = (
        first_waiting(session.match, seats)
        if start is None
        else ruling_documents.parse_from(start, seats)
    )
    require_seats(session.client, session.match.match_id, seats)
    document = session.document(ruling_documents.tier_fields(tier, seats, from_entry))
    session.finish(f"From now on {tier} in match {session.match.match_id}", document)


def equivalent_ruling(
    match: BookedMatch, tier: ValidationTier, seats: dict[Seat, str], start: str | None
) -> int | None:
    """Return the number of the last ruling on the tier if it says the same; otherwise None.

    Without a `start`, it says the same unless an entry of the seats is waiting.
    """
    tiers = [each for each in match.stored.rulings.values() if isinstance(each, TierRuling)]
    last = max(tiers, key=lambda each: each.number, default=None)
    if last is None or (last.tier, dict(last.seats)) != (tier, seats):
        return None
    if start is None:
        return None if seats.keys() & match.consensus.waiting.keys() else last.number
    is_same = ruling_documents.parse_from(start, seats) == (last.from_seat, last.from_entry)
    return last.number if is_same else None


def first_waiting(match: BookedMatch, seats: dict[Seat, str]) -> tuple[Seat, str]:
    """Return the first entry of the highest seat for which the log has no ball.

    Raises Refusal if no seat has such an entry.
    """
    for seat in SEATS:
        if seat in seats and seat in match.consensus.waiting:
            return seat, match.consensus.waiting[seat]
    seat = next(each for each in SEATS if each in seats)
    next_id = next_entry(match, seats[seat])
    raise Refusal(
        f"--from: no entry of {', '.join(seats)} waits for the log; say from which one on, such as"
        f" --from {seat}:{next_id}, the next that {seats[seat]} will make"
    )


def next_entry(match: BookedMatch, person: str) -> str:
    """Return the id of the next entry of a person's book."""
    book = match.stored.books.get(person)
    innings, sequence = max(book.last.items()) if book is not None and book.last else (1, 0)
    return action_id(innings, sequence + 1)
