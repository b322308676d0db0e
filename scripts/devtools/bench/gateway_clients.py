"""A process of many sockets: `python -m devtools.bench.gateway_clients SPEC`.

It prints `{"ready": ...}` when all are open and subscribed. Upon a line `tell` of its input
it prints what came since the last one, upon `count` how many balls did; it ends with its input.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import dataclass
from typing import Any

import uvloop

from devtools.bench.gateway_frames import LightSocket
from devtools.bench.gateway_tally import Tally
from devtools.bench.open_files import allow_files
from devtools.emulators.ports import LOCALHOST

AT_ONCE = 100
"""Connections that are being opened at a time."""

SOCKETS_PER_ADDRESS = 50
"""The gateway limits the sockets of an address, so each so many come from another of this host."""

CLIENT_ADDRESSES = 250
SECONDS = 120.0
"""In which a socket opens and begins."""


@dataclass(frozen=True)
class Group:
    """Sockets that follow the same; `text` is sent first, and then a beginning is awaited."""

    target: str
    count: int
    text: str | None


class Clients:
    """The sockets of a process; it hears all of them."""

    def __init__(self, port: int, groups: list[Group]) -> None:
        self._port, self._groups = port, groups
        self._tally = Tally(time.time_ns)
        self._lost = 0
        self._begun: dict[int, asyncio.Future[None]] = {}
        self._gate = asyncio.Semaphore(AT_ONCE)

    def opened(self, socket: LightSocket) -> None:
        """Subscribe."""
        text = self._groups[socket.group].text
        if text is None:
            self._begin(socket)
        else:
            socket.send(text)

    def text(self, socket: LightSocket, payload: bytes) -> None:
        """Count a message."""
        if self._tally.take(socket.number, payload).begins:
            self._begin(socket)

    def lost(self, socket: LightSocket) -> None:
        """Count a connection that has ended."""
        self._lost += 1
        if not self._begun[socket.number].done():
            self._begun[socket.number].set_exception(ConnectionError("refused"))

    def _begin(self, socket: LightSocket) -> None:
        if not self._begun[socket.number].done():
            self._begun[socket.number].set_result(None)

    def count(self) -> int:
        """Return how many balls came since it was told last, at all sockets together."""
        return self._tally.count()

    def tell(self) -> dict[str, Any]:
        """Return what came since it was told last, and how many connections were lost so far."""
        return self._tally.tell() | {"lost": self._lost}

    async def open_all(self) -> None:
        """Open every socket and await its beginning; raises TimeoutError."""
        numbers = [place for place, group in enumerate(self._groups) for _ in range(group.count)]
        async with asyncio.TaskGroup() as tasks:
            for number, group in enumerate(numbers):
                tasks.create_task(self._open(number, group))

    async def _open(self, number: int, group: int) -> None:
        loop, target = asyncio.get_running_loop(), self._groups[group].target
        begun = self._begun[number] = loop.create_future()
        async with self._gate, asyncio.timeout(SECONDS):
            await loop.create_connection(
                lambda: LightSocket(self, target, number, group),
                LOCALHOST, self._port, local_addr=(address_of(number), 0),
            )  # fmt: skip
            await begun


def address_of(number: int) -> str:
    """Return the address of this host that a socket comes from; Linux has all of 127.0.0.0/8."""
    if sys.platform != "linux":
        return LOCALHOST
    high, low = divmod(number // SOCKETS_PER_ADDRESS, CLIENT_ADDRESSES)
    return f"127.0.{high + 1}.{low + 1}"


async def run(port: int, groups: list[Group]) -> None:
    """Open the sockets, then tell what came whenever a line asks for it."""
    clients, loop = Clients(port, groups), asyncio.get_running_loop()
    began = time.monotonic()
    await clients.open_all()
    write({"ready": time.monotonic() - began})
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        write(clients.tell() if line.strip() == "tell" else {"count": clients.count()})


def write(value: dict[str, Any]) -> None:
    """Write a line of JSON."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Run the sockets that the argument describes: `port` and `groups`."""
    spec = json.loads(sys.argv[1])
    groups = [Group(**each) for each in spec["groups"]]
    allow_files(sum(group.count for group in groups))
    uvloop.run(run(spec["port"], groups))


if __name__ == "__main__":
    main()
