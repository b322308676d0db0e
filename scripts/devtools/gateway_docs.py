"""Writes what is told of the gateway from its models: docs/openapi.json, the settings' table of
docs/gateway.md.

`functions/venv/bin/python -m devtools.gateway_docs`
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from devtools import settings_page
from devtools.settings_page import DOCS
from scrbrd_gateway.settings import Settings, names
from scrbrd_gateway.web.app import create_app

OPENAPI = DOCS / "openapi.json"
PAGE = DOCS / "gateway.md"


def openapi_text() -> str:
    """Return the OpenAPI document as it is committed."""
    document = create_app(Settings.model_construct()).openapi()
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def page_text(page: str) -> str:
    """Return the page with the table as the model has it."""
    return settings_page.page_with_table(page, Settings, names)


def settings_table() -> Iterator[str]:
    """Yield the lines of the table of settings."""
    return settings_page.settings_table(Settings, names)


def main() -> None:
    """Write both."""
    OPENAPI.write_text(openapi_text(), encoding="utf-8")
    PAGE.write_text(page_text(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
