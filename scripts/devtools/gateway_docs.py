"""Writes what is told of the gateway from its models: docs/openapi.json, the settings' table of
docs/gateway.md.

`functions/venv/bin/python -m devtools.gateway_docs`
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scrbrd_gateway.settings import Settings, names
from scrbrd_gateway.web.app import create_app

DOCS = Path(__file__).resolve().parents[2] / "docs"
OPENAPI = DOCS / "openapi.json"
PAGE = DOCS / "gateway.md"
TABLE = re.compile(r"(?<=<!-- settings -->\n)(.*?)(?=\n<!-- end of settings -->)", re.DOTALL)


def openapi_text() -> str:
    """Return the OpenAPI document as it is committed."""
    document = create_app(Settings.model_construct()).openapi()
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


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
        yield f"| {known} | {default(field.default)} | {field.description} |"


def default(value: Any) -> str:
    """Return a default as the environment would have it."""
    if isinstance(value, tuple):
        return f"`{','.join(value)}`"
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return str(value)


def main() -> None:
    """Write both."""
    OPENAPI.write_text(openapi_text(), encoding="utf-8")
    PAGE.write_text(page_text(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
