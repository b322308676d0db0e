"""Compares the log of a match with its books and rulings. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from admin.books.read import BookedMatch
from admin.books.words import operation_text
from scrbrd.adapters.runtime import utc_now
from scrbrd.consensus.agreement import Operation
from scrbrd.consensus.evidence import EvidenceFault, actions_without_evidence, evidence_faults
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import Inputs
from scrbrd.domain.vocabulary import ActionId
from scrbrd.handlers.books.decide import book_of
from scrbrd.handlers.books.documents import dispute_changes


@dataclass(frozen=True, slots=True)
class BookComparison:
    """The differences between a match and its books.

    `operations` are the pending changes of the log, `disputes` the ids of disputes that must be
    written, `faults` the errors in the evidence of the log. `actions_without_evidence` are actions
    that somebody appended without the books, which is no fault.
    """

    operations: tuple[Operation, ...]
    disputes: tuple[str, ...]
    faults: tuple[EvidenceFault, ...]
    actions_without_evidence: tuple[ActionId, ...]

    @property
    def differs(self) -> bool:
        """Return True if log, disputes or evidence differ from what the books say."""
        return bool(self.operations or self.disputes or self.faults)

    def lines(self, inputs: Inputs) -> Iterator[str]:
        """Yield one line of text for each difference."""
        for each in self.operations:
            yield f"to be done: {operation_text(each, inputs)}"
        for name in self.disputes:
            yield f"disputes/{name}: not as the books say"
        for fault in self.faults:
            yield f"evidence of {fault.action_id}: {fault.message}"

    def as_json(self) -> Json:
        """Return the differences as JSON."""
        return {
            "isAsBooksSay": not self.differs,
            "operations": [operation_json(each) for each in self.operations],
            "disputesToWrite": list(self.disputes),
            "evidenceFaults": [
                {"actionId": each.action_id, "message": each.message} for each in self.faults
            ],
            "pastBooks": list(self.actions_without_evidence),
        }


def operation_json(operation: Operation) -> Json:
    """Return an operation on the log as JSON."""
    action = operation.action
    return {
        "kind": str(operation.kind),
        "actionId": action.id,
        "corrects": action.corrects,
        "after": action.after,
    }


def compare(match: BookedMatch) -> BookComparison:
    """Compare the log and the disputes of a match with its books."""
    stored, consensus = match.stored, match.consensus
    books = [book_of(person, each) for person, each in stored.books.items()]
    rulings = [each for each in stored.rulings.values() if each is not None]
    log = list(stored.log.actions.values())
    to_write, _ = dispute_changes(match.match_id, stored, consensus.disputes, utc_now())
    return BookComparison(
        consensus.operations,
        tuple(sorted(to_write)),
        tuple(evidence_faults(log, books, rulings)),
        tuple(actions_without_evidence(log)),
    )
