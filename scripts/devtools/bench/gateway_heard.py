"""The gateway, which notes when each snapshot of Firestore came to it.

`python -m devtools.bench.gateway_heard` is `python -m scrbrd_gateway`, but for a line in the file
that HEARD names for each document of a match, written when a listener was handed it:
`{match id} {version or revision} {nanoseconds}`.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from scrbrd_gateway.__main__ import main
from scrbrd_gateway.firestore import source as firestore_source

HEARD: Final = "BENCH_HEARD"
VERSIONS: Final = ("version", "revision")
Ear = firestore_source.Ear


def noting(note: Callable[[str], object]) -> type[Ear]:
    """Return listeners' callbacks that note first what they are handed."""

    class NotingEar(Ear):
        """Notes each document, then does as it did."""

        def __call__(self, documents: Sequence[Any]) -> None:
            note(lines(documents, time.time_ns()))
            super().__call__(documents)

    return NotingEar


def lines(documents: Iterable[Any], at: int) -> str:
    """Return a line for each document of a match."""
    return "".join(
        f"{match_id_of(each.name)} {each.fields[name].integer_value} {at}\n"
        for each in documents
        for name in VERSIONS
        if name in each.fields
    )


def match_id_of(name: str) -> str:
    """Return whose document it is: `matches/{matchId}/...` or `tickers/{matchId}`."""
    return name.partition("/documents/")[2].split("/")[1]


def read_heard(text: str) -> dict[str, int]:
    """Return when each version of a match was heard of first, by `{match id}@{version}`."""
    found: dict[str, int] = {}
    for line in text.splitlines():
        match_id, version, at = line.split(" ")
        found.setdefault(f"{match_id}@{version}", int(at))
    return found


def run() -> int:
    """Serve as the gateway does."""
    with Path(os.environ[HEARD]).open("a", encoding="utf-8", buffering=1) as heard:
        firestore_source.Ear = noting(heard.write)  # type: ignore[misc]
        return main()


if __name__ == "__main__":
    sys.exit(run())
