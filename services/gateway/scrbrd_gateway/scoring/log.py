"""Holds a log as a client's next record finds it: who is in, what stands where, whose turn it is.

Pure: what was read comes in as values. A scorer's book is a log of the same documents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from scrbrd.adapters.codec import read_entry
from scrbrd.consensus.laws import FoldedLaws
from scrbrd.domain.actions import Action, action_id, parse_action_id
from scrbrd.domain.effective import LogEntry, effective_log
from scrbrd.domain.fold import fold
from scrbrd.domain.json_types import JsonMap
from scrbrd.domain.match import Inputs
from scrbrd.domain.places import Place
from scrbrd.domain.state import MatchState
from scrbrd_gateway.places import place_or_none


@dataclass(frozen=True, slots=True)
class Head:
    """The last action of an innings, voided or not: what the next one follows."""

    action_id: str
    nonce: str

    def as_json(self) -> dict[str, str]:
        """Return it as clients read it."""
        return {"actionId": self.action_id, "nonce": self.nonce}


@dataclass(frozen=True, slots=True)
class Log:
    """A match's log, with what people decided of the match. `documents` are the actions as they
    are stored; `laws` keeps the state that they fold into. `base` is what a scorer's book goes on
    behind: actions of the match's log."""

    match_id: str
    inputs: Inputs
    entries: Mapping[Place, LogEntry]
    documents: Mapping[Place, JsonMap]
    laws: FoldedLaws = field(repr=False)
    base: tuple[Action, ...] = ()
    resolved: list[tuple[Action, ...]] = field(default_factory=list, repr=False)
    """What `effective` found, once it was asked for."""

    @classmethod
    def of(cls, match_id: str, inputs: Inputs, documents: Mapping[Place, JsonMap]) -> Self:
        """Return a log of documents."""
        empty = cls(match_id, inputs, {}, {}, FoldedLaws(inputs.setup))
        return empty.extended(documents)

    def extended(self, documents: Mapping[Place, JsonMap]) -> Self:
        """Return the log with more actions, or with other documents in their places."""
        read = {
            place: read_entry(self.match_id, place, dict(data)) for place, data in documents.items()
        }
        return replace(
            self,
            entries={**self.entries, **read},
            documents={**self.documents, **documents},
            resolved=[],
        )

    def decided(self, inputs: Inputs) -> Self:
        """Return the log of a match of which people decided otherwise."""
        is_same = inputs.setup == self.inputs.setup
        return replace(self, inputs=inputs, laws=self.laws if is_same else FoldedLaws(inputs.setup))

    def head(self, innings_number: int) -> Head | None:
        """Return the last action of an innings; None where it has none."""
        last = max((each for each in self.entries if each[0] == innings_number), default=None)
        return None if last is None else Head(action_id(*last), self.nonce(last))

    def nonce(self, place: Place) -> str:
        """Return the name that an action was given by its client."""
        return str(self.documents[place].get("nonce", ""))

    def next_place(self, innings_number: int) -> Place:
        """Return the place behind the last action of an innings."""
        last = max((each[1] for each in self.entries if each[0] == innings_number), default=0)
        return innings_number, last + 1

    def state(self) -> MatchState:
        """Return the state behind the last action."""
        self.laws.fold((*self.base, *self.effective()))
        return self.laws.state.copied()

    def effective(self) -> tuple[Action, ...]:
        """Return the actions that count, in order of play."""
        if not self.resolved:
            self.resolved.append(effective_log(self.entries.values()).actions)
        return self.resolved[0]

    def has_facts_behind(self, innings_number: int) -> bool:
        """Return whether something is told of a later innings, which has not begun: what is told of
        this one now stands before it."""
        told = self.effective()
        if not told or told[-1].innings_number <= innings_number:
            return False
        current = self.state().current
        return current is None or current.number <= innings_number

    def around(self, action: Action) -> tuple[MatchState, MatchState]:
        """Return the states before an action and after the whole log with it.

        It has its turn where another one stands that it corrects, or behind the one that it belongs
        after; it counts for this, even if it was voided. An action that refers to no other one is
        the last: what came later is left out.
        """
        counting = action.model_copy(update={"is_voided": False})
        actions = effective_log(
            {**self.entries, parse_action_id(action.id): counting}.values()
        ).actions
        turn = next((number for number, each in enumerate(actions) if each.id == action.id), None)
        if turn is None:  # it refers to nothing that is there, or a later one stands for it
            turn = len(actions)
        before = self._folded(actions[:turn])
        if action.corrects is None and action.after is None:
            return before, fold(before, actions[turn : turn + 1])
        return before, self._folded(actions)

    def _folded(self, actions: Sequence[Action]) -> MatchState:
        return fold(MatchState(self.inputs.setup), (*self.base, *actions))


def read_documents(documents: Mapping[str, JsonMap]) -> dict[Place, JsonMap]:
    """Return documents by their places; those whose id is no action's are passed over."""
    found: dict[Place, JsonMap] = {}
    for name, data in documents.items():
        place = place_or_none(name)
        if place is not None:
            found[place] = data
    return found
