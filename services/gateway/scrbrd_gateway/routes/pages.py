"""The route that answers with the page of a match, called by Firebase Hosting."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import APIRouter, Request, Response
from google.api_core.exceptions import GoogleAPIError

from scrbrd_gateway.answers import Answer, CachePolicy, digest, respond
from scrbrd_gateway.gateway import gateway_of
from scrbrd_gateway.ports import TooManyRooms, UnknownMatch
from scrbrd_gateway.preview import with_preview
from scrbrd_gateway.problems import DOCUMENT
from scrbrd_gateway.routes.rest import PROBLEM, MatchId
from scrbrd_gateway.web.pages_site import PagesSite

LOG = logging.getLogger(__name__)

MEDIA_TYPE = "text/html"
TEXT: dict[str, Any] = {MEDIA_TYPE: {"schema": {"type": "string"}}}


def router(site: PagesSite) -> APIRouter:
    """Return the route for the pages of a site."""
    routes = APIRouter(default_response_class=Response)

    @routes.get(
        "/m/{match_id}",
        tags=["pages"],
        responses={
            200: {"description": "The page", "content": TEXT},
            304: {"description": "`If-None-Match` names this version"},
            404: {
                "description": "There is no such match, or `GATEWAY_SITE` is not set",
                "content": TEXT | DOCUMENT,
            },
            429: PROBLEM | {"description": "More requests of this address than the rate allows"},
            503: PROBLEM | {"description": "The pages do not answer"},
        },
    )
    async def match_page(request: Request, match_id: MatchId) -> Response:
        """Answer with the spectators' page of a match, its score in the title and the description.

        Programs that build the preview of a link run no scripts and read only these. While the
        database does not answer, they are those of the hosted page.
        """
        page, status = await site.match_page(), 200
        html = page.html
        try:
            html = with_preview(html, await gateway_of(request).reads.preview(match_id))
        except UnknownMatch:
            status = 404
        except (GoogleAPIError, TooManyRooms) as error:
            LOG.warning("the page of match %s has no score in its head: %s", match_id, error)
        body = html.encode()
        answer = Answer(body, digest(body), CachePolicy.LIVE, f"{MEDIA_TYPE}; charset=utf-8")
        return respond(request, answer, status, page.headers)

    return routes
