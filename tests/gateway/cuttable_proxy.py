"""A proxy between the gateway and the emulator whose connections a test cuts."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class CuttableProxy:
    """Forwards connections to the emulator. Connections made after a cut are forwarded again."""

    def __init__(self, host: str) -> None:
        self._host, _, self._port = host.rpartition(":")
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Forward one connection."""
        far_reader, far_writer = await asyncio.open_connection(self._host, int(self._port))
        self._writers |= {writer, far_writer}
        for source, target in ((reader, far_writer), (far_reader, writer)):
            self._tasks.add(asyncio.create_task(self._pump(source, target)))

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await source.read(65_536):
                target.write(data)
        target.close()

    def cut_connections(self) -> int:
        """Cut every connection; return how many there were."""
        writers, self._writers = self._writers, set()
        for writer in writers:
            writer.transport.abort()
        return len(writers) // 2
