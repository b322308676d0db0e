"""Reads the HTML of a match's page from where the pages are hosted, and caches it for seconds."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import httpx

from scrbrd_gateway.cache import Cache
from scrbrd_gateway.problems import Problem, unavailable

LOG = logging.getLogger(__name__)

PAGE: Final = "/match"
"""The path of `match.html` at Firebase Hosting (`cleanUrls`), which no rewrite answers."""

CACHE_SECONDS: Final = 10.0
"""How long a page is cached. A deployment removes the files that an older page names, so it must
not be served for long."""

FORWARDED_HEADERS: Final = (
    "Cache-Control",
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
)
"""Headers of the page that are forwarded: `firebase.json` defines them once for all."""


@dataclass(frozen=True, slots=True)
class Page:
    """A hosted page with its forwarded headers."""

    html: str
    headers: Mapping[str, str]


class PagesSite:
    """The pages at an origin; "" for none."""

    def __init__(self, origin: str, http_client: httpx.AsyncClient) -> None:
        self._origin = origin.rstrip("/")
        self._http_client = http_client
        self._cache = Cache(1)
        self._last: Page | None = None

    async def match_page(self) -> Page:
        """Return the page of a match; the last version that was read while its origin does not
        answer.

        Raises a Problem if there is no origin, or if no page was read yet.
        """
        if not self._origin:
            title = "This gateway serves no pages"
            raise Problem(404, "not_found", "GATEWAY_SITE names no pages", title=title)
        try:
            self._last = await self._cache.get(PAGE, CACHE_SECONDS, self._read)
        except httpx.HTTPError as error:
            LOG.warning("%s%s: %s", self._origin, PAGE, error)
        if self._last is None:
            raise unavailable("the pages do not answer")
        return self._last

    async def _read(self) -> Page:
        answer = await self._http_client.get(f"{self._origin}{PAGE}")
        answer.raise_for_status()
        named = {name: answer.headers.get(name) for name in FORWARDED_HEADERS}
        return Page(answer.text, {name: value for name, value in named.items() if value})
