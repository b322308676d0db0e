"""Defines the log as the consensus sees it, and on whose word each action of it stands.

The evidence is what `agreement` in an action's document holds, so that anybody can check it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from scrbrd.consensus.entries import SEATS, EntryKey, Said, Seat
from scrbrd.consensus.words import Words, words_of
from scrbrd.domain.actions import Action
from scrbrd.domain.vocabulary import ActionId, ValidationTier

NEEDED = {
    ValidationTier.HONOR: 1,
    ValidationTier.SINGLE: 1,
    ValidationTier.DUAL: 2,
    ValidationTier.TRIPLE: 2,
}
"""How many books must say the same."""

BY_CONSENSUS = "consensus"
"""Who voided an action, in its `voidedBy`."""


@dataclass(frozen=True, slots=True)
class Cited:
    """An entry that a decision rests on: `entry_id` is its first, `version_id` its last word."""

    person_id: str
    entry_id: ActionId
    version_id: ActionId

    @property
    def key(self) -> EntryKey:
        """Return whose it is and which, as `Said.key`."""
        return self.person_id, self.entry_id


def cited(said: Said) -> Cited:
    """Return what counts of an entry as evidence."""
    return Cited(said.person_id, said.root, said.entry.action.id)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whose entries, or which rulings, an action of the log stands on.

    `rulings` are the numbers of those that changed it, the last one last. `books` is what each
    book looked like when the action was last voided or redone (see `digest`): before a book
    changes again, it is not done again.
    """

    tier: ValidationTier
    entries: Mapping[Seat, Cited] = field(default_factory=dict)
    rulings: tuple[int, ...] = ()
    books: Mapping[Seat, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Logged:
    """An action of the log with its evidence; None for one that an administrator appended."""

    action: Action
    agreement: Agreement | None
    words: Words = field(repr=False)


def logged(action: Action, agreement: Agreement | None = None) -> Logged:
    """Return an action of the log."""
    return Logged(action, agreement, words_of(action))


class OperationKind(StrEnum):
    """What is to be done to the log."""

    APPEND = "append"
    CORRECT = "correct"
    LATE = "late"
    VOID = "void"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class Operation:
    """One change of the log: the action as it shall be, without the times that the server sets."""

    kind: OperationKind
    entry: Logged

    @property
    def action(self) -> Action:
        """Return the action as it shall be."""
        return self.entry.action

    @property
    def agreement(self) -> Agreement | None:
        """Return whose entries, or which ruling, it stands on."""
        return self.entry.agreement


def applied(log: Iterable[Logged], operations: Iterable[Operation]) -> tuple[Logged, ...]:
    """Return a log with operations done; each names its action by id, so twice changes nothing."""
    by_id = {each.action.id: each for each in log}
    by_id.update({each.action.id: each.entry for each in operations})
    return tuple(by_id.values())


def nonce_of(
    entries: Mapping[Seat, Cited],
    ruling: int | None,
    corrects: ActionId | None,
    after: ActionId | None,
) -> str:
    """Return the nonce of an agreed action: a commit that is tried twice makes the same document.

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
    told = {"entries": evidence, "ruling": ruling, "corrects": corrects, "after": after}
    return f"c-{sha256(told)[:32]}"


def digest(amendments: Iterable[str]) -> str:
    """Return a short text that changes with what was amended in a book."""
    return sha256(list(amendments))[:16]


def sha256(value: Any) -> str:
    """Return the hex digest of plain JSON of ASCII keys, as RFC 8785 writes it."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def in_order(entries: Mapping[Seat, Cited]) -> dict[Seat, Cited]:
    """Return evidence with the highest seat first."""
    return {seat: entries[seat] for seat in SEATS if seat in entries}
