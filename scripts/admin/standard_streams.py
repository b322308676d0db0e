"""Opens standard output and error so that a verb finishes even if its reader has gone.

`scrbrd verify --all | head -1` ends with the exit code of the verb, and nothing is half written.
"""

from __future__ import annotations

import os
import sys
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import Any, Final, TextIO

STANDARD_OUTPUT: Final = 1
STANDARD_ERROR: Final = 2


class Descriptor(FileIO):
    """A file descriptor for writing; output after its reader has gone is discarded."""

    def __init__(self, number: int) -> None:
        super().__init__(number, "w", closefd=False)
        self.is_read = True

    def write(self, data: Any, /) -> int:
        """Write data and return the number of bytes taken: all of them if the reader has gone."""
        try:
            return super().write(data)
        except BrokenPipeError:
            self.is_read = False
            discard(self.fileno())
            return memoryview(data).nbytes


def open_streams() -> None:
    """Replace `sys.stdout` and `sys.stderr` by streams that survive their readers.

    A stream that the caller closed stays closed. A character that the terminal's encoding lacks is
    spelled out, as in admin/visible_text.py.
    """
    if sys.stdout is not None:
        sys.stdout = reopen(sys.stdout, STANDARD_OUTPUT)
    if sys.stderr is not None:
        sys.stderr = reopen(sys.stderr, STANDARD_ERROR)


def reopen(stream: TextIO, number: int) -> TextIOWrapper:
    """Return a stream on the descriptor, with the same encoding."""
    stream.flush()
    is_terminal = stream.isatty()
    return TextIOWrapper(
        BufferedWriter(Descriptor(number)),
        encoding=stream.encoding,
        errors="backslashreplace",
        line_buffering=is_terminal or number == STANDARD_ERROR,
        write_through=bool(getattr(stream, "write_through", False)),
    )


def is_output_read() -> bool:
    """Return False if the reader of standard output has gone.

    A verb that only prints may then end.
    """
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    return not isinstance(raw, Descriptor) or raw.is_read


def discard(number: int) -> None:
    """Redirect a descriptor to the null device."""
    null_device = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null_device, number)
    os.close(null_device)
