"""Folds the public log of a match up to an action. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scrbrd.domain.actions import action_id
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


@dataclass(frozen=True, slots=True)
class StoredLog:
    """The log of a match by place, and what people decided of it."""

    inputs: Inputs
    entries: Mapping[Place, LogEntry]

    @property
    def last(self) -> str | None:
        """The id of the last action, None of an empty log."""
        return action_id(*max(self.entries)) if self.entries else None


def score_at(log: StoredLog, last: Place) -> dict[str, Any]:
    """Return `live/score` as it was after the action at place `last`.

    Actions count as they stand now: voided ones do not, and a correction only where it is among
    those up to `last`.
    """
    effective = effective_log(each for place, each in log.entries.items() if place <= last)
    state = MatchState(log.inputs.setup)
    feed = FeedBuilder(log.inputs, FeedState())
    for step in play(state, effective.actions, noted_problems):
        feed.see(step)
    return as_document(live_score(state, log.inputs, action_id(*last), feed.memory))
