"""Remembers of which rules and tables it was measured that every expression was true and false.

The measurement takes minutes, so the default tests ask only whether anything changed since.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from devtools.toolchain.layout import ROOT

FILE = "rules/covered.txt"
SOURCES = (("rules", "*.rules"), ("tests/rules", "*.py"), ("scripts/devtools/rules", "*.py"))
"""What decides the coverage: the sources, the tables of requests, and how it is measured."""


def digest(root: Path = ROOT) -> str:
    """Return the SHA-256 of all sources, names included."""
    found = sha256()
    for path in _sources(root):
        content = path.read_bytes()
        found.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode() + content)
    return found.hexdigest()


def is_noted(root: Path = ROOT) -> bool:
    """Return whether the coverage of what is here was found complete."""
    return (root / FILE).read_text(encoding="utf-8").split() == [digest(root)]


def note(root: Path = ROOT) -> None:
    """Write down that the coverage of what is here is complete."""
    (root / FILE).write_text(digest(root) + "\n", encoding="utf-8")


def _sources(root: Path) -> Iterator[Path]:
    for folder, pattern in SOURCES:
        yield from sorted((root / folder).rglob(pattern))
