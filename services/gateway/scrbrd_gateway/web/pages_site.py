"""Reads the HTML of a match's page from where the pages are hosted, and keeps it for seconds."""

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
"""Where Firebase Hosting has `match.html` itself (`cleanUrls`), which no rewrite answers."""

SECONDS: Final = 10.0
"""A deployment takes away the files that an older page names: so long it may still be given out."""

PASSED_ON: Final = (
    "Cache-Control",
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
)
"""Headers of the page, which `firebase.json` says once for all."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is hosted, with the headers that go with it."""

    html: str
    headers: Mapping[str, str]


class PagesSite:
    """The pages at an origin; "" for none."""

    def __init__(self, origin: str, outward: httpx.AsyncClient) -> None:
        self._origin = origin.rstrip("/")
        self._outward = outward
        self._cache = Cache(1)
        self._last: Page | None = None

    async def match_page(self) -> Page:
        """Return the page of a match; the last one that was read while its origin does not answer.

        Raises a Problem where there is no origin, or none was read yet.
        """
        if not self._origin:
            title = "This gateway serves no pages"
            raise Problem(404, "not_found", "GATEWAY_SITE names no pages", title=title)
        try:
            self._last = await self._cache.get(PAGE, SECONDS, self._read)
        except httpx.HTTPError as error:
            LOG.warning("%s%s: %s", self._origin, PAGE, error)
        if self._last is None:
            raise unavailable("the pages do not answer")
        return self._last

    async def _read(self) -> Page:
        answer = await self._outward.get(f"{self._origin}{PAGE}")
        answer.raise_for_status()
        named = {name: answer.headers.get(name) for name in PASSED_ON}
        return Page(answer.text, {name: value for name, value in named.items() if value})
