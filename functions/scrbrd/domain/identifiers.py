"""Defines what an id is, and how the id of a document is made of several ids.

Ids name matches, teams, schools, people, seasons and competitions. They stand in paths, in map keys
and in other documents' ids, so they hold nothing that Firestore, a URL or a header reads otherwise.
`rules/lib/values.rules` has the same pattern; a test compares the two.
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
"""One to 100 letters, digits, `_`, `.` and `-` of ASCII, but for what Firestore reserves: `.`, `..`
and `__.*__`. Without lookahead, which the security rules do not have."""

SEPARATOR: Final = "_"
UNDERSCORE: Final = "~"
"""Stands for an underscore of an id inside a joined one; no id holds it, and no URL escapes it."""

_ID = re.compile(ID_PATTERN)
_DIGEST_LENGTH = 8

LONGEST_DOCUMENT_ID: Final = 1_500
"""Bytes of UTF-8 that Firestore takes for the id of a document."""

LEAST_RESERVED: Final = 4
"""Characters of the shortest text `__.*__`."""


def is_id(value: object) -> bool:
    """Return whether a value is an id."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def can_name_document(text: object) -> bool:
    """Return whether Firestore takes a text as a document's id, be it an id of ours or not."""
    if not isinstance(text, str) or not text or "/" in text or text in {".", ".."}:
        return False
    is_reserved = len(text) >= LEAST_RESERVED and text.startswith("__") and text.endswith("__")
    return not is_reserved and 0 < utf8_length(text) <= LONGEST_DOCUMENT_ID


def utf8_length(text: str) -> int:
    """Return how many bytes a text has in UTF-8; 0 where it has none, for half a surrogate pair."""
    try:
        return len(text.encode())
    except UnicodeEncodeError:
        return 0


def joined_id(*ids: str) -> str:
    """Return the id of a document that belongs to several: `m1_ann`, `m~x_ann` of `m_x` and `ann`.

    No two lists of ids of the same length give the same text. Each id is taken through `as_id`
    first, so that the result is always a legal document id.
    """
    return SEPARATOR.join(in_key(as_id(each)) for each in ids)


def in_key(an_id: str) -> str:
    """Return an id as it stands in a joined one; the rules have the same function, `inKey`."""
    return an_id.replace(SEPARATOR, UNDERSCORE)


def from_key(part: str) -> str:
    """Return the id that stands as `part` in a joined one: the reverse of `in_key`."""
    return part.replace(UNDERSCORE, SEPARATOR)


def as_id(text: str) -> str:
    """Return the id that stands for a text: the text itself where it is an id.

    Anything else becomes its letters and digits with a digest of the whole text behind them, so
    that two texts never share an id: `spiel-münchen` gives `spiel-munchen-` and eight characters.
    """
    if is_id(text):
        return text
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_LENGTH]
    stem = words[: LONGEST_ID - _DIGEST_LENGTH - 1].rstrip("-")
    return f"{stem}-{digest}" if stem else digest


def as_season_id(text: str) -> str:
    """Return the id of a season, in whose name a slash between digits is a hyphen: `2023-24`."""
    return as_id(re.sub(r"(?<=\d)/(?=\d)", "-", text))


def as_team_id(text: str) -> str:
    """Return the id of a team that belongs to no school: a dot stands behind a school's id alone.

    A text with a dot becomes one without, with a digest of the whole text behind it.
    """
    return as_id(f"{text} " if "." in text else text)
