"""Builds `firestore.rules` from `rules/`, and the map from its lines back to the sources.

Rules have no imports: the helpers of `rules/lib/` come first, then one file for each collection.
`python -m devtools.rules.build` writes both files; `--check` only reports whether they are stale.
"""

from __future__ import annotations

import argparse
import json
import sys
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SOURCES = "rules"
BUILT = "firestore.rules"
LINE_MAP = "firestore.rules.map.json"
INDENT = "    "
HEADER = """\
// Built from rules/ by scripts/devtools/rules/build.py: edit the sources, not this file.
rules_version = '2';

service cloud.firestore {
  match /databases/{database}/documents {
"""
FOOTER = """\
  }
}
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """The place of one source in the built file: `lines` lines from 1-based line `start`."""

    source: str
    start: int
    lines: int


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of a source: the file's path relative to the root, and the 1-based line."""

    source: str
    line: int

    def __str__(self) -> str:
        return f"{self.source}:{self.line}"


@dataclass(frozen=True, slots=True)
class Built:
    """The text of `firestore.rules`, and the places of the sources in it."""

    text: str
    pieces: tuple[Piece, ...]

    def source_of(self, line: int) -> SourceLine | None:
        """Return the source of a 1-based built line; None for a line that the builder added."""
        index = bisect_right([piece.start for piece in self.pieces], line) - 1
        if index < 0:
            return None
        piece = self.pieces[index]
        offset = line - piece.start
        return SourceLine(piece.source, offset + 1) if offset < piece.lines else None

    @property
    def line_map(self) -> str:
        """The text of the line map: one row for each source."""
        rows = [
            {"source": piece.source, "start": piece.start, "lines": piece.lines}
            for piece in self.pieces
        ]
        body = ",\n".join(f"    {json.dumps(row)}" for row in rows)
        return f'{{\n  "built": "{BUILT}",\n  "pieces": [\n{body}\n  ]\n}}\n'


def source_paths(root: Path) -> list[Path]:
    """Return the sources in the order of the built file: helpers first, both groups by name."""
    folder = root / SOURCES
    return [*sorted((folder / "lib").glob("*.rules")), *sorted(folder.glob("*.rules"))]


def read_sources(root: Path = ROOT) -> dict[str, str]:
    """Return the text of each source by its path relative to the root."""
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in source_paths(root)
    }


def assemble(sources: dict[str, str]) -> Built:
    """Concatenate the sources, in their order, into one ruleset."""
    lines = HEADER.splitlines()
    pieces = []
    for source, text in sources.items():
        body = [f"{INDENT}{line}" if line.strip() else "" for line in text.splitlines()]
        lines += ["", f"{INDENT}// {source}"]
        pieces.append(Piece(source, len(lines) + 1, len(body)))
        lines += body
    return Built("\n".join(lines) + "\n" + FOOTER, tuple(pieces))


def build(root: Path = ROOT) -> Built:
    """Read and assemble the sources below `root`."""
    return assemble(read_sources(root))


def stale_files(root: Path = ROOT) -> list[str]:
    """Return the names of the built files that differ from a new build."""
    built = build(root)
    wanted = {BUILT: built.text, LINE_MAP: built.line_map}
    return [name for name, text in wanted.items() if _text_or_empty(root / name) != text]


def write(root: Path = ROOT) -> Iterable[str]:
    """Write both files; return the names of those that were stale."""
    stale = stale_files(root)
    built = build(root)
    (root / BUILT).write_text(built.text, encoding="utf-8")
    (root / LINE_MAP).write_text(built.line_map, encoding="utf-8")
    return stale


def _text_or_empty(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the files; with `--check` only compare, and return 1 if one is stale."""
    parser = argparse.ArgumentParser(prog="devtools.rules.build", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when stale")
    if parser.parse_args(arguments).check:
        stale = stale_files()
        for name in stale:
            sys.stderr.write(f"{name} is stale: run python -m devtools.rules.build\n")
        return int(bool(stale))
    for name in write():
        sys.stdout.write(f"{name} written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
