"""Records the digest of the sources whose rules coverage was measured to be complete.

The measurement takes minutes, so the default tests only check that the sources have not changed
since.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from devtools.toolchain.layout import ROOT

FILE = "rules/covered.txt"
SOURCES = (("rules", "*.rules"), ("tests/rules", "*.py"), ("scripts/devtools/rules", "*.py"))
"""The files that determine the coverage: rules, tables of requests, and the measuring code."""


def digest(root: Path = ROOT) -> str:
    """Return the SHA-256 of all sources and their names."""
    found = sha256()
    for path in _sources(root):
        content = path.read_bytes()
        found.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode() + content)
    return found.hexdigest()


def is_recorded(root: Path = ROOT) -> bool:
    """Return True if the present sources are those recorded as completely covered."""
    return (root / FILE).read_text(encoding="utf-8").split() == [digest(root)]


def record(root: Path = ROOT) -> None:
    """Record that the coverage of the present sources is complete."""
    (root / FILE).write_text(digest(root) + "\n", encoding="utf-8")


def _sources(root: Path) -> Iterator[Path]:
    for folder, pattern in SOURCES:
        yield from sorted((root / folder).rglob(pattern))
