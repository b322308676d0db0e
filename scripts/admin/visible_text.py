"""Makes text that people typed safe to print: control characters are written as escapes.

A name with a bidirectional override turns a line round, one with an escape sequence clears the
screen, one with a zero-width space looks like another. Every verb prints through these functions.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape
from typing import Final

OBEYED: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode's categories: controls, formats (bidi, zero-width), surrogates, separators of lines."""
NO_CHARACTERS: Final = frozenset("\ufffe\uffff")
"""Two that Unicode keeps free and XML does not take."""
BASIC_PLANE: Final = 0xFFFF

_ARABIC = (
    "[\u0620-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff\u0750-\u077f]"
)
_VIRAMA = "[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca]"
NEEDED: Final = re.compile(
    f"(?<={_ARABIC})\u200c(?={_ARABIC})|(?<={_VIRAMA})[\u200c\u200d](?=[\u0904-\u0dc6])"
    "|(?<=\u09b0)\u200d(?=\u09cd)"
)
"""Joiners that names are spelled with, as rules/lib/values.rules lets them in."""


def visible(text: str) -> str:
    """Return the text with every character that is obeyed as `\\u202e`, but for a new line and the
    joiners that names need."""
    if text.isascii() and text.isprintable():
        return text
    needed = {found.start() for found in NEEDED.finditer(text)}
    return "".join(
        each if each == "\n" or place in needed else spelled(each)
        for place, each in enumerate(text)
    )


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
