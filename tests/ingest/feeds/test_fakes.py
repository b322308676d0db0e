"""The fakes themselves: real sockets, faults to order, a clock, and the same faults for a seed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from admin.logfile import load_match
from admin.matchlog import MatchLog
from devtools.feeds.broadcast import comparable_fields
from devtools.feeds.clock import START, VirtualClock
from devtools.feeds.faults import plan_of
from devtools.feeds.server import CRICKET, FakeFeeds
from scrbrd_ingest.feeds.http import FeedHttp, create_client
from scrbrd_ingest.model import Observation, Phase
from scrbrd_ingest.ports import BadAnswer, FeedRequest, RateLimited, RequestScope, Unavailable
from tests.ingest.feeds.following import connector, http_of, truth_of

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def log() -> MatchLog:
    """A match of The Hundred."""
    return load_match(ROOT / "tests/data/matches/1417850.log")


@pytest.fixture(scope="module")
def feeds(log: MatchLog) -> Iterator[FakeFeeds]:
    """A server on a port of its own, at the end of a match without faults."""
    with FakeFeeds() as running:
        running.add_match(log)
        running.finish()
        yield running


def observed(feeds: FakeFeeds, provider: str, match_id: str, request: FeedRequest) -> Observation:
    """Send one request, over a socket."""

    async def once() -> Observation:
        async with create_client() as client:
            source = connector(provider, http_of(feeds, provider, client))
            return await source.observe(feeds.ids(provider, match_id).match_id, request)

    return asyncio.run(once())


@pytest.mark.parametrize("provider", CRICKET)
def test_a_match_is_served_over_sockets(feeds: FakeFeeds, log: MatchLog, provider: str) -> None:
    seen = observed(feeds, provider, log.match_id, FeedRequest(RequestScope.WHOLE))
    ids = feeds.ids(provider, log.match_id)
    assert [comparable_fields(ids.to_our_ids(event.action)) for event in seen.events] == truth_of(
        log
    )
    assert seen.phase is Phase.FINISHED
    assert [(each.runs, each.wickets) for each in seen.totals] == [(151, 3), (134, 8)]


@pytest.mark.parametrize("provider", CRICKET)
def test_an_over_can_be_asked_for(feeds: FakeFeeds, log: MatchLog, provider: str) -> None:
    seen = observed(feeds, provider, log.match_id, FeedRequest(over=(2, 7)))
    balls = [event for event in seen.events if (event.place.innings, event.place.over) == (2, 7)]
    assert len(balls) >= 5


@pytest.mark.parametrize(
    ("order", "error", "wait"),
    [
        ({"kind": "429", "retry_after": 3}, RateLimited, 3.0),
        ({"kind": "429"}, RateLimited, None),
        ({"kind": "503"}, Unavailable, None),
        ({"kind": "half"}, Unavailable, None),
        ({"kind": "reset"}, Unavailable, None),
        ({"kind": "cut"}, Unavailable, None),
        ({"kind": "410"}, BadAnswer, None),
    ],
)
def test_failures_come_to_order(
    feeds: FakeFeeds,
    log: MatchLog,
    order: dict[str, object],
    error: type[Exception],
    wait: float | None,
) -> None:
    feeds.order("espn", **order)
    with pytest.raises(error) as caught:
        observed(feeds, "espn", log.match_id, FeedRequest())
    assert getattr(caught.value, "retry_after", None) == wait
    assert observed(feeds, "espn", log.match_id, FeedRequest()).events


def test_who_does_not_answer_in_time_is_unavailable(feeds: FakeFeeds, log: MatchLog) -> None:
    feeds.order("espn", kind="slow", seconds=0.6)

    async def once() -> None:
        async with create_client() as client:
            client.timeout = httpx.Timeout(0.2)
            source = connector("espn", http_of(feeds, "espn", client))
            await source.observe(feeds.ids("espn", log.match_id).match_id, FeedRequest())

    with pytest.raises(Unavailable, match="no answer in time"):
        asyncio.run(once())


def test_an_unchanged_answer_is_not_sent_again(feeds: FakeFeeds, log: MatchLog) -> None:
    async def twice() -> tuple[bool, bool]:
        async with create_client() as client:
            http = http_of(feeds, "espn", client)
            match_id = feeds.ids("espn", log.match_id).match_id
            path = f"/events/{match_id}/competitions/{match_id}/details"
            first, second = await http.get(path, {"page": "1"}), await http.get(path, {"page": "1"})
            assert first.value == second.value
            return first.is_unchanged, second.is_unchanged

    assert asyncio.run(twice()) == (False, True)


def test_a_token_that_ran_out_is_had_anew(feeds: FakeFeeds, log: MatchLog) -> None:
    async def thrice() -> list[int]:
        async with create_client() as client:
            source = connector("roanuz", http_of(feeds, "roanuz", client))
            match_id = feeds.ids("roanuz", log.match_id).match_id
            counts = []
            for _ in range(3):
                counts.append(len((await source.observe(match_id, FeedRequest())).events))
                feeds.revoke_tokens()
            return counts

    counts = asyncio.run(thrice())
    assert len(set(counts)) == 1
    assert counts[0] > 0


def test_a_wrong_key_is_told_and_not_shown(feeds: FakeFeeds, log: MatchLog) -> None:
    async def once() -> None:
        async with create_client() as client:
            address = feeds.base_url("sportradar")
            headers = {"x-api-key": "wrong-and-secret"}
            http = FeedHttp("sportradar", address, client, feeds.clock.now, headers)
            await connector("sportradar", http).observe(log.match_id, FeedRequest())

    with pytest.raises(BadAnswer, match="the key is refused") as caught:
        asyncio.run(once())
    assert "secret" not in str(caught.value)


def test_an_unknown_match_is_told(feeds: FakeFeeds) -> None:
    async def once() -> None:
        async with create_client() as client:
            await connector("espn", http_of(feeds, "espn", client)).observe("0", FeedRequest())

    with pytest.raises(BadAnswer, match="check the provider's id"):
        asyncio.run(once())


def test_the_clock_is_stepped_and_failures_ordered_over_http(log: MatchLog) -> None:
    with FakeFeeds(VirtualClock(START)) as running:
        running.add_match(log, pace=10.0)
        control = f"{running.address}/_control"
        order = {"step": 105, "fail": [{"provider": "espn", "kind": "503"}]}
        answer = httpx.post(control, json=order).json()
        assert answer["now"] == (START + timedelta(seconds=105)).isoformat()
        match_id = running.ids("espn", log.match_id).match_id
        path = f"{running.base_url('espn')}/events/{match_id}/competitions/{match_id}/details"
        assert httpx.get(path).status_code == 503
        assert httpx.get(path).json()["count"] == 10
        httpx.post(control, json={"finish": True})
        assert httpx.get(path).json()["status"]["type"]["state"] == "post"


def test_the_same_seed_makes_the_same_faults_and_all_end_right(log: MatchLog) -> None:
    one, other = plan_of(log, 5), plan_of(log, 5)
    assert [slot.steps for slot in one.slots] == [slot.steps for slot in other.slots]
    assert [slot.steps for slot in one.slots] != [slot.steps for slot in plan_of(log, 6).slots]
    shown = [comparable_fields(event.action) for event in one.view(one.final_at).events]
    assert shown == truth_of(log)
    assert one.view(one.final_at).phase is Phase.FINISHED


def test_a_plan_has_every_kind_of_fault(log: MatchLog) -> None:
    plan = plan_of(log, 5)
    steps = [slot.steps for slot in plan.slots]
    assert any(each[0].over is not None for each in steps), "an over renumbered"
    assert any(slot.true_content is None for slot in plan.slots), "a ball that never was"
    moments = [each[0].at for each in steps if each[0].content is not None]
    assert moments != sorted(moments), "a late ball"
    wrong = [each for each in steps if len(each) > 1 and each[0].content != each[-1].content]
    assert any(each[-1].content is not None for each in wrong), "a revised ball"
    ended = plan.ended[0].first
    assert plan.view(ended).phase is Phase.FINISHED
    assert plan.view(plan.ended[0].last).phase is Phase.LIVE
    frozen = plan.frozen[0]
    during = plan.view(frozen.last - timedelta(seconds=1))
    assert during == plan.view(frozen.first)


def test_a_running_clock_runs_at_its_factor() -> None:
    clock = VirtualClock(START, factor=1e9)
    assert clock.now() > START + timedelta(seconds=1)
    clock.run(0)
    assert clock.now() == clock.now()
    assert clock.step(5) == clock.now()
