"""Kills a command at one of its writes: before the write is stored, or before its response."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from google.cloud.firestore_v1.batch import WriteBatch
from google.cloud.firestore_v1.document import DocumentReference

WRITES = ((WriteBatch, "commit"), *((DocumentReference, name) for name in
                                    ("set", "update", "create", "delete")))  # fmt: skip


class Killed(KeyboardInterrupt):
    """The simulated death of the process: only code that unwinds the stack still runs."""


@contextmanager
def killed_at(
    monkeypatch: pytest.MonkeyPatch, number: int, *, is_stored: bool
) -> Iterator[list[str]]:
    """Raise `Killed` at the write with a number (1-based) and at each later one.

    Yields the list of all attempted writes. `is_stored`: the write itself is stored first.
    """
    attempted_writes: list[str] = []

    def counting_write(cls: Any, name: str) -> Any:
        original = getattr(cls, name)

        def write(self: Any, *arguments: Any, **options: Any) -> Any:
            attempted_writes.append(f"{cls.__name__}.{name}")
            if len(attempted_writes) == number and is_stored:
                original(self, *arguments, **options)
            if number and len(attempted_writes) >= number:
                raise Killed
            return original(self, *arguments, **options)

        return write

    with monkeypatch.context() as patched:
        for cls, name in WRITES:
            patched.setattr(cls, name, counting_write(cls, name))
        yield attempted_writes
