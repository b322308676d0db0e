"""Defines the console of the administrators' verbs, which spells out control characters."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from admin.progress_line import without_progress
from admin.visible_text import visible_line


class PlainConsole(Console):
    """A console that prints texts literally.

    It interprets no markup, control characters, bidi or embedded line breaks.

    Both printed texts and texts in the cells of tables pass through `render_str`.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(highlight=False, markup=False, emoji=False, **options)

    def print(self, *objects: Any, **options: Any) -> None:
        """Print without a progress line in between.

        On a narrow terminal the cells of tables wrap, because a truncated id is useless.
        """
        for each in objects:
            for column in each.columns if isinstance(each, Table) else ():
                column.overflow = "fold"
        with without_progress():
            super().print(*objects, **options)

    def render_str(self, text: str, **options: Any) -> Text:
        """Return the text with control characters spelled out, and without interpreting markup."""
        return super().render_str(
            visible_line(text), **{**options, "markup": False, "emoji": False}
        )
