"""Tests how a provider that answers 503 (service unavailable) delays the next poll."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from itertools import pairwise

import httpx
import pytest

from scrbrd_ingest.feeds.http import FeedHttp, create_client
from scrbrd_ingest.model import Tier
from scrbrd_ingest.ports import NOT_ASKED, UNAVAILABLE, PollResult, Unavailable
from tests.ingest.doubles import FakeFollower, good_result, run_followers
from tests.ingest.virtual import NOON, in_virtual_time


class Compressed(httpx.AsyncByteStream):
    """A compressed body that was not read yet."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield gzip.compress(b"[1]")


def address_answering(answer: httpx.Response) -> FeedHttp:
    """Return the address of a provider that gives the same answer to every request."""
    client = create_client(httpx.MockTransport(lambda _: answer))
    return FeedHttp("acme", "https://feeds.invalid", client, lambda: NOON)


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (503, {"retry-after": "4"}, 4.0),
        (503, {"retry-after": "soon"}, None),
        (503, {}, None),
        (502, {"retry-after": "4"}, None),
    ],
)
def test_only_a_503_has_a_pause(
    status: int, headers: dict[str, str], seconds: float | None
) -> None:
    with pytest.raises(Unavailable) as caught:
        in_virtual_time(address_answering(httpx.Response(status, headers=headers)).get("/a"))
    assert caught.value.retry_after == seconds


def poll_times(failure: str, retry_after: float) -> list[float]:
    """Return when the events of a match are polled within a minute if the first poll of them fails
    with a pause."""
    polled: list[Tier] = []

    def answer(tier: Tier, _fence: int) -> PollResult:
        polled.append(tier)
        if tier is Tier.EVENTS and polled.count(tier) == 1:
            return good_result(tier, failure=failure, retry_after=retry_after)
        return good_result(tier)

    match = FakeFollower(answer=answer)
    in_virtual_time(run_followers(match, seconds=60.0))
    return match.times()


def test_the_pause_of_a_503_is_obeyed() -> None:
    first, second = poll_times(UNAVAILABLE, 6.0)[:2]
    assert second - first >= 6.0


@pytest.mark.parametrize("failure", [UNAVAILABLE, NOT_ASKED])
def test_at_most_ten_seconds_of_a_long_pause_delay_a_match(failure: str) -> None:
    first, second = poll_times(failure, 3600.0)[:2]
    assert 10.0 <= second - first <= 11.1


def test_a_503_does_not_slow_the_match_down_afterwards() -> None:
    times = poll_times(UNAVAILABLE, 6.0)[1:]
    assert max(after - before for before, after in pairwise(times)) < 1.2


def test_the_name_x_gzip_means_gzip() -> None:
    headers = {"content-encoding": "x-gzip"}
    answer = httpx.Response(200, headers=headers, stream=Compressed())
    assert in_virtual_time(address_answering(answer).get("/a")).value == [1]
