"""Reads the log of an innings as slots in order of play: each can hold one action, or none.

A slot is an action of the log with all its corrections. The order is that of
`scrbrd.domain.effective`: inserted actions come after the action they refer to, by sequence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from scrbrd.domain.actions import Action
from scrbrd.domain.effective import LogEntry, chains
from scrbrd.domain.vocabulary import PROVIDER_ACTOR, ActionId


@dataclass(frozen=True)
class Slot:
    """An action of the log with its corrections, oldest first.

    `root` is the id of the first action: corrections, voids and insertions refer to it.
    `has_behind`: other actions were inserted behind the slot, so that nothing can be inserted
    between it and them.
    """

    root: ActionId
    members: tuple[Action, ...]
    has_behind: bool

    @cached_property
    def standing(self) -> Action | None:
        """The action that counts: the last one that is not voided; None if all are."""
        live = [each for each in self.members if not each.is_voided]
        return live[-1] if live else None


def slots_of(innings: int, log: Iterable[Action]) -> list[Slot]:
    """Return the slots of an innings in order of play, including those of voided actions.

    An action that refers to no earlier one of the innings is left out.
    """
    of_innings = (each for each in log if each.innings_number == innings)
    return [
        Slot(chain.members[0].id, chain.members, chain.has_behind)
        for chain in chains(of_innings, lambda action: action)
    ]


def is_by_provider(action: Action) -> bool:
    """Return True if a provider wrote an action and nobody else voided or restored it: `voidedBy`
    names who did either."""
    actors = (action.recorded_by or "", action.voided_by or PROVIDER_ACTOR)
    return all(each.startswith(PROVIDER_ACTOR) for each in actors)


def foreign_act(entries: Iterable[LogEntry]) -> str:
    """Describe the first act by anyone but a provider in a log; empty if there is none."""
    for entry in entries:
        if not isinstance(entry, Action) or not is_by_provider(entry):
            return f"{entry.id} was recorded, voided or damaged by someone other than a provider"
    return ""
