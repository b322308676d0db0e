"""Makes the fields of the match document that follow from the log.

They are `status`, `result`, `completedAt`, and `lastCompletion`, which keeps the time at which a
reopened match was completed.
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
"""Fields of the match document that only functions write; people write all others."""

EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Completion:
    """The place of the log at which a match was completed, and the time."""

    place: Place
    at: datetime

    def to_document(self) -> dict[str, Any]:
        """Return `lastCompletion` as the match document has it."""
        return {"actionId": action_id(*self.place), "at": self.at}


@dataclass(frozen=True, slots=True)
class LogEnd:
    """The end of a log: the place at which the match was completed, the last place if it is not.

    `written_at` is when any part of the log was last written, in microseconds since 1970; 0 if
    unknown.
    """

    place: Place | None = None
    written_at: int = 0


@dataclass(frozen=True, slots=True)
class MatchFields:
    """The stored fields of the match document that only functions write.

    `completed_at` and `last` are None if there is none that can be read.
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
    """Return the fields to change in a stored match document; empty except at transitions.

    A value of None removes the field: a match whose winning hit is undone is not completed.
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
    """Return True if a match that is completed again keeps its earlier time of completion.

    It does if it does not end later in its log, or if its log was last written within the grace
    period after that time: voiding and re-recording the end does not start another grace period.
    The log's own time is used if it is later than the completion, so that functions that run late
    give the same result.
    """
    if end.place is not None and end.place <= last.place:
        return True
    written_at = EPOCH + timedelta(microseconds=end.written_at)
    ended_at = min(written_at, now) if written_at > last.at else now
    return (ended_at - last.at).total_seconds() <= grace_minutes * 60


def completion_changes(
    stored: MatchFields, place: Place | None, is_again: bool, now: datetime
) -> dict[str, Any]:
    """Return the changes of `completedAt` and `lastCompletion` of a completed match.

    `is_again`: it keeps its earlier time, and its grace period does not begin again.
    """
    changes: dict[str, Any] = {}
    at, last = stored.completed_at, stored.last
    if not stored.is_completed:
        at = last.at if last is not None and is_again else now
        changes["completedAt"] = at
    elif at is None and last is not None:  # damaged: nobody but functions writes either field
        at = last.at
        changes["completedAt"] = at
    if at is None or place is None:
        return changes
    if last is not None and last.at == at:
        place = max(place, last.place)
    if last != Completion(place, at):
        changes["lastCompletion"] = Completion(place, at).to_document()
    return changes


def completion_to_keep(stored: MatchFields, place: Place | None) -> Completion | None:
    """Return the completion that a reopened match keeps.

    If it was completed by a release without this field, the last place of its log is used.
    """
    if stored.last is not None or stored.completed_at is None or place is None:
        return stored.last
    return Completion(place, stored.completed_at)


def stored_match_fields(match: Mapping[str, Any]) -> MatchFields:
    """Return the fields of a match document that only functions write."""
    return MatchFields(
        match.get("status"),
        match.get("result"),
        is_completed=match.get("completedAt") is not None,
        completed_at=parse_time(match.get("completedAt")),
        last=read_completion(match.get("lastCompletion")),
    )


def read_completion(value: Any) -> Completion | None:
    """Return a stored `lastCompletion`; None if it cannot be read."""
    if not isinstance(value, Mapping) or not isinstance(value.get("actionId"), str):
        return None
    at = parse_time(value.get("at"))
    try:
        return None if at is None else Completion(parse_action_id(value["actionId"]), at)
    except ValueError:
        return None


def parse_time(value: Any) -> datetime | None:
    """Return a stored time in UTC; None if it has no zone, or is invalid or out of range."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        if not isinstance(moment, datetime) or moment.tzinfo is None:
            return None
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def result_document(state: MatchState, inputs: Inputs) -> dict[str, Any] | None:
    """Return the result as the match document has it; None without a result."""
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
