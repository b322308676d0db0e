"""Checks pages of ESPN-like details against the request and their own counts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from scrbrd_ingest.feeds.fields import Fields, Unreadable, milliseconds, whole_answer
from scrbrd_ingest.model import FeedEvent, Place
from scrbrd_ingest.ports import BadAnswer, Unavailable

NAME = "espn"
LAST_PAGE = "last"
MOST_PAGES = 400
"""Maximum number of pages of a match; a Test of five days has about 100."""


def page_count(provider_match_id: str, value: Any) -> int:
    """Return the number of pages, at most MOST_PAGES. Raises BadAnswer."""
    read = whole_answer(NAME, provider_match_id, lambda: Fields(value).number("pageCount"))
    return min(max(read, 1), MOST_PAGES)


def require_requested_page(provider_match_id: str, requested: str, value: Any) -> Any:
    """Return the page. Raises BadAnswer if it is not the requested one, a number or `last`; a page
    without a number is accepted."""

    def read() -> Any:
        page = Fields(value)
        if not page.has("pageIndex"):
            return value
        page_number = page.number("pageIndex")
        wanted = page.number("pageCount") if requested == LAST_PAGE else int(requested)
        if max(page_number, 1) != max(wanted, 1):
            raise Unreadable(
                f"{page.where('pageIndex')}: is page {page_number}, {wanted} was asked for"
            )
        return value

    return whole_answer(NAME, provider_match_id, read)


def made_at(page: Fields) -> datetime | None:
    """Return when a page was made, by the provider's clock; None if it does not say."""
    return page.child("meta").moment("lastUpdatedAt") if page.has("meta") else None


def order_of(provider_match_id: str, value: Any) -> tuple[int | None, int | None]:
    """Return the number of a page (None if it has none), and its order: the milliseconds of its
    clock. Raises BadAnswer."""

    def read() -> tuple[int | None, int | None]:
        page = Fields(value)
        return page.maybe_number("pageIndex"), milliseconds(made_at(page))

    return whole_answer(NAME, provider_match_id, read)


def newest_of(pages: Iterable[Fields]) -> int | None:
    """Return the milliseconds of the newest clock of some pages; None if none has one."""
    clocks = (milliseconds(made_at(each)) for each in pages)
    return max((each for each in clocks if each is not None), default=None)


def lag_fault(page: Fields) -> str:
    """Return the fault text of a page that is older than an earlier version of it."""
    return f"page {page.number('pageIndex')}: is older than an earlier version of it"


def require_every_item(provider_match_id: str, pages: Sequence[Any]) -> None:
    """Raise if pages read one after another do not hold every item exactly once: Unavailable if
    their count changed meanwhile, else BadAnswer.

    Items that are appended meanwhile move no others. An item inserted or removed before the current
    page moves others across page boundaries: they appear twice, or are missing.
    """
    counts = [item_count(provider_match_id, page) for page in pages]
    found = whole_answer(NAME, provider_match_id, lambda: distinct_items(pages))
    if found == counts[-1]:
        return
    match = f"{NAME}, match {provider_match_id}"
    if len({*counts}) > 1:
        raise Unavailable(f"{match}: the pages changed while they were read; ask again")
    raise BadAnswer(f"{match}: {found} items, the count is {counts[-1]}; compare all pages")


def item_count(provider_match_id: str, value: Any) -> int:
    """Return the number of items of all pages together. Raises BadAnswer."""
    return whole_answer(NAME, provider_match_id, lambda: Fields(value).number("count"))


def distinct_items(pages: Sequence[Any]) -> int:
    """Return the number of items in pages, counting each id once. Raises Unreadable."""
    items = [item for page in pages for item in Fields(page).items("items")]
    ids = [str(each["id"]) for each in items if isinstance(each, dict) and "id" in each]
    return len({*ids}) + len(items) - len(ids)


def places_of(items: Sequence[Any], events: Sequence[FeedEvent]) -> list[Place]:
    """Return the places of the events read from a page, in the page's own order."""
    places = {each.id: each.place for each in events}
    names = [str(each.get("id")) for each in items if isinstance(each, dict)]
    return [places[name] for name in names if name in places]


def covered_from(places: Sequence[Place]) -> Place | None:
    """Return the place from which a page, not the first, has every item; None if there is none.

    An item that was entered late is listed where it was entered. So the items must be in order, and
    the first one does not count: others of a later place may be on the page before.
    """
    if any(second < first for first, second in pairwise(places)):
        return None
    after_first = places[1:]
    return after_first[gapless_start(after_first)] if after_first else None


def reaches_back_to(places: Sequence[Place]) -> Place:
    """Return the place that a page reaches back to, ignoring late items."""
    ordered = sorted(places)
    return ordered[gapless_start(ordered)]


def gapless_start(places: Sequence[Place]) -> int:
    """Return the index from which no over is missing between one place and the next."""
    start = len(places) - 1
    while start > 0 and is_near(places[start - 1], places[start]):
        start -= 1
    return start


def is_near(first: Place, second: Place) -> bool:
    """Return True if the second place is in the same over as the first, in the next one, or at the
    beginning of the next innings."""
    if second.innings == first.innings:
        return second.over - first.over in (0, 1)
    return second.innings == first.innings + 1 and second.over == 0
