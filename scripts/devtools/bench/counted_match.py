"""Counts the Firestore reads, writes and bytes of recorded matches, without any server.

`python -m devtools.bench.counted_match` writes `scripts/admin/money/measured.json`, which
`scripts/scrbrd forecast` and `meter` read. `--check` lists the formats whose counts in that file
differ from those of the present code.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from google.cloud.firestore_v1._helpers import encode_dict
from google.cloud.firestore_v1.types import Document

from admin.logfile import load_match
from admin.matchlog import MatchLog, plain_data
from admin.money.measurements import MEASURED
from devtools.bench.bench_match import action_document, commits, writes_of_commit
from devtools.demo.match_setup import match_document
from scrbrd.adapters import codec, paths
from scrbrd.domain.identifiers import joined_id
from scrbrd.engine.chunks import ChunkKey, SealedChunk
from scrbrd.handlers.commit.build import build_commit
from scrbrd.handlers.commit.match_end import SUBJECTS, match_end_documents
from scrbrd.handlers.ports import Commit
from scrbrd.handlers.refold.apply import rebuild_from_log
from scrbrd.handlers.snapshot.model import Snapshot
from scrbrd.handlers.statistics import PLAYER, Subject, figures_of
from scrbrd.projections.archive.document_size import size_of

ROOT = Path(__file__).resolve().parents[3]
MATCHES: Mapping[str, str] = {
    "T20": "scripts/matches/1386111.log",
    "Hundred": "scripts/matches/1355625.log",
    "ODI": "scripts/matches/1206059.log",
    "Test": "tests/data/matches/649089.log",
}
"""The log of a whole match of each format."""

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
NOTE = (
    "Written by python -m devtools.bench.counted_match from the code at hand; do not edit. Balls in"
    " order, nothing corrected; reads, writes and calls of functions of one match, its end apart."
)
STATE_READS = 1
"""A next ball reads `live/state` and nothing else (docs/operations.md, `next`)."""


class Tally:
    """Totals over the commits of one match; `snapshot` is that of the last commit.

    `sizes` holds bytes as sent, by kind of document; `stored` holds stored bytes by path.
    """

    snapshot: Snapshot

    def __init__(self) -> None:
        self.writes = self.calls = 0
        self.most_writes = 0
        self.sizes: dict[str, list[int]] = {"ticker": [], "score": [], "event": []}
        self.stored: dict[str, int] = {}
        self.sealed: dict[ChunkKey, SealedChunk] = {}

    def add(self, match_id: str, commit: Commit) -> None:
        """Count one commit: its documents, and the function calls that its writes trigger."""
        written = list(writes_of_commit(match_id, commit))
        self.writes += len(written)
        self.most_writes = max(self.most_writes, len(written))
        self.calls += 1 + bool(commit.match) + len(commit.lineups)
        self.sealed |= commit.chunks
        self.snapshot = commit.snapshot
        for path, fields, is_merged in written:
            self._add_write(match_id, path, fields, is_merged=is_merged)

    def _add_write(
        self, match_id: str, path: str, fields: Mapping[str, Any], *, is_merged: bool
    ) -> None:
        previous = self.stored.get(path, 0) if is_merged else 0
        self.stored[path] = max(previous, size_of(path) + size_of(dict(fields)))
        kinds = {
            paths.whole_document(match_id, paths.TICKER): "ticker",
            paths.live_score(match_id): "score",
        }
        kind = "event" if path.startswith(paths.events(match_id)) else kinds.get(path)
        if kind is not None:
            self.sizes[kind].append(sent_bytes(path, fields))


def sent_bytes(path: str, fields: Mapping[str, Any]) -> int:
    """Return the size in bytes of a document as it is sent to a listener."""
    return len(Document.serialize(Document(name=path, fields=encode_dict(dict(fields)))))


def count_match(log: MatchLog) -> dict[str, Any]:
    """Return the counts of a match, from its first action to the figures of its players."""
    match_id, tally = log.match_id, Tally()
    lineups = {
        joined_id(each.team_id, each.player_id): plain_data(each.to_document())
        for each in log.lineups
    }
    inputs = codec.cached_inputs(match_id, match_document(log, NOON), lineups)
    first = build_commit(None, rebuild_from_log(inputs, 0, []), NOON)
    actions = [action_document(match_id, each, NOON) for each in log.actions]
    for commit in commits(match_id, first.snapshot, actions, NOON):
        tally.add(match_id, commit)
    end = dict(match_end_documents(match_id, tally.snapshot, tally.sealed))
    return {
        "match": match_id,
        "actions": len(actions),
        "lineups": len(lineups),
        "ball": ball_counts(tally, len(actions)),
        "end": {"reads": 1 + len(tally.sealed), **match_end_counts(end)},
        "figures": figures_counts(end),
        "bytes": {
            **{f"sent_{name}": round(average(each)) for name, each in tally.sizes.items()},
            "stored_log": sum(size_of(each) for each in actions),
            "stored_derived": sum(tally.stored.values()) + sum(map(size_of, end.values())),
            "largest_document": max(*tally.stored.values(), *map(size_of, end.values())),
        },
    }


def ball_counts(tally: Tally, actions: int) -> dict[str, Any]:
    """Return the average counts of a ball, and the most writes of any ball."""
    return {
        "reads": float(STATE_READS),
        "writes": round(tally.writes / actions, 3),
        "calls": round(tally.calls / actions, 3),
        "most_writes": tally.most_writes,
    }


def match_end_counts(documents: Mapping[str, Any]) -> dict[str, int]:
    """Return the writes and function calls of a match's end.

    Each contribution writes one `stats_state` in addition to itself, and triggers one call.
    """
    contributions = sum(key.partition("/")[0] in SUBJECTS for key in documents)
    return {"writes": 1 + len(documents) + contributions, "calls": contributions}


def figures_counts(documents: Mapping[str, Any]) -> dict[str, int]:
    """Return the counts of computing the figures of all players and teams of a match.

    `subjects` are players and teams together; `writes` includes the `stats_state` of each.
    """
    found = [
        (Subject(SUBJECTS[kind], ""), document)
        for key, document in documents.items()
        if (kind := key.partition("/")[0]) in SUBJECTS
    ]
    written = sum(len(figures_of(subject, [document], {})) + 1 for subject, document in found)
    return {
        "subjects": len(found),
        "players": sum(subject.kind == PLAYER for subject, _ in found),
        "writes": written,
    }


def average(numbers: Sequence[int]) -> float:
    """Return the arithmetic mean."""
    return sum(numbers) / len(numbers)


def count_formats(formats: Sequence[str] = tuple(MATCHES)) -> dict[str, Any]:
    """Return the counts of one match of each format, by format."""
    return {name: count_match(load_match(ROOT / MATCHES[name])) for name in formats}


def text_of(formats: Mapping[str, Any]) -> str:
    """Return the content of `measured.json`."""
    return json.dumps({"note": NOTE, "formats": formats}, indent=2) + "\n"


def stale_formats() -> Iterator[str]:
    """Yield the formats whose stored counts differ from those of the present code."""
    stored: dict[str, Any] = {}
    if MEASURED.exists():
        stored = json.loads(MEASURED.read_text(encoding="utf-8"))["formats"]
    yield from (name for name in MATCHES if count_formats((name,))[name] != stored.get(name))


def main() -> int:
    """Write the file; with `--check` print the stale formats and return 1 if there are any."""
    if "--check" in sys.argv[1:]:
        found = list(stale_formats())
        sys.stdout.writelines(f"stale: {name}\n" for name in found)
        return int(bool(found))
    MEASURED.write_text(text_of(count_formats()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
