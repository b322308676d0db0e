"""Defines ids, and how the id of a document is made from several ids.

Ids name matches, teams, schools, people, seasons and competitions. They stand in paths, in map keys
and in other documents' ids, so they hold no character with a meaning in Firestore, a URL or a
header. `rules/lib/values.rules` has the same pattern; a test compares the two.
"""

import hashlib
import re
import unicodedata
from typing import Final

LONGEST_ID: Final = 100

_CHARACTER = "[A-Za-z0-9_.-]"
ID_PATTERN: Final = "|".join(
    (
        f"[A-Za-z0-9-]{_CHARACTER}{{0,99}}",
        f"[.][A-Za-z0-9_-]{_CHARACTER}{{0,98}}",
        f"[.][.]{_CHARACTER}{{1,98}}",
        f"_([A-Za-z0-9.-]{_CHARACTER}{{0,98}})?",
        "_{2,3}",
        f"__{_CHARACTER}{{0,97}}[A-Za-z0-9.-]",
        f"__{_CHARACTER}{{0,96}}[A-Za-z0-9.-]_",
    )
)
"""One to 100 letters, digits, `_`, `.` and `-` of ASCII, without the names that Firestore reserves.

Those are `.`, `..` and `__.*__`. Without lookahead, which the security rules do not have.
"""

SEPARATOR: Final = "_"
UNDERSCORE: Final = "~"
"""Replaces an underscore of an id inside a joined id; no id holds it, and no URL escapes it."""

_ID = re.compile(ID_PATTERN)
_DIGEST_LENGTH = 8

LONGEST_DOCUMENT_ID: Final = 1_500
"""Bytes of UTF-8 that Firestore accepts for the id of a document."""

LEAST_RESERVED: Final = 4
"""Characters of the shortest text `__.*__`."""


def is_id(value: object) -> bool:
    """Return whether a value is an id."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def can_name_document(text: object) -> bool:
    """Return whether Firestore accepts a text as a document's id, whether or not it is our id."""
    if not isinstance(text, str) or not text or "/" in text or text in {".", ".."}:
        return False
    is_reserved = len(text) >= LEAST_RESERVED and text.startswith("__") and text.endswith("__")
    return not is_reserved and 0 < utf8_length(text) <= LONGEST_DOCUMENT_ID


def utf8_length(text: str) -> int:
    """Return the length of a text in UTF-8 bytes; 0 if it holds half a surrogate pair."""
    try:
        return len(text.encode())
    except UnicodeEncodeError:
        return 0


def joined_id(*ids: str) -> str:
    """Return the id of a document made from several ids: `m1_ann`, `m~x_ann` of `m_x` and `ann`.

    Two different lists of ids of the same length never give the same text. Each id goes through
    `as_id` first, so that the result is always a legal document id.
    """
    return SEPARATOR.join(in_key(as_id(each)) for each in ids)


def in_key(an_id: str) -> str:
    """Return an id as it stands inside a joined id; the rules have the same function, `inKey`."""
    return an_id.replace(SEPARATOR, UNDERSCORE)


def from_key(part: str) -> str:
    """Return the id that `part` of a joined id stands for: the reverse of `in_key`."""
    return part.replace(UNDERSCORE, SEPARATOR)


def as_id(text: str) -> str:
    """Return the id for a text: the text itself where it is an id.

    Any other text becomes its letters and digits followed by a digest of the whole text, so that
    two texts never share an id: `spiel-münchen` gives `spiel-munchen-` and eight characters.
    """
    if is_id(text):
        return text
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_LENGTH]
    stem = words[: LONGEST_ID - _DIGEST_LENGTH - 1].rstrip("-")
    return f"{stem}-{digest}" if stem else digest


def as_season_id(text: str) -> str:
    """Return the id of a season; a slash between digits of its name becomes a hyphen: `2023-24`."""
    return as_id(re.sub(r"(?<=\d)/(?=\d)", "-", text))


def as_team_id(text: str) -> str:
    """Return the id of a team without a school; only ids with a school's prefix contain a dot.

    A text with a dot becomes an id without one, followed by a digest of the whole text.
    """
    return as_id(f"{text} " if "." in text else text)
