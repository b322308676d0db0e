"""Finds what the security rules let no text of a record have (rules/lib/values.rules). Pure.

It explains a refusal, and lets nothing in: a character that has no meaning yet in some tables of
Unicode, and one in others, is left to the rules.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST_LINE: Final = 200
LONGEST_REASON: Final = 500
"""Of the reason for a void; both in units of 16 bits: most emoji are two."""

HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Categories of Unicode whose characters cannot be seen."""

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
"""Joiners that spelling needs: between letters of Arabic script, and beside a virama."""

LINE_PARTS: Final = "\n\r\t"
NO_BEGINNING: Final = ("Z", "M")
"""How the categories begin of blanks, and of marks on the character before them."""


def prose_said(text: str) -> str:
    """Return a text of several lines. Raises ValueError for one that the rules would refuse."""
    if "\r" in text:
        raise ValueError("holds a carriage return (U+000D): part lines by a line feed alone")
    return seen(text)


def reason_said(text: str) -> str:
    """Return why something is voided. Raises ValueError for a text that the rules would refuse."""
    return seen(bounded(text, LONGEST_REASON))


def line_said(text: str) -> str:
    """Return a text of one line. Raises ValueError for one that the rules would refuse."""
    parting = next((each for each in text if each in LINE_PARTS), None)
    if parting is not None:
        raise ValueError(f"is not one line: it holds {named(parting)}")
    if unicodedata.category(text[:1] or "x").startswith(NO_BEGINNING):
        raise ValueError("does not begin with a character that can be seen")
    return seen(bounded(text, LONGEST_LINE))


def bounded(text: str, most: int) -> str:
    """Return a text. Raises ValueError where it has more units of 16 bits than the rules let in."""
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > most:
        raise ValueError(f"has more than {most} characters, most emoji being two")
    return text


def seen(text: str) -> str:
    """Return a text. Raises ValueError where a character of it cannot be seen."""
    hidden = first_hidden(text)
    if hidden is not None:
        raise ValueError(f"holds a character that cannot be seen ({named(hidden)}): leave it out")
    return text


def first_hidden(text: str) -> str | None:
    """Return the first character that cannot be seen, but for ends of lines, tabs and the joiners
    that spelling needs; None where there is none."""
    needed = {found.start() for found in JOINERS.finditer(text)}
    places = (place for place, each in enumerate(text) if is_hidden(each) and place not in needed)
    return next((text[place] for place in places), None)


def is_hidden(character: str) -> bool:
    """Return whether a character cannot be seen and parts no lines."""
    if character in LINE_PARTS:
        return False
    is_filler = FILLERS.fullmatch(character) is not None
    return is_filler or unicodedata.category(character) in HIDDEN


def named(character: str) -> str:
    """Return the number of a character as Unicode writes it, such as U+200B."""
    return f"U+{ord(character):04X}"
