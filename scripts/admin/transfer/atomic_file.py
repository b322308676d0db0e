"""Writes a file whole or not at all: under a temporary name first, renamed when complete."""

from __future__ import annotations

import gzip
import os
import signal
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from types import FrameType
from typing import IO, Final

from admin.standard_streams import STANDARD_OUTPUT
from scrbrd.domain.errors import BadInput

GZIP_SUFFIX = ".gz"
ENDING_SIGNALS: Final = (signal.SIGTERM, signal.SIGHUP)
"""Signals that end a process without an exception, unlike Ctrl-C."""


class AtomicFile:
    """A file being written; every failure raises BadInput of one line."""

    def __init__(self, path: Path, stream: IO[bytes]) -> None:
        self.path, self._stream = path, stream

    def write(self, text: str) -> None:
        """Append text in UTF-8."""
        with as_bad_input(self.path):
            self._stream.write(text.encode())


@contextmanager
def atomic_file(path: Path) -> Iterator[AtomicFile]:
    """Open a file that appears under its name only if the context ends without an error.

    Compressed if the name ends in .gz. A device or a pipe is written directly. Raises BadInput if
    it cannot be written, and if it is the pipe to which output lines are printed.
    """
    with as_bad_input(path):
        # Test the path itself: a shell's pipe, /dev/fd/63, resolves to a name that does not exist.
        is_plain = path.is_file() or not path.exists()
        target = path.resolve() if is_plain else path
        if not is_plain and is_printed_to(path):
            raise BadInput(f"{path}: lines are printed there, too; name a file or another pipe")
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part") if is_plain else target
    with as_bad_input(path):
        raw = temporary.open("wb")
    is_zipped = path.name.endswith(GZIP_SUFFIX)
    stream: IO[bytes] = gzip.GzipFile("", "wb", 6, raw, 0) if is_zipped else raw  # type: ignore[assignment]
    try:
        with removed_if_ended(temporary) if is_plain else nullcontext():
            yield AtomicFile(path, stream)
            with as_bad_input(path):
                flush_to_disk(stream, raw, is_plain)
                if is_plain:
                    temporary.replace(target)
    except BaseException:
        for each in (stream, raw):
            with suppress(OSError):
                each.close()
        if is_plain:
            temporary.unlink(missing_ok=True)
        raise


@contextmanager
def removed_if_ended(path: Path) -> Iterator[None]:
    """Remove a file if a signal ends the process meanwhile.

    It may hold half a backup of personal data.

    Only the main thread can handle signals; in others nothing is done.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _frame: FrameType | None) -> None:
        path.unlink(missing_ok=True)
        # No exception is raised: in the middle of a library call it might wait for ever.
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    # An ignored signal, such as a hangup under nohup, does not end the process.
    handled_signals = [
        number for number in ENDING_SIGNALS if signal.getsignal(number) is signal.SIG_DFL
    ]
    for number in handled_signals:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in handled_signals:
            signal.signal(number, signal.SIG_DFL)


def is_printed_to(path: Path) -> bool:
    """Return True if a path is the pipe of standard output.

    Printed lines would mix with the file.
    """
    try:
        path_status, output_status = path.stat(), os.fstat(STANDARD_OUTPUT)
    except OSError:  # the caller has closed it
        return False
    return stat.S_ISFIFO(path_status.st_mode) and os.path.samestat(path_status, output_status)


def flush_to_disk(stream: IO[bytes], raw: IO[bytes], is_plain: bool) -> None:
    """Write everything to the disk."""
    if stream is not raw:
        stream.close()
    raw.flush()
    if is_plain:
        os.fsync(raw.fileno())
    raw.close()


@contextmanager
def as_bad_input(path: Path) -> Iterator[None]:
    """Convert the system's errors to BadInput."""
    try:
        yield
    except OSError as error:
        raise BadInput(
            f"{path}: cannot be written ({error.strerror}); nothing was left there, choose another"
            f" place"
        ) from None
