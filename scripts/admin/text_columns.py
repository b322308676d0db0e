"""Lays text out in columns of a terminal, of which some characters take two and some none.

A Chinese character takes two, a combining accent none; `len` counts both as one. Pure.
"""

from __future__ import annotations

from textwrap import wrap

from rich.cells import cell_len, chop_cells


def padded(text: str, columns: int) -> str:
    """Return a text with spaces behind it to fill so many columns; a longer one as it is."""
    return text + " " * (columns - cell_len(text))


def shortened(text: str, columns: int) -> str:
    """Return a text of at most so many columns; a longer one ends in an ellipsis."""
    if cell_len(text) <= columns:
        return text
    return f"{chop_cells(text, columns - 1)[0]}…"


def wrapped(text: str, columns: int, indent: str = "", *, at_hyphens: bool = True) -> list[str]:
    """Return the lines of a text within so many columns, all but the first behind `indent`; one
    empty line for a text of blanks.

    Broken between words, and within those that are longer; at hyphens only where each character
    takes a column.
    """
    if cell_len(text) == len(text):
        found = wrap(text, columns, subsequent_indent=indent, break_on_hyphens=at_hyphens)
        return found or [""]
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines[-1].strip() else lines[-1] + word
        if cell_len(longer) <= columns:
            lines[-1] = longer
            continue
        if not lines[-1].strip():
            lines.pop()
        room = columns - len(indent)
        for piece in chop_cells(word, room):
            lines.append(f"{indent}{piece}" if lines else piece)
    return lines
