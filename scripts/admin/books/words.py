"""Describes in words of cricket entries, disputed claims and operations on the log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrbrd.adapters.codec import read_entry
from scrbrd.consensus.agreement import Operation, OperationKind
from scrbrd.consensus.dispute import Cause, DisputeKind
from scrbrd.domain.actions import Action, Delivery
from scrbrd.domain.json_types import JsonMap
from scrbrd.domain.laws import NOT_A_WICKET
from scrbrd.domain.match import Inputs
from scrbrd.domain.vocabulary import ActionType
from scrbrd.projections.commentary import fact_line, plain_words
from scrbrd.projections.wording import count_text

NO_BALL = "no such ball"
KINDS = {
    DisputeKind.SCORE: "the books differ on the next ball",
    DisputeKind.EXTRA: "a book has a ball that the log has not",
    DisputeKind.LACKING: "a book does not have a ball of the log any more",
    DisputeKind.AMENDED: "a book says another score than the log now",
    DisputeKind.DETAIL: "the score is agreed, details are not",
    DisputeKind.OPENED: "a book goes on with another score than what it goes on behind",
    DisputeKind.PROVIDER: "a data provider has another score than the log",
}
CAUSES = {
    Cause.VALUE: "the same ball, recorded with another value",
    Cause.MISSED_BY: "a ball that {seat} has missed",
    Cause.DOUBLED_BY: "a ball that {seat} has twice",
}
OPERATION_TEXTS = {
    OperationKind.APPEND: "append {id}",
    OperationKind.CORRECT: "correct {corrects} by {id}",
    OperationKind.LATE: "put in {id} behind {after}",
    OperationKind.VOID: "void {id}",
    OperationKind.REDO: "redo {id}",
}


def action_text(action: Action, inputs: Inputs) -> str:
    """Return an action in words, such as `0.3 Jones to Smith, 4 runs`.

    Overs are 0-based, and the ball has the number its scorer gave it.
    """
    if not isinstance(action, Delivery):
        return fact_line(action, inputs) or plain_words(action.type)
    bowler, striker = inputs.player_name(action.bowler_id), inputs.player_name(action.striker_id)
    place = f"{action.over_number}.{action.ball_in_over}"
    return f"{place} {bowler} to {striker}, {', '.join(outcome(action, inputs))}"


def outcome(action: Delivery, inputs: Inputs) -> list[str]:
    """Return the outcome of a ball: runs by kind, wicket; `no run` if there is neither."""
    parts = list(run_words(action))
    if action.not_counted:
        parts.append("not counted")
    wicket = action.wicket
    if wicket is not None:
        name = inputs.player_name(wicket.dismissed_player_id)
        fielders = ", ".join(map(inputs.player_name, wicket.fielder_ids))
        dismissal = f"{name} {plain_words(wicket.type)}{f' ({fielders})' if fielders else ''}"
        parts.append(dismissal if wicket.type in NOT_A_WICKET else f"OUT: {dismissal}")
    return parts or ["no run"]


def run_words(action: Delivery) -> Iterator[str]:
    """Yield the runs of a ball by kind, in words."""
    extras, ran = action.extras, " all run" if action.boundary is False else ""
    runs_by_noun = {
        "wide": extras.wide,
        "no-ball": extras.no_ball,
        "run": action.runs_off_bat,
        "bye": extras.bye,
        "leg bye": extras.leg_bye,
        "penalty run": extras.penalty,
    }
    for noun, runs in runs_by_noun.items():
        if runs:
            yield f"{count_text(runs, noun)}{ran if noun == 'run' else ''}"


def claim_text(match_id: str, innings: int, claim: JsonMap, inputs: Inputs) -> str:
    """Return a claim of a dispute's document in words."""
    identity = {"inningsNumber": innings, "sequenceNumber": 1, "recordedBy": claim.get("personId")}
    ball = claim.get("ball")
    content: dict[str, Any] = dict(ball) if isinstance(ball, dict) else {}
    action = read_entry(match_id, (innings, 1), {"timestamp": None, **content, **identity})
    return action_text(action, inputs) if isinstance(action, Action) else action.message


def suggestion_text(cause: str, seat: str | None) -> str:
    """Return the suggested cause of a difference in words.

    An unknown cause is returned as it is.
    """
    if cause not in list(Cause):
        return cause
    return CAUSES[Cause(cause)].format(seat=seat or "the other book")


def operation_text(operation: Operation, inputs: Inputs) -> str:
    """Return an operation on the log as one line of text."""
    action = operation.action
    names = {"id": action.id, "corrects": action.corrects, "after": action.after}
    verb = OPERATION_TEXTS[operation.kind].format(**names)
    is_none = action.is_voided and operation.kind is not OperationKind.VOID
    text = (
        plain_words(ActionType.INNINGS_STARTED) if is_start(action) else action_text(action, inputs)
    )
    return f"{verb}: {text}{f' ({NO_BALL})' if is_none else ''}"


def is_start(action: Action) -> bool:
    """Return True if an action begins an innings."""
    return action.type is ActionType.INNINGS_STARTED
