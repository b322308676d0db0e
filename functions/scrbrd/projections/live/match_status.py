"""Makes the fields of the match document that follow the log: `status`, `result`, `completedAt`,
and `lastCompletion`, which remembers when a match that is open again was completed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from scrbrd.domain.actions import action_id, parse_action_id
from scrbrd.domain.match import Inputs
from scrbrd.domain.places import Place
from scrbrd.domain.state import MatchState
from scrbrd.domain.vocabulary import MatchStatus
from scrbrd.projections.live.live_score import match_status
from scrbrd.projections.live.scorecard import result_projection

MATCH_FIELDS = ("status", "result", "completedAt", "lastCompletion")
"""The functions' own fields of the match document; all the others are people's."""

EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Completion:
    """At which place of the log a match was completed, and when."""

    place: Place
    at: datetime

    def to_document(self) -> dict[str, Any]:
        """`lastCompletion` as the match document holds it."""
        return {"actionId": action_id(*self.place), "at": self.at}


@dataclass(frozen=True, slots=True)
class LogEnd:
    """Where a log ends: the place at which the match was completed, the last one where it is not.

    `written_at` is when anything of the log was last written, in microseconds since 1970; 0 where
    that is not known.
    """

    place: Place | None = None
    written_at: int = 0


@dataclass(frozen=True, slots=True)
class MatchFields:
    """The functions' own fields of the match document, as they are stored.

    `completed_at` and `last` are None where there is none that can be read.
    """

    status: Any = None
    result: Any = None
    is_completed: bool = False
    completed_at: datetime | None = None
    last: Completion | None = None


def match_changes(
    stored: MatchFields | None,
    state: MatchState,
    inputs: Inputs,
    now: datetime,
    end: LogEnd = LogEnd(),
) -> dict[str, Any]:
    """The fields to change in a stored match document; empty for all but transitions.

    None as a value removes the field: a match whose winning hit is undone is not completed.
    """
    if stored is None:
        return {}
    changes: dict[str, Any] = {}
    status, result = str(match_status(state)), result_document(state, inputs)
    if stored.status != status:
        changes["status"] = status
    if stored.result != result:
        changes["result"] = result
    if status == MatchStatus.COMPLETED:
        grace = inputs.setup.conditions.grace_minutes
        again = stored.last is not None and is_same_end(stored.last, end, now, grace)
        return changes | completion_changes(stored, end.place, again, now)
    if stored.is_completed:
        changes["completedAt"] = None
    last = completion_to_keep(stored, end.place)
    if last != stored.last and last is not None:
        changes["lastCompletion"] = last.to_document()
    return changes


def is_same_end(last: Completion, end: LogEnd, now: datetime, grace_minutes: int) -> bool:
    """Return whether a match that is completed again was completed when it was before.

    It was if it ends no later in its log, or if its log was last written within the grace period
    of before: an end that is voided and recorded again does not begin another. The log's own time
    counts where it is later than the completion, so that functions that are late say the same.
    """
    if end.place is not None and end.place <= last.place:
        return True
    written_at = EPOCH + timedelta(microseconds=end.written_at)
    ended_at = min(written_at, now) if written_at > last.at else now
    return (ended_at - last.at).total_seconds() <= grace_minutes * 60


def completion_changes(
    stored: MatchFields, place: Place | None, is_again: bool, now: datetime
) -> dict[str, Any]:
    """`completedAt` and `lastCompletion` of a completed match, as far as they are others.

    `is_again`: it has the time of before, and its grace period does not begin anew.
    """
    changes: dict[str, Any] = {}
    at, last = stored.completed_at, stored.last
    if not stored.is_completed:
        at = last.at if last is not None and is_again else now
        changes["completedAt"] = at
    if at is None or place is None:
        return changes
    if last is not None and last.at == at:
        place = max(place, last.place)
    if last != Completion(place, at):
        changes["lastCompletion"] = Completion(place, at).to_document()
    return changes


def completion_to_keep(stored: MatchFields, place: Place | None) -> Completion | None:
    """What a match that is open again remembers; the last place of its log stands for the one at
    which it was completed before there was such a field."""
    if stored.last is not None or stored.completed_at is None or place is None:
        return stored.last
    return Completion(place, stored.completed_at)


def stored_match_fields(match: Mapping[str, Any]) -> MatchFields:
    """The functions' own fields of a match document."""
    return MatchFields(
        match.get("status"),
        match.get("result"),
        is_completed=match.get("completedAt") is not None,
        completed_at=moment_of(match.get("completedAt")),
        last=read_completion(match.get("lastCompletion")),
    )


def read_completion(value: Any) -> Completion | None:
    """A stored `lastCompletion`; None where it cannot be read."""
    if not isinstance(value, Mapping) or not isinstance(value.get("actionId"), str):
        return None
    at = moment_of(value.get("at"))
    try:
        return None if at is None else Completion(parse_action_id(value["actionId"]), at)
    except ValueError:
        return None


def moment_of(value: Any) -> datetime | None:
    """A stored time with its zone; None where it is none, or at an end of the calendar."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        if not isinstance(moment, datetime) or moment.tzinfo is None:
            return None
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def result_document(state: MatchState, inputs: Inputs) -> dict[str, Any] | None:
    """The result as the match document holds it."""
    result = result_projection(state, inputs)
    if state.result is None or result is None:
        return None
    fields = {
        "outcome": str(state.result.outcome),
        "winnerTeamId": result.winner_id,
        "by": result.by,
        "method": result.method,
        "text": result.text,
    }
    return {name: value for name, value in fields.items() if value is not None}
