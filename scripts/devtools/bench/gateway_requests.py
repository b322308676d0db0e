"""Measures how many requests a second a server answers over persistent connections."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass

import uvloop

from devtools.emulators.ports import LOCALHOST

CONNECTIONS = 32
HEAD_ENDS = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, strong or weak ETag and size of an answer; the size in bytes includes the headers."""

    status: int
    etag: str
    size: int


@dataclass(frozen=True, slots=True)
class Rate:
    """Answers a second to a request, and the first answer; all had the same status."""

    per_second: float
    answer: Answer


class WrongAnswer(Exception):
    """An answer had a different status from the first."""


class Connection:
    """One connection; its requests are sent one after the other."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self.writer = reader, writer

    async def send(self, request: bytes) -> Answer:
        """Send a request and read the whole answer, which must have a Content-Length or no body."""
        self.writer.write(request)
        head = await self._reader.readuntil(HEAD_ENDS)
        headers = dict(header(line) for line in head.split(b"\r\n")[1:] if line)
        size = int(headers.get("content-length", "0"))
        await self._reader.readexactly(size)
        return Answer(int(head[9:12]), headers.get("etag", ""), len(head) + size)


def header(line: bytes) -> tuple[str, str]:
    """Return the name of a header, in lower case, and its value."""
    name, _, value = line.decode("latin-1").partition(":")
    return name.strip().lower(), value.strip()


def request_of(path: str, headers: Mapping[str, str]) -> bytes:
    """Return the bytes of a GET request."""
    lines = [f"GET {path} HTTP/1.1", "Host: bench", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def measure_rate(port: int, path: str, headers: Mapping[str, str], seconds: float) -> Rate:
    """Measure the answers a second of a server on this host, with CONNECTIONS clients at once.

    Raises WrongAnswer.
    """
    return uvloop.run(_measure(port, request_of(path, headers), seconds))


async def _measure(port: int, request: bytes, seconds: float) -> Rate:
    opened = [await asyncio.open_connection(LOCALHOST, port) for _ in range(CONNECTIONS)]
    connections = [Connection(*each) for each in opened]
    first = await connections[0].send(request)
    began = time.monotonic()
    loops = [_repeat_until(each, request, began + seconds, first.status) for each in connections]
    answers = sum(await asyncio.gather(*loops))
    rate = answers / (time.monotonic() - began)
    for each in connections:
        each.writer.close()
    return Rate(rate, first)


async def _repeat_until(connection: Connection, request: bytes, end: float, status: int) -> int:
    answers = 0
    while time.monotonic() < end:
        answer = await connection.send(request)
        if answer.status != status:
            raise WrongAnswer(f"{answer.status} after {status}")
        answers += 1
    return answers
