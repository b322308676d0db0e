"""Opens many sockets in one process: `python -m devtools.bench.gateway_clients SPEC`.

It prints `{"ready": seconds}` when all sockets are open and subscribed. For each line `drain` of
its standard input it prints the messages received since the last `drain`, as counted by
`Tally.drain`; for `count` it prints the number of balls among them. It ends with its input.
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
"""The number of connections that are opened at the same time."""

SOCKETS_PER_ADDRESS = 50
"""Sockets opened from one address of this host; the gateway limits the sockets of an address."""

CLIENT_ADDRESSES = 250
SECONDS = 120.0
"""The longest time for a socket to open and receive its first message."""


@dataclass(frozen=True)
class Group:
    """Sockets with the same subscription.

    Each socket of a group sends `text` when it is open, and waits for the snapshot of events that
    answers it. Without a text it only opens.
    """

    target: str
    count: int
    text: str | None


class Clients:
    """The sockets of this process, and the listener of all of them."""

    def __init__(self, port: int, groups: list[Group]) -> None:
        self._port, self._groups = port, groups
        self._tally = Tally(time.time_ns)
        self._lost = 0
        self._begun: dict[int, asyncio.Future[None]] = {}
        self._gate = asyncio.Semaphore(AT_ONCE)

    def on_open(self, socket: LightSocket) -> None:
        """Send the group's subscription."""
        text = self._groups[socket.group].text
        if text is None:
            self._begin(socket)
        else:
            socket.send(text)

    def on_text(self, socket: LightSocket, payload: bytes) -> None:
        """Count a message."""
        if self._tally.add(socket.number, payload).begins:
            self._begin(socket)

    def on_close(self, socket: LightSocket) -> None:
        """Count a closed connection."""
        self._lost += 1
        if not self._begun[socket.number].done():
            self._begun[socket.number].set_exception(ConnectionError("refused"))

    def _begin(self, socket: LightSocket) -> None:
        if not self._begun[socket.number].done():
            self._begun[socket.number].set_result(None)

    def count(self) -> int:
        """Return the number of balls received since the last `drain`, over all sockets."""
        return self._tally.count()

    def drain(self) -> dict[str, Any]:
        """Return and clear the tally; add the number of connections `lost` since the start."""
        return self._tally.drain() | {"lost": self._lost}

    async def open_all(self) -> None:
        """Open every socket and wait until each is subscribed. Raises TimeoutError."""
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
    """Return the local address of a socket; Linux has all of 127.0.0.0/8, others only one."""
    if sys.platform != "linux":
        return LOCALHOST
    high, low = divmod(number // SOCKETS_PER_ADDRESS, CLIENT_ADDRESSES)
    return f"127.0.{high + 1}.{low + 1}"


async def run(port: int, groups: list[Group]) -> None:
    """Open the sockets, then answer each line of standard input until it ends."""
    clients, loop = Clients(port, groups), asyncio.get_running_loop()
    began = time.monotonic()
    await clients.open_all()
    write({"ready": time.monotonic() - began})
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        write(clients.drain() if line.strip() == "drain" else {"count": clients.count()})


def write(value: dict[str, Any]) -> None:
    """Write a line of JSON."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Run the sockets described by the first argument: JSON with `port` and `groups`."""
    spec = json.loads(sys.argv[1])
    groups = [Group(**each) for each in spec["groups"]]
    allow_files(sum(group.count for group in groups))
    uvloop.run(run(spec["port"], groups))


if __name__ == "__main__":
    main()
