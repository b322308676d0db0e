"""Compiles the client once for all tests that import it from Node or a browser."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from devtools.pages.build import build_client
from devtools.toolchain.layout import Layout


@cache
def built_client() -> Path:
    """Return the client's `dist`, compiled if a source is newer; safe with several processes."""
    return build_client(Layout(), lambda _line: None)
