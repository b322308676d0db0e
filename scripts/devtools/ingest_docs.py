"""Writes the settings' table of docs/ingest.md from the model.

`functions/venv/bin/python -m devtools.ingest_docs`
"""

from __future__ import annotations

from devtools.settings_page import DOCS, page_with_table
from scrbrd_ingest.settings import Settings, names

PAGE = DOCS / "ingest.md"


def page_text(page: str) -> str:
    """Return the page with the table as the model has it."""
    return page_with_table(page, Settings, names)


def main() -> None:
    """Write it."""
    PAGE.write_text(page_text(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
