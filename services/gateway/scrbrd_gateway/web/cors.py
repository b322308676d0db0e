"""Lets pages of other origins read answers that caches keep for all."""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from scrbrd_gateway.answers import problem_response
from scrbrd_gateway.problems import of_status


class CachedCors(CORSMiddleware):
    """CORS for public caches: what Starlette says to requests with an Origin alone is said to all,
    or the answer is one of an Origin. Else a page would get what a cache kept of another asker."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._say(MutableHeaders(scope=message))
            await send(message)

        headers = Headers(scope=scope) if scope["type"] == "http" else {}
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif "origin" not in headers:
            await self.app(scope, receive, told)
        elif scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await self._preflight(Request(scope))(scope, receive, send)
        else:
            await super().__call__(scope, receive, told)

    def _preflight(self, request: Request) -> Response:
        """Return what a browser is told before it asks; a refusal says why."""
        answer = self.preflight_response(request.headers)
        if answer.status_code < HTTPStatus.BAD_REQUEST:
            return answer
        problem = of_status(answer.status_code, bytes(answer.body).decode())
        refusal = problem_response(request, problem)
        refusal.raw_headers += [
            each for each in answer.raw_headers if each[0] not in dict(refusal.raw_headers)
        ]
        return refusal

    def _say(self, headers: MutableHeaders) -> None:
        if self.allow_all_origins:
            headers.update(self.simple_headers)
        elif "origin" not in headers.get("vary", "").lower():
            headers.add_vary_header("Origin")
