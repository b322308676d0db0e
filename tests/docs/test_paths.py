"""Tests that links, headings, folders, modules and functions named in the documents exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from devtools.toolchain.layout import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FOLDERS = (
    ROOT,
    ROOT / "functions" / "scrbrd",
    ROOT / "services" / "gateway" / "scrbrd_gateway",
    ROOT / "services" / "ingest" / "scrbrd_ingest",
)
"""The folders to which paths of the architecture page are relative."""

LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)")
MODULE = re.compile(r"`([\w/]+\.py)(?:: (\w+))?`")
FOLDER = re.compile(r"`([\w/]+/)`")


def name_of(page: Path) -> str:
    """Return a page's path from the root."""
    return page.relative_to(ROOT).as_posix()


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_targets_of_a_pages_links_exist(page: Path) -> None:
    for path, heading in LINK.findall(page.read_text(encoding="utf-8")):
        target = page.parent / path if path else page
        assert target.exists(), path
        assert not heading or heading in anchors(target), f"{path}#{heading}"


def test_the_folders_of_the_readme_and_the_architecture_page_exist() -> None:
    for page in (ROOT / "README.md", ROOT / "docs" / "architecture.md"):
        rows = re.findall(r"^\| (.+?) \|", page.read_text(encoding="utf-8"), re.MULTILINE)
        found = [path for row in rows for path in FOLDER.findall(row)]
        assert len(found) > 10
        assert [path for path in found if find_path(path) is None] == []


def test_the_modules_and_functions_of_the_architecture_page_exist() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    found = MODULE.findall(text)
    assert len(found) > 20
    assert [(path, name) for path, name in found if not is_defined(path, name)] == []


def find_path(path: str) -> Path | None:
    """Return the file or folder of a path on the architecture page, or None if there is none."""
    return next((folder / path for folder in FOLDERS if (folder / path).exists()), None)


def is_defined(path: str, name: str) -> bool:
    """Return True if a module exists and, if a name is given, defines it."""
    module = find_path(path)
    if module is None:
        return False
    definition = rf"^(?:(?:async )?def|class) {name}\b|^{name}\b[^=\n]* = "
    return not name or re.search(definition, module.read_text("utf-8"), re.MULTILINE) is not None
