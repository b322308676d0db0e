"""Compares the log that came of a feed with the match's own: balls, order, cards, result. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from admin.matchlog import MatchLog
from devtools.feeds.broadcast import body_of, broadcast_of, comparable
from scrbrd.domain.actions import Action
from scrbrd.domain.effective import LogEntry, effective_log
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import ActionType
from scrbrd.handlers.refold.match_fold import progress_after
from scrbrd.projections.live.documents import INNINGS_NAMES, as_document
from scrbrd.projections.live.live_score import live_score

PUBLISHED = (*INNINGS_NAMES, "superOvers", "status", "winnerId", "winMargin", "resultText")
"""What of `live/score` is compared: every card, and how the match ended."""

IDS = frozenset({"actionId", "lastActionId"})
"""A ball that came late or was revised has another id than in the match's own log."""

NOT_COMPARED = frozenset({"ballInOver", "bowlingAngle", "providerEventId"})
"""The number in the over follows from the order; the angle is told by few feeds and counts in no
card; a match's own log names no provider's event."""


@dataclass(frozen=True)
class Balls:
    """How the deliveries of two logs differ: how many one lacks, has beyond, has otherwise."""

    deliveries: int
    missing: int
    doubled: int
    otherwise: int
    places: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether they are the same, in the same order."""
        return not (self.missing or self.doubled or self.otherwise)


def compared_balls(log: MatchLog, stored: Iterable[LogEntry]) -> Balls:
    """Return how the deliveries that count in a stored log differ from the match's own."""
    own = own_balls(log)
    found = told_balls(effective_log(stored).actions)
    missing = doubled = otherwise = 0
    places = list[str]()
    for tag, first, last, there, then in SequenceMatcher(
        None, own, found, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            ours, theirs = last - first, then - there
            otherwise += min(ours, theirs)
            missing += max(0, ours - theirs)
            doubled += max(0, theirs - ours)
            places += [f"own {own[first:last][:2]}, found {found[there:then][:2]}"]
    return Balls(len(own), missing, doubled, otherwise, tuple(places))


def own_balls(log: MatchLog) -> list[str]:
    """Return the match's own deliveries as texts that are equal where the balls are."""
    return [
        ball_text(slot.innings, slot.true_content)
        for slot in broadcast_of(log).slots
        if slot.true_content is not None and slot.true_content["type"] == ActionType.DELIVERY
    ]


def told_balls(actions: Sequence[Action]) -> list[str]:
    """Return the deliveries of an effective log in the same way."""
    return [
        ball_text(each.innings_number, body_of(each))
        for each in actions
        if each.type == ActionType.DELIVERY
    ]


def ball_text(innings: int, body: Mapping[str, Any]) -> str:
    """Return a delivery as text."""
    kept = {name: value for name, value in comparable(body).items() if name not in NOT_COMPARED}
    return json.dumps([innings, kept], sort_keys=True, default=str)


def published(log: MatchLog) -> Json:
    """Return what `live/score` says in the end, by the fold of the match's own log."""
    state, effective = log.folded()
    inputs = log.inputs
    memory = progress_after(inputs, effective.actions).memory
    score = as_document(live_score(state, inputs, effective.last_action_id, memory))
    return compared_part(score)


def compared_part(score: Mapping[str, Any]) -> Json:
    """Return the part of `live/score` that is compared."""
    return {name: without_ids(score[name]) for name in PUBLISHED if score.get(name) is not None}


def without_ids(value: Any) -> Any:
    """Return a value without the ids of actions in it."""
    if isinstance(value, Mapping):
        return {name: without_ids(each) for name, each in value.items() if name not in IDS}
    if isinstance(value, list | tuple):
        return [without_ids(each) for each in value]
    return value


def differences(own: Mapping[str, Any], found: Mapping[str, Any], path: str = "") -> list[str]:
    """Return the paths at which two documents differ, with both values."""
    wrong = list[str]()
    for name in sorted({*own, *found}):
        one, other = own.get(name), found.get(name)
        where = f"{path}.{name}" if path else name
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            wrong += differences(one, other, where)
        elif one != other:
            wrong.append(f"{where}: own {str(one)[:200]}, found {str(other)[:200]}")
    return wrong
