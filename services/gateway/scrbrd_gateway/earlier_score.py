"""Folds the public log of a match up to an action. It knows no database.

Who goes through a match asks for one action after the other. So states on the way are kept, and a
fold goes on from the nearest one whose actions are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from scrbrd.domain.actions import Action, action_id
from scrbrd.domain.effective import LogEntry, effective_log
from scrbrd.domain.match import Inputs
from scrbrd.domain.places import Place
from scrbrd.domain.state import MatchState
from scrbrd.domain.verdicts.noted import noted_problems
from scrbrd.projections.feed.builder import FeedBuilder
from scrbrd.projections.feed.documents import FeedState
from scrbrd.projections.live.documents import as_document
from scrbrd.projections.live.live_score import live_score
from scrbrd.projections.steps import play

EVERY: Final = 50
"""Effective actions from one kept state to the next. A state is some forty kilobytes, so that
those of a log take less than a megabyte (500 actions), and to fold 50 actions takes about as long
as what else an answer needs."""


@dataclass(frozen=True, slots=True)
class StoredLog:
    """The log of a match by place, and what people decided of it."""

    inputs: Inputs
    entries: Mapping[Place, LogEntry]

    @property
    def last(self) -> str | None:
        """The id of the last action, None of an empty log."""
        return action_id(*max(self.entries)) if self.entries else None


@dataclass(frozen=True, slots=True)
class Folded:
    """Effective actions with the state after them. Nobody changes it: a fold goes on with a
    copy."""

    actions: tuple[Action, ...]
    state: MatchState
    memory: FeedState


class EarlierScores:
    """The scores of one log, as they were after each action. Threads may ask at the same time."""

    def __init__(self, log: StoredLog) -> None:
        self.log = log
        self._kept: dict[int, Folded] = {0: Folded((), MatchState(log.inputs.setup), FeedState())}
        """By the number of actions; a correction may have put others in their place since."""
        self._latest = self._kept[0]
        self._lock = Lock()

    def at(self, last: Place) -> dict[str, Any]:
        """Return `live/score` as it was after the action at place `last`.

        Actions count as they stand now: voided ones do not, and a correction only where it is among
        those up to `last`.
        """
        entries = self.log.entries.items()
        effective = effective_log(each for place, each in entries if place <= last)
        folded = self._fold(effective.actions)
        score = live_score(folded.state, self.log.inputs, action_id(*last), folded.memory)
        return as_document(score)

    def _fold(self, actions: tuple[Action, ...]) -> Folded:
        begins = self._nearest(actions)
        done = len(begins.actions)
        state, memory = begins.state.copied(), deepcopy(begins.memory)
        feed = FeedBuilder(self.log.inputs, memory)
        for count, step in enumerate(play(state, actions[done:], noted_problems), done + 1):
            feed.see(step)
            if count % EVERY == 0:
                passed = Folded(actions[:count], state.copied(), deepcopy(feed.memory))
                with self._lock:
                    self._kept[count] = passed
        folded = Folded(actions, state, feed.memory)
        with self._lock:
            self._latest = folded
        return folded

    def _nearest(self, actions: tuple[Action, ...]) -> Folded:
        """Return the furthest state that `actions` begin with."""
        with self._lock:
            known = (*self._kept.values(), self._latest)
        begun = (each for each in known if actions[: len(each.actions)] == each.actions)
        return max(begun, key=lambda each: len(each.actions))
