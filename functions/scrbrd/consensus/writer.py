"""Collects operations: the log of an innings as it will be, action by action."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from scrbrd.consensus.agreement import (
    BY_CONSENSUS,
    Agreement,
    LoggedAction,
    Operation,
    OperationKind,
    by_seat_order,
    logged_action,
    nonce_of,
)
from scrbrd.consensus.entries import Seat
from scrbrd.consensus.places import LogPlace
from scrbrd.domain.actions import Action, action_id
from scrbrd.domain.vocabulary import ActionId

NO_SUCH_BALL = "no such ball"
WITHDRAWN = "withdrawn"
WITHDRAWN_FIELDS = ("void_reason", "voided_by", "voided_at")


class Writer:
    """The log of an innings with the changes decided so far.

    An action that was appended and voided at once is one operation. `end` is the end of the log
    (sequence, nonce) if that is later than the given actions.
    """

    def __init__(
        self, number: int, log: Sequence[LoggedAction], end: tuple[int, str] = (0, "")
    ) -> None:
        self.number = number
        self.log = {each.action.id: each for each in log}
        self.operations: dict[ActionId, Operation] = {}
        self.changes = 0
        last = max(log, key=lambda each: each.action.sequence_number, default=None)
        self.sequence = 0 if last is None else last.action.sequence_number
        self.nonce = "" if last is None else last.action.nonce
        if end[0] > self.sequence:
            self.sequence, self.nonce = end

    def actions(self) -> list[LoggedAction]:
        """Return the log as it is now."""
        return list(self.log.values())

    def append(
        self, ball: Action, agreement: Agreement, *, is_voided: bool = False
    ) -> LoggedAction:
        """Append a ball; voided, where a ruling found that there was none."""
        return self.write(OperationKind.APPEND, ball, agreement, is_voided=is_voided)

    def insert_late(
        self, ball: Action, agreement: Agreement, behind: ActionId, *, is_voided: bool = False
    ) -> LoggedAction:
        """Insert a ball behind an earlier one."""
        kind = OperationKind.LATE
        return self.write(kind, ball, agreement, after=behind, is_voided=is_voided)

    def correct(self, place: LogPlace, ball: Action, agreement: Agreement) -> LoggedAction:
        """Correct a ball."""
        return self.write(OperationKind.CORRECT, ball, agreement, corrects=place.root)

    def write(
        self,
        kind: OperationKind,
        ball: Action,
        agreement: Agreement,
        *,
        corrects: ActionId | None = None,
        after: ActionId | None = None,
        is_voided: bool = False,
    ) -> LoggedAction:
        """Append an action of any kind."""
        self.sequence += 1
        entries = by_seat_order(agreement.entries)
        ruling = agreement.rulings[-1] if agreement.rulings else None
        nonce = nonce_of(entries, ruling, corrects, after)
        action = ball.model_copy(
            update={
                "id": action_id(self.number, self.sequence),
                "sequence_number": self.sequence,
                "nonce": nonce,
                "follows": self.nonce,
                "corrects": corrects,
                "after": after,
                "created_at": None,
                "updated_at": None,
                "is_voided": is_voided,
                "void_reason": NO_SUCH_BALL if is_voided else None,
                "voided_by": BY_CONSENSUS if is_voided else None,
                "voided_at": None,
                "corrected_by": None,
            }
        )
        self.nonce = nonce
        return self.record(kind, logged_action(action, replace(agreement, entries=entries)))

    def void(self, place: LogPlace, books: Mapping[Seat, str], ruling: int | None = None) -> None:
        """Void a ball with all its corrections, so that no earlier version of it comes back."""
        for each in place.members:
            if not each.action.is_voided:
                reason = WITHDRAWN if ruling is None else NO_SUCH_BALL
                fields = {"is_voided": True, "void_reason": reason, "voided_by": BY_CONSENSUS}
                action = each.action.model_copy(update=fields)
                self.change(OperationKind.VOID, each, action, books, ruling)

    def redo(self, place: LogPlace, books: Mapping[Seat, str], ruling: int | None = None) -> None:
        """Redo the current version of a voided ball."""
        each = place.current
        fields = {"is_voided": False, **dict.fromkeys(WITHDRAWN_FIELDS)}
        action = each.action.model_copy(update=fields)
        self.change(OperationKind.REDO, each, action, books, ruling)

    def change(
        self,
        kind: OperationKind,
        each: LoggedAction,
        action: Action,
        books: Mapping[Seat, str],
        ruling: int | None,
    ) -> None:
        """Change an action that is in the log."""
        agreement = each.agreement
        if agreement is not None:
            rulings = agreement.rulings if ruling is None else (*agreement.rulings, ruling)
            agreement = replace(agreement, rulings=rulings, books=dict(books))
        known = self.operations.get(each.action.id)
        kept = known.kind if known is not None else kind
        self.record(kept, LoggedAction(action, agreement, each.content))

    def record(self, kind: OperationKind, entry: LoggedAction) -> LoggedAction:
        """Record an operation, and the log as it is after it."""
        self.changes += 1
        self.log[entry.action.id] = entry
        self.operations[entry.action.id] = Operation(kind, entry)
        return entry
