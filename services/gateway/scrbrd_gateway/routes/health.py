"""Routes for whoever runs the process."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from scrbrd_gateway.encoding import encode
from scrbrd_gateway.gateway import gateway_of
from scrbrd_gateway.problems import unavailable
from scrbrd_gateway.routes.rest import PROBLEM
from scrbrd_gateway.web.schemas import ReadyBody

router = APIRouter(tags=["health"], default_response_class=Response)
NOT_KEPT = {"Cache-Control": "no-store"}


@router.get("/healthz", responses={200: {"model": ReadyBody}})
async def healthz() -> Response:
    """Tell that the process runs."""
    return ok()


@router.get(
    "/readyz",
    responses={
        200: {"model": ReadyBody},
        503: PROBLEM | {"description": "It ends, or Firestore does not answer"},
    },
)
async def readyz(request: Request) -> Response:
    """Tell whether requests may come: Firestore answers, and the process does not end."""
    gateway = gateway_of(request)
    if gateway.draining.has_begun:
        raise unavailable("the process ends")
    await gateway.reads.ping()
    return ok()


def ok() -> Response:
    """Return that all is well."""
    return Response(encode({"status": "ok"}), headers=NOT_KEPT, media_type="application/json")
