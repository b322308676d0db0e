"""Writes docs/openapi.json and the settings table of docs/gateway.md from the gateway's models.

`functions/venv/bin/python -m devtools.gateway_docs`
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from devtools import settings_page
from devtools.settings_page import DOCS
from scrbrd_gateway.settings import Settings, environment_names
from scrbrd_gateway.web.app import create_app

OPENAPI = DOCS / "openapi.json"
PAGE = DOCS / "gateway.md"


def openapi_text() -> str:
    """Return the text of docs/openapi.json."""
    document = create_app(Settings.model_construct()).openapi()
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def page_text(page: str) -> str:
    """Return the page with its settings table replaced by that of the model."""
    return settings_page.page_with_table(page, Settings, environment_names)


def settings_table() -> Iterator[str]:
    """Yield the lines of the settings table."""
    return settings_page.settings_table(Settings, environment_names)


def main() -> None:
    """Write both files."""
    OPENAPI.write_text(openapi_text(), encoding="utf-8")
    PAGE.write_text(page_text(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
