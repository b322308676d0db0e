"""Compares the log written from a feed with the match's own: balls, order, cards, result. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from admin.matchlog import MatchLog
from devtools.feeds.broadcast import body_of, broadcast_of, comparable_fields
from scrbrd.domain.actions import Action
from scrbrd.domain.effective import LogEntry, effective_log
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import ActionType
from scrbrd.handlers.refold.match_fold import progress_after
from scrbrd.projections.live.documents import INNINGS_NAMES, as_document
from scrbrd.projections.live.live_score import live_score

COMPARED_FIELDS = (*INNINGS_NAMES, "superOvers", "status", "winnerId", "winMargin", "resultText")
"""The compared fields of `live/score`: every card, and the result."""

IDS = frozenset({"actionId", "lastActionId"})
"""Fields that are not compared: a late or revised ball has another id than in the match's log."""

NOT_COMPARED = frozenset({"ballInOver", "bowlingAngle", "providerEventId"})
"""Fields of a ball that are not compared. The number in the over follows from the order; few feeds
have the angle, and no card uses it; a match's own log has no ids of a provider's events."""


@dataclass(frozen=True)
class Balls:
    """Differences between the deliveries of the stored log and the match's own log.

    `missing`, `doubled` and `otherwise` count deliveries that the stored log lacks, has in addition
    or has with another content. `places` describes each difference.
    """

    deliveries: int
    missing: int
    doubled: int
    otherwise: int
    places: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """True if both logs have the same deliveries in the same order."""
        return not (self.missing or self.doubled or self.otherwise)


def compare_balls(log: MatchLog, stored: Iterable[LogEntry]) -> Balls:
    """Compare the deliveries that count in a stored log with the match's own."""
    own = own_balls(log)
    found = ball_texts(effective_log(stored).actions)
    missing = doubled = otherwise = 0
    places = list[str]()
    for tag, first, last, found_first, found_last in SequenceMatcher(
        None, own, found, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            ours, theirs = last - first, found_last - found_first
            otherwise += min(ours, theirs)
            missing += max(0, ours - theirs)
            doubled += max(0, theirs - ours)
            places += [f"own {own[first:last][:2]}, found {found[found_first:found_last][:2]}"]
    return Balls(len(own), missing, doubled, otherwise, tuple(places))


def own_balls(log: MatchLog) -> list[str]:
    """Return the match's own deliveries as texts; equal balls have equal texts."""
    return [
        ball_text(slot.innings, slot.true_content)
        for slot in broadcast_of(log).slots
        if slot.true_content is not None and slot.true_content["type"] == ActionType.DELIVERY
    ]


def ball_texts(actions: Sequence[Action]) -> list[str]:
    """Return the deliveries of an effective log as texts, as `own_balls`."""
    return [
        ball_text(each.innings_number, body_of(each))
        for each in actions
        if each.type == ActionType.DELIVERY
    ]


def ball_text(innings: int, body: Mapping[str, Any]) -> str:
    """Return the compared fields of a delivery as text."""
    fields = {
        name: value for name, value in comparable_fields(body).items() if name not in NOT_COMPARED
    }
    return json.dumps([innings, fields], sort_keys=True, default=str)


def expected_score(log: MatchLog) -> Json:
    """Return the compared part of `live/score` at the end, from the fold of the match's own log."""
    state, effective = log.fold()
    inputs = log.inputs
    feed_state = progress_after(inputs, effective.actions).feed_state
    score = as_document(live_score(state, inputs, effective.last_action_id, feed_state))
    return compared_part(score)


def compared_part(score: Mapping[str, Any]) -> Json:
    """Return the part of `live/score` that is compared."""
    return {
        name: without_ids(score[name]) for name in COMPARED_FIELDS if score.get(name) is not None
    }


def without_ids(value: Any) -> Any:
    """Return a value without the ids of actions, at any depth."""
    if isinstance(value, Mapping):
        return {name: without_ids(each) for name, each in value.items() if name not in IDS}
    if isinstance(value, list | tuple):
        return [without_ids(each) for each in value]
    return value


def differences(own: Mapping[str, Any], found: Mapping[str, Any], path: str = "") -> list[str]:
    """Return a text for each path at which two documents differ, with both values."""
    found_differences = list[str]()
    for name in sorted({*own, *found}):
        one, other = own.get(name), found.get(name)
        where = f"{path}.{name}" if path else name
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            found_differences += differences(one, other, where)
        elif one != other:
            found_differences.append(f"{where}: own {str(one)[:200]}, found {str(other)[:200]}")
    return found_differences
