"""Handles the requests for scoring a match; the application includes `router`."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response

from scrbrd_gateway.problems import problem_responses
from scrbrd_gateway.scoring.answers import (
    BallsAnswer,
    InningsAnswer,
    RecordAnswer,
    balls_answer,
    innings_answer,
    innings_of,
)
from scrbrd_gateway.scoring.bodies import NOTHING, Ball, Close, Fact, Opening, Record, Undo
from scrbrd_gateway.scoring.book_routes import add_book_routes
from scrbrd_gateway.scoring.kept_answers import KeptAnswers
from scrbrd_gateway.scoring.planning import (
    existing_close,
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
    OverQuery,
    ProblemRoute,
    Verify,
    parse_ball_id,
    parse_innings_id,
    repeat_responses,
    with_status,
)

ROOT: Final = "/api/v1/cricket"
JSON: Final = "application/json"


def router(scoring: Scoring, verify: Verify) -> APIRouter:
    """Return the routes for scoring a match. `verify` returns the identity of a token, or raises
    BadToken."""
    routes = Routes(scoring, verify)
    errors = problem_responses(400, 401, 403, 404, 409, 415, 422, 503)
    api = APIRouter(prefix=ROOT, route_class=ProblemRoute, tags=["scoring"], responses=errors)
    repeats = repeat_responses(RecordAnswer)
    api.post("/innings", status_code=CREATED, responses=repeats)(routes.open_innings)
    api.get("/innings/{innings_id}", response_model=InningsAnswer)(routes.innings)
    api.post("/innings/{innings_id}/balls", status_code=CREATED, responses=repeats)(routes.add_ball)
    api.get("/innings/{innings_id}/balls", response_model=BallsAnswer)(routes.balls)
    api.post("/innings/{innings_id}/facts", status_code=CREATED, responses=repeats)(routes.add_fact)
    api.post("/innings/{innings_id}/end", status_code=CREATED, responses=repeats)(
        routes.end_innings
    )
    api.post("/balls/{ball_id}/void")(routes.void)
    api.post("/balls/{ball_id}/redo")(routes.redo)
    api.post("/balls/{ball_id}/correct", status_code=CREATED, responses=repeats)(routes.correct)
    add_book_routes(api, scoring, verify)
    return api


class Routes(Callers):
    """The innings and balls of matches whose scorers write to the log."""

    def __init__(self, scoring: Scoring, verify: Verify) -> None:
        super().__init__(scoring, verify)
        self._answers = KeptAnswers()

    async def open_innings(
        self,
        body: Opening,
        request: Request,
        response: Response,
        credentials: Credentials,
        key: Key = None,
    ) -> RecordAnswer:
        """Open an innings: the next one, with the side whose turn it is, unless the body names
        others."""
        caller = await self.caller(credentials)
        nonce = self.nonce(caller, key, request, body)
        result = await self.scoring.append(
            Destination(body.match_id), caller, body, nonce,
            lambda log, recorder: plan_opening(log, body, recorder), body.innings_number,
        )  # fmt: skip
        if result.answer.innings is not None:
            response.headers["Location"] = f"{ROOT}/innings/{result.answer.innings.id}"
        return with_status(result, response)

    async def innings(self, innings_id: str) -> Response:
        """Return the state of an innings, the needs of the next ball, and the log's head."""
        match_id, number = parse_innings_id(innings_id)
        stored_match = await self.scoring.matches.read(match_id, None)
        tier = tier_of(stored_match.document)
        body = self._answers.get(
            ("innings", match_id, number, tier),
            (stored_match.log.documents, stored_match.log.inputs),
            lambda: innings_answer(stored_match.log, tier, number),
            len(stored_match.log.documents),
        )
        return Response(body, media_type=JSON)

    async def balls(self, innings_id: str, over: OverQuery = None) -> Response:
        """Return the deliveries of an innings, or of one of its overs."""
        match_id, number = parse_innings_id(innings_id)
        stored_match = await self.scoring.matches.read(match_id, None)

        def make() -> BallsAnswer:
            innings_of(stored_match.log.state(), match_id, number)
            return balls_answer(stored_match.log, number, over)

        log = stored_match.log
        body = self._answers.get(
            ("balls", match_id, number, over), (log.documents, log.inputs), make, len(log.documents)
        )
        return Response(body, media_type=JSON)

    async def add_ball(
        self,
        innings_id: str,
        body: Ball,
        request: Request,
        response: Response,
        credentials: Credentials,
        key: Key = None,
    ) -> RecordAnswer:
        """Record a ball."""
        match_id, number = parse_innings_id(innings_id)
        caller = await self.caller(credentials)
        nonce = self.nonce(caller, key, request, body)
        result = await self.scoring.append(
            Destination(match_id), caller, body, nonce,
            lambda log, recorder: plan_ball(log, number, body, recorder), number,
        )  # fmt: skip
        return with_status(result, response)

    async def add_fact(
        self,
        innings_id: str,
        body: Fact,
        request: Request,
        response: Response,
        credentials: Credentials,
        key: Key = None,
    ) -> RecordAnswer:
        """Record an action other than a delivery: a retirement, a penalty, a stoppage."""
        match_id, number = parse_innings_id(innings_id)
        caller = await self.caller(credentials)
        nonce = self.nonce(caller, key, request, body)
        result = await self.scoring.append(
            Destination(match_id), caller, body, nonce,
            lambda log, recorder: plan_fact(log, number, body, recorder), number,
        )  # fmt: skip
        return with_status(result, response)

    async def end_innings(
        self,
        innings_id: str,
        body: Close,
        request: Request,
        response: Response,
        credentials: Credentials,
        key: Key = None,
    ) -> RecordAnswer:
        """End an innings: a declaration, or the end that the score shows. An innings that has
        already ended in this way is left as it is."""
        match_id, number = parse_innings_id(innings_id)
        caller = await self.caller(credentials)
        nonce = self.nonce(caller, key, request, body)
        result = await self.scoring.append(
            Destination(match_id), caller, body, nonce,
            lambda log, recorder: plan_close(log, number, body, recorder), number,
            lambda log: existing_close(log, number, body),
        )  # fmt: skip
        return with_status(result, response)

    async def void(
        self, ball_id: str, credentials: Credentials, body: Undo = NOTHING
    ) -> RecordAnswer:
        """Stop a ball, or another action, from counting. It stays in the log."""
        return await self.set_voided(ball_id, credentials, body, is_voided=True)

    async def redo(
        self, ball_id: str, credentials: Credentials, body: Undo = NOTHING
    ) -> RecordAnswer:
        """Let a voided ball count again."""
        return await self.set_voided(ball_id, credentials, body, is_voided=False)

    async def correct(
        self,
        ball_id: str,
        body: Record,
        request: Request,
        response: Response,
        credentials: Credentials,
        key: Key = None,
    ) -> RecordAnswer:
        """Replace a ball by what it should have been. People and place are the ball's own if they
        are left out."""
        match_id, name = parse_ball_id(ball_id)
        caller = await self.caller(credentials)
        nonce = self.nonce(caller, key, request, body)
        number = int(name.partition("_")[0])
        result = await self.scoring.append(
            Destination(match_id), caller, body, nonce,
            lambda log, recorder: plan_correction(log, body, recorder, name), number,
        )  # fmt: skip
        return with_status(result, response)
