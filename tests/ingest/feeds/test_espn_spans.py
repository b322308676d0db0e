"""Tests that a page of details covers only what it certainly contains completely: a ball entered
late is listed where it was entered, not where it was bowled."""

from __future__ import annotations

import asyncio
import copy
from typing import Any

import httpx
import pytest

from devtools.feeds.server import FakeFeeds
from scrbrd.domain.fold import fold_log
from scrbrd_ingest.cricket_follower import CricketFeed, CricketFollower
from scrbrd_ingest.feeds import espn
from scrbrd_ingest.feeds.espn import EspnCricket
from scrbrd_ingest.feeds.http import create_client
from scrbrd_ingest.log.id_mapping import MappingKind
from scrbrd_ingest.model import WHOLE_MATCH, Observation, Place, Span, Tier
from tests.ingest.feeds.answers import NOW, fixture
from tests.ingest.feeds.following import http_of
from tests.ingest.memory import FixedSelector, MemoryLog
from tests.ingest.provider_events import committed_matches

MATCH = "1386111"


def parse_page(text: str, **changes: Any) -> Observation:
    """Read the third of three pages, with balls such as `15.4` (over 1-based) in this order.

    `2:1.1` is of the second innings, `15.4+1` is an event after the ball.
    """
    value = fixture("espn_details")
    ball, event_after_ball = value["items"][0], value["items"][2]
    items = []
    for number, each in enumerate(text.split()):
        innings, _, rest = each.rpartition(":")
        over, _, at = rest.partition(".")
        balls, _, part = at.partition("+")
        item = copy.deepcopy(event_after_ball if part else ball)
        item |= {"id": f"{number}", "period": int(innings or 1), "part": int(part or 0)}
        item["over"] |= {"number": int(over), "ball": int(balls)}
        items.append(item)
    counts = {"pageIndex": 3, "pageCount": 3, "count": 50 + len(items), "items": items}
    return espn.parse("1", [value | counts | changes], NOW, is_whole=False)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("15.4 15.5 15.6 16.1", Place(1, 14, 5)),
        ("15.6 15.6+1 16.1", Place(1, 14, 6, 1)),
        ("20.5 20.6 2:1.0+1 2:1.1 2:1.2", Place(1, 19, 6)),
        ("15.4 15.5 15.6 16.1 8.3", None),
        ("15.4 15.5 8.3 15.6 16.1", None),
        ("8.3 15.4 15.5 15.6", Place(1, 14, 4)),
        ("8.3 8.4 15.4 15.5 15.6", Place(1, 14, 4)),
        ("15.5 16.1 16.2", Place(1, 15, 1)),
        ("15.4 15.4 15.6 16.1", Place(1, 14, 4)),
        ("16.1 15.6 15.5 15.4", None),
        ("15.4", None),
        ("", None),
    ],
    ids=lambda each: str(each) if isinstance(each, str) else "",
)
def test_a_page_of_consecutive_items_covers_from_its_second_item_on(
    text: str, first: Place | None
) -> None:
    assert parse_page(text).covers == (None if first is None else Span(first=first))


def test_the_only_page_covers_the_whole_match_in_any_order() -> None:
    assert parse_page("15.4 15.5 8.3", pageIndex=1, pageCount=1).covers == WHOLE_MATCH


@pytest.mark.parametrize(
    ("text", "since", "is_reached"),
    [
        ("15.4 15.5 15.6", Place(1, 14, 4), True),
        ("15.4 15.5 15.6", Place(1, 14, 3), False),
        ("15.4 15.5 15.6 8.3", Place(1, 14, 4), True),
        ("15.4 15.5 15.6 8.3", Place(1, 9, 1), False),
        ("8.3 15.4 15.5 15.6", Place(1, 9, 1), False),
        ("15.6 15.4 15.5", Place(1, 14, 4), True),
        ("", Place(1, 9, 1), True),
    ],
)
def test_a_late_ball_does_not_extend_a_page_backwards(
    text: str, since: Place, is_reached: bool
) -> None:
    assert espn.reaches(parse_page(text), since) is is_reached


class LateBallTransport(httpx.AsyncBaseTransport):
    """The fake feeds, with one ball of the eighth over listed as the newest item of all."""

    def __init__(self, feeds: FakeFeeds) -> None:
        self.inner = httpx.ASGITransport(feeds.application(), raise_app_exceptions=False)
        self.late_item: Any = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        response = await self.inner.handle_async_request(request)
        body = httpx.Response(200, content=await response.aread()).json()
        for item in list(body["items"]):
            over = item["over"]
            if (item["period"], over["number"], over["ball"]) == (1, 8, 3) and "batsman" in item:
                self.late_item = item
                body["items"].remove(item)
        if body["pageIndex"] == body["pageCount"] and self.late_item is not None:
            body["items"].append(self.late_item)
        return httpx.Response(200, json=body)


def test_an_old_ball_listed_last_does_not_make_the_score_go_back_and_forth() -> None:
    log = committed_matches()[MATCH]
    feeds = FakeFeeds()
    provider_match_ids = feeds.add_match(log)
    store = MemoryLog(log.inputs.setup)
    store.maps_every_id = False
    for each in feeds.ids("espn", MATCH).mappings():
        if each["kind"] != "match":
            store.mappings["espn", (MappingKind(each["kind"]), each["providerId"])] = each["id"]

    async def follow() -> list[int]:
        async with create_client(LateBallTransport(feeds)) as client:
            source = EspnCricket(http_of(feeds, "espn", client))
            feed = CricketFeed(source, provider_match_ids["espn"])
            clock = feeds.clock.now
            follower = CricketFollower(MATCH, {"espn": feed}, FixedSelector("espn"), store, clock)
            feeds.clock.step(1_600)
            balls = []
            for _ in range(60):
                feeds.clock.step(1)
                await follower.poll(Tier.EVENTS, 1)
                state, _ = fold_log(log.inputs.setup, list(store.known.log.values()))
                balls.append(sum(each.legal_balls for each in state.innings))
            return balls

    balls = asyncio.run(follow())
    assert balls == sorted(balls)
    assert not any(each.is_voided for each in store.known.log.values())
    assert len(store.known.log) < 60
