"""Unpacks compressed answers, with limits on what is received and what is unpacked at a time."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing

import httpx

ENCODING = "gzip"

MOST_PARTS = 20_000
"""Maximum number of parts in which a body may arrive: 16 MB in parts of a kilobyte. Reading a part
takes the event loop's time, however small the part is."""

PARTS_PER_TURN = 100
"""Parts that are read before the event loop runs its other tasks, if all of them have arrived."""

MEMBER_START = b"\x1f\x8b"
"""The first bytes of a gzip member (RFC 1952, 2.3.1)."""

LONGEST_NAME = 40
"""Number of characters of an unknown encoding shown in a message."""


class NotUnpacked(ValueError):
    """A body is not compressed as declared, or truncated."""


class TooLarge(ValueError):
    """A body is larger than a limit, or comes in too many parts; the message has the limit."""


async def limited_chunks(response: httpx.Response, largest: int) -> AsyncGenerator[bytes, None]:
    """Yield a body, decompressed, of at most `largest` bytes and MOST_PARTS parts. Raises
    NotUnpacked and TooLarge."""
    size = parts = 0
    async for chunk in decompressed_chunks(response, largest):
        size += len(chunk)
        parts += 1
        if size > largest:
            raise TooLarge(f"more than {largest} bytes")
        if parts > MOST_PARTS:
            raise TooLarge(f"more than {MOST_PARTS} parts")
        yield chunk
        if parts % PARTS_PER_TURN == 0:
            await asyncio.sleep(0)


async def decompressed_chunks(response: httpx.Response, largest: int) -> AsyncIterator[bytes]:
    """Yield a body, decompressed in chunks of little more than `largest` bytes: a few compressed
    bytes may expand to thousands of times their size.

    Nothing that follows the last member is read. Raises NotUnpacked if the body is not compressed
    as declared, or truncated, and TooLarge if it has more than `largest` bytes while compressed.
    """
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding in ("", "identity"):
        async for chunk in response.aiter_bytes():
            yield chunk
        return
    if encoding not in (ENCODING, f"x-{ENCODING}"):  # the same by RFC 9110, 8.4.1.3
        raise NotUnpacked(f"the encoding {encoding[:LONGEST_NAME]!r} was not asked for")
    async with aclosing(unpacked_chunks(response.aiter_raw(), largest)) as chunks:
        async for chunk in chunks:
            yield chunk


async def unpacked_chunks(raw: AsyncIterator[bytes], largest: int) -> AsyncGenerator[bytes, None]:
    """Yield the content of a gzip body. Raises NotUnpacked and TooLarge."""
    received, members = 0, Members(largest)
    async for chunk in raw:
        received += len(chunk)
        if received > largest:
            raise TooLarge(f"more than {largest} bytes")
        for part in members.unpack(chunk):
            yield part
        if members.have_ended:
            return
    if not members.current.eof:
        raise NotUnpacked("the end is missing")


class Members:
    """The members of a gzip body, one after another (RFC 1952, 2.2).

    `have_ended` means that something else follows the last one.
    """

    def __init__(self, largest: int) -> None:
        self.current, self.largest, self.have_ended = new_member(), largest, False
        self._left = b""

    def unpack(self, chunk: bytes) -> Iterator[bytes]:
        """Yield the content of a further chunk. Raises NotUnpacked."""
        self._left += chunk
        while self._left and self._is_in_member():
            try:
                yield self.current.decompress(self._left, self.largest + 1)
            except zlib.error as error:
                raise NotUnpacked(f"not {ENCODING}: {error}") from None
            ended = self.current.eof
            self._left = self.current.unused_data if ended else self.current.unconsumed_tail

    def _is_in_member(self) -> bool:
        """Return True if what is left belongs to a member; begin the next one if it has arrived."""
        if self.current.eof and self._left.startswith(MEMBER_START):
            self.current = new_member()
        self.have_ended = self.current.eof and self._left != MEMBER_START[: len(self._left)]
        return not self.current.eof


def new_member() -> zlib._Decompress:
    """Return what decompresses one member."""
    return zlib.decompressobj(16 + zlib.MAX_WBITS)
