"""Lists every file that is made from the models, and finds those that are stale."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from devtools import fields
from devtools.datamodel import json_schema, page, typescript
from devtools.verdicts import conditions_page, table_json, table_ts
from devtools.verdicts import page as verdicts_page

PAGES = (fields, page, verdicts_page, table_json, conditions_page)
MADE = "Written from the models by `python -m devtools.datamodel`"
"""Stands at the beginning of files in folders of which everything is made."""


def files() -> dict[Path, str]:
    """Return every file by its path."""
    pages = {module.PATH: module.page() for module in PAGES}
    return pages | table_ts.files() | typescript.files() | json_schema.files()


def stale(wanted: dict[Path, str]) -> list[Path]:
    """Return the files that are not as they should be, those that should not be among them."""
    differ = [path for path, text in wanted.items() if not is_file_of(path, text)]
    return sorted({*differ, *left_over(wanted)})


def is_file_of(path: Path, text: str) -> bool:
    """Return whether a file holds a text."""
    return path.is_file() and path.read_text(encoding="utf-8") == text


def left_over(wanted: Iterable[Path]) -> set[Path]:
    """Return the made files that nothing makes any more."""
    folders = (*typescript.FOLDER.glob("*.ts"), *json_schema.FOLDER.glob("*.json"))
    made = {path for path in folders if MADE in path.read_text(encoding="utf-8")[:400]}
    return made - set(wanted)
