"""Answers the requests by which a match is scored: `router` is included by the application."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response

from scrbrd_gateway.problems import problem_responses
from scrbrd_gateway.scoring.answers import (
    BallsAnswer,
    InningsAnswer,
    Recorded,
    balls_answer,
    innings_answer,
    innings_of,
)
from scrbrd_gateway.scoring.bodies import NOTHING, Ball, Close, Fact, Opening, Record, Undo
from scrbrd_gateway.scoring.book_routes import add_book_routes
from scrbrd_gateway.scoring.kept_answers import KeptAnswers
from scrbrd_gateway.scoring.planning import (
    closed_already,
    plan_ball,
    plan_close,
    plan_correction,
    plan_fact,
    plan_opening,
)
from scrbrd_gateway.scoring.refusals import tier_of
from scrbrd_gateway.scoring.service import Destination, Scoring
from scrbrd_gateway.scoring.web import (
    CREATED,
    Callers,
    Credentials,
    Key,
    OverAsked,
    ProblemRoute,
    Verify,
    action_named,
    answered,
    innings_named,
    repeat_responses,
)

ROOT: Final = "/api/v1/cricket"
JSON: Final = "application/json"


def router(scoring: Scoring, verify: Verify) -> APIRouter:
    """Return the requests by which a match is scored; `verify` says whose token one is, or raises
    BadToken."""
    routes = Routes(scoring, verify)
    told = problem_responses(400, 401, 403, 404, 409, 415, 422, 503)
    api = APIRouter(prefix=ROOT, route_class=ProblemRoute, tags=["scoring"], responses=told)
    again = repeat_responses(Recorded)
    api.post("/innings", status_code=CREATED, responses=again)(routes.open_innings)
    api.get("/innings/{innings_id}", response_model=InningsAnswer)(routes.innings)
    api.post("/innings/{innings_id}/balls", status_code=CREATED, responses=again)(routes.add_ball)
    api.get("/innings/{innings_id}/balls", response_model=BallsAnswer)(routes.balls)
    api.post("/innings/{innings_id}/facts", status_code=CREATED, responses=again)(routes.add_fact)
    api.post("/innings/{innings_id}/end", status_code=CREATED, responses=again)(routes.end_innings)
    api.post("/balls/{ball_id}/void")(routes.void)
    api.post("/balls/{ball_id}/redo")(routes.redo)
    api.post("/balls/{ball_id}/correct", status_code=CREATED, responses=again)(routes.correct)
    add_book_routes(api, scoring, verify)
    return api


class Routes(Callers):
    """The innings and balls of matches whose scorers write to the log."""

    def __init__(self, scoring: Scoring, verify: Verify) -> None:
        super().__init__(scoring, verify)
        self._kept = KeptAnswers()

    async def open_innings(
        self,
        body: Opening,
        request: Request,
        response: Response,
        credentials: Credentials,
        key: Key = None,
    ) -> Recorded:
        """Open an innings: the next one, with the side whose turn it is, unless the body says."""
        caller = await self.caller(credentials)
        nonce = self.nonce(caller, key, request, body)
        done = await self.scoring.append(
            Destination(body.match_id), caller, body, nonce,
            lambda log, by: plan_opening(log, body, by), body.innings_number,
        )  # fmt: skip
        if done.answer.innings is not None:
            response.headers["Location"] = f"{ROOT}/innings/{done.answer.innings.id}"
        return answered(done, response)

    async def innings(self, innings_id: str) -> Response:
        """Return how an innings stands, what the next ball needs, and the log's head."""
        match_id, number = innings_named(innings_id)
        now = await self.scoring.matches.read(match_id, None)
        tier = tier_of(now.document)
        body = self._kept.get(
            ("innings", match_id, number, tier), (now.log.documents, now.log.inputs),
            lambda: innings_answer(now.log, tier, number),
        )  # fmt: skip
        return Response(body, media_type=JSON)

    async def balls(self, innings_id: str, over: OverAsked = None) -> Response:
        """Return the deliveries of an innings, or of one over of it."""
        match_id, number = innings_named(innings_id)
        now = await self.scoring.matches.read(match_id, None)

        def make() -> BallsAnswer:
            innings_of(now.log.state(), match_id, number)
            return balls_answer(now.log, number, over)

        asked = ("balls", match_id, number, over)
        body = self._kept.get(asked, (now.log.documents, now.log.inputs), make)
        return Response(body, media_type=JSON)

    async def add_ball(
        self,
        innings_id: str,
        body: Ball,
        request: Request,
        response: Response,
        credentials: Credentials,
        key: Key = None,
    ) -> Recorded:
        """Record a ball."""
        match_id, number = innings_named(innings_id)
        caller = await self.caller(credentials)
        nonce = self.nonce(caller, key, request, body)
        done = await self.scoring.append(
            Destination(match_id), caller, body, nonce,
            lambda log, by: plan_ball(log, number, body, by), number,
        )  # fmt: skip
        return answered(done, response)

    async def add_fact(
        self,
        innings_id: str,
        body: Fact,
        request: Request,
        response: Response,
        credentials: Credentials,
        key: Key = None,
    ) -> Recorded:
        """Record what no ball can carry: a retirement, a penalty, a stoppage."""
        match_id, number = innings_named(innings_id)
        caller = await self.caller(credentials)
        nonce = self.nonce(caller, key, request, body)
        done = await self.scoring.append(
            Destination(match_id), caller, body, nonce,
            lambda log, by: plan_fact(log, number, body, by), number,
        )  # fmt: skip
        return answered(done, response)

    async def end_innings(
        self,
        innings_id: str,
        body: Close,
        request: Request,
        response: Response,
        credentials: Credentials,
        key: Key = None,
    ) -> Recorded:
        """End an innings: a declaration, or the end that the score has. One that has ended so is
        left as it is."""
        match_id, number = innings_named(innings_id)
        caller = await self.caller(credentials)
        nonce = self.nonce(caller, key, request, body)
        done = await self.scoring.append(
            Destination(match_id), caller, body, nonce,
            lambda log, by: plan_close(log, number, body, by), number,
            lambda log: closed_already(log, number, body),
        )  # fmt: skip
        return answered(done, response)

    async def void(self, ball_id: str, credentials: Credentials, body: Undo = NOTHING) -> Recorded:
        """Let a ball, or another action, count no longer. It stays in the log."""
        return await self.set_voided(ball_id, credentials, body, is_voided=True)

    async def redo(self, ball_id: str, credentials: Credentials, body: Undo = NOTHING) -> Recorded:
        """Let a ball that was voided count again."""
        return await self.set_voided(ball_id, credentials, body, is_voided=False)

    async def correct(
        self,
        ball_id: str,
        body: Record,
        request: Request,
        response: Response,
        credentials: Credentials,
        key: Key = None,
    ) -> Recorded:
        """Say what a ball should have been; people and place are the ball's where left out."""
        match_id, name = action_named(ball_id)
        caller = await self.caller(credentials)
        nonce = self.nonce(caller, key, request, body)
        number = int(name.partition("_")[0])
        done = await self.scoring.append(
            Destination(match_id), caller, body, nonce,
            lambda log, by: plan_correction(log, body, by, name), number,
        )  # fmt: skip
        return answered(done, response)
