"""Defines the log as the consensus sees it, with the evidence for each of its actions.

The evidence is the field `agreement` of an action's document, so that anybody can check it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from scrbrd.consensus.content import Content, content_of
from scrbrd.consensus.entries import SEATS, EffectiveEntry, EntryKey, Seat
from scrbrd.domain.actions import Action
from scrbrd.domain.vocabulary import ActionId, ValidationTier

NEEDED = {
    ValidationTier.HONOR: 1,
    ValidationTier.SINGLE: 1,
    ValidationTier.DUAL: 2,
    ValidationTier.TRIPLE: 2,
}
"""How many books must agree on a ball, by tier."""

BY_CONSENSUS = "consensus"
"""The value of `voidedBy` in an action that the consensus voided."""


@dataclass(frozen=True, slots=True)
class CitedEntry:
    """An entry that a decision rests on.

    `entry_id` is its first version, `version_id` the version that was current at the decision.
    """

    person_id: str
    entry_id: ActionId
    version_id: ActionId

    @property
    def key(self) -> EntryKey:
        """The person and the id of the first version, as in `EffectiveEntry.key`."""
        return self.person_id, self.entry_id


def cite(entry: EffectiveEntry) -> CitedEntry:
    """Return an effective entry as evidence."""
    return CitedEntry(entry.person_id, entry.root, entry.version.action.id)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The entries, or the rulings, that an action of the log rests on.

    `rulings` are the numbers of those that changed it, the last one last. `books` are the digests
    of the books (see `digest`) when the action was last voided or redone: it is not voided or
    redone again before a book changes.
    """

    tier: ValidationTier
    entries: Mapping[Seat, CitedEntry] = field(default_factory=dict)
    rulings: tuple[int, ...] = ()
    books: Mapping[Seat, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoggedAction:
    """An action of the log with its evidence; None for one that an administrator appended."""

    action: Action
    agreement: Agreement | None
    content: Content = field(repr=False)


def logged_action(action: Action, agreement: Agreement | None = None) -> LoggedAction:
    """Return an action of the log with its content for comparison."""
    return LoggedAction(action, agreement, content_of(action))


class OperationKind(StrEnum):
    """The kind of a change of the log."""

    APPEND = "append"
    CORRECT = "correct"
    LATE = "late"
    VOID = "void"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class Operation:
    """One change of the log: the resulting action, without the times that the server sets."""

    kind: OperationKind
    entry: LoggedAction

    @property
    def action(self) -> Action:
        """The resulting action."""
        return self.entry.action

    @property
    def agreement(self) -> Agreement | None:
        """The entries, or the ruling, that the resulting action rests on."""
        return self.entry.agreement


def apply_operations(
    log: Iterable[LoggedAction], operations: Iterable[Operation]
) -> tuple[LoggedAction, ...]:
    """Return a log after operations; applying them twice changes nothing, because they name ids."""
    by_id = {each.action.id: each for each in log}
    by_id.update({each.action.id: each.entry for each in operations})
    return tuple(by_id.values())


def nonce_of(
    entries: Mapping[Seat, CitedEntry],
    ruling: int | None,
    corrects: ActionId | None,
    after: ActionId | None,
) -> str:
    """Return the nonce of an agreed action: a repeated commit makes the same document.

    `c-` and 32 digits of the SHA-256 of the canonical JSON (RFC 8785) of its evidence.
    """
    evidence = {
        str(seat): {
            "personId": each.person_id,
            "entryId": each.entry_id,
            "versionId": each.version_id,
        }
        for seat, each in entries.items()
    }
    hashed = {"entries": evidence, "ruling": ruling, "corrects": corrects, "after": after}
    return f"c-{sha256(hashed)[:32]}"


def digest(amendments: Iterable[str]) -> str:
    """Return a short text that changes with the amendments of a book."""
    return sha256(list(amendments))[:16]


def sha256(value: Any) -> str:
    """Return the hex digest of plain JSON of ASCII keys, as RFC 8785 writes it."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def by_seat_order(entries: Mapping[Seat, CitedEntry]) -> dict[Seat, CitedEntry]:
    """Return evidence with the highest seat first."""
    return {seat: entries[seat] for seat in SEATS if seat in entries}
