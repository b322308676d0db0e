"""Requests over plain HTTP that a client with bad intent makes, or one with a fault of its own."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from scrbrd_gateway.event_stream import HEARTBEAT
from scrbrd_gateway.model import BadCursor, Cursor, encode_cursor, mark_of
from tests.gateway.fakes import MATCH_ID
from tests.gateway.serving import Served, await_that, served_with

SECONDS = 30.0
DIGITS = "9" * 5_000
"""More than Python reads as a number without being told to."""

LONG_CURSOR = encode_cursor(f"{mark_of(MATCH_ID)} {DIGITS} 1_1")
STREAM = f"/v1/matches/{MATCH_ID}/stream"


@pytest.fixture(scope="module")
def gateway() -> Iterator[Served]:
    with served_with() as found:
        yield found


def test_a_cursor_of_thousands_of_digits_is_none() -> None:
    with pytest.raises(BadCursor):
        Cursor.parse(LONG_CURSOR, MATCH_ID)


def test_a_stream_begins_anew_behind_a_cursor_of_thousands_of_digits(gateway: Served) -> None:
    headers = {"Last-Event-ID": LONG_CURSOR}
    with httpx.stream("GET", gateway.url + STREAM, headers=headers) as stream:
        received = next(line for line in stream.iter_lines() if line.startswith("data: "))
    assert '"resumed":false,"reason":"unknown_cursor"' in received


@pytest.mark.parametrize("rest", ["", "/balls"])
def test_an_innings_of_thousands_of_digits_is_not_known(gateway: Served, rest: str) -> None:
    answer = httpx.get(f"{gateway.url}/api/v1/cricket/innings/m1:{DIGITS}{rest}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_head_of_a_stream_ends_though_its_connection_is_kept(gateway: Served) -> None:
    head = f"HEAD {STREAM} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    get = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with closing(socket.create_connection(gateway.address, SECONDS)) as connection:
        connection.sendall(head)
        assert b" 200 " in connection.recv(65_536)
        await_that(lambda: gateway.gateway.metrics.open_streams == 0)
        connection.sendall(get)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200 ")


BODIES = {
    "one that does not arrive": b"Content-Length: 5\r\n\r\n",
    "one that is too large": b"Transfer-Encoding: chunked\r\n\r\n186a0\r\n" + b"a" * 100_000,
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_stream_asks_for_no_body(body: bytes) -> None:
    """It was cut in the midst, and its end logged as a failure of the gateway."""
    get = f"GET {STREAM} HTTP/1.1\r\nHost: x\r\n".encode() + body
    received = b""
    with (
        served_with(body_timeout=0.05, heartbeat=0.02) as gateway,
        closing(socket.create_connection(gateway.address, SECONDS)) as connection,
    ):
        connection.sendall(get)
        while received.count(HEARTBEAT) < 10:
            read = connection.recv(65_536)
            assert read, "the stream has ended"
            received += read


@pytest.mark.parametrize("path", ["/v1/matches/%E6%97%A5/score", "/v1/matches/a%20b%0A%22/score"])
def test_the_instance_of_a_problem_is_an_address(gateway: Served, path: str) -> None:
    answer = httpx.get(gateway.url + path)
    assert (answer.status_code, answer.json()["instance"]) == (404, path)
