"""Applies a function to several items in parallel, and yields the results in order."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_parallel(
    work: Callable[[Item], Result], items: Sequence[Item], max_workers: int
) -> Generator[Result, None, None]:
    """Yield the result of each item in order, with at most `most` items at work at a time.

    If the caller stops early, or a call raises, running calls are finished and no other is begun.
    """
    pool = ThreadPoolExecutor(max_workers=max(1, min(max_workers, len(items))))
    try:
        for each in [pool.submit(work, item) for item in items]:
            yield each.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
