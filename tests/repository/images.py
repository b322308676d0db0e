"""Reads and checks which paths a service's image copies from the repository."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

from devtools.toolchain.layout import ROOT


def copied_paths(dockerfile: Path) -> list[str]:
    """Return the paths that an image copies, each to the same path."""
    text = dockerfile.read_text(encoding="utf-8")
    pairs: list[tuple[str, str]] = re.findall(r"^COPY (\S+) (\S+)$", text, re.MULTILINE)
    assert [source for source, target in pairs if source != target] == []
    return [source for source, _ in pairs]


def check_copied(dockerfile: Path) -> None:
    """Check that copied paths exist, are exactly those its ignore file admits, and are no tests."""
    ignore_file = dockerfile.with_name("Dockerfile.dockerignore").read_text(encoding="utf-8")
    allowed = [line[1:] for line in ignore_file.splitlines() if line.startswith("!")]
    assert sorted(allowed) == sorted(copied_paths(dockerfile))
    assert [path for path in copied_paths(dockerfile) if not (ROOT / path).exists()] == []
    assert not any(fnmatch(path, "*test*") for path in copied_paths(dockerfile))
