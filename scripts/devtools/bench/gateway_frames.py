"""A WebSocket client that costs next to nothing, so that thousands of them are no bottleneck.

It sends short texts, reads unfragmented frames of a server that does not mask them, and answers
pings (RFC 6455). It checks no more than the bench needs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Protocol, cast

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
FINAL, MASKED = 0x80, 0x80
SHORT, TWO_BYTES = 126, 126
NO_MASK = bytes(4)
"""A mask of zeros leaves the payload as it is."""

KEY = "c2NyYnJkLWJlbmNoLWtleQ=="
HEAD_ENDS = b"\r\n\r\n"


class Hear(Protocol):
    """What a socket tells of itself."""

    def opened(self, socket: LightSocket) -> None:
        """The handshake is over."""

    def text(self, socket: LightSocket, payload: bytes) -> None:
        """A message has come."""

    def lost(self, socket: LightSocket) -> None:
        """The connection has ended."""


class LightSocket(asyncio.Protocol):
    """One connection; `number` and `group` are the caller's own."""

    def __init__(self, hear: Hear, target: str, number: int, group: int) -> None:
        self.number, self.group = number, group
        self._hear, self._target = hear, target
        self._transport: asyncio.Transport | None = None
        self._waiting = b""
        self._is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for a WebSocket."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is of no class of asyncio
        self._transport.write(handshake(self._target))

    def data_received(self, data: bytes) -> None:
        """Take what has come, whole messages at once."""
        self._waiting = self._waiting + data if self._waiting else data
        if not self._is_open and not self._open():
            return
        self._waiting, frames = split_frames(self._waiting)
        for opcode, payload in frames:
            if opcode == TEXT:
                self._hear.text(self, payload)
            elif opcode == PING:
                self._write(PONG, payload)
            elif opcode == CLOSE:
                self.close()

    def connection_lost(self, _exc: Exception | None) -> None:
        """Tell that it has ended."""
        self._hear.lost(self)

    def send(self, text: str) -> None:
        """Send a text."""
        self._write(TEXT, text.encode())

    def close(self) -> None:
        """End the connection."""
        if self._transport is not None:
            self._transport.close()

    def _write(self, opcode: int, payload: bytes) -> None:
        if self._transport is not None:
            self._transport.write(frame(opcode, payload))

    def _open(self) -> bool:
        head, ends, rest = self._waiting.partition(HEAD_ENDS)
        if not ends:
            return False
        if not head.startswith(b"HTTP/1.1 101"):
            self.close()
            return False
        self._waiting, self._is_open = rest, True
        self._hear.opened(self)
        return True


def handshake(target: str) -> bytes:
    """Return the request that opens a WebSocket at a path."""
    lines = (
        f"GET {target} HTTP/1.1", "Host: bench", "Upgrade: websocket", "Connection: Upgrade",
        f"Sec-WebSocket-Key: {KEY}", "Sec-WebSocket-Version: 13", "", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode()


def frame(opcode: int, payload: bytes) -> bytes:
    """Return a client's frame of at most 65,535 bytes."""
    size = len(payload)
    if size < SHORT:
        return bytes((FINAL | opcode, MASKED | size)) + NO_MASK + payload
    return bytes((FINAL | opcode, MASKED | TWO_BYTES)) + size.to_bytes(2) + NO_MASK + payload


def split_frames(data: bytes) -> tuple[bytes, list[tuple[int, bytes]]]:
    """Return what is left behind the last whole frame, and the frames as (opcode, payload)."""
    frames, end = [], 0
    for opcode, start, behind in whole_frames(data):
        frames.append((opcode, data[start:behind]))
        end = behind
    return data[end:], frames


def whole_frames(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (opcode, where the payload begins, where it ends) of each frame that is all there."""
    at = 0
    while len(data) >= at + 2:
        size, start = data[at + 1] & 0x7F, at + 2
        if size >= TWO_BYTES:
            width = 2 if size == TWO_BYTES else 8
            size, start = int.from_bytes(data[start : start + width]), start + width
        if len(data) < start or len(data) < start + size:
            return
        yield data[at] & 0x0F, start, start + size
        at = start + size
