"""Runs the gateway and records when its Firestore listeners receive each document.

`python -m devtools.bench.gateway_receipts` behaves as `python -m scrbrd_gateway`. In addition it
appends a line to the file named by the environment variable RECEIPTS_FILE for each document of a
match that a listener receives: `{match id} {version or revision} {nanoseconds since 1970}`.
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

RECEIPTS_FILE: Final = "BENCH_HEARD"
VERSIONS: Final = ("version", "revision")
UpdateEncoder = firestore_source.UpdateEncoder


def recording_encoder(write: Callable[[str], object]) -> type[UpdateEncoder]:
    """Return an encoder of updates that writes receipts before it handles documents."""

    class RecordingEncoder(UpdateEncoder):
        """Writes a receipt for each document, then handles the documents as before."""

        def __call__(self, documents: Sequence[Any]) -> None:
            write(receipt_lines(documents, time.time_ns()))
            super().__call__(documents)

    return RecordingEncoder


def receipt_lines(documents: Iterable[Any], at: int) -> str:
    """Return one line of text for each version or revision of the documents."""
    return "".join(
        f"{match_id_of(each.name)} {each.fields[name].integer_value} {at}\n"
        for each in documents
        for name in VERSIONS
        if name in each.fields
    )


def match_id_of(name: str) -> str:
    """Return the match id in a document's name: `matches/{matchId}/...` or `tickers/{matchId}`."""
    return name.partition("/documents/")[2].split("/")[1]


def read_receipts(text: str) -> dict[str, int]:
    """Return when each version of a match was first received, by `{match id}@{version}`."""
    found: dict[str, int] = {}
    for line in text.splitlines():
        match_id, version, at = line.split(" ")
        found.setdefault(f"{match_id}@{version}", int(at))
    return found


def run() -> int:
    """Serve as the gateway does, and return its exit code."""
    with Path(os.environ[RECEIPTS_FILE]).open("a", encoding="utf-8", buffering=1) as receipts:
        firestore_source.UpdateEncoder = recording_encoder(receipts.write)  # type: ignore[misc]
        return main()


if __name__ == "__main__":
    sys.exit(run())
