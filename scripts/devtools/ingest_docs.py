"""Writes the settings table of docs/ingest.md from the settings model.

`functions/venv/bin/python -m devtools.ingest_docs`
"""

from __future__ import annotations

from devtools.settings_page import DOCS, page_with_table
from scrbrd_ingest.settings import Settings, environment_names

PAGE = DOCS / "ingest.md"


def page_text(page: str) -> str:
    """Return the page with its settings table replaced by that of the model."""
    return page_with_table(page, Settings, environment_names)


def main() -> None:
    """Write the page."""
    PAGE.write_text(page_text(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
