"""Builds the routes of both sockets and of their description."""

from __future__ import annotations

from fastapi import APIRouter, WebSocket
from starlette.responses import Response

from scrbrd_gateway.metrics import Metrics
from scrbrd_gateway.ports import Rooms
from scrbrd_gateway.presence import FollowerCounts
from scrbrd_gateway.sockets.asyncapi import document_text
from scrbrd_gateway.sockets.connection import Connection
from scrbrd_gateway.sockets.drain import Drain
from scrbrd_gateway.sockets.encoding import Encoder
from scrbrd_gateway.sockets.limits import Addresses, SocketLimits
from scrbrd_gateway.sockets.live import LiveSession
from scrbrd_gateway.sockets.many import ManySession
from scrbrd_gateway.sockets.match_follower import Follower
from scrbrd_gateway.sockets.session import Shared, serve
from scrbrd_gateway.sockets.tokens import Verifier

LIVE = "/api/v1/cricket/ws/matches/{match_id}/live"
MANY = "/v1/ws"


def router(
    rooms: Rooms,
    verifier: Verifier,
    limits: SocketLimits | None = None,
    *,
    metrics: Metrics | None = None,
    drain: Drain | None = None,
    followers: FollowerCounts | None = None,
    encoder: Encoder | None = None,
    addresses: Addresses | None = None,
) -> APIRouter:
    """Return the routes. Every argument left out gets a default of this router's own."""
    limits = limits or SocketLimits()
    metrics = metrics or Metrics()
    followers = followers or FollowerCounts(metrics.rooms.set)
    shared = Shared(
        follower=Follower(rooms, followers, limits, metrics),
        verifier=verifier,
        limits=limits,
        metrics=metrics,
        drain=drain or Drain(),
        addresses=addresses or Addresses(limits),
        encoder=encoder or Encoder(),
    )
    return _routes(shared)


def _routes(shared: Shared) -> APIRouter:
    routes = APIRouter()

    @routes.websocket(LIVE)
    async def live(socket: WebSocket, match_id: str) -> None:
        after = socket.query_params.get("after")

        async def run_session(connection: Connection, token: str | None) -> None:
            await LiveSession(connection, shared, token, match_id, after).run()

        await serve(socket, shared, "live", run_session)

    @routes.websocket(MANY)
    async def many(socket: WebSocket) -> None:
        async def run_session(connection: Connection, token: str | None) -> None:
            await ManySession(connection, shared, token).run()

        await serve(socket, shared, "many", run_session)

    @routes.get("/asyncapi.json", include_in_schema=False)
    async def asyncapi() -> Response:
        return Response(document_text(), media_type="application/json")

    return routes
