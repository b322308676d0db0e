"""Routes that read leagues and matches."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel

from scrbrd_gateway.answers import respond
from scrbrd_gateway.gateway import gateway_of
from scrbrd_gateway.problems import DOCUMENT
from scrbrd_gateway.web.schemas import (
    EarlierScoreBody,
    LeaguesBody,
    MatchBody,
    ScoreboardBody,
    ScoreBody,
    StatsBody,
    TimelineBody,
)

MOST_EVENTS = 500
MOST_MATCHES = 200

PROBLEM: dict[str, Any] = {"content": DOCUMENT}

MatchId = Annotated[str, Path(description="the id of a match")]
Responses = dict[int | str, dict[str, Any]]

router = APIRouter(prefix="/v1", default_response_class=Response)


def route_responses(body: type[BaseModel], **problems: str) -> Responses:
    """Return the responses of a route for OpenAPI. `problems` are descriptions by `s404`, for
    example."""
    error_responses: Responses = {
        int(name[1:]): PROBLEM | {"description": problems[name]} for name in problems
    }
    return {
        200: {"model": body, "description": "With a strong `ETag`"},
        304: {"description": "`If-None-Match` names this version"},
        **error_responses,
        422: PROBLEM | {"description": "A parameter is invalid"},
        429: PROBLEM | {"description": "More requests of this address than the rate allows"},
        503: PROBLEM | {"description": "Not available at the moment"},
    }


NO_MATCH = "There is no such match"


@router.get("/leagues", tags=["leagues"], responses=route_responses(LeaguesBody))
async def leagues(request: Request) -> Response:
    """List seasons and competitions, grouped by sport."""
    return respond(request, await gateway_of(request).reads.leagues())


@router.get(
    "/leagues/{league_id}/scoreboard",
    tags=["leagues"],
    responses=route_responses(ScoreboardBody, s404="There is no such season or competition"),
)
async def scoreboard(
    request: Request,
    league_id: Annotated[str, Path(description="as listed: `season:2026`, `competition:cup`")],
    limit: Annotated[int, Query(ge=1, le=MOST_MATCHES, description="matches")] = 100,
) -> Response:
    """Return the matches of a season or competition with their scores, the latest first.

    Matches without a date are left out, and so are those that begin in more than two days.
    """
    return respond(request, await gateway_of(request).reads.scoreboard(league_id, limit))


@router.get(
    "/matches/{match_id}", tags=["matches"], responses=route_responses(MatchBody, s404=NO_MATCH)
)
async def match(request: Request, match_id: MatchId) -> Response:
    """Return what was decided about a match: sides, format, toss, result."""
    return respond(request, await gateway_of(request).reads.match(match_id))


@router.get(
    "/matches/{match_id}/score",
    tags=["matches"],
    responses=route_responses(
        ScoreBody, s404="There is no such match, or nothing was scored in it yet"
    ),
)
async def score(request: Request, match_id: MatchId) -> Response:
    """Return the score with all cards; the `ETag` is its version."""
    return respond(request, await gateway_of(request).reads.score(match_id))


@router.get(
    "/matches/{match_id}/timeline",
    tags=["matches"],
    responses=route_responses(
        TimelineBody,
        s400="`after_seq` is no cursor",
        s404=NO_MATCH,
        s410="`after_seq` is not of this feed: begin again without it",
    ),
)
async def timeline(
    request: Request,
    match_id: MatchId,
    after_seq: Annotated[
        str | None,
        Query(max_length=2_200, description="the `cursor` of the page before; none: the beginning"),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_EVENTS, description="documents of the feed")] = 100,
    include_synthetic: Annotated[
        bool,
        Query(description="include events that nobody recorded: ends, milestones"),
    ] = True,
) -> Response:
    """Return the events after a place in the feed, oldest first.

    An action that is voided or corrected comes again in its new version.
    """
    answer = await gateway_of(request).reads.timeline(
        match_id, after_seq, limit, include_synthetic=include_synthetic
    )
    return respond(request, answer)


@router.get(
    "/matches/{match_id}/stats",
    tags=["matches"],
    responses=route_responses(StatsBody, s404=NO_MATCH),
)
async def stats(request: Request, match_id: MatchId) -> Response:
    """Return the contributions of a match to the statistics of players and teams, once it has a
    result."""
    return respond(request, await gateway_of(request).reads.stats(match_id))


@router.get(
    "/matches/{match_id}/at/{action}",
    tags=["matches"],
    responses=route_responses(EarlierScoreBody, s404="There is no such match or action"),
)
async def at(
    request: Request,
    match_id: MatchId,
    action: Annotated[str, Path(description="an action's id", examples=["1_37"])],
) -> Response:
    """Return the score as it was after an action.

    Actions count as they stand now: those voided since do not, and a correction only if it was made
    up to then.
    """
    return respond(request, await gateway_of(request).reads.score_at(match_id, action))
