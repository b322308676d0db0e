"""Tests plain HTTP requests of hostile or faulty clients."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from scrbrd_gateway.event_stream import HEARTBEAT
from scrbrd_gateway.model import BadCursor, Cursor, encode_cursor, mark_of
from tests.gateway.fakes import MATCH_ID
from tests.gateway.served_gateway import ServedGateway, serve_with_settings, wait_until

SECONDS = 30.0
DIGITS = "9" * 5_000
"""More digits than Python converts to a number by default."""

LONG_CURSOR = encode_cursor(f"{mark_of(MATCH_ID)} {DIGITS} 1_1")
STREAM = f"/v1/matches/{MATCH_ID}/stream"


@pytest.fixture(scope="module")
def gateway() -> Iterator[ServedGateway]:
    with serve_with_settings() as new_gateway:
        yield new_gateway


def test_a_cursor_of_thousands_of_digits_is_invalid() -> None:
    with pytest.raises(BadCursor):
        Cursor.parse(LONG_CURSOR, MATCH_ID)


def test_a_stream_starts_anew_after_a_cursor_of_thousands_of_digits(gateway: ServedGateway) -> None:
    headers = {"Last-Event-ID": LONG_CURSOR}
    with httpx.stream("GET", gateway.url + STREAM, headers=headers) as stream:
        received = next(line for line in stream.iter_lines() if line.startswith("data: "))
    assert '"resumed":false,"reason":"unknown_cursor"' in received


@pytest.mark.parametrize("rest", ["", "/balls"])
def test_an_innings_number_of_thousands_of_digits_is_not_found(
    gateway: ServedGateway, rest: str
) -> None:
    answer = httpx.get(f"{gateway.url}/api/v1/cricket/innings/m1:{DIGITS}{rest}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_head_request_for_a_stream_ends_although_its_connection_stays_open(
    gateway: ServedGateway,
) -> None:
    head = f"HEAD {STREAM} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    get = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with closing(socket.create_connection(gateway.address, SECONDS)) as connection:
        connection.sendall(head)
        assert b" 200 " in connection.recv(65_536)
        wait_until(lambda: gateway.gateway.metrics.open_streams == 0)
        connection.sendall(get)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200 ")


BODIES = {
    "a body that does not arrive": b"Content-Length: 5\r\n\r\n",
    "a body that is too large": b"Transfer-Encoding: chunked\r\n\r\n186a0\r\n" + b"a" * 100_000,
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_stream_does_not_wait_for_a_request_body(body: bytes) -> None:
    """The stream was once ended early, and its end logged as a failure of the gateway."""
    get = f"GET {STREAM} HTTP/1.1\r\nHost: x\r\n".encode() + body
    received = b""
    with (
        serve_with_settings(body_timeout=0.05, heartbeat=0.02) as gateway,
        closing(socket.create_connection(gateway.address, SECONDS)) as connection,
    ):
        connection.sendall(get)
        while received.count(HEARTBEAT) < 10:
            read = connection.recv(65_536)
            assert read, "the stream has ended"
            received += read


@pytest.mark.parametrize("path", ["/v1/matches/%E6%97%A5/score", "/v1/matches/a%20b%0A%22/score"])
def test_the_instance_of_a_problem_is_an_encoded_path(gateway: ServedGateway, path: str) -> None:
    answer = httpx.get(gateway.url + path)
    assert (answer.status_code, answer.json()["instance"]) == (404, path)
