"""Lets pages of other origins read answers that caches keep for all."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import Message, Receive, Scope, Send


class CachedCors(CORSMiddleware):
    """CORS for public caches: what Starlette says to requests with an Origin alone is said to all,
    or the answer is one of an Origin. Else a page would get what a cache kept of another asker."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._say(MutableHeaders(scope=message))
            await send(message)

        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif "origin" in Headers(scope=scope):
            await super().__call__(scope, receive, told)
        else:
            await self.app(scope, receive, told)

    def _say(self, headers: MutableHeaders) -> None:
        if self.allow_all_origins:
            headers.update(self.simple_headers)
        elif "origin" not in headers.get("vary", "").lower():
            headers.add_vary_header("Origin")
