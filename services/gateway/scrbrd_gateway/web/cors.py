"""Adds CORS headers that are right for answers shared by caches."""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from scrbrd_gateway.answers import problem_response
from scrbrd_gateway.problems import problem_of_status


class CachedCors(CORSMiddleware):
    """CORS for public caches.

    Starlette adds its headers only to answers for requests with an Origin. A cache could then give
    a page an answer without them. So every answer gets the headers, or varies by Origin.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request; add the headers to its answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add_headers(MutableHeaders(scope=message))
            await send(message)

        headers = Headers(scope=scope) if scope["type"] == "http" else {}
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif "origin" not in headers:
            await self.app(scope, receive, send_with_headers)
        elif scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await self._preflight(Request(scope))(scope, receive, send)
        else:
            await super().__call__(scope, receive, send_with_headers)

    def _preflight(self, request: Request) -> Response:
        """Return the answer to a preflight request; a refusal is a problem document."""
        answer = self.preflight_response(request.headers)
        if answer.status_code < HTTPStatus.BAD_REQUEST:
            return answer
        problem = problem_of_status(answer.status_code, bytes(answer.body).decode())
        refusal = problem_response(request, problem)
        refusal.raw_headers += [
            each for each in answer.raw_headers if each[0] not in dict(refusal.raw_headers)
        ]
        return refusal

    def _add_headers(self, headers: MutableHeaders) -> None:
        if self.allow_all_origins:
            headers.update(self.simple_headers)
        elif "origin" not in headers.get("vary", "").lower():
            headers.add_vary_header("Origin")
