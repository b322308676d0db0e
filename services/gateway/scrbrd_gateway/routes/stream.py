"""The route that streams a match as server-sent events."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response

from scrbrd_gateway.event_stream import MEDIA_TYPE, EventStream, MatchStream
from scrbrd_gateway.gateway import Gateway, gateway_of
from scrbrd_gateway.problems import too_many_connections, unavailable
from scrbrd_gateway.routes.rest import NO_MATCH, PROBLEM, MatchId

router = APIRouter(prefix="/v1", default_response_class=Response)
CURSOR = "the id of the last event that came; `earliest`: before the first"


@router.get(
    "/matches/{match_id}/stream",
    tags=["matches"],
    responses={
        200: {
            "description": "`start`, `score` and `ticker`, then `feed` with an id each; `end`",
            "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
        },
        404: PROBLEM | {"description": NO_MATCH},
        422: PROBLEM | {"description": "A parameter is not as it must be"},
        429: PROBLEM | {"description": "Too many streams and sockets of this address"},
        503: PROBLEM | {"description": "Not available at the moment"},
    },
)
async def stream(
    request: Request,
    match_id: MatchId,
    last_event_id: Annotated[str | None, Header(description=CURSOR)] = None,
    last_event_id_query: Annotated[
        str | None, Query(alias="last_event_id", description="the same, where no header can be set")
    ] = None,
) -> Response:
    """Stream the state of a match, then every change: server-sent events.

    Whoever comes back with the id of the last event gets every one since, once, in order. The first
    event says whether it is so.
    """
    gateway = gateway_of(request)
    if gateway.draining.has_begun:
        raise unavailable("the process ends")
    if gateway.metrics.open_streams >= gateway.settings.most_streams:
        raise unavailable("too many streams are open")
    host = request.client.host if request.client else ""
    if gateway.process.addresses.is_full(host):
        raise too_many_connections()
    async with gateway.rooms.enter(match_id):
        pass  # an unknown match is said before the stream begins; the room stays open meanwhile
    return EventStream(parts(gateway, host, match_id, last_event_id or last_event_id_query))


async def parts(
    gateway: Gateway, host: str, match_id: str, asked: str | None
) -> AsyncGenerator[bytes, None]:
    """Yield a stream, and count it while it is open."""
    async with gateway.rooms.enter(match_id) as room:
        gateway.metrics.open_streams += 1
        try:
            process = gateway.process
            with process.addresses.connected(host), process.watching.follows(match_id):
                async for part in MatchStream(gateway, room, asked).parts():
                    yield part
        finally:
            gateway.metrics.open_streams -= 1
