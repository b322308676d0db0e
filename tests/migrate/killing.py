"""Kills a command at one of its writes: before it is stored, or before the answer comes."""

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
    """The process is gone: nothing of its code runs any more but what unwinds the stack."""


@contextmanager
def killed_at(
    monkeypatch: pytest.MonkeyPatch, number: int, *, is_stored: bool
) -> Iterator[list[str]]:
    """Raise Killed at a write by its number (1-based) and at each later one; yields all asked for.

    `is_stored`: the write itself still reached the database.
    """
    calls: list[str] = []

    def counting(cls: Any, name: str) -> Any:
        real = getattr(cls, name)

        def write(self: Any, *arguments: Any, **options: Any) -> Any:
            calls.append(f"{cls.__name__}.{name}")
            if len(calls) == number and is_stored:
                real(self, *arguments, **options)
            if number and len(calls) >= number:
                raise Killed
            return real(self, *arguments, **options)

        return write

    with monkeypatch.context() as patched:
        for cls, name in WRITES:
            patched.setattr(cls, name, counting(cls, name))
        yield calls
