"""Aligns text in terminal columns, of which some characters take two and some none. Pure.

A Chinese character takes two columns and a combining accent none; `len` counts both as one.
"""

from __future__ import annotations

from textwrap import wrap

from rich.cells import cell_len, chop_cells


def pad_columns(text: str, columns: int) -> str:
    """Return a text filled with spaces to a number of columns; a longer one unchanged."""
    return text + " " * (columns - cell_len(text))


def shorten(text: str, columns: int) -> str:
    """Return a text of at most `columns` columns; a longer one ends in an ellipsis."""
    if cell_len(text) <= columns:
        return text
    return f"{chop_cells(text, columns - 1)[0]}…"


def wrap_columns(
    text: str, columns: int, indent: str = "", *, at_hyphens: bool = True
) -> list[str]:
    """Return the lines of a text, each at most `columns` wide, all but the first with `indent`.

    A blank text gives one empty line. Lines are broken between words, or within longer words; at
    hyphens only if each character takes one column.
    """
    if cell_len(text) == len(text):
        plain_lines = wrap(text, columns, subsequent_indent=indent, break_on_hyphens=at_hyphens)
        return plain_lines or [""]
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
