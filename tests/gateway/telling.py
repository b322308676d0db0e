"""Tells a recorded match again as an app would: only what does not follow from the log."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from admin.logfile import load_match
from scrbrd.domain.actions import Action, Delivery, parse_action_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import MatchState
from scrbrd.domain.vocabulary import ActionType
from scrbrd_gateway.scoring.bodies import Ball, Close, Fact, Opening
from scrbrd_gateway.scoring.drafts import Planned, Recorder, with_times
from scrbrd_gateway.scoring.filling import Next, next_of
from scrbrd_gateway.scoring.log import Log
from scrbrd_gateway.scoring.planning import (
    plan_ball,
    plan_close,
    plan_fact,
    plan_opening,
)

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "data" / "matches"
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
NOT_TOLD = {
    "id", "matchId", "inningsNumber", "sequenceNumber", "nonce", "follows", "source", "type",
    "totalRuns", "isLegalDelivery", "isWicket", "overNumber", "ballInOver", "strikerId",
    "nonStrikerId", "bowlerId",
}  # fmt: skip
"""Of a ball: what follows from the log, or is told only where it does not."""

PLACED = {"id", "matchId", "inningsNumber", "sequenceNumber", "nonce", "follows", "source"}
"""Of a fact: what follows from the log."""


def without_type(said: Json) -> Json:
    """Return a body of a request that records one type."""
    return {name: value for name, value in said.items() if name != "type"}


def folded(state: MatchState) -> Json:
    """Return a state without what its actions' ids and Problems are."""
    return asdict(
        replace(
            state,
            problems=[],
            problems_beyond=0,
            replacements=[replace(each, at=None) for each in state.replacements],
        )
    )


def ball_told(action: Delivery, known: Next) -> Json:
    """Return what an app posts of a ball, `known` being what it need not say."""
    said = {name: value for name, value in action.to_document().items() if name not in NOT_TOLD}
    said["extras"] = {kind: runs for kind, runs in said["extras"].items() if runs}
    if action.wicket is not None:
        said["wicket"] = action.wicket.to_document()
    pair = action.striker_id, action.non_striker_id
    expected = known.striker_id, known.non_striker_id
    new = [player for player in pair if player not in expected]
    if new and expected.count(None) == 1:
        said["newBatterId"] = new[0]
        expected = expected[0] or new[0], expected[1] or new[0]
    if pair != expected and (pair[1] or pair[0] != expected[0]):
        said |= {"strikerId": pair[0], "nonStrikerId": pair[1]}
    if action.bowler_id != known.bowler_id:
        said["bowlerId"] = action.bowler_id
    if action.over_number != known.over_number:
        said["overNumber"] = action.over_number
    return {name: value for name, value in said.items() if value not in ({}, None)}


class Scribe:
    """Plans what is told and keeps the log of it, without any server."""

    def __init__(self, inputs: Inputs) -> None:
        self.log = Log.of(inputs.setup.match_id, inputs, {})
        self.planned: list[Planned] = []
        self.said: list[Json] = []
        self.requests: list[tuple[str, Json]] = []

    @property
    def recorder(self) -> Recorder:
        """Who records the next action."""
        return Recorder("scorer", "scorer_neutral", f"nonce-{len(self.planned):04}", NOW)

    def tell(self, action: Action) -> Planned:
        """Record an action of another log as an app would tell it."""
        number = action.innings_number
        if isinstance(action, Delivery):
            state = self.log.state()
            assert state.current is not None
            return self.ball(number, **ball_told(action, next_of(state, state.current)))
        said = {name: value for name, value in action.to_document().items() if name not in PLACED}
        path = f"/innings/{self.log.match_id}:{number}"
        match action.type:
            case ActionType.INNINGS_STARTED:
                said = without_type(said) | {"matchId": self.log.match_id, "inningsNumber": number}
                opening = Opening.model_validate(self.asked("/innings", said))
                return self.keep(plan_opening(self.log, opening, self.recorder))
            case ActionType.INNINGS_CLOSED:
                close = Close.model_validate(self.asked(f"{path}/end", without_type(said)))
                return self.keep(plan_close(self.log, number, close, self.recorder))
        fact = Fact.model_validate(self.asked(f"{path}/facts", said))
        return self.keep(plan_fact(self.log, number, fact, self.recorder))

    def ball(self, number: int = 1, corrects: str | None = None, **said: Any) -> Planned:
        """Record a ball."""
        self.said.append(self.asked(f"/innings/{self.log.match_id}:{number}/balls", said))
        ball = Ball.model_validate(said)
        return self.keep(plan_ball(self.log, number, ball, self.recorder, corrects))

    def asked(self, path: str, said: Json) -> Json:
        """Remember the request by which something is recorded, and return its body."""
        self.requests.append((path, said))
        return said

    def keep(self, planned: Planned) -> Planned:
        """Put a planned action into the log, as Firestore would store it."""
        place = parse_action_id(planned.id)
        self.log = self.log.extended({place: with_times(planned.document, NOW)})
        self.planned.append(planned)
        return planned


@cache
def told_again(name: str, folder: Path = FOLDER) -> Scribe:
    """A match of the repository, told from its first action to its last."""
    match = load_match(folder / f"{name}.log")
    scribe = Scribe(match.inputs)
    for action in match.actions:
        scribe.tell(action)
    return scribe
