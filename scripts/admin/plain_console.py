"""Defines the console that administrators' verbs print on: it spells out what terminals obey."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from admin.progress_line import without_progress
from admin.visible_text import visible_line


class PlainConsole(Console):
    """A console that takes what people typed literally: no markup, no controls, no bidi, no line
    but those that are printed one by one.

    Texts that are printed and texts in the cells of tables come through `render_str`.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(highlight=False, markup=False, emoji=False, **options)

    def print(self, *objects: Any, **options: Any) -> None:
        """Print, with no line of progress in between.

        On a narrow terminal the cells of tables go on below: an id that is cut is nobody's.
        """
        for each in objects:
            for column in each.columns if isinstance(each, Table) else ():
                column.overflow = "fold"
        with without_progress():
            super().print(*objects, **options)

    def render_str(self, text: str, **options: Any) -> Text:
        """Return the text as it is shown, whoever asks for markup."""
        return super().render_str(
            visible_line(text), **{**options, "markup": False, "emoji": False}
        )
