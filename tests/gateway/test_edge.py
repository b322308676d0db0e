"""HEAD, addresses behind proxies, rates of an address, and what caches may keep for pages."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from scrbrd_gateway.problems import MEDIA_TYPE
from scrbrd_gateway.web.edge import Rates
from tests.gateway.fakes import MATCH_ID
from tests.gateway.serving import Served, await_that, served_with

SCORE = f"/v1/matches/{MATCH_ID}/score"
STREAM = f"/v1/matches/{MATCH_ID}/stream"
PAGE = "https://page.example"


@pytest.fixture(scope="module")
def gateway() -> Iterator[Served]:
    with served_with() as found:
        yield found


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/v1/leagues", SCORE, "/v1/nothing", "/openapi.json", STREAM]
)
def test_head_is_get_without_a_body(gateway: Served, path: str) -> None:
    head = httpx.head(gateway.url + path)
    with httpx.stream("GET", gateway.url + path) as got:
        assert (head.status_code, head.content) == (got.status_code, b"")
        names = {"etag", "content-type", "cache-control", "content-length"}
        assert [head.headers.get(each) for each in names] == [
            got.headers.get(each) for each in names
        ]


def test_a_head_of_a_stream_leaves_the_match(gateway: Served) -> None:
    assert httpx.head(gateway.url + STREAM).status_code == 200
    await_that(lambda: gateway.gateway.metrics.open_streams == 0)


def test_rates_are_of_an_address_and_tell_how_long_to_wait() -> None:
    rates = Rates(2.0, most=2)
    waits = [rates.seconds_to_wait("10.0.0.1", 5.0) for _ in range(11)]
    assert waits == [0.0] * 10 + [0.5]
    assert rates.seconds_to_wait("10.0.0.2", 5.0) == 0
    assert rates.seconds_to_wait("10.0.0.1", 5.5) == 0
    assert rates.seconds_to_wait("10.0.0.1", 5.5) == 0.5


def test_addresses_are_forgotten_the_longest_silent_first() -> None:
    rates = Rates(0.2, most=2)
    for host in ("10.0.0.1", "10.0.0.2", "10.0.0.1", "10.0.0.3"):
        rates.seconds_to_wait(host, 1.0)
    assert rates.seconds_to_wait("10.0.0.1", 1.0) > 0
    assert rates.seconds_to_wait("10.0.0.2", 1.0) == 0


def test_who_asks_too_often_is_told_when_to_come_back() -> None:
    with served_with(requests_per_second=0.2) as gateway:
        assert httpx.get(gateway.url + SCORE).status_code == 200
        refused = httpx.get(gateway.url + SCORE, headers={"Origin": PAGE})
        assert (refused.status_code, refused.headers["content-type"]) == (429, MEDIA_TYPE)
        assert refused.json()["code"] == "rate_limited"
        assert 1 <= int(refused.headers["retry-after"]) <= 5
        assert refused.headers["access-control-allow-origin"] == "*"
        with pytest.raises(InvalidStatus) as denied, connect(socket_url(gateway), proxy=None):
            pass
        assert denied.value.response.status_code == 429


def test_without_a_limit_everybody_asks_as_often_as_they_like() -> None:
    with served_with(requests_per_second=0) as gateway, httpx.Client() as client:
        assert {client.get(f"{gateway.url}/healthz").status_code for _ in range(20)} == {200}


def socket_url(gateway: Served) -> str:
    """The address of the socket."""
    return gateway.url.replace("http", "ws", 1) + "/v1/ws"


@pytest.mark.parametrize(
    ("proxies", "statuses"), [(0, [200, 429, 429]), (1, [200, 200, 429]), (2, [200, 429, 429])]
)
def test_the_address_comes_from_as_many_proxies_as_are_believed(
    proxies: int, statuses: list[int]
) -> None:
    with served_with(requests_per_second=0.01, proxies=proxies) as gateway:
        named = ["8.8.8.8, 10.0.0.1", "8.8.8.8, 10.0.0.2", "9.9.9.9,10.0.0.2"]
        if proxies == 2:
            named[2] = "8.8.8.8, 10.0.0.3"
        found = [
            httpx.get(f"{gateway.url}/healthz", headers={"X-Forwarded-For": each}).status_code
            for each in named
        ]
        assert found == statuses


def test_an_address_has_as_many_streams_and_sockets_as_it_may() -> None:
    with served_with(sockets_per_address=2) as gateway:
        url = gateway.url + STREAM
        with httpx.stream("GET", url) as stream, connect(socket_url(gateway), proxy=None) as socket:
            lines = stream.iter_lines()  # kept: with it the stream would end
            assert next(lines)
            socket.send("ping")
            assert socket.recv(5) == "pong"
            with httpx.stream("GET", url) as refused:
                assert refused.status_code == 200  # else a browser would never come back
                assert refused.read().count(b'"reason":"full"') == 1


def test_what_a_cache_keeps_is_good_for_pages_of_any_origin(gateway: Served) -> None:
    plain = httpx.get(gateway.url + SCORE)
    assert plain.headers["access-control-allow-origin"] == "*"
    assert "ETag" in plain.headers["access-control-expose-headers"]
    assert plain.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("origin", [None, PAGE, "https://other.example"])
def test_where_origins_are_listed_an_answer_is_of_its_origin(origin: str | None) -> None:
    with served_with(origins=(PAGE,)) as gateway:
        headers = {} if origin is None else {"Origin": origin}
        answer = httpx.get(gateway.url + SCORE, headers=headers)
        assert answer.headers["vary"] == "Accept-Encoding, Origin"
        allowed = answer.headers.get("access-control-allow-origin")
        assert allowed == (origin if origin == PAGE else None)


def test_a_page_may_ask_whether_it_has_the_newest(gateway: Served) -> None:
    requested = {
        "Origin": PAGE,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }
    answer = httpx.options(gateway.url + SCORE, headers=requested)
    assert answer.status_code == 200, json.dumps(dict(answer.headers))


@pytest.mark.parametrize(
    "requested",
    [
        {"Access-Control-Request-Method": "PUT"},
        {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "x-mine"},
    ],
    ids=["method", "header"],
)
def test_a_page_that_may_not_ask_so_is_told_in_a_problem_document(
    gateway: Served, requested: dict[str, str]
) -> None:
    answer = httpx.options(gateway.url + SCORE, headers={"Origin": PAGE, **requested})
    assert (answer.status_code, answer.headers["content-type"]) == (400, MEDIA_TYPE)
    assert answer.json()["code"] == "bad_request"
    assert answer.headers["access-control-allow-methods"] == "GET, POST"


def test_a_list_of_validators_may_stand_in_several_lines(gateway: Served) -> None:
    etag = httpx.get(gateway.url + SCORE).headers["etag"]
    headers = [("If-None-Match", '"x"'), ("If-None-Match", f"W/{etag}")]
    assert httpx.get(gateway.url + SCORE, headers=headers).status_code == 304


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        (SCORE, "GET, HEAD"),
        ("/api/v1/cricket/innings/m:1/balls", "GET, HEAD, POST"),
        ("/api/v1/cricket/balls/m:1_1/void", "POST"),
    ],
)
def test_a_method_that_a_path_has_not_is_told_those_that_it_has(
    gateway: Served, path: str, methods: str
) -> None:
    answer = httpx.put(gateway.url + path)
    assert (answer.status_code, answer.headers["allow"]) == (405, methods)
