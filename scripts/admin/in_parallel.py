"""Does the same to several things at once and yields what came of them in order."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_parallel(
    work: Callable[[Item], Result], items: Sequence[Item], most: int
) -> Generator[Result, None, None]:
    """Yield the result of each item in order, with at most so many at work at once.

    Where the caller stops early, or one raises, those at work are finished and no other is begun.
    """
    pool = ThreadPoolExecutor(max_workers=max(1, min(most, len(items))))
    try:
        for each in [pool.submit(work, item) for item in items]:
            yield each.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
