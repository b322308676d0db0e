"""Shapes what clients read: camelCase, times as ISO 8601 in UTC. Pure."""

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
from scrbrd_gateway.encoding import plain
from scrbrd_gateway.scoring.faults import unknown, verdict_json
from scrbrd_gateway.scoring.filling import next_of
from scrbrd_gateway.scoring.log import Head, Log


class Answer(BaseModel):
    """A JSON object that is answered."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)


class VerdictTold(Answer):
    """What the Laws or the playing conditions say against a record that counts all the same."""

    outcome: str
    code: str
    sentence: str
    law: str | None
    edition: str | None
    remedy: str


class NextBall(Answer):
    """What the next ball is known to be; `needs` are whom it must name: batter, bowler, innings."""

    over_number: int
    ball_in_over: int
    striker_id: str | None
    non_striker_id: str | None
    bowler_id: str | None
    needs: list[str]


class InningsTold(Answer):
    """How an innings stands. `score` has the fields of `currentInnings` in `live/score`; `next` is
    None once it is over, `closed` says why it is; `result` is the match's."""

    id: str
    match_id: str
    innings_number: int
    closed: str | None
    score: dict[str, Any]
    next: NextBall | None
    result: str | None


class Recorded(Answer):
    """A record as it is in the log or in a book: its id here, its document, the verdicts on it, and
    the innings after it. To a repeated key it is the same record as it is now: `action` perhaps
    voided or corrected since, `verdicts` and `innings` as the log now has them. `innings` is that
    behind the record; of a correction, a ball with `after`, and one corrected since, that behind
    the whole log."""

    id: str
    action: dict[str, Any]
    verdicts: list[VerdictTold]
    innings: InningsTold | None


class InningsAnswer(InningsTold):
    """An innings with its scorecard; `head` is its last action, which the next one follows."""

    tier: str
    head: dict[str, str] | None
    card: dict[str, Any]


class BallsAnswer(Answer):
    """The deliveries of an innings or of an over, in the order of the log. `counts` is false for
    one that was voided, or that a correction stands for."""

    id: str
    over: int | None
    balls: list[dict[str, Any]]


class Disputes(Answer):
    """What the books of a match do not agree on, each with its id here."""

    match: str
    disputes: list[dict[str, Any]]


class Ruled(Answer):
    """A ruling as it is stored."""

    id: str
    ruling: dict[str, Any]


def record_at(log: Log, place: Place) -> Recorded:
    """Return a record that is in the log, as it is there now: its action, perhaps voided or
    corrected since, and verdicts and innings as the log has them now."""
    action, document = log.entries[place], log.documents[place]
    if not isinstance(action, Action):
        return recorded(log, action.id, document, (), None)
    before, after = log.around(action)
    verdicts = judge(before, action, before.setup.conditions)
    return recorded(log, action.id, document, verdicts, after)


def recorded(
    log: Log,
    name: str,
    document: Mapping[str, Any],
    verdicts: Sequence[Verdict],
    state: MatchState | None,
) -> Recorded:
    """Return a record with the state after it; a statement has none. `name` is its document's,
    which is its id whatever stands in it."""
    innings = None if state is None else state.current
    return Recorded(
        id=f"{log.match_id}:{name}",
        action={**plain(document), "id": name},
        verdicts=[VerdictTold(**verdict_json(each)) for each in verdicts],
        innings=None if state is None or innings is None else innings_told(log, state, innings),
    )


def innings_told(log: Log, state: MatchState, innings: Innings) -> InningsTold:
    """Return how an innings stands."""
    return InningsTold(**innings_fields(log.match_id, log.inputs, state, innings))


def innings_answer(log: Log, tier: str, innings_number: int) -> InningsAnswer:
    """Return an innings with its card. Raises Problem where it has not been opened."""
    state = log.state()
    innings = innings_of(state, log.match_id, innings_number)
    head: Head | None = log.head(innings_number)
    return InningsAnswer(
        **innings_fields(log.match_id, log.inputs, state, innings),
        tier=tier,
        head=None if head is None else head.as_json(),
        card=plain(innings_projection(state, innings, log.inputs).to_document()),
    )


def innings_of(state: MatchState, match_id: str, innings_number: int) -> Innings:
    """Return an innings by its number. Raises Problem where there is none."""
    for innings in state.innings:
        if innings.number == innings_number:
            return innings
    raise unknown(f"innings {innings_number} in the match {match_id}")


def innings_fields(match_id: str, inputs: Inputs, state: MatchState, innings: Innings) -> Json:
    """Return the fields of an innings."""
    known = next_of(state, innings)
    is_next = innings is state.current and innings.is_open
    return {
        "id": f"{match_id}:{innings.number}",
        "match_id": match_id,
        "innings_number": innings.number,
        "closed": None if innings.closed is None else str(innings.closed),
        "score": plain(current_innings(state, innings, inputs).to_document()),
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
    """Return the deliveries of an innings, or of one over of it (0-based)."""
    counting = {each.id for each in log.effective()}
    balls = [
        {**plain(log.documents[place]), "id": name, "ballId": f"{log.match_id}:{name}",
         "counts": name in counting}
        for place in sorted(log.documents)
        for name in (action_id(*place),)
        if place[0] == innings_number and is_ball_of(log.documents[place], over)
    ]  # fmt: skip
    return BallsAnswer(id=f"{log.match_id}:{innings_number}", over=over, balls=balls)


def is_ball_of(document: Mapping[str, Any], over: int | None) -> bool:
    """Return whether a document is a delivery, of an over if one is given."""
    is_ball = document.get("type", "delivery") == "delivery"
    return is_ball and (over is None or document.get("overNumber") == over)
