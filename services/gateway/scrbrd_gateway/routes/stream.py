"""The route that streams a match as server-sent events."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from google.api_core.exceptions import GoogleAPIError

from scrbrd_gateway.event_stream import (
    FULL,
    MEDIA_TYPE,
    RESTART,
    UNAVAILABLE,
    EventStream,
    MatchStream,
    turning_away,
)
from scrbrd_gateway.gateway import Gateway, gateway_of
from scrbrd_gateway.ports import TooManyRooms, UnknownMatch
from scrbrd_gateway.routes.rest import NO_MATCH, PROBLEM, MatchId

LOG = logging.getLogger(__name__)
router = APIRouter(prefix="/v1", default_response_class=Response)
CURSOR = "the id of the last event that came; `earliest`: before the first"


@router.get(
    "/matches/{match_id}/stream",
    tags=["matches"],
    responses={
        200: {
            "description": "`start`, `score` and `ticker`, then `feed` with an id each; `end`,"
            " which comes alone where the process ends, has no place, or cannot read what was"
            " missed",
            "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
        },
        404: PROBLEM | {"description": NO_MATCH},
        422: PROBLEM | {"description": "A parameter is not as it must be"},
        429: PROBLEM | {"description": "More requests of this address than the rate allows"},
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
    host = request.client.host if request.client else ""
    reason = why_not(gateway, host, match_id)
    if reason is None:
        try:
            async with gateway.rooms.enter(match_id):
                pass  # an unknown match is said before the stream begins; the room stays open
        except TooManyRooms:
            reason = FULL
        except UnknownMatch:
            await gateway.reads.scored(match_id)  # says more of a match of another sport
            raise
    if reason is not None:
        return EventStream(turning_away(reason, gateway.settings.retry))
    return EventStream(parts(gateway, host, match_id, last_event_id or last_event_id_query))


def why_not(gateway: Gateway, host: str, match_id: str) -> str | None:
    """Return why a reader is to come back later, None where there is a place.

    It is said by a stream that ends at once, not by 429 or 503: after any answer but 200 a
    browser's EventSource gives up for good.
    """
    if gateway.draining.has_begun:
        return RESTART
    is_full = gateway.metrics.open_streams >= gateway.settings.most_streams
    return FULL if is_full or gateway.process.addresses.is_full(host, match_id) else None


async def parts(
    gateway: Gateway, host: str, match_id: str, asked: str | None
) -> AsyncGenerator[bytes, None]:
    """Yield a stream, and count it while it is open."""
    process = gateway.process
    with process.addresses.connected(host) as use:
        if use is None or not use.may_follow(match_id):  # another one was quicker
            async for part in turning_away(FULL, gateway.settings.retry):
                yield part
            return
        try:
            with use.follows(match_id):
                async with gateway.rooms.enter(match_id) as room:
                    with counted(gateway, match_id):
                        async for part in MatchStream(gateway, room, asked).parts():
                            yield part
        except GoogleAPIError as error:  # what the reader missed cannot be read now
            LOG.warning("a stream is put off: %s", error)
            async for part in turning_away(UNAVAILABLE, gateway.settings.retry):
                yield part


@contextmanager
def counted(gateway: Gateway, match_id: str) -> Iterator[None]:
    """Count an open stream while the context lasts."""
    gateway.metrics.open_streams += 1
    try:
        with gateway.process.watching.follows(match_id):
            yield
    finally:
        gateway.metrics.open_streams -= 1
