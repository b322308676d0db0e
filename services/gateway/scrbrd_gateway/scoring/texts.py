"""Finds characters that the security rules accept in no text of a record (rules/lib/values.rules).
Pure.

It explains a refusal, and admits nothing. Characters that are unassigned in some versions of
Unicode only are left to the rules.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST_LINE: Final = 200
LONGEST_REASON: Final = 500
"""Greatest length of the reason for a void. Both limits are in units of 16 bits: most emoji are
two."""

HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode categories of invisible characters."""

FILLERS: Final = re.compile(
    "[\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
ARABIC: Final = (
    "[\u0620-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff\u0750-\u077f]"
)
VIRAMA: Final = "[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca]"
JOINERS: Final = re.compile(
    f"(?<={ARABIC})\u200c(?={ARABIC})|(?<={VIRAMA})[\u200c\u200d](?=[\u0904-\u0dc6])"
    "|(?<=\u09b0)\u200d(?=\u09cd)"
)
"""Joiners that spelling needs: between Arabic letters, and next to a virama."""

LINE_SEPARATORS: Final = "\n\r\t"
NO_BEGINNING: Final = ("Z", "M")
"""First letters of the Unicode categories of blanks, and of marks on the character before them."""


def checked_prose(text: str) -> str:
    """Return a text of several lines. Raises ValueError for one that the rules refuse."""
    if "\r" in text:
        raise ValueError("contains a carriage return (U+000D): separate lines by a line feed alone")
    return checked_visible(text)


def checked_reason(text: str) -> str:
    """Return the reason for a void. Raises ValueError for a text that the rules refuse."""
    return checked_visible(checked_length(text, LONGEST_REASON))


def checked_line(text: str) -> str:
    """Return a text of one line. Raises ValueError for one that the rules refuse."""
    separator = next((each for each in text if each in LINE_SEPARATORS), None)
    if separator is not None:
        raise ValueError(f"is not one line: it contains {code_point(separator)}")
    if unicodedata.category(text[:1] or "x").startswith(NO_BEGINNING):
        raise ValueError("does not begin with a visible character")
    return checked_visible(checked_length(text, LONGEST_LINE))


def checked_length(text: str, most: int) -> str:
    """Return a text. Raises ValueError if it has more units of 16 bits than the rules allow."""
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > most:
        raise ValueError(f"has more than {most} characters, most emoji being two")
    return text


def checked_visible(text: str) -> str:
    """Return a text. Raises ValueError if it contains an invisible character."""
    hidden = first_hidden(text)
    if hidden is not None:
        raise ValueError(f"contains an invisible character ({code_point(hidden)}): leave it out")
    return text


def first_hidden(text: str) -> str | None:
    """Return the first invisible character, except line ends, tabs and joiners that spelling needs;
    None if there is none."""
    needed = {found.start() for found in JOINERS.finditer(text)}
    places = (place for place, each in enumerate(text) if is_hidden(each) and place not in needed)
    return next((text[place] for place in places), None)


def is_hidden(character: str) -> bool:
    """Return True if a character is invisible and neither a line end nor a tab."""
    if character in LINE_SEPARATORS:
        return False
    is_filler = FILLERS.fullmatch(character) is not None
    return is_filler or unicodedata.category(character) in HIDDEN


def code_point(character: str) -> str:
    """Return the code point of a character as Unicode writes it, such as U+200B."""
    return f"U+{ord(character):04X}"
