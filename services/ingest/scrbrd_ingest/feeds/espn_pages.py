"""Holds pages of ESPN-like details against what was asked for and what they count. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from scrbrd_ingest.feeds.reading import Fields, Unreadable, milliseconds, whole_answer
from scrbrd_ingest.model import FeedEvent, Place
from scrbrd_ingest.ports import BadAnswer, Unavailable

NAME = "espn"
LAST_PAGE = "last"
MOST_PAGES = 400
"""Pages of a match; a Test of five days has about 100."""


def page_count(provider_match_id: str, value: Any) -> int:
    """Return how many pages there are, at most MOST_PAGES. Raises BadAnswer."""
    read = whole_answer(NAME, provider_match_id, lambda: Fields(value).number("pageCount"))
    return min(max(read, 1), MOST_PAGES)


def own_page(provider_match_id: str, asked: str, value: Any) -> Any:
    """Return a page. Raises BadAnswer where it is another than was asked for, a number or `last`;
    one that says no number is believed."""

    def read() -> Any:
        page = Fields(value)
        if not page.has("pageIndex"):
            return value
        told = page.number("pageIndex")
        wanted = page.number("pageCount") if asked == LAST_PAGE else int(asked)
        if max(told, 1) != max(wanted, 1):
            raise Unreadable(f"{page.where('pageIndex')}: is page {told}, {wanted} was asked for")
        return value

    return whole_answer(NAME, provider_match_id, read)


def said_at_of(page: Fields) -> datetime | None:
    """Return when a page was made, by the provider's clock; None where it does not say."""
    return page.child("meta").moment("lastUpdatedAt") if page.has("meta") else None


def order_of(provider_match_id: str, value: Any) -> tuple[int | None, int | None]:
    """Return the number of a page, None where it says none, and by what it is ordered: the
    milliseconds of its clock. Raises BadAnswer."""

    def read() -> tuple[int | None, int | None]:
        page = Fields(value)
        return page.maybe_number("pageIndex"), milliseconds(said_at_of(page))

    return whole_answer(NAME, provider_match_id, read)


def newest_of(pages: Iterable[Fields]) -> int | None:
    """Return the milliseconds of the newest clock of some pages; None where none has one."""
    clocks = (milliseconds(said_at_of(each)) for each in pages)
    return max((each for each in clocks if each is not None), default=None)


def lag_of(page: Fields) -> str:
    """Return what is said of a page that is older than it was had before."""
    return f"page {page.number('pageIndex')}: is older than it was had before"


def require_every_item(provider_match_id: str, pages: Sequence[Any]) -> None:
    """Raise where pages read one after another do not hold every item once: Unavailable where their
    number changed meanwhile, else BadAnswer.

    Items that are appended meanwhile move none of the others. One that is put in or taken away
    before what was read moves others over the edges of pages: they are there twice, or missing.
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
    """Return how many items all pages have together. Raises BadAnswer."""
    return whole_answer(NAME, provider_match_id, lambda: Fields(value).number("count"))


def distinct_items(pages: Sequence[Any]) -> int:
    """Return how many items pages have, each id once. Raises Unreadable."""
    items = [item for page in pages for item in Fields(page).items("items")]
    named = [str(each["id"]) for each in items if isinstance(each, dict) and "id" in each]
    return len({*named}) + len(items) - len(named)


def places_of(items: Sequence[Any], events: Sequence[FeedEvent]) -> list[Place]:
    """Return the places of what was read of a page, in the page's own order."""
    places = {each.id: each.place for each in events}
    names = [str(each.get("id")) for each in items if isinstance(each, dict)]
    return [places[name] for name in names if name in places]


def covered_from(places: Sequence[Place]) -> Place | None:
    """Return from which place on a page, not the first, has every item; None where it has not.

    An item that was entered late stands at the place where it was entered. So the items must be in
    order, and the first of a page does not count: others that lie behind it may be on the page
    before.
    """
    if any(second < first for first, second in pairwise(places)):
        return None
    behind = places[1:]
    return behind[start_of(behind)] if behind else None


def reached(places: Sequence[Place]) -> Place:
    """Return the place that a page reaches back to, late items left out."""
    ordered = sorted(places)
    return ordered[start_of(ordered)]


def start_of(places: Sequence[Place]) -> int:
    """Return the index from which on no over lies between one place and the next."""
    start = len(places) - 1
    while start > 0 and is_near(places[start - 1], places[start]):
        start -= 1
    return start


def is_near(first: Place, second: Place) -> bool:
    """Return whether a place is in the over of another, in the next, or begins the next innings."""
    if second.innings == first.innings:
        return second.over - first.over in (0, 1)
    return second.innings == first.innings + 1 and second.over == 0
