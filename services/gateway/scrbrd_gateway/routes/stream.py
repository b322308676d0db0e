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
    rejection_stream,
)
from scrbrd_gateway.gateway import Gateway, gateway_of
from scrbrd_gateway.ports import TooManyRooms, UnknownMatch
from scrbrd_gateway.routes.rest import NO_MATCH, PROBLEM, MatchId

LOG = logging.getLogger(__name__)
router = APIRouter(prefix="/v1", default_response_class=Response)
CURSOR = "the id of the last event received; `earliest`: before the first"


class TooManyStreams(Exception):
    """The process has as many open streams as it may, or the address as many connections."""


@router.get(
    "/matches/{match_id}/stream",
    tags=["matches"],
    responses={
        200: {
            "description": "`start`, `score` and `ticker`, then `feed` events, each with an id;"
            " `end`, which comes alone if the process is ending, is full, or cannot read the"
            " missed events",
            "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
        },
        404: PROBLEM | {"description": NO_MATCH},
        422: PROBLEM | {"description": "A parameter is invalid"},
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
    """Stream the state of a match, then every change, as server-sent events.

    A client that returns with the id of its last event gets every event since then, once and in
    order. The first event says whether that was possible.
    """
    gateway = gateway_of(request)
    host = request.client.host if request.client else ""
    reason = refusal_reason(gateway, host, match_id)
    if reason is None:
        try:
            async with gateway.rooms.enter(match_id):
                pass  # raises UnknownMatch before the stream begins; the room stays open
        except TooManyRooms:
            reason = FULL
        except UnknownMatch:
            # Raises a more specific problem for a match of another sport.
            await gateway.reads.scored_match(match_id)
            raise
    if reason is not None:
        return EventStream(rejection_stream(reason, gateway.settings.retry))
    return EventStream(stream_parts(gateway, host, match_id, last_event_id or last_event_id_query))


def refusal_reason(gateway: Gateway, host: str, match_id: str) -> str | None:
    """Return why a reader must come back later; None if it can be served.

    The refusal is a stream that ends at once, not 429 or 503: after any answer but 200 a browser's
    EventSource gives up for good.
    """
    if gateway.draining.has_begun:
        return RESTART
    is_full = has_most_streams(gateway) or gateway.process.addresses.is_full(host, match_id)
    return FULL if is_full else None


def has_most_streams(gateway: Gateway) -> bool:
    """Return True if the process has as many open streams as it may."""
    return gateway.metrics.open_streams >= gateway.settings.most_streams


async def stream_parts(
    gateway: Gateway, host: str, match_id: str, last_event_id: str | None
) -> AsyncGenerator[bytes, None]:
    """Yield the frames of a stream, and count the stream while it is open."""
    reason = None
    with gateway.process.addresses.connected(host) as use:
        try:
            if use is None or not use.may_follow(match_id):
                raise TooManyStreams
            with use.follows(match_id):
                async with gateway.rooms.enter(match_id) as room:
                    with open_stream(gateway, match_id):
                        async for part in MatchStream(gateway, room, last_event_id).parts():
                            yield part
        except (TooManyRooms, TooManyStreams):  # other requests were quicker
            reason = FULL
        except GoogleAPIError as error:  # the missed events cannot be read now
            LOG.warning("a stream is closed until later: %s", error)
            reason = UNAVAILABLE
    if reason is not None:
        async for part in rejection_stream(reason, gateway.settings.retry):
            yield part


@contextmanager
def open_stream(gateway: Gateway, match_id: str) -> Iterator[None]:
    """Count an open stream while the context lasts. Raises TooManyStreams."""
    if has_most_streams(gateway):
        raise TooManyStreams
    gateway.metrics.open_streams += 1
    try:
        with gateway.process.followers.follows(match_id):
            yield
    finally:
        gateway.metrics.open_streams -= 1
