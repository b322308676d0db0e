"""Serves `/v1/ws`: many matches on one socket, each with the requested tiers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from scrbrd.domain.identifiers import can_name_document
from scrbrd_gateway.ports import TemporarilyUnavailable, TooManyRooms, UnknownMatch
from scrbrd_gateway.sockets.channels import TiersChannel
from scrbrd_gateway.sockets.connection import ConnectionGone
from scrbrd_gateway.sockets.match_follower import AddressFull, MatchFull
from scrbrd_gateway.sockets.messages import ErrorCode
from scrbrd_gateway.sockets.requests import Subscribe, Unsubscribe
from scrbrd_gateway.sockets.session import Session

REFUSALS: Final[Mapping[type[Exception], tuple[ErrorCode, str]]] = {
    UnknownMatch: (ErrorCode.UNKNOWN_MATCH, "no match that is scored has this id"),
    MatchFull: (ErrorCode.SUBSCRIPTION_LIMIT, "as many as may follow this match here"),
    AddressFull: (
        ErrorCode.SUBSCRIPTION_LIMIT, "this address follows as many matches as it may",
    ),
    TooManyRooms: (
        ErrorCode.SUBSCRIPTION_LIMIT,
        "this process watches as many matches as it may; connect again for another",
    ),
}  # fmt: skip
"""Errors for a match that cannot be followed. The client's other subscriptions continue."""


class ManySession(Session):
    """One client with its subscriptions, each followed by a task of its own.

    The data is public, as it is for REST and event streams, so no client needs a token.
    """

    is_public = True

    async def handle_session(self) -> None:
        """Subscribe and unsubscribe as the client requests."""
        async with asyncio.TaskGroup() as group:
            subscriptions = Subscriptions(self, group)
            await self._handle_requests(subscriptions)
            await subscriptions.end_all()

    async def _handle_requests(self, subscriptions: Subscriptions) -> None:
        try:
            while True:
                request = await self.next_request()
                if isinstance(request, Subscribe):
                    await subscriptions.subscribe(request)
                elif isinstance(request, Unsubscribe):
                    await subscriptions.end(request.match_id)
        except ConnectionGone:
            return


class Subscriptions:
    """The matches that a client follows."""

    def __init__(self, session: Session, group: asyncio.TaskGroup) -> None:
        self._session = session
        self._group = group
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def subscribe(self, request: Subscribe) -> None:
        """Follow a match; this replaces an earlier subscription to it."""
        session, match_id = self._session, request.match_id
        if not can_name_document(match_id):
            await self._refuse(match_id, ErrorCode.UNKNOWN_MATCH, "not the id of a match")
            return
        await self.end(match_id)
        most = session.shared.limits.subscriptions
        if len(self._tasks) >= most:
            await self._refuse(match_id, ErrorCode.SUBSCRIPTION_LIMIT, f"at most {most} matches")
            return
        self._tasks[match_id] = self._group.create_task(self._follow(request))

    async def end(self, match_id: str) -> None:
        """Stop following a match."""
        task = self._tasks.pop(match_id, None)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    async def end_all(self) -> None:
        """Stop following all matches."""
        for match_id in tuple(self._tasks):
            await self.end(match_id)

    async def _refuse(self, match_id: str, code: ErrorCode, text: str) -> None:
        await self._session.connection.error(code, text, match_id)

    async def _follow(self, request: Subscribe) -> None:
        try:
            await self._follow_or_refuse(request)
        except ConnectionGone:
            return

    async def _follow_or_refuse(self, request: Subscribe) -> None:
        shared, connection = self._session.shared, self._session.connection
        match_id = request.match_id
        channel = TiersChannel(connection, shared.encoder, match_id, request.tiers)
        try:
            follow = shared.follower.follow
            connection.end(await follow(match_id, request.after, channel, connection.use))
        except tuple(REFUSALS) as error:
            self._tasks.pop(match_id, None)
            await self._refuse(match_id, *REFUSALS[type(error)])
        except TemporarilyUnavailable as error:
            connection.close_until_later(error)
