"""Opens standard output and error so that a verb whose reader has gone works on to its end.

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
    """A descriptor that is written to; what comes after its reader has gone goes nowhere."""

    def __init__(self, number: int) -> None:
        super().__init__(number, "w", closefd=False)
        self.is_read = True

    def write(self, data: Any, /) -> int:
        """Return how many bytes are taken: all of them where nobody reads any more."""
        try:
            return super().write(data)
        except BrokenPipeError:
            self.is_read = False
            discard(self.fileno())
            return memoryview(data).nbytes


def open_streams() -> None:
    """Let `sys.stdout` and `sys.stderr` outlive their readers; one that the caller closed stays so.

    A character that the terminal's encoding lacks is spelled out, as in admin/visible_text.py.
    """
    if sys.stdout is not None:
        sys.stdout = opened(sys.stdout, STANDARD_OUTPUT)
    if sys.stderr is not None:
        sys.stderr = opened(sys.stderr, STANDARD_ERROR)


def opened(stream: TextIO, number: int) -> TextIOWrapper:
    """Return a stream of the same encoding on the descriptor."""
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
    """Return False where the reader of standard output has gone; a verb that only shows may end."""
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    return not isinstance(raw, Descriptor) or raw.is_read


def discard(number: int) -> None:
    """Let what is written to a descriptor go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)
