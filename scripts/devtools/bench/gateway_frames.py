"""Implements a WebSocket client so cheap that thousands of them are no bottleneck.

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


class SocketListener(Protocol):
    """The callbacks of a socket."""

    def on_open(self, socket: LightSocket) -> None:
        """The handshake is complete."""

    def on_text(self, socket: LightSocket, payload: bytes) -> None:
        """A text message was received."""

    def on_close(self, socket: LightSocket) -> None:
        """The connection is closed."""


class LightSocket(asyncio.Protocol):
    """One connection; `number` and `group` are for the caller's use."""

    def __init__(self, listener: SocketListener, target: str, number: int, group: int) -> None:
        self.number, self.group = number, group
        self._listener, self._target = listener, target
        self._transport: asyncio.Transport | None = None
        self._waiting = b""
        self._is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the handshake."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is of no class of asyncio
        self._transport.write(handshake(self._target))

    def data_received(self, data: bytes) -> None:
        """Handle the frames that are complete, and keep the rest."""
        self._waiting = self._waiting + data if self._waiting else data
        if not self._is_open and not self._open():
            return
        self._waiting, frames = split_frames(self._waiting)
        for opcode, payload in frames:
            if opcode == TEXT:
                self._listener.on_text(self, payload)
            elif opcode == PING:
                self._write(PONG, payload)
            elif opcode == CLOSE:
                self.close()

    def connection_lost(self, _exc: Exception | None) -> None:
        """Notify the listener."""
        self._listener.on_close(self)

    def send(self, text: str) -> None:
        """Send a text of at most 65,535 bytes."""
        self._write(TEXT, text.encode())

    def close(self) -> None:
        """Close the connection."""
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
        self._listener.on_open(self)
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
    """Return the bytes after the last complete frame, and the frames as (opcode, payload)."""
    frames, end = [], 0
    for opcode, start, behind in whole_frames(data):
        frames.append((opcode, data[start:behind]))
        end = behind
    return data[end:], frames


def whole_frames(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (opcode, start of the payload, end of the payload) of each complete frame."""
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
