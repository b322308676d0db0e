"""Lists every file that is generated from the models, and finds the stale ones."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from devtools import fields
from devtools.datamodel import json_schema, page, typescript
from devtools.verdicts import conditions_page, table_json, table_ts
from devtools.verdicts import page as verdicts_page

PAGES = (fields, page, verdicts_page, table_json, conditions_page)
GENERATED_MARK = "Written from the models by `python -m devtools.datamodel`"
"""The text at the start of generated files, by which obsolete ones are found."""


def files() -> dict[Path, str]:
    """Return the text of every generated file by its path."""
    pages = {module.PATH: module.page() for module in PAGES}
    return pages | table_ts.files() | typescript.files() | json_schema.files()


def stale_files(wanted: dict[Path, str]) -> list[Path]:
    """Return the files that differ from the wanted texts, missing and obsolete ones included."""
    differ = [path for path, text in wanted.items() if not has_text(path, text)]
    return sorted({*differ, *obsolete_files(wanted)})


def has_text(path: Path, text: str) -> bool:
    """Return True if a file exists and has exactly this text."""
    return path.is_file() and path.read_text(encoding="utf-8") == text


def obsolete_files(wanted: Iterable[Path]) -> set[Path]:
    """Return the generated files that are no longer wanted."""
    paths = (*typescript.FOLDER.glob("*.ts"), *json_schema.FOLDER.glob("*.json"))
    generated = {path for path in paths if GENERATED_MARK in path.read_text(encoding="utf-8")[:400]}
    return generated - set(wanted)
