"""Replays a recorded match as an app scores it: requests omit fields that follow from the log."""

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
from scrbrd_gateway.scoring.derived_fields import KnownBall, known_next_ball
from scrbrd_gateway.scoring.drafts import Planned, Recorder, with_times
from scrbrd_gateway.scoring.log import Log
from scrbrd_gateway.scoring.planning import (
    plan_ball,
    plan_close,
    plan_fact,
    plan_opening,
)

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "data" / "matches"
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DERIVED_FIELDS = {
    "id", "matchId", "inningsNumber", "sequenceNumber", "nonce", "follows", "source", "type",
    "totalRuns", "isLegalDelivery", "isWicket", "overNumber", "ballInOver", "strikerId",
    "nonStrikerId", "bowlerId",
}  # fmt: skip
"""Fields of a ball that usually follow from the log; they are sent only where they do not."""

PLACE_FIELDS = {"id", "matchId", "inningsNumber", "sequenceNumber", "nonce", "follows", "source"}
"""Fields of a fact that follow from the log."""


def without_type(body: Json) -> Json:
    """Return the body of a request that records a single type."""
    return {name: value for name, value in body.items() if name != "type"}


def comparable_state(state: MatchState) -> Json:
    """Return a state without action ids and problems, to compare it with another log's."""
    return asdict(
        replace(
            state,
            problems=[],
            problems_beyond=0,
            replacements=[replace(each, at=None) for each in state.replacements],
        )
    )


def ball_body(action: Delivery, known: KnownBall) -> Json:
    """Return the body that an app posts for a ball; `known` holds the facts it may omit."""
    body = {
        name: value for name, value in action.to_document().items() if name not in DERIVED_FIELDS
    }
    body["extras"] = {kind: runs for kind, runs in body["extras"].items() if runs}
    if action.wicket is not None:
        body["wicket"] = action.wicket.to_document()
    pair = action.striker_id, action.non_striker_id
    expected = known.striker_id, known.non_striker_id
    new = [player for player in pair if player not in expected]
    if new and expected.count(None) == 1:
        body["newBatterId"] = new[0]
        expected = expected[0] or new[0], expected[1] or new[0]
    if pair != expected and (pair[1] or pair[0] != expected[0]):
        body |= {"strikerId": pair[0], "nonStrikerId": pair[1]}
    if action.bowler_id != known.bowler_id:
        body["bowlerId"] = action.bowler_id
    if action.over_number != known.over_number:
        body["overNumber"] = action.over_number
    return {name: value for name, value in body.items() if value not in ({}, None)}


class MatchPlanner:
    """Plans actions as the gateway does and adds them to a log, without a server."""

    def __init__(self, inputs: Inputs) -> None:
        self.log = Log.of(inputs.setup.match_id, inputs, {})
        self.planned: list[Planned] = []
        self.ball_bodies: list[Json] = []
        self.requests: list[tuple[str, Json]] = []

    @property
    def recorder(self) -> Recorder:
        """Return the recorder of the next action."""
        return Recorder("scorer", "scorer_neutral", f"nonce-{len(self.planned):04}", NOW)

    def replay(self, action: Action) -> Planned:
        """Plan an action of another log as an app would send it."""
        number = action.innings_number
        if isinstance(action, Delivery):
            state = self.log.state()
            assert state.current is not None
            return self.ball(number, **ball_body(action, known_next_ball(state, state.current)))
        body = {
            name: value for name, value in action.to_document().items() if name not in PLACE_FIELDS
        }
        path = f"/innings/{self.log.match_id}:{number}"
        match action.type:
            case ActionType.INNINGS_STARTED:
                body = without_type(body) | {"matchId": self.log.match_id, "inningsNumber": number}
                opening = Opening.model_validate(self.record_request("/innings", body))
                return self.add(plan_opening(self.log, opening, self.recorder))
            case ActionType.INNINGS_CLOSED:
                close = Close.model_validate(self.record_request(f"{path}/end", without_type(body)))
                return self.add(plan_close(self.log, number, close, self.recorder))
        fact = Fact.model_validate(self.record_request(f"{path}/facts", body))
        return self.add(plan_fact(self.log, number, fact, self.recorder))

    def ball(self, number: int = 1, corrects: str | None = None, **body: Any) -> Planned:
        """Plan a ball."""
        self.ball_bodies.append(
            self.record_request(f"/innings/{self.log.match_id}:{number}/balls", body)
        )
        ball = Ball.model_validate(body)
        return self.add(plan_ball(self.log, number, ball, self.recorder, corrects))

    def record_request(self, path: str, body: Json) -> Json:
        """Store the request of an action, and return its body."""
        self.requests.append((path, body))
        return body

    def add(self, planned: Planned) -> Planned:
        """Add a planned action to the log, as Firestore would store it."""
        place = parse_action_id(planned.id)
        self.log = self.log.with_documents({place: with_times(planned.document, NOW)})
        self.planned.append(planned)
        return planned


@cache
def replay_match(name: str, folder: Path = FOLDER) -> MatchPlanner:
    """Return a match of the repository, replayed from its first action to its last."""
    match = load_match(folder / f"{name}.log")
    planner = MatchPlanner(match.inputs)
    for action in match.actions:
        planner.replay(action)
    return planner
