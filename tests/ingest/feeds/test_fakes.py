"""Tests the fake feeds: real sockets, ordered failures, a clock, and the same faults for a seed."""

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
from tests.ingest.feeds.following import connector, http_of, log_fields

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def log() -> MatchLog:
    """A match of The Hundred."""
    return load_match(ROOT / "tests/data/matches/1417850.log")


@pytest.fixture(scope="module")
def feeds(log: MatchLog) -> Iterator[FakeFeeds]:
    """A server on its own port, at the end of a match without faults."""
    with FakeFeeds() as running:
        running.add_match(log)
        running.finish()
        yield running


def send_request(
    feeds: FakeFeeds, provider: str, match_id: str, request: FeedRequest
) -> Observation:
    """Send one request, over a socket."""

    async def request_once() -> Observation:
        async with create_client() as client:
            source = connector(provider, http_of(feeds, provider, client))
            return await source.observe(feeds.ids(provider, match_id).match_id, request)

    return asyncio.run(request_once())


@pytest.mark.parametrize("provider", CRICKET)
def test_a_match_is_served_over_sockets(feeds: FakeFeeds, log: MatchLog, provider: str) -> None:
    observation = send_request(feeds, provider, log.match_id, FeedRequest(RequestScope.WHOLE))
    ids = feeds.ids(provider, log.match_id)
    assert [
        comparable_fields(ids.to_our_ids(event.action)) for event in observation.events
    ] == log_fields(log)
    assert observation.phase is Phase.FINISHED
    assert [(each.runs, each.wickets) for each in observation.totals] == [(151, 3), (134, 8)]


@pytest.mark.parametrize("provider", CRICKET)
def test_a_single_over_can_be_requested(feeds: FakeFeeds, log: MatchLog, provider: str) -> None:
    observation = send_request(feeds, provider, log.match_id, FeedRequest(over=(2, 7)))
    balls = [
        event for event in observation.events if (event.place.innings, event.place.over) == (2, 7)
    ]
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
def test_ordered_failures_occur_once(
    feeds: FakeFeeds,
    log: MatchLog,
    order: dict[str, object],
    error: type[Exception],
    wait: float | None,
) -> None:
    feeds.order("espn", **order)
    with pytest.raises(error) as caught:
        send_request(feeds, "espn", log.match_id, FeedRequest())
    assert getattr(caught.value, "retry_after", None) == wait
    assert send_request(feeds, "espn", log.match_id, FeedRequest()).events


def test_a_provider_that_does_not_answer_in_time_is_unavailable(
    feeds: FakeFeeds, log: MatchLog
) -> None:
    feeds.order("espn", kind="slow", seconds=0.6)

    async def request_once() -> None:
        async with create_client() as client:
            client.timeout = httpx.Timeout(0.2)
            source = connector("espn", http_of(feeds, "espn", client))
            await source.observe(feeds.ids("espn", log.match_id).match_id, FeedRequest())

    with pytest.raises(Unavailable, match="no answer in time"):
        asyncio.run(request_once())


def test_an_unchanged_answer_is_not_sent_again(feeds: FakeFeeds, log: MatchLog) -> None:
    async def request_twice() -> tuple[bool, bool]:
        async with create_client() as client:
            http = http_of(feeds, "espn", client)
            match_id = feeds.ids("espn", log.match_id).match_id
            path = f"/events/{match_id}/competitions/{match_id}/details"
            first, second = await http.get(path, {"page": "1"}), await http.get(path, {"page": "1"})
            assert first.value == second.value
            return first.is_unchanged, second.is_unchanged

    assert asyncio.run(request_twice()) == (False, True)


def test_an_expired_token_is_renewed(feeds: FakeFeeds, log: MatchLog) -> None:
    async def request_three_times() -> list[int]:
        async with create_client() as client:
            source = connector("roanuz", http_of(feeds, "roanuz", client))
            match_id = feeds.ids("roanuz", log.match_id).match_id
            counts = []
            for _ in range(3):
                counts.append(len((await source.observe(match_id, FeedRequest())).events))
                feeds.revoke_tokens()
            return counts

    counts = asyncio.run(request_three_times())
    assert len(set(counts)) == 1
    assert counts[0] > 0


def test_a_wrong_key_is_reported_without_the_key(feeds: FakeFeeds, log: MatchLog) -> None:
    async def request_once() -> None:
        async with create_client() as client:
            address = feeds.base_url("sportradar")
            headers = {"x-api-key": "wrong-and-secret"}
            http = FeedHttp("sportradar", address, client, feeds.clock.now, headers)
            await connector("sportradar", http).observe(log.match_id, FeedRequest())

    with pytest.raises(BadAnswer, match="the key is refused") as caught:
        asyncio.run(request_once())
    assert "secret" not in str(caught.value)


def test_an_unknown_match_is_reported(feeds: FakeFeeds) -> None:
    async def request_once() -> None:
        async with create_client() as client:
            await connector("espn", http_of(feeds, "espn", client)).observe("0", FeedRequest())

    with pytest.raises(BadAnswer, match="check the provider's id"):
        asyncio.run(request_once())


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


def test_the_same_seed_gives_the_same_faults_and_the_final_state_is_correct(log: MatchLog) -> None:
    first_plan, second_plan = plan_of(log, 5), plan_of(log, 5)
    assert [slot.steps for slot in first_plan.slots] == [slot.steps for slot in second_plan.slots]
    assert [slot.steps for slot in first_plan.slots] != [
        slot.steps for slot in plan_of(log, 6).slots
    ]
    final_fields = [
        comparable_fields(event.action) for event in first_plan.view(first_plan.final_at).events
    ]
    assert final_fields == log_fields(log)
    assert first_plan.view(first_plan.final_at).phase is Phase.FINISHED


def test_a_plan_has_every_kind_of_fault(log: MatchLog) -> None:
    plan = plan_of(log, 5)
    steps = [slot.steps for slot in plan.slots]
    assert any(each[0].over is not None for each in steps), "an over renumbered"
    assert any(slot.true_content is None for slot in plan.slots), "a ball that never was"
    moments = [each[0].at for each in steps if each[0].content is not None]
    assert moments != sorted(moments), "a late ball"
    revised_steps = [
        each for each in steps if len(each) > 1 and each[0].content != each[-1].content
    ]
    assert any(each[-1].content is not None for each in revised_steps), "a revised ball"
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
