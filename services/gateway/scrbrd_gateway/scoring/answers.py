"""Builds the answers to scoring clients: camelCase, times as ISO 8601 in UTC. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from scrbrd.domain.actions import Action, action_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import Inputs
from scrbrd.domain.places import Place
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.verdicts.judge import judge
from scrbrd.domain.verdicts.model import Verdict
from scrbrd.projections.live.live_score import current_innings
from scrbrd.projections.live.next_ball import needs
from scrbrd.projections.live.scorecard import innings_projection
from scrbrd.projections.wording import result_text
from scrbrd_gateway.encoding import json_value
from scrbrd_gateway.scoring.derived_fields import known_next_ball
from scrbrd_gateway.scoring.faults import not_found, verdict_json
from scrbrd_gateway.scoring.log import Head, Log


class Answer(BaseModel):
    """A JSON object in an answer."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)


class VerdictAnswer(Answer):
    """A verdict of the Laws or the playing conditions on a record. The record counts all the
    same."""

    outcome: str
    code: str
    sentence: str
    law: str | None
    edition: str | None
    remedy: str


class NextBall(Answer):
    """The known facts of the next ball. `needs` lists what it must name: batter, bowler,
    innings."""

    over_number: int
    ball_in_over: int
    striker_id: str | None
    non_striker_id: str | None
    bowler_id: str | None
    needs: list[str]


class InningsSummary(Answer):
    """The state of an innings.

    `score` has the fields of `currentInnings` in `live/score`. `next` is None once the innings is
    over, and `closed` is the reason for its end. `result` is the result of the match.
    """

    id: str
    match_id: str
    innings_number: int
    closed: str | None
    score: dict[str, Any]
    next: NextBall | None
    result: str | None


class RecordAnswer(Answer):
    """A record in the log or in a book: its public id, its document, the verdicts on it, and the
    innings after it.

    For a repeated key it is the same record as it is now: `action` may have been voided or
    corrected since, and `verdicts` and `innings` are those of the present log. `innings` is the
    innings after the record. For a correction, a ball with `after`, and a record that was corrected
    since, it is the innings after the whole log.
    """

    id: str
    action: dict[str, Any]
    verdicts: list[VerdictAnswer]
    innings: InningsSummary | None


class InningsAnswer(InningsSummary):
    """An innings with its scorecard. `head` is its last action, which the next one follows."""

    tier: str
    head: dict[str, str] | None
    card: dict[str, Any]


class BallsAnswer(Answer):
    """The deliveries of an innings or of an over, in the order of the log.

    `counts` is false for a delivery that was voided or replaced by a correction.
    """

    id: str
    over: int | None
    balls: list[dict[str, Any]]


class DisputesAnswer(Answer):
    """The disputes between the books of a match, each with its public id."""

    match: str
    disputes: list[dict[str, Any]]


class RulingAnswer(Answer):
    """A ruling as it is stored."""

    id: str
    ruling: dict[str, Any]


def record_of(log: Log, place: Place) -> RecordAnswer:
    """Return a record of the log as it is now: its action, which may have been voided or corrected
    since, with the verdicts and the innings of the present log."""
    action, document = log.entries[place], log.documents[place]
    if not isinstance(action, Action):
        return record_answer(log, action.id, document, (), None)
    before, after = log.states_around(action)
    verdicts = judge(before, action, before.setup.conditions)
    return record_answer(log, action.id, document, verdicts, after)


def record_answer(
    log: Log,
    name: str,
    document: Mapping[str, Any],
    verdicts: Sequence[Verdict],
    state: MatchState | None,
) -> RecordAnswer:
    """Return the answer for a record and the state after it; a statement has no state. `name` is
    the id of its document, which counts even if the document contains another id."""
    innings = None if state is None else state.current
    return RecordAnswer(
        id=f"{log.match_id}:{name}",
        action={**json_value(document), "id": name},
        verdicts=[VerdictAnswer(**verdict_json(each)) for each in verdicts],
        innings=None if state is None or innings is None else innings_summary(log, state, innings),
    )


def innings_summary(log: Log, state: MatchState, innings: Innings) -> InningsSummary:
    """Return the state of an innings."""
    return InningsSummary(**innings_fields(log.match_id, log.inputs, state, innings))


def innings_answer(log: Log, tier: str, innings_number: int) -> InningsAnswer:
    """Return an innings with its scorecard. Raises Problem if it has not been opened."""
    state = log.state()
    innings = innings_of(state, log.match_id, innings_number)
    head: Head | None = log.head(innings_number)
    return InningsAnswer(
        **innings_fields(log.match_id, log.inputs, state, innings),
        tier=tier,
        head=None if head is None else head.as_json(),
        card=json_value(innings_projection(state, innings, log.inputs).to_document()),
    )


def innings_of(state: MatchState, match_id: str, innings_number: int) -> Innings:
    """Return an innings by its number. Raises Problem if there is none."""
    for innings in state.innings:
        if innings.number == innings_number:
            return innings
    raise not_found(f"innings {innings_number} in the match {match_id}")


def innings_fields(match_id: str, inputs: Inputs, state: MatchState, innings: Innings) -> Json:
    """Return the fields of the state of an innings."""
    known = known_next_ball(state, innings)
    is_next = innings is state.current and innings.is_open
    return {
        "id": f"{match_id}:{innings.number}",
        "match_id": match_id,
        "innings_number": innings.number,
        "closed": None if innings.closed is None else str(innings.closed),
        "score": json_value(current_innings(state, innings, inputs).to_document()),
        "next": None
        if not is_next
        else NextBall(
            over_number=known.over_number,
            ball_in_over=known.ball_in_over,
            striker_id=known.striker_id,
            non_striker_id=known.non_striker_id,
            bowler_id=known.bowler_id,
            needs=[str(each) for each in needs(state)],
        ),
        "result": None if state.result is None else result_text(state.result, inputs),
    }


def balls_answer(log: Log, innings_number: int, over: int | None) -> BallsAnswer:
    """Return the deliveries of an innings, or of one of its overs (0-based)."""
    counting = {each.id for each in log.effective()}
    balls = [
        {**json_value(log.documents[place]), "id": name, "ballId": f"{log.match_id}:{name}",
         "counts": name in counting}
        for place in sorted(log.documents)
        for name in (action_id(*place),)
        if place[0] == innings_number and is_ball_of(log.documents[place], over)
    ]  # fmt: skip
    return BallsAnswer(id=f"{log.match_id}:{innings_number}", over=over, balls=balls)


def is_ball_of(document: Mapping[str, Any], over: int | None) -> bool:
    """Return True if a document is a delivery, and of the given over if there is one."""
    is_ball = document.get("type", "delivery") == "delivery"
    return is_ball and (over is None or document.get("overNumber") == over)
