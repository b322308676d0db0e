"""Shows the progress of long work in documents: a bar for people, number and rate at the end."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from admin.progress_line import progress_line

Item = TypeVar("Item")


@dataclass(slots=True)
class DocumentProgress:
    """Counts documents; as text, their number and rate. Shows progress only if there is a bar."""

    title: str
    bar: Progress | None = None
    documents: int = 0
    began: float = field(default_factory=time.monotonic)

    def add(self, documents: int) -> None:
        """Count finished documents."""
        self.documents += documents
        if self.bar is not None:
            [task] = self.bar.task_ids
            self.bar.update(task, description=f"{self.title}: {self}")

    def count_each(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield documents, each counted when the next one is requested."""
        for item in items:
            yield item
            self.add(1)

    def __str__(self) -> str:
        seconds = time.monotonic() - self.began
        rate = self.documents / seconds if seconds > 0 else 0.0
        return f"{self.documents} documents in {seconds:.1f} s ({rate:.0f} a second)"


@contextmanager
def document_progress(title: str) -> Iterator[DocumentProgress]:
    """Show the number and the rate on standard error, if that is a terminal."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with progress_line(*columns) as bar:
        bar.add_task(title, total=None)
        yield DocumentProgress(title, bar)
