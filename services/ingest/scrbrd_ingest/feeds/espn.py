"""Reads an ESPN-like cricket play-by-play: pages of details, scores as text, no mark of revisions.

A revised ball keeps its id and has new content. `sequence` is innings, over and ball in one number
(301404: innings 3, over index 14, ball 4), `over.number` is 1-based, `over.ball` counts every
delivery, dates are not ISO times. Which fields were observed and which are invented:
docs/ingest-feeds.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from scrbrd.domain.vocabulary import ActionType, WicketType
from scrbrd_ingest.feeds.connector import Feed
from scrbrd_ingest.feeds.espn_pages import (
    LAST_PAGE,
    NAME,
    covered_from,
    lag_fault,
    made_at,
    newest_of,
    order_of,
    page_count,
    places_of,
    reaches_back_to,
    require_every_item,
    require_requested_page,
)
from scrbrd_ingest.feeds.facts import Facts, Fielder, wicket_body
from scrbrd_ingest.feeds.fields import (
    Fields,
    as_text,
    boundary_of,
    delivery_of,
    event_of,
    milliseconds,
    read_each,
    whole_answer,
)
from scrbrd_ingest.feeds.http import FeedHttp, Fetched
from scrbrd_ingest.feeds.identity import require_event
from scrbrd_ingest.feeds.part_order import PartOrder
from scrbrd_ingest.feeds.parts import PartsCache, fetch_with_retries
from scrbrd_ingest.model import (
    WHOLE_MATCH,
    FeedEvent,
    InningsTotal,
    Observation,
    Phase,
    Place,
    Span,
)
from scrbrd_ingest.ports import FeedRequest, RequestScope

PHASES = {"pre": Phase.SCHEDULED, "in": Phase.LIVE, "post": Phase.FINISHED}
NAMED_PHASES = {
    "STATUS_DELAYED": Phase.SUSPENDED,
    "STATUS_RAIN_DELAY": Phase.SUSPENDED,
    "STATUS_SUSPENDED": Phase.SUSPENDED,
    "STATUS_POSTPONED": Phase.SCHEDULED,
    "STATUS_CANCELED": Phase.CANCELLED,
    "STATUS_HALFTIME": Phase.BREAK,
    "STATUS_INNINGS_BREAK": Phase.BREAK,
}

DISMISSALS = {
    "bowled": WicketType.BOWLED,
    "caught": WicketType.CAUGHT,
    "leg before wicket": WicketType.LBW,
    "lbw": WicketType.LBW,
    "run out": WicketType.RUN_OUT,
    "stumped": WicketType.STUMPED,
    "hit wicket": WicketType.HIT_WICKET,
    "handled the ball": WicketType.HANDLED_BALL,
    "obstructing the field": WicketType.OBSTRUCTING_FIELD,
    "hit the ball twice": WicketType.HIT_BALL_TWICE,
    "timed out": WicketType.TIMED_OUT,
    "retired out": WicketType.RETIRED_OUT,
    "retired hurt": WicketType.RETIRED_HURT,
    "retired not out": WicketType.RETIRED_NOT_OUT,
}

EXTRAS = {
    "wide": "wide",
    "noBall": "noBall",
    "byes": "bye",
    "legByes": "legBye",
    "penalty": "penalty",
}
"""Runs of each kind in the item's `over`; the numbers there are those of the ball."""


def athlete(value: Any, path: str) -> str:
    """Return the id at the end of `{"$ref": ".../athletes/1234"}`. Raises Unreadable."""
    return last_part(Fields(value, path), "$ref")


def team(value: Any, path: str) -> str:
    """Return the id at the end of `{"$ref": ".../teams/12"}`. Raises Unreadable."""
    return last_part(Fields(value, path), "$ref")


def last_part(fields: Fields, name: str) -> str:
    """Return the last part of an address, without its query. Raises Unreadable."""
    address = fields.text(name).partition("?")[0]
    return as_text(address.rstrip("/").rpartition("/")[2], fields.where(name))


FACTS = Facts(
    types={
        "innings start": ActionType.INNINGS_STARTED,
        "innings end": ActionType.INNINGS_CLOSED,
        "out without a ball": ActionType.BATTER_DISMISSED,
        "retired": ActionType.BATTER_RETIRED,
        "batter returns": ActionType.BATTER_RESUMED,
        "batter in": ActionType.BATTER_ARRIVED,
        "bowler suspended": ActionType.BOWLER_SUSPENDED,
        "penalty runs": ActionType.PENALTY_AWARDED,
        "target revised": ActionType.TARGET_REVISED,
        "play stopped": ActionType.PLAY_STOPPED,
        "play resumed": ActionType.PLAY_RESUMED,
        "substitution": ActionType.PLAYER_REPLACED,
        "match end": ActionType.MATCH_CLOSED,
    },
    dismissals=DISMISSALS,
    name=lambda ours: ours.removesuffix("Id") if ours.endswith("Id") else ours,
    person=athlete,
    team=team,
)


class EspnCricket:
    """The connector: requests the last page of the details, or all of them."""

    name = NAME

    def __init__(self, http: FeedHttp) -> None:
        self.http = http
        self.parts = PartsCache(http.clock)
        self.order = PartOrder(http.clock)

    async def observe(self, provider_match_id: str, request: FeedRequest) -> Observation:
        """Return the provider's current data. Raises ProviderError.

        The last page has the latest events. If it does not reach back to `since`, and for an over,
        all pages are requested.
        """
        self.order.set_initial(provider_match_id, request.newest)
        last = await self._fetch_page(provider_match_id, LAST_PAGE)
        self._is_older(provider_match_id, last.value)
        if request.scope is RequestScope.LATEST and request.over is None:
            if page_count(provider_match_id, last.value) == 1:
                require_every_item(provider_match_id, [last.value])
            found = parse(provider_match_id, [last.value], last.received_at, is_whole=False)
            if reaches(found, request.since):
                return found
        return await self._read_all_pages(provider_match_id, last.value)

    async def _read_all_pages(self, provider_match_id: str, last: Any) -> Observation:
        """Read all pages, as many as the first one states, or the last one if the first is
        outdated.

        Raises Unavailable if the pages moved while they were read, BadAnswer if they lack items.
        Outdated pages are neither counted nor read.
        """
        first = await fetch_with_retries(partial(self._fetch_page, provider_match_id, "1"))
        pages, received_at = [first.value], first.received_at
        is_older = self._is_older(provider_match_id, first.value)
        count = page_count(provider_match_id, last if is_older else first.value)
        for number in range(2, count + 1):
            page = await self.parts.get(
                provider_match_id,
                f"{number}",
                partial(self._fetch_page, provider_match_id, f"{number}"),
                is_cacheable=number < count - 1,
            )
            pages.append(page.value)
        self.parts.forget(provider_match_id)
        # The last page sets the order of the answer; `changes.is_older` judges it.
        older = [self._is_older(provider_match_id, each) for each in pages[:-1]]
        self._is_older(provider_match_id, pages[-1])
        if not any(older):
            require_every_item(provider_match_id, pages)
        return parse(provider_match_id, pages, received_at, is_whole=True, older=older)

    def _is_older(self, provider_match_id: str, value: Any) -> bool:
        """Return True if a page is older than an earlier version; otherwise record its order."""
        number, order = order_of(provider_match_id, value)
        return number is not None and self.order.is_older(provider_match_id, f"{number}", order)

    async def _fetch_page(self, provider_match_id: str, page: str) -> Fetched:
        return await self.http.get(
            f"/events/{provider_match_id}/competitions/{provider_match_id}/details",
            {"page": page},
            read=partial(require_requested_page, provider_match_id, page),
        )


def reaches(found: Observation, since: Place | None) -> bool:
    """Return True if no event can be missing between the known ones and the page."""
    if since is None or not found.events:
        return True
    return found.covers == WHOLE_MATCH or reaches_back_to([e.place for e in found.events]) <= since


def parse(
    provider_match_id: str,
    pages: Sequence[Any],
    received_at: datetime,
    is_whole: bool,
    older: Sequence[bool] = (),
) -> Observation:
    """Return the content of pages of details. Raises BadAnswer if they are none.

    A single page covers everything from its second item on if its items are in order of play; if it
    is the only page, it is the whole match. An outdated page (`older`) is left out, and listed
    among the faults.
    """

    def read() -> Observation:
        answers = [Fields(page) for page in pages]
        late_pages = [each for each, is_older in zip(answers, older, strict=False) if is_older]
        items = [item for each in answers if each not in late_pages for item in each.items("items")]
        for place, item in enumerate(items):
            if isinstance(item, dict):
                require_event(Fields(item, f"items[{place}]"), "$ref", provider_match_id)
        newest = answers[-1]
        status = newest.child("status")
        events, faults = read_each(
            (f"items[{place}]", partial(read_item, item)) for place, item in enumerate(items)
        )
        faults += tuple(map(lag_fault, late_pages))
        said_at = made_at(newest)
        is_all = is_whole or newest.number("pageCount") <= 1
        return Observation(
            provider=NAME,
            provider_match_id=provider_match_id,
            received_at=received_at,
            phase=phase_of(status),
            events=events,
            covers=covered_span(places_of(items, events), faults, is_all),
            totals=totals_of(newest),
            sequence=milliseconds(said_at),
            said_at=said_at,
            faults=faults,
            newest=newest_of(answers),
        )

    return whole_answer(NAME, provider_match_id, read)


def covered_span(places: Sequence[Place], faults: tuple[str, ...], is_all: bool) -> Span | None:
    """Return the span of which an answer has every event; None if an item could not be read."""
    if faults:
        return None
    if is_all:
        return WHOLE_MATCH
    first = covered_from(places)
    return None if first is None else Span(first=first)


def phase_of(status: Fields) -> Phase:
    """Return the phase of the match: by the status name if it is more specific than the state."""
    kind = status.child("type")
    named = NAMED_PHASES.get(kind.maybe_text("name") or "")
    return named or PHASES.get(kind.text("state"), Phase.LIVE)


def totals_of(answer: Fields) -> tuple[InningsTotal, ...]:
    """Return the totals of the innings so far."""
    return tuple(
        InningsTotal(
            each.number("period"),
            each.number("runs"),
            each.number("wickets"),
            each.maybe_number("balls"),
        )
        for each in answer.maybe_children("linescores")
    )


def read_item(value: Any) -> FeedEvent | None:
    """Return one item as an event; None for kinds that the log does not use. Raises Unreadable."""
    item = Fields(value, "item")
    kind = item.child("playType").text("description")
    if kind in FACTS.types:
        return read_fact(item, FACTS.types[kind])
    if not item.has("batsman"):
        return None
    over = item.child("over")
    place = Place(item.number("period"), over.number("number") - 1, over.number("ball"))
    return event_of(item.text("id"), place, read_ball(item, over, place), item.moment("date"))


def read_fact(item: Fields, kind: ActionType) -> FeedEvent:
    """Return an event that is no delivery, with its place, and its order there in `part`."""
    over = item.child("over")
    place = Place(
        item.number("period"),
        max(0, over.number("number") - 1),
        over.number("ball"),
        item.maybe_number("part") or 0,
    )
    action = FACTS.action(kind, item.child("fact"))
    return event_of(item.text("id"), place, action, item.moment("date"))


def read_ball(item: Fields, over: Fields, place: Place) -> Mapping[str, Any]:
    """Return the body of a delivery. Raises Unreadable."""
    extras = {ours: over.maybe_number(theirs) or 0 for theirs, ours in EXTRAS.items()}
    runs = item.child("batsman").number("runs")
    dismissal = item.child("dismissal") if item.has("dismissal") else None
    is_out = dismissal is not None and dismissal.flag("dismissal")
    return delivery_of(
        place,
        {
            "strikerId": person_of(item, "batsman"),
            "nonStrikerId": person_of(item, "otherBatsman") if item.has("otherBatsman") else "",
            "bowlerId": person_of(item, "bowler"),
            "runsOffBat": runs,
            "extras": extras,
            "boundary": boundary_of(runs, item.flag("boundary") if item.has("boundary") else None),
            "runsRun": item.maybe_number("runsRun"),
            "notCounted": over.flag("notCounted"),
            "overBalls": over.maybe_number("ballsCounted"),
            "bowlingAngle": item.child("bowler").maybe_text("angle"),
            "wicket": wicket_of(dismissal) if dismissal is not None and is_out else None,
        },
    )


def person_of(item: Fields, name: str) -> str:
    """Return the id in `{"athlete": {"$ref": ...}}`. Raises Unreadable."""
    inner = item.child(name)
    return athlete(inner.value.get("athlete"), inner.where("athlete"))


def wicket_of(dismissal: Fields) -> dict[str, Any]:
    """Return the wicket of a dismissal. Raises Unreadable."""
    fielders = [dismissal.child("fielder")] if dismissal.has("fielder") else []
    return wicket_body(
        FACTS.dismissal(dismissal.value.get("type"), dismissal.where("type")),
        person_of(dismissal, "batsman"),
        [fielder_of(each) for each in (*fielders, *dismissal.maybe_children("otherFielders"))],
        dismissal.text("end") if dismissal.has("end") else None,
        dismissal.flag("crossed") if dismissal.has("crossed") else None,
    )


def fielder_of(fielder: Fields) -> Fielder:
    """Return a fielder of a dismissal. Raises Unreadable."""
    player = athlete(fielder.value.get("athlete"), fielder.where("athlete"))
    return Fielder(player, fielder.flag("isAssist"), fielder.flag("isSubstitute"))


FEED = Feed("espn", lambda parts: EspnCricket(parts.http()))
