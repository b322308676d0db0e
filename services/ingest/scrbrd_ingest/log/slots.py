"""Reads the log of an innings as slots in order of play: each can hold an action, or none.

A slot is an action of the log with all its corrections. The order is that of
`scrbrd.domain.effective`: what was put in stands behind its anchor, by sequence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from scrbrd.domain.actions import Action, parse_action_id
from scrbrd.domain.effective import LogEntry
from scrbrd.domain.places import Place as LogPlace
from scrbrd.domain.vocabulary import PROVIDER_ACTOR, ActionId


@dataclass(frozen=True)
class Slot:
    """An action of the log with its corrections, oldest first.

    `root` is the id of the first: what corrections, voids and insertions refer to. `has_behind`:
    others were put in behind it, so that nothing can be put in between it and them.
    """

    root: ActionId
    members: tuple[Action, ...]
    has_behind: bool

    @cached_property
    def standing(self) -> Action | None:
        """The action that counts: the last that is not voided; None where all are."""
        live = [each for each in self.members if not each.is_voided]
        return live[-1] if live else None


def slots_of(innings: int, log: Iterable[Action]) -> list[Slot]:
    """Return the slots of an innings in order of play, those of voided actions too.

    An action that refers to none that is there is left out, as the fold does.
    """
    ordered = sorted(
        (each for each in log if each.innings_number == innings),
        key=lambda each: each.sequence_number,
    )
    homes: dict[LogPlace, LogPlace] = {}
    members: dict[LogPlace, list[Action]] = {}
    behind: dict[LogPlace, list[LogPlace]] = {}
    tops: list[LogPlace] = []
    for action in ordered:
        place = innings, action.sequence_number
        reference = action.corrects or action.after
        anchor = None if reference is None else homes.get(parse_action_id(reference))
        if reference is not None and anchor is None:
            continue
        home = place if action.corrects is None or anchor is None else anchor
        homes[place] = home
        members.setdefault(home, []).append(action)
        if action.after is not None and anchor is not None:
            behind.setdefault(anchor, []).append(place)
        elif home == place:
            tops.append(place)
    return [
        Slot(members[place][0].id, tuple(members[place]), bool(behind.get(place)))
        for place in in_order(tops, behind)
    ]


def in_order(tops: list[LogPlace], behind: dict[LogPlace, list[LogPlace]]) -> list[LogPlace]:
    """Return all places: each before those behind it."""
    found: list[LogPlace] = []
    waiting = list(reversed(tops))
    while waiting:
        place = waiting.pop()
        found.append(place)
        waiting.extend(reversed(behind.get(place, [])))
    return found


def is_by_provider(action: Action) -> bool:
    """Return whether a provider wrote an action, and nobody else voided it or had it count again:
    `voidedBy` names who did either."""
    actors = (action.recorded_by or "", action.voided_by or PROVIDER_ACTOR)
    return all(each.startswith(PROVIDER_ACTOR) for each in actors)


def foreign_act(entries: Iterable[LogEntry]) -> str:
    """Return what somebody else than a provider did in a log; empty where nobody did."""
    for entry in entries:
        if not isinstance(entry, Action) or not is_by_provider(entry):
            return f"{entry.id} was recorded, voided or spoilt by somebody else than a provider"
    return ""
