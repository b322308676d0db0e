"""Opens a socket, authenticates its client, and handles the requests that both sockets have in
common."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.websockets import WebSocket

from scrbrd_gateway.answers import problem_response
from scrbrd_gateway.metrics import Metrics
from scrbrd_gateway.ports import TemporarilyUnavailable
from scrbrd_gateway.problems import problem_of_status
from scrbrd_gateway.sockets.closes import ADDRESS_FULL, NORMAL, RESTART, UNAUTHORIZED
from scrbrd_gateway.sockets.connection import Connection, ConnectionGone
from scrbrd_gateway.sockets.drain import Drain
from scrbrd_gateway.sockets.encoding import Encoder, dumps
from scrbrd_gateway.sockets.limits import Addresses, SocketLimits
from scrbrd_gateway.sockets.match_follower import Follower
from scrbrd_gateway.sockets.messages import ErrorCode
from scrbrd_gateway.sockets.requests import AnyRequest, Auth, CloseRequest, Ping, read_request
from scrbrd_gateway.sockets.tokens import (
    TokenRefused,
    Verifier,
    offered_token,
    subprotocol_to_accept,
)

PONG = dumps({"type": "pong"})


@dataclass(frozen=True, slots=True)
class Shared:
    """What all sockets of a process share."""

    follower: Follower
    verifier: Verifier
    limits: SocketLimits
    metrics: Metrics
    drain: Drain
    addresses: Addresses
    encoder: Encoder


class Session(ABC):
    """One client on one socket. Subclasses handle the requests of their socket."""

    is_live = False
    is_public = False
    """True if every client is admitted, whatever the limits require of clients without a token."""

    def __init__(self, connection: Connection, shared: Shared, token: str | None) -> None:
        self.connection = connection
        self.shared = shared
        self._token = token
        self.is_admitted = self.is_public or shared.limits.anonymous_allowed
        if self.is_admitted:
            connection.timers.need_no_token()

    async def run(self) -> None:
        """Run the session until either side ends it."""
        try:
            if self._token is not None:
                await self.authenticate(self._token)
            await self.handle_session()
        except ConnectionGone:
            return

    @abstractmethod
    async def handle_session(self) -> None:
        """Handle the session of a client, authenticated or not. May raise ConnectionGone."""

    async def authenticate(self, token: str) -> None:
        """Admit the owner of a token until the token expires. Raises ConnectionGone if the token is
        refused or cannot be verified now."""
        try:
            async with asyncio.timeout(self.shared.limits.auth_seconds):
                identity = await self.shared.verifier.verify(token)
        except TokenRefused as refused:
            await self.connection.error(ErrorCode.UNAUTHORIZED, refused.reason)
            self.connection.end(UNAUTHORIZED)
            raise ConnectionGone from None
        except (TemporarilyUnavailable, TimeoutError) as error:
            self.connection.close_until_later(
                TemporarilyUnavailable(f"tokens cannot be checked: {error}")
            )
            raise ConnectionGone from None
        remaining = identity.expires_at - time.time()
        self.connection.timers.authenticated(time.monotonic() + remaining)
        self.is_admitted = True
        ready = {"type": "ready", "uid": identity.uid, "expiresAt": identity.expires_at}
        await self.connection.send(dumps(ready))

    async def next_request(self) -> AnyRequest:
        """Return the next request that is not handled here. Raises ConnectionGone."""
        while True:
            text = await self.connection.receive()
            request = read_request(text, self.is_live)
            if isinstance(request, str):
                await self.connection.error(ErrorCode.BAD_MESSAGE, request)
            elif isinstance(request, Ping):
                await self.connection.send("pong" if text == "ping" else PONG)
            elif isinstance(request, CloseRequest):
                self.connection.end(NORMAL)
                raise ConnectionGone
            elif isinstance(request, Auth):
                await self.authenticate(request.token)
                return request
            else:
                return request


RunSession = Callable[[Connection, str | None], Awaitable[None]]


async def serve(
    socket: WebSocket, shared: Shared, socket_name: str, run_session: RunSession
) -> None:
    """Accept a socket from an allowed origin, and run its session within the limits of its
    address."""
    origins = shared.limits.origins
    origin = socket.headers.get("origin")
    if origins is not None and origin is not None and origin not in origins:
        problem = problem_of_status(403, "pages of this origin may not open sockets here")
        await socket.send_denial_response(problem_response(socket, problem))
        return
    offered = socket.scope["subprotocols"]
    token = offered_token(offered, socket.query_params.get("token"))
    await socket.accept(subprotocol_to_accept(offered))
    with shared.addresses.connected(socket.client.host if socket.client else "") as use:
        if use is None:
            shared.metrics.closes.labels(str(ADDRESS_FULL.code)).inc()
            await socket.close(ADDRESS_FULL.code, ADDRESS_FULL.reason)
            return
        connection = Connection(socket, shared.limits, shared.metrics, use)
        gauge = shared.metrics.connections.labels(socket_name)
        with shared.drain.open(connection.end), gauge.track_inprogress():
            if shared.drain.has_begun:
                connection.end(RESTART)
            await connection.run(lambda: run_session(connection, token))
