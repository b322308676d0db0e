"""Handles the requests for matches under DUAL and TRIPLE: entries of books, and disputes."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from scrbrd.domain.document import MAX_INNINGS
from scrbrd_gateway.scoring.answers import (
    BallsAnswer,
    DisputesAnswer,
    RecordAnswer,
    RulingAnswer,
    balls_answer,
)
from scrbrd_gateway.scoring.bodies import NOTHING, Entry, Resolution, Undo
from scrbrd_gateway.scoring.planning import plan_entry
from scrbrd_gateway.scoring.rulings import Officials
from scrbrd_gateway.scoring.service import Destination, Scoring
from scrbrd_gateway.scoring.web import (
    CREATED,
    OK,
    Callers,
    Credentials,
    Key,
    OverQuery,
    Verify,
    repeat_responses,
    split_id,
    with_status,
)


def add_book_routes(api: APIRouter, scoring: Scoring, verify: Verify) -> None:
    """Add the routes for books, and for the disputes between them."""
    routes = BookRoutes(scoring, verify)
    repeats = repeat_responses(RecordAnswer)
    api.post("/scoring/events", status_code=CREATED, responses=repeats)(routes.add_entry)
    api.get("/scoring/events")(routes.entries)
    api.post("/scoring/events/{entry_id}/void")(routes.void_entry)
    api.post("/scoring/events/{entry_id}/redo")(routes.redo_entry)
    api.get("/scoring/disputes")(routes.disputes)
    api.post(
        "/scoring/disputes/{dispute_id}/resolve",
        status_code=CREATED,
        responses=repeat_responses(RulingAnswer),
    )(routes.resolve)


class BookRoutes(Callers):
    """The books of matches under DUAL and TRIPLE, and the disputes between them."""

    def __init__(self, scoring: Scoring, verify: Verify) -> None:
        super().__init__(scoring, verify)
        self._officials = Officials(scoring)

    async def add_entry(
        self,
        body: Entry,
        request: Request,
        response: Response,
        credentials: Credentials,
        key: Key = None,
    ) -> RecordAnswer:
        """Write an entry into the caller's own book; the log is made from the books."""
        caller = await self.caller(credentials)
        nonce = self.nonce(caller, key, request, body)
        result = await self.scoring.append(
            Destination(body.match_id, in_books=True), caller, body, nonce,
            lambda log, recorder: plan_entry(log, body, recorder), body.innings_number,
        )  # fmt: skip
        return with_status(result, response)

    async def entries(
        self,
        match: str,
        credentials: Credentials,
        innings: Annotated[int, Query(ge=1, le=MAX_INNINGS)] = 1,
        over: OverQuery = None,
    ) -> BallsAnswer:
        """Return the deliveries in the caller's own book."""
        caller = await self.caller(credentials)
        stored_match = await self.scoring.read(Destination(match, in_books=True), caller)
        return balls_answer(stored_match.log, innings, over)

    async def void_entry(
        self, entry_id: str, credentials: Credentials, body: Undo = NOTHING
    ) -> RecordAnswer:
        """Withdraw an entry of the caller's own book."""
        return await self.set_voided(entry_id, credentials, body, is_voided=True, in_books=True)

    async def redo_entry(
        self, entry_id: str, credentials: Credentials, body: Undo = NOTHING
    ) -> RecordAnswer:
        """Let a withdrawn entry count again."""
        return await self.set_voided(entry_id, credentials, body, is_voided=False, in_books=True)

    async def disputes(
        self, match: str, status: Literal["open", "resolved"] | None = None
    ) -> DisputesAnswer:
        """Return the disputes between the books of a match."""
        return await self._officials.disputes(match, None, status)

    async def resolve(
        self,
        dispute_id: str,
        body: Resolution,
        request: Request,
        response: Response,
        credentials: Credentials,
        key: Key = None,
    ) -> RulingAnswer:
        """Decide a dispute, as an official or an administrator."""
        match_id, name = split_id(dispute_id, "dispute")
        caller = await self.caller(credentials)
        nonce = self.nonce(caller, key, request, body)
        answer, is_new = await self._officials.resolve(match_id, name, caller, body, nonce)
        response.status_code = CREATED if is_new else OK
        return answer
