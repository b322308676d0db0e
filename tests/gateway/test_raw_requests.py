"""Tests that requests refused before the application are answered with problem documents."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from scrbrd_gateway.problems import MEDIA_TYPE
from tests.gateway.fakes import MATCH_ID
from tests.gateway.served_gateway import ServedGateway, serve_with_settings, wait_until

SECONDS = 10.0
UPGRADE = (
    b"Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
)
LONG = b"a" * 9_000


@pytest.fixture(scope="module")
def gateway() -> Iterator[ServedGateway]:
    with serve_with_settings() as new_gateway:
        yield new_gateway


def raw_answer(gateway: ServedGateway, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send a request; return the status, headers and body received until the connection ends."""
    with closing(socket.create_connection(gateway.address, SECONDS)) as connection:
        connection.sendall(request)
        received = b""
        while more := connection.recv(65_536):
            received += more
    head, _, body = received.partition(b"\r\n\r\n")
    line, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(each.lower().split(": ", 1) for each in lines)
    return int(line.split()[1]), headers, body


def check_problem(answer: tuple[int, dict[str, str], bytes], status: int, code: str) -> None:
    """Fail unless an answer is a whole problem document and ends its connection."""
    answer_status, headers, body = answer
    assert (answer_status, headers.get("content-type")) == (status, MEDIA_TYPE), answer
    assert int(headers["content-length"]) == len(body)
    assert (headers["connection"], headers["cache-control"]) == ("close", "no-store")
    assert "date" in headers
    document = json.loads(body)
    assert (document["status"], document["code"]) == (status, code)
    assert document["detail"]
    assert "s3cret" not in body.decode()


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        (b"GET / HTTP/9\r\n\r\n", 400, "bad_request"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "bad_request"),
        (b"GET /v1/leagues HTTP/1.1\r\nHost x\r\n\r\n", 400, "bad_request"),
        (b"GET /%zz\xff HTTP/1.1\r\nHost: x\r\n\r\n", 400, "bad_request"),
        (b"GET /?token=s3cret&" + LONG * 4 + b" HTTP/1.1\r\n\r\n", 414, "request_uri_too_long"),
        (b"GET / HTTP/1.1\r\nX-A: " + LONG * 4 + b"\r\n\r\n", 431,
         "request_header_fields_too_large"),
    ],
    ids=["version", "TLS", "header", "path", "long path", "long header"],
)  # fmt: skip
def test_a_malformed_request_is_answered_with_a_problem_document(
    gateway: ServedGateway, request_: bytes, status: int, code: str
) -> None:
    check_problem(raw_answer(gateway, request_), status, code)


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        (b"POST /v1/ws HTTP/1.1\r\n" + UPGRADE + b"\r\n", 405, "method_not_allowed"),
        (b"GET /v1/ws?token=s3cret" + LONG + b" HTTP/1.1\r\n" + UPGRADE + b"\r\n", 414,
         "request_uri_too_long"),
        (b"GET /v1/ws HTTP/1.1\r\n" + UPGRADE + b"Sec-WebSocket-Protocol: bearer.s3cret" + LONG
         + b"\r\n\r\n", 431, "request_header_fields_too_large"),
        (b"GET /v1/ws HTTP/1.1\r\n" + UPGRADE + b"A: 1\r\n" * 150 + b"\r\n", 431,
         "request_header_fields_too_large"),
        (b"GET /v1/ws HTTP/1.1\r\n" + UPGRADE + b"Content-Length: 2\r\n\r\n{}", 400,
         "bad_request"),
        (b"GET /v1/\xff HTTP/1.1\r\n" + UPGRADE + b"\r\n", 400, "bad_request"),
        (b"GET /v1/ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
         400, "bad_request"),
        (b"GET /v1/ws HTTP/1.1\r\n" + UPGRADE.replace(b"13", b"12") + b"\r\n", 400,
         "bad_request"),
        (b"GET /v1/nothing HTTP/1.1\r\n" + UPGRADE + b"\r\n", 403, "forbidden"),
    ],
    ids=["POST", "long path", "long token", "many headers", "body", "path", "no key", "version",
         "no socket"],
)  # fmt: skip
def test_an_invalid_handshake_is_answered_and_its_connection_ends(
    gateway: ServedGateway, request_: bytes, status: int, code: str
) -> None:
    check_problem(raw_answer(gateway, request_), status, code)
    wait_until(lambda: not gateway.server.server_state.connections)


def test_a_malformed_request_does_not_interrupt_a_running_answer(gateway: ServedGateway) -> None:
    stream = f"GET /v1/matches/{MATCH_ID}/stream HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with closing(socket.create_connection(gateway.address, SECONDS)) as connection:
        connection.sendall(stream)
        received = connection.recv(65_536)
        connection.sendall(b"nonsense\r\n\r\n")
        while more := connection.recv(65_536):
            received += more
    assert received.count(b"HTTP/1.1") == 1
    wait_until(lambda: gateway.gateway.metrics.open_streams == 0)


def test_a_connection_above_the_limit_is_refused_with_retry_after() -> None:
    with serve_with_settings(most_connections=2) as gateway:
        address = gateway.url.replace("http", "ws", 1) + "/v1/ws"
        with connect(address), connect(address):
            answer = httpx.get(f"{gateway.url}/v1/leagues", headers={"Origin": "https://a.b"})
            assert (answer.status_code, answer.headers["content-type"]) == (503, MEDIA_TYPE)
            assert (answer.json()["code"], answer.headers["connection"]) == ("unavailable", "close")
            assert int(answer.headers["retry-after"]) > 0
            assert answer.headers["access-control-allow-origin"] == "*"
            with pytest.raises(InvalidStatus) as refused, connect(address):
                pass
            assert refused.value.response.status_code == 503
            assert refused.value.response.headers["content-type"] == MEDIA_TYPE
            assert httpx.get(f"{gateway.url}/healthz").status_code == 200
        wait_until(lambda: not gateway.server.server_state.connections)
        assert httpx.get(f"{gateway.url}/v1/leagues").status_code == 200
