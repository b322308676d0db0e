"""Writes the table of a service's settings into its documentation page, from the settings model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic_settings import BaseSettings

DOCS = Path(__file__).resolve().parents[2] / "docs"
TABLE = re.compile(r"(?<=<!-- settings -->\n)(.*?)(?=\n<!-- end of settings -->)", re.DOTALL)

Names = Callable[[str], Iterable[str]]
"""Returns the environment variables that set a field."""


def page_with_table(page: str, settings: type[BaseSettings], names: Names) -> str:
    """Return the page with its table replaced by that of the model."""
    table = "\n".join(settings_table(settings, names))
    return TABLE.sub(lambda _: table, page)


def settings_table(settings: type[BaseSettings], names: Names) -> Iterator[str]:
    """Yield the lines of the settings table."""
    yield "| name | default | |"
    yield "|---|---|---|"
    for name, field in settings.model_fields.items():
        variables = " or ".join(f"`{each}`" for each in names(name))
        yield f"| {variables} | {default(field.default)} | {field.description} |"


def default(value: Any) -> str:
    """Return a default value as an environment variable would hold it; "" for an empty dict."""
    if isinstance(value, tuple):
        return f"`{','.join(value)}`"
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return "" if value == {} else str(value)
