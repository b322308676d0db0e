"""Compares the log of a match with what its books and rulings say. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from admin.books.read import BookedMatch
from admin.books.words import operation_text
from scrbrd.adapters.runtime import utc_now
from scrbrd.consensus.agreement import Operation
from scrbrd.consensus.evidence import EvidenceFault, evidence_faults, past_books
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import Inputs
from scrbrd.domain.vocabulary import ActionId
from scrbrd.handlers.books.decide import book_of
from scrbrd.handlers.books.documents import dispute_changes


@dataclass(frozen=True, slots=True)
class Compared:
    """What is to be done to log and disputes, what is wrong with the evidence of the log, and
    which actions somebody appended past the books, which is no fault."""

    operations: tuple[Operation, ...]
    disputes: tuple[str, ...]
    faults: tuple[EvidenceFault, ...]
    past_books: tuple[ActionId, ...]

    @property
    def differs(self) -> bool:
        """Return whether the log is not what the books say."""
        return bool(self.operations or self.disputes or self.faults)

    def lines(self, inputs: Inputs) -> Iterator[str]:
        """Yield each difference in a line."""
        for each in self.operations:
            yield f"to be done: {operation_text(each, inputs)}"
        for name in self.disputes:
            yield f"disputes/{name}: not as the books say"
        for fault in self.faults:
            yield f"evidence of {fault.action_id}: {fault.message}"

    def as_json(self) -> Json:
        """Return the differences for machines."""
        return {
            "isAsBooksSay": not self.differs,
            "operations": [operation_json(each) for each in self.operations],
            "disputesToWrite": list(self.disputes),
            "evidenceFaults": [
                {"actionId": each.action_id, "message": each.message} for each in self.faults
            ],
            "pastBooks": list(self.past_books),
        }


def operation_json(operation: Operation) -> Json:
    """Return what is to be done to an action, for machines."""
    action = operation.action
    return {
        "kind": str(operation.kind),
        "actionId": action.id,
        "corrects": action.corrects,
        "after": action.after,
    }


def compare(match: BookedMatch) -> Compared:
    """Return where the log and the disputes of a match are not what its books say."""
    kept, found = match.kept, match.found
    books = [book_of(person, each) for person, each in kept.books.items()]
    rulings = [each for each in kept.rulings.values() if each is not None]
    log = list(kept.log.actions.values())
    written, _ = dispute_changes(match.match_id, kept, found.disputes, utc_now())
    return Compared(
        found.operations,
        tuple(sorted(written)),
        tuple(evidence_faults(log, books, rulings)),
        tuple(past_books(log)),
    )
