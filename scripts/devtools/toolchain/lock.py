"""Prevents processes of one clone from doing the same work at the same time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Hold the lock of a file, which is created if missing; wait while another process holds it."""
    path.parent.mkdir(exist_ok=True)
    # The system releases the lock when its holder ends, however it ends.
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
