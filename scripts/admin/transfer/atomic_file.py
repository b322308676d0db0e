"""Writes a file whole or not at all: beside its name first, renamed when complete."""

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

ZIPPED = ".gz"
ENDING: Final = (signal.SIGTERM, signal.SIGHUP)
"""What ends a process without a word, unlike Ctrl-C."""


class AtomicFile:
    """A file being written; every failure is a BadInput of one line."""

    def __init__(self, path: Path, stream: IO[bytes]) -> None:
        self.path, self._stream = path, stream

    def write(self, text: str) -> None:
        """Append text, in UTF-8."""
        with as_bad_input(self.path):
            self._stream.write(text.encode())


@contextmanager
def atomic_file(path: Path) -> Iterator[AtomicFile]:
    """A file that appears under its name when the context ends well, and never half.

    Zipped where the name ends in .gz. A device or a pipe is written directly. Raises BadInput
    where it cannot be written, and for the pipe that lines are printed to.
    """
    with as_bad_input(path):
        # Not of what it resolves to: a pipe of a shell, /dev/fd/63, resolves to no name.
        is_plain = path.is_file() or not path.exists()
        target = path.resolve() if is_plain else path
        if not is_plain and is_printed_to(path):
            raise BadInput(f"{path}: lines are printed there, too; name a file or another pipe")
    beside = target.with_name(f".{target.name}.{os.getpid()}.part") if is_plain else target
    with as_bad_input(path):
        raw = beside.open("wb")
    zipped = path.name.endswith(ZIPPED)
    stream: IO[bytes] = gzip.GzipFile("", "wb", 6, raw, 0) if zipped else raw  # type: ignore[assignment]
    try:
        with removed_if_ended(beside) if is_plain else nullcontext():
            yield AtomicFile(path, stream)
            with as_bad_input(path):
                finish(stream, raw, is_plain)
                if is_plain:
                    beside.replace(target)
    except BaseException:
        for each in (stream, raw):
            with suppress(OSError):
                each.close()
        if is_plain:
            beside.unlink(missing_ok=True)
        raise


@contextmanager
def removed_if_ended(path: Path) -> Iterator[None]:
    """Remove a file when a signal ends the process meanwhile: half a backup may be of people.

    Only the main thread can hear of signals; in others nothing is done.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _frame: FrameType | None) -> None:
        path.unlink(missing_ok=True)
        # No exception: out of the middle of a call its library might wait for ever.
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    # Where it is ignored, as a hangup under nohup is, it ends nothing.
    heard = [number for number in ENDING if signal.getsignal(number) is signal.SIG_DFL]
    for number in heard:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in heard:
            signal.signal(number, signal.SIG_DFL)


def is_printed_to(path: Path) -> bool:
    """Return whether a path is the pipe that is standard output: the file would not be whole."""
    try:
        there, printed = path.stat(), os.fstat(STANDARD_OUTPUT)
    except OSError:  # the caller has closed it
        return False
    return stat.S_ISFIFO(there.st_mode) and os.path.samestat(there, printed)


def finish(stream: IO[bytes], raw: IO[bytes], is_plain: bool) -> None:
    """Bring everything to the disk."""
    if stream is not raw:
        stream.close()
    raw.flush()
    if is_plain:
        os.fsync(raw.fileno())
    raw.close()


@contextmanager
def as_bad_input(path: Path) -> Iterator[None]:
    """The system's errors as ours."""
    try:
        yield
    except OSError as error:
        raise BadInput(
            f"{path}: cannot be written ({error.strerror}); nothing was left there, choose another"
            f" place"
        ) from None
