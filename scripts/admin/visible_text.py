"""Makes text that people typed safe to print: control characters are written as escapes.

A name with a bidirectional override turns a line round, one with an escape sequence clears the
screen, one with a zero-width space looks like another. Every verb prints through these functions.
"""

from __future__ import annotations

import unicodedata
from html import escape
from typing import Final

OBEYED: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode's categories: controls, formats (bidi, zero-width), surrogates, separators of lines."""
NO_CHARACTERS: Final = frozenset("\ufffe\uffff")
"""Two that Unicode keeps free and XML does not take."""
BASIC_PLANE: Final = 0xFFFF


def visible(text: str) -> str:
    """Return the text with every character that is obeyed, but for a new line, as `\\u202e`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(each if each == "\n" else spelled(each) for each in text)


def visible_line(text: str) -> str:
    """Return the same in one line."""
    return visible(text).replace("\n", "\\n")


def visible_html(text: str) -> str:
    """Return the text as HTML shows it, in one line."""
    return escape(visible_line(text))


def spelled(character: str) -> str:
    """Return a character, or its number where it is one that is obeyed."""
    if unicodedata.category(character) not in OBEYED and character not in NO_CHARACTERS:
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number <= BASIC_PLANE else f"\\U{number:08x}"
