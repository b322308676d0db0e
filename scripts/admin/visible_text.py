"""Makes text that people typed safe to print: control characters are written as escapes.

A name with a bidirectional override reverses a line, one with an escape sequence clears the screen,
one with a zero-width space looks like another. Every verb prints through these functions.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape
from typing import Final

CONTROL_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories: controls, formats (bidi, zero-width), surrogates, line and paragraph
separators."""
NONCHARACTERS: Final = frozenset("\ufffe\uffff")
"""Two code points that are no characters in Unicode and not allowed in XML."""
BASIC_PLANE: Final = 0xFFFF

_ARABIC = (
    "[\u0620-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff\u0750-\u077f]"
)
_VIRAMA = "[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca]"
NEEDED_JOINERS: Final = re.compile(
    f"(?<={_ARABIC})\u200c(?={_ARABIC})|(?<={_VIRAMA})[\u200c\u200d](?=[\u0904-\u0dc6])"
    "|(?<=\u09b0)\u200d(?=\u09cd)"
)
"""Joiners that are part of the spelling of names, as rules/lib/values.rules permits them."""


def visible(text: str) -> str:
    """Return the text with every control character as an escape such as `\\u202e`.

    Line feeds and the joiners that names need are kept.
    """
    if text.isascii() and text.isprintable():
        return text
    needed = {match.start() for match in NEEDED_JOINERS.finditer(text)}
    return "".join(
        each if each == "\n" or place in needed else escape_control(each)
        for place, each in enumerate(text)
    )


def visible_line(text: str) -> str:
    """Return the text in one line: line feeds are escaped, too."""
    return visible(text).replace("\n", "\\n")


def visible_html(text: str) -> str:
    """Return the text escaped for HTML, in one line."""
    return escape(visible_line(text))


def escape_control(character: str) -> str:
    """Return a character, or its escape if it is a control character."""
    if unicodedata.category(character) not in CONTROL_CATEGORIES and character not in NONCHARACTERS:
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number <= BASIC_PLANE else f"\\U{number:08x}"
