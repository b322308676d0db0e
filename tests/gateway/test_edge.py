"""Tests HEAD, client addresses behind proxies, rate limits per address, and CORS headers."""

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
from tests.gateway.served_gateway import ServedGateway, serve_with_settings, wait_until

SCORE = f"/v1/matches/{MATCH_ID}/score"
STREAM = f"/v1/matches/{MATCH_ID}/stream"
PAGE = "https://page.example"


@pytest.fixture(scope="module")
def gateway() -> Iterator[ServedGateway]:
    with serve_with_settings() as new_gateway:
        yield new_gateway


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/v1/leagues", SCORE, "/v1/nothing", "/openapi.json", STREAM]
)
def test_head_answers_like_get_without_a_body(gateway: ServedGateway, path: str) -> None:
    head = httpx.head(gateway.url + path)
    with httpx.stream("GET", gateway.url + path) as get_response:
        assert (head.status_code, head.content) == (get_response.status_code, b"")
        header_names = {"etag", "content-type", "cache-control", "content-length"}
        assert [head.headers.get(each) for each in header_names] == [
            get_response.headers.get(each) for each in header_names
        ]


def test_a_head_request_for_a_stream_leaves_the_match_again(gateway: ServedGateway) -> None:
    assert httpx.head(gateway.url + STREAM).status_code == 200
    wait_until(lambda: gateway.gateway.metrics.open_streams == 0)


def test_each_address_has_its_own_rate_with_the_seconds_to_wait() -> None:
    rates = Rates(2.0, most=2)
    waits = [rates.seconds_to_wait("10.0.0.1", 5.0) for _ in range(11)]
    assert waits == [0.0] * 10 + [0.5]
    assert rates.seconds_to_wait("10.0.0.2", 5.0) == 0
    assert rates.seconds_to_wait("10.0.0.1", 5.5) == 0
    assert rates.seconds_to_wait("10.0.0.1", 5.5) == 0.5


def test_the_longest_inactive_address_is_forgotten_first() -> None:
    rates = Rates(0.2, most=2)
    for host in ("10.0.0.1", "10.0.0.2", "10.0.0.1", "10.0.0.3"):
        rates.seconds_to_wait(host, 1.0)
    assert rates.seconds_to_wait("10.0.0.1", 1.0) > 0
    assert rates.seconds_to_wait("10.0.0.2", 1.0) == 0


def test_too_many_requests_are_refused_with_retry_after() -> None:
    with serve_with_settings(requests_per_second=0.2) as gateway:
        assert httpx.get(gateway.url + SCORE).status_code == 200
        refused = httpx.get(gateway.url + SCORE, headers={"Origin": PAGE})
        assert (refused.status_code, refused.headers["content-type"]) == (429, MEDIA_TYPE)
        assert refused.json()["code"] == "rate_limited"
        assert 1 <= int(refused.headers["retry-after"]) <= 5
        assert refused.headers["access-control-allow-origin"] == "*"
        with pytest.raises(InvalidStatus) as denied, connect(socket_url(gateway), proxy=None):
            pass
        assert denied.value.response.status_code == 429


def test_without_a_rate_limit_no_request_is_refused() -> None:
    with serve_with_settings(requests_per_second=0) as gateway, httpx.Client() as client:
        assert {client.get(f"{gateway.url}/healthz").status_code for _ in range(20)} == {200}


def socket_url(gateway: ServedGateway) -> str:
    """Return the address of the socket."""
    return gateway.url.replace("http", "ws", 1) + "/v1/ws"


@pytest.mark.parametrize(
    ("proxies", "statuses"), [(0, [200, 429, 429]), (1, [200, 200, 429]), (2, [200, 429, 429])]
)
def test_the_client_address_is_taken_from_behind_the_trusted_proxies(
    proxies: int, statuses: list[int]
) -> None:
    with serve_with_settings(requests_per_second=0.01, proxies=proxies) as gateway:
        forwarded_headers = ["8.8.8.8, 10.0.0.1", "8.8.8.8, 10.0.0.2", "9.9.9.9,10.0.0.2"]
        if proxies == 2:
            forwarded_headers[2] = "8.8.8.8, 10.0.0.3"
        found_statuses = [
            httpx.get(f"{gateway.url}/healthz", headers={"X-Forwarded-For": each}).status_code
            for each in forwarded_headers
        ]
        assert found_statuses == statuses


def test_streams_and_sockets_of_one_address_share_a_limit() -> None:
    with serve_with_settings(sockets_per_address=2) as gateway:
        url = gateway.url + STREAM
        with httpx.stream("GET", url) as stream, connect(socket_url(gateway), proxy=None) as socket:
            lines = stream.iter_lines()  # kept in a variable: the stream would end with it
            assert next(lines)
            socket.send("ping")
            assert socket.recv(5) == "pong"
            with httpx.stream("GET", url) as refused:
                assert refused.status_code == 200  # a browser reconnects after no other status
                assert refused.read().count(b'"reason":"full"') == 1


def test_a_cacheable_answer_allows_pages_of_any_origin(gateway: ServedGateway) -> None:
    plain = httpx.get(gateway.url + SCORE)
    assert plain.headers["access-control-allow-origin"] == "*"
    assert "ETag" in plain.headers["access-control-expose-headers"]
    assert plain.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("origin", [None, PAGE, "https://other.example"])
def test_with_listed_origins_an_answer_allows_only_a_listed_origin(origin: str | None) -> None:
    with serve_with_settings(origins=(PAGE,)) as gateway:
        headers = {} if origin is None else {"Origin": origin}
        answer = httpx.get(gateway.url + SCORE, headers=headers)
        assert answer.headers["vary"] == "Accept-Encoding, Origin"
        allowed = answer.headers.get("access-control-allow-origin")
        assert allowed == (origin if origin == PAGE else None)


def test_a_page_may_send_a_conditional_request(gateway: ServedGateway) -> None:
    preflight_headers = {
        "Origin": PAGE,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }
    answer = httpx.options(gateway.url + SCORE, headers=preflight_headers)
    assert answer.status_code == 200, json.dumps(dict(answer.headers))


@pytest.mark.parametrize(
    "preflight_headers",
    [
        {"Access-Control-Request-Method": "PUT"},
        {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "x-mine"},
    ],
    ids=["method", "header"],
)
def test_a_refused_preflight_request_is_answered_with_a_problem_document(
    gateway: ServedGateway, preflight_headers: dict[str, str]
) -> None:
    answer = httpx.options(gateway.url + SCORE, headers={"Origin": PAGE, **preflight_headers})
    assert (answer.status_code, answer.headers["content-type"]) == (400, MEDIA_TYPE)
    assert answer.json()["code"] == "bad_request"
    assert answer.headers["access-control-allow-methods"] == "GET, POST"


def test_if_none_match_may_be_sent_in_several_header_lines(gateway: ServedGateway) -> None:
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
def test_a_method_not_allowed_is_answered_with_the_allowed_methods(
    gateway: ServedGateway, path: str, methods: str
) -> None:
    answer = httpx.put(gateway.url + path)
    assert (answer.status_code, answer.headers["allow"]) == (405, methods)
