"""Routes for the operators of the process."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from scrbrd_gateway.encoding import encode
from scrbrd_gateway.gateway import gateway_of
from scrbrd_gateway.problems import unavailable
from scrbrd_gateway.routes.rest import PROBLEM
from scrbrd_gateway.web.schemas import ReadyBody

router = APIRouter(tags=["health"], default_response_class=Response)
NO_STORE = {"Cache-Control": "no-store"}


@router.get("/healthz", responses={200: {"model": ReadyBody}})
async def healthz() -> Response:
    """Report that the process runs."""
    return ok_response()


@router.get(
    "/readyz",
    responses={
        200: {"model": ReadyBody},
        503: PROBLEM | {"description": "It ends, or Firestore does not answer"},
    },
)
async def readyz(request: Request) -> Response:
    """Report whether the process accepts requests: Firestore answers, and the process is not
    ending."""
    gateway = gateway_of(request)
    if gateway.draining.has_begun:
        raise unavailable("the process ends")
    await gateway.reads.ping()
    return ok_response()


def ok_response() -> Response:
    """Return an answer with status `ok_response`."""
    return Response(encode({"status": "ok"}), headers=NO_STORE, media_type="application/json")
