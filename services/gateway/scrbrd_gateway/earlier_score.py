"""Folds the public log of a match up to an action. Knows no database.

Clients often ask for one action after the other. So states along the way are cached, and a fold
continues from the nearest cached state whose actions are the same.
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

ACTIONS_PER_CACHED_STATE: Final = 50
"""Number of effective actions between two cached states.

A state has some forty kilobytes, so those of a log of 500 actions take less than a megabyte.
Folding 50 actions takes about as long as the rest of an answer.
"""


@dataclass(frozen=True, slots=True)
class StoredLog:
    """The log of a match, by place, with the match's inputs: what people decided about the
    match."""

    inputs: Inputs
    entries: Mapping[Place, LogEntry]

    @property
    def last_action_id(self) -> str | None:
        """The id of the last action; None for an empty log."""
        return action_id(*max(self.entries)) if self.entries else None


@dataclass(frozen=True, slots=True)
class Folded:
    """Effective actions with the state after them. It is never modified: a fold continues with a
    copy."""

    actions: tuple[Action, ...]
    state: MatchState
    feed_state: FeedState


class EarlierScores:
    """The scores of one log after each of its actions. Safe to use from several threads."""

    def __init__(self, log: StoredLog) -> None:
        self.log = log
        self._cached: dict[int, Folded] = {0: Folded((), MatchState(log.inputs.setup), FeedState())}
        """Cached states by number of actions. A correction may have changed those actions since."""
        self._latest = self._cached[0]
        self._lock = Lock()

    def score_at(self, last: Place) -> dict[str, Any]:
        """Return `live/score` as it was after the action at place `last`.

        Voided actions do not count, even if they were voided later. A correction counts only if it
        is among the actions up to `last`.
        """
        entries = self.log.entries.items()
        effective = effective_log(each for place, each in entries if place <= last)
        folded = self._fold(effective.actions)
        score = live_score(folded.state, self.log.inputs, action_id(*last), folded.feed_state)
        return as_document(score)

    def _fold(self, actions: tuple[Action, ...]) -> Folded:
        nearest = self._nearest(actions)
        done = len(nearest.actions)
        state, feed_state = nearest.state.copied(), deepcopy(nearest.feed_state)
        feed = FeedBuilder(self.log.inputs, feed_state)
        for count, step in enumerate(play(state, actions[done:], noted_problems), done + 1):
            feed.add_step(step)
            if count % ACTIONS_PER_CACHED_STATE == 0:
                checkpoint = Folded(actions[:count], state.copied(), deepcopy(feed.feed_state))
                with self._lock:
                    self._cached[count] = checkpoint
        folded = Folded(actions, state, feed.feed_state)
        with self._lock:
            self._latest = folded
        return folded

    def _nearest(self, actions: tuple[Action, ...]) -> Folded:
        """Return the cached state that has the longest prefix of `actions`."""
        with self._lock:
            cached = (*self._cached.values(), self._latest)
        candidates = (each for each in cached if actions[: len(each.actions)] == each.actions)
        return max(candidates, key=lambda each: len(each.actions))
