"""Writes the settings' table of docs/ingest.md from the model.

`functions/venv/bin/python -m devtools.ingest_docs`
"""

from __future__ import annotations

from collections.abc import Iterator

from devtools.gateway_docs import DOCS, TABLE, default
from scrbrd_ingest.settings import Settings, names

PAGE = DOCS / "ingest.md"


def page_text(page: str) -> str:
    """Return the page with the table as the model has it."""
    table = "\n".join(settings_table())
    return TABLE.sub(lambda _: table, page)


def settings_table() -> Iterator[str]:
    """Yield the lines of the table of settings."""
    yield "| name | default | |"
    yield "|---|---|---|"
    for name, field in Settings.model_fields.items():
        known = " or ".join(f"`{each}`" for each in names(name))
        value = "" if field.default == {} else default(field.default)
        yield f"| {known} | {value} | {field.description} |"


def main() -> None:
    """Write it."""
    PAGE.write_text(page_text(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
