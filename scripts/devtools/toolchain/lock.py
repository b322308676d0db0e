"""Keeps processes of one clone from making the same thing at once."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock of a file, which is made where it is missing; waits while another holds it."""
    path.parent.mkdir(exist_ok=True)
    # The system drops the lock when its holder ends, however it ends.
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
