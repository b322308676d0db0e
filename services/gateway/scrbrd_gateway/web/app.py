"""Builds the application: routes, sockets, limits, error handlers, OpenAPI."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi

from scrbrd_gateway import scoring, sockets
from scrbrd_gateway.gateway import Connect, Process, firestore_gateway
from scrbrd_gateway.identity import Identity, IdentityVerifier
from scrbrd_gateway.problems import ProblemDocument, problem_responses
from scrbrd_gateway.routes import health, pages, rest, stream
from scrbrd_gateway.settings import Settings
from scrbrd_gateway.sockets import Addresses
from scrbrd_gateway.web import errors
from scrbrd_gateway.web.cors import CachedCors
from scrbrd_gateway.web.edge import (
    ClientAddress,
    ConnectionLimit,
    EndOfProcess,
    HeadAsGet,
    RequestRates,
)
from scrbrd_gateway.web.limits import BodyLimits
from scrbrd_gateway.web.pages_site import PagesSite
from scrbrd_gateway.web.request_metrics import RequestMetrics
from scrbrd_gateway.web.sockets import RunningRooms, RunningVerifier, socket_limits

TITLE = "SCRBRD gateway"
VERSION = "1.0.0"
DESCRIPTION = (
    "Matches over plain HTTP and server-sent events, for clients without a Firestore listener."
    " Failures are problem documents (RFC 9457)."
)


HEADERS = ("Authorization", "Content-Type", "Idempotency-Key", "If-None-Match", "Last-Event-ID")
"""Request headers that pages of other origins may send."""


COMMON_PROBLEMS = {
    str(status): answer for status, answer in problem_responses(408, 413, 429, 500).items()
}
"""Problems that every route may answer with, before or after its own work."""


class Application(FastAPI):
    """The gateway's application; `state.gateway` exists while it runs."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document of all routes."""
        if self.openapi_schema is None:
            self.openapi_schema = get_openapi(
                title=TITLE, version=VERSION, description=DESCRIPTION, routes=self.routes
            )
            problem = ProblemDocument.model_json_schema()
            self.openapi_schema["components"]["schemas"]["ProblemDocument"] = problem
            for operations in self.openapi_schema["paths"].values():
                for operation in operations.values():
                    operation["responses"] = COMMON_PROBLEMS | operation["responses"]
        return self.openapi_schema


def create_app(settings: Settings, connect: Connect = firestore_gateway) -> Application:
    """Return the application. `connect` opens its connections when it starts."""
    process = Process(addresses=Addresses(socket_limits(settings)))
    http_client = httpx.AsyncClient(trust_env=False)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with http_client, connect(settings, process) as gateway:
            app.state.gateway = gateway
            app.state.identities = IdentityVerifier(settings.project)
            try:
                yield
            finally:
                app.state.identities.close()

    app = Application(
        title=TITLE, version=VERSION, lifespan=lifespan, docs_url=None, redoc_url=None,
        redirect_slashes=False,
    )  # fmt: skip
    site = PagesSite(settings.site, http_client)
    reads = (health.router, rest.router, stream.router, pages.router(site))
    writes = scoring_router(app, settings, http_client)
    for router in (*reads, writes, sockets_router(app, settings, process)):
        app.include_router(router)
    errors.add_handlers(app)
    # The middleware added last handles a request first.
    app.add_middleware(
        BodyLimits, most_bytes=settings.most_body_bytes, seconds=settings.body_timeout
    )
    app.add_middleware(RequestRates, per_second=settings.requests_per_second)
    app.add_middleware(ConnectionLimit)
    app.add_middleware(EndOfProcess)
    app.add_middleware(
        CachedCors,
        allow_origins=list(settings.origins),
        allow_methods=["GET", "POST"],
        allow_headers=HEADERS,
        expose_headers=["ETag", "Location", "Retry-After"],
        max_age=600,
    )
    app.add_middleware(RequestMetrics)
    app.add_middleware(ClientAddress, proxies=settings.proxies)
    app.add_middleware(HeadAsGet)
    return app


def scoring_router(app: FastAPI, settings: Settings, http_client: httpx.AsyncClient) -> APIRouter:
    """Return the routes for scoring a match, which use the caller's own token."""

    async def verify(token: str) -> Identity:
        verifier: IdentityVerifier = app.state.identities
        return await verifier.verify(token)

    host = scoring.firestore_url(settings.firestore_emulator or None)
    store = scoring.FirestoreRest(host, settings.project, http_client, settings.read_timeout)
    return scoring.router(scoring.Scoring(store), verify)


def sockets_router(app: FastAPI, settings: Settings, process: Process) -> APIRouter:
    """Return the routes of both sockets."""
    return sockets.router(
        RunningRooms(app.state), RunningVerifier(app.state), socket_limits(settings),
        metrics=process.metrics, drain=process.drain, followers=process.followers,
        addresses=process.addresses,
    )  # fmt: skip
