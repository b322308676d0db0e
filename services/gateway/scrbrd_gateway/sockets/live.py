"""Serves `/api/v1/cricket/ws/matches/{match_id}/live`: one match, its state and its events."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from scrbrd.domain.identifiers import can_name_document
from scrbrd_gateway.ports import TemporarilyUnavailable, UnknownMatch
from scrbrd_gateway.sockets.channels import LiveChannel
from scrbrd_gateway.sockets.closes import ADDRESS_FULL, MATCH_FULL, UNKNOWN_MATCH, Close
from scrbrd_gateway.sockets.connection import Connection, ConnectionGone
from scrbrd_gateway.sockets.match_follower import AddressFull, MatchFull
from scrbrd_gateway.sockets.requests import Auth
from scrbrd_gateway.sockets.session import Session, Shared

CLOSE_OF_ERROR: Final[Mapping[type[Exception], Close]] = {
    UnknownMatch: UNKNOWN_MATCH,
    MatchFull: MATCH_FULL,
    AddressFull: ADDRESS_FULL,
}
"""The close for each error of a match that cannot be followed."""


class LiveSession(Session):
    """One client that follows one match."""

    is_live = True

    def __init__(
        self,
        connection: Connection,
        shared: Shared,
        token: str | None,
        match_id: str,
        after: str | None,
    ) -> None:
        super().__init__(connection, shared, token)
        self._match_id = match_id
        self._after = after

    async def handle_session(self) -> None:
        """Wait for a token if one is needed, then follow the match and handle requests."""
        while not self.is_admitted:
            request = await self.next_request()
            if isinstance(request, Auth):
                self._after = request.after or self._after
        async with asyncio.TaskGroup() as group:
            is_open = True
            while is_open:
                following = group.create_task(self._follow())
                is_open = await self._handle_requests()
                following.cancel()
                await asyncio.wait([following])

    async def _handle_requests(self) -> bool:
        """Handle requests until the client names a cursor to restart from. Return False if the
        connection is gone first."""
        try:
            while True:
                request = await self.next_request()
                if isinstance(request, Auth) and request.after:
                    self._after = request.after
                    return True
        except ConnectionGone:
            return False

    async def _follow(self) -> None:
        shared, connection = self.shared, self.connection
        channel = LiveChannel(connection, shared.encoder)
        try:
            if not can_name_document(self._match_id):
                raise UnknownMatch(self._match_id)
            follow = shared.follower.follow
            connection.end(await follow(self._match_id, self._after, channel, connection.use))
        except tuple(CLOSE_OF_ERROR) as error:
            connection.end(CLOSE_OF_ERROR[type(error)])
        except TemporarilyUnavailable as error:
            connection.close_until_later(error)
        except ConnectionGone:
            return
