"""Holds a match's log and answers questions about it for the next record: batters, places, turns.

Pure: documents that were read are arguments. A scorer's book is a log of the same documents.
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
    """The last action of an innings, voided or not, which the next one follows."""

    action_id: str
    nonce: str

    def as_json(self) -> dict[str, str]:
        """Return the head as clients get it."""
        return {"actionId": self.action_id, "nonce": self.nonce}


@dataclass(frozen=True, slots=True)
class Log:
    """The log of a match, with the inputs that people decided.

    `documents` are the actions as stored; `laws` caches the state that they fold into. `base` is,
    for a scorer's book, the actions of the match's log that the book continues.
    """

    match_id: str
    inputs: Inputs
    entries: Mapping[Place, LogEntry]
    documents: Mapping[Place, JsonMap]
    laws: FoldedLaws = field(repr=False)
    base: tuple[Action, ...] = ()
    effective_cache: list[tuple[Action, ...]] = field(default_factory=list, repr=False)
    """The result of `effective`, once it was computed."""

    @classmethod
    def of(cls, match_id: str, inputs: Inputs, documents: Mapping[Place, JsonMap]) -> Self:
        """Return a log of the given documents."""
        empty = cls(match_id, inputs, {}, {}, FoldedLaws(inputs.setup))
        return empty.with_documents(documents)

    def with_documents(self, documents: Mapping[Place, JsonMap]) -> Self:
        """Return the log with more actions, or with newer documents of existing ones."""
        read = {
            place: read_entry(self.match_id, place, dict(data)) for place, data in documents.items()
        }
        return replace(
            self,
            entries={**self.entries, **read},
            documents={**self.documents, **documents},
            effective_cache=[],
        )

    def with_inputs(self, inputs: Inputs) -> Self:
        """Return the log with other inputs."""
        is_same = inputs.setup == self.inputs.setup
        return replace(self, inputs=inputs, laws=self.laws if is_same else FoldedLaws(inputs.setup))

    def head(self, innings_number: int) -> Head | None:
        """Return the last action of an innings; None if it has none."""
        last = max((each for each in self.entries if each[0] == innings_number), default=None)
        return None if last is None else Head(action_id(*last), self.nonce(last))

    def nonce(self, place: Place) -> str:
        """Return the nonce that its client gave an action."""
        return str(self.documents[place].get("nonce", ""))

    def next_place(self, innings_number: int) -> Place:
        """Return the place after the last action of an innings."""
        last = max((each[1] for each in self.entries if each[0] == innings_number), default=0)
        return innings_number, last + 1

    def state(self) -> MatchState:
        """Return the state after the last action."""
        self.laws.fold((*self.base, *self.effective()))
        return self.laws.state.copied()

    def effective(self) -> tuple[Action, ...]:
        """Return the actions that count, in order of play."""
        if not self.effective_cache:
            self.effective_cache.append(effective_log(self.entries.values()).actions)
        return self.effective_cache[0]

    def has_later_actions(self, innings_number: int) -> bool:
        """Return True if the log has actions of a later innings that has not begun. A new action of
        this innings then takes its turn before them."""
        actions = self.effective()
        if not actions or actions[-1].innings_number <= innings_number:
            return False
        current = self.state().current
        return current is None or current.number <= innings_number

    def states_around(self, action: Action) -> tuple[MatchState, MatchState]:
        """Return the states before an action and after the whole log with it.

        The action takes its turn in the place of the one that it corrects, or after the one that it
        belongs after. It counts for this purpose even if it was voided. An action without a
        reference is the last one: later actions are left out.
        """
        counted_action = action.model_copy(update={"is_voided": False})
        actions = effective_log(
            {**self.entries, parse_action_id(action.id): counted_action}.values()
        ).actions
        turn = next((number for number, each in enumerate(actions) if each.id == action.id), None)
        if turn is None:  # its reference does not exist, or a later correction replaces it
            turn = len(actions)
        before = self._folded(actions[:turn])
        if action.corrects is None and action.after is None:
            return before, fold(before, actions[turn : turn + 1])
        return before, self._folded(actions)

    def _folded(self, actions: Sequence[Action]) -> MatchState:
        return fold(MatchState(self.inputs.setup), (*self.base, *actions))


def documents_by_place(documents: Mapping[str, JsonMap]) -> dict[Place, JsonMap]:
    """Return documents by place. Documents whose id is not an action's are left out."""
    found: dict[Place, JsonMap] = {}
    for name, data in documents.items():
        place = place_or_none(name)
        if place is not None:
            found[place] = data
    return found
