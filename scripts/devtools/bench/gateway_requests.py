"""Measures how many requests a second a server answers, over connections that are kept."""

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
class Answered:
    """What one answer was: its status, its strong or weak ETag, and its bytes, headers too."""

    status: int
    etag: str
    size: int


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a second a request was answered, and what every answer was."""

    per_second: float
    answer: Answered


class WrongAnswer(Exception):
    """An answer had another status than the first."""


class Connection:
    """One connection, whose requests follow each other."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self.writer = reader, writer

    async def ask(self, request: bytes) -> Answered:
        """Send a request and read its whole answer, which must have a length or no body."""
        self.writer.write(request)
        head = await self._reader.readuntil(HEAD_ENDS)
        headers = dict(header(line) for line in head.split(b"\r\n")[1:] if line)
        size = int(headers.get("content-length", "0"))
        await self._reader.readexactly(size)
        return Answered(int(head[9:12]), headers.get("etag", ""), len(head) + size)


def header(line: bytes) -> tuple[str, str]:
    """Return the name of a header, in small letters, and its value."""
    name, _, value = line.decode("latin-1").partition(":")
    return name.strip().lower(), value.strip()


def request_of(path: str, headers: Mapping[str, str]) -> bytes:
    """Return a request as it is sent."""
    lines = [f"GET {path} HTTP/1.1", "Host: bench", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def measure_rate(port: int, path: str, headers: Mapping[str, str], seconds: float) -> Rate:
    """Return how many answers a second a server on this host gives to many clients. Raises
    WrongAnswer."""
    return uvloop.run(_measured(port, request_of(path, headers), seconds))


async def _measured(port: int, request: bytes, seconds: float) -> Rate:
    opened = [await asyncio.open_connection(LOCALHOST, port) for _ in range(CONNECTIONS)]
    connections = [Connection(*each) for each in opened]
    first = await connections[0].ask(request)
    began = time.monotonic()
    asked = [_ask_until(each, request, began + seconds, first.status) for each in connections]
    answers = sum(await asyncio.gather(*asked))
    rate = answers / (time.monotonic() - began)
    for each in connections:
        each.writer.close()
    return Rate(rate, first)


async def _ask_until(connection: Connection, request: bytes, end: float, status: int) -> int:
    answers = 0
    while time.monotonic() < end:
        answer = await connection.ask(request)
        if answer.status != status:
            raise WrongAnswer(f"{answer.status} after {status}")
        answers += 1
    return answers
