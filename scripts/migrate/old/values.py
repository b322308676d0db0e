"""Reads single old values in all their forms: numbers as texts, flags as words.

None is "not said or not readable"; nothing here guesses.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from admin.visible_text import visible_line
from scrbrd.domain.identifiers import as_id, is_id
from scrbrd.domain.json_types import JsonMap

EARLIEST_MILLISECONDS = 100_000_000_000
"""A number this great is milliseconds since 1970, a smaller one seconds."""
EARLIEST_MICROSECONDS = 100_000_000_000_000
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""An earlier time is none of an app: it counts from something else, or stands for none."""
NUMBER = re.compile(r"[0-9]{9,16}([.][0-9]+)?")
OF_DATE = re.compile(
    r"(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2} [0-9]{1,2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2})"
    r"(?: (?:GMT|UTC)([+-][0-9]{4})?)?(?: [(].*[)])?"
)
OF_PATH = re.compile(
    r"/?(?:people|players|persons|users|teams|schools|matches|seasons|competitions)/([^/]+)"
)
"""A document of a collection whose ids the new world names, by its path."""
OF_MAIL = re.compile(r"(?:[A-Z][a-z]{2}, )?[0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} ")
TRUE_WORDS = frozenset({"true", "yes", "1", "y", "t", "on"})
FALSE_WORDS = frozenset({"", "false", "no", "0", "n", "f", "off", "none", "null"})


class UnreadableBall(ValueError):
    """An entry that is no ball; the message says why."""


class MappedId(str):
    """The id that stands for a text that is none; `text` is what was written."""

    text: str

    def __new__(cls, text: str) -> "MappedId":
        """Make the id that figures and imports make of the text, too."""
        made = super().__new__(cls, as_id(text))
        made.text = text
        return made


def first_of(data: JsonMap, names: Iterable[str]) -> Any:
    """The first of some fields that says anything."""
    return next((data[name] for name in names if data.get(name) not in (None, "")), None)


def whole(value: Any) -> int | None:
    """Return a whole number not below 0, from an int, `4.0` or `"4"`; None for anything else."""
    if isinstance(value, bool) or value is None or (isinstance(value, str) and "_" in value):
        return None
    try:
        number = float(value.strip() if isinstance(value, str) else value)
    except (TypeError, ValueError, OverflowError):
        return None
    return int(number) if number >= 0 and number == number // 1 else None


def flag(value: Any) -> bool:
    """Return whether a flag is set: true, 1, `"true"`, `"yes"`."""
    if isinstance(value, str):
        return value.strip().lower() in TRUE_WORDS
    return value is True or value == 1


def yes_or_no(value: Any) -> bool | None:
    """Return what a flag says, False where nothing is there; None for what is neither."""
    if is_empty(value):
        return False
    if isinstance(value, str):
        said = value.strip().lower()
        return True if said in TRUE_WORDS else False if said in FALSE_WORDS else None
    if isinstance(value, int | float) and value in (0, 1):
        return bool(value)
    return None


def is_empty(value: Any) -> bool:
    """Return whether a value says nothing: None, and a text, list or map of nothing else."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, Mapping):
        return all(is_empty(each) for each in value.values())
    if isinstance(value, list | tuple):
        return all(is_empty(each) for each in value)
    return value is None or value == b""


def word(value: Any) -> str:
    """Return a text without case, spaces and signs: `Run Out` and `run_out` are equal."""
    return "".join(letter for letter in str(value or "").lower() if letter.isalnum())


def text(value: Any) -> str | None:
    """Return a text that says something."""
    return value.strip() or None if isinstance(value, str) else None


def id_of(value: Any) -> str | None:
    """Return an id: a text that a document can be called, or a number written as one; of the path
    of a document, or of a reference to one, that document's.

    Texts that differ only in how their letters with accents are coded are one.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    found = text(value if isinstance(value, str) else getattr(value, "path", None))
    if found is not None and (named := OF_PATH.fullmatch(found)) is not None:
        found = named[1]
    if found is None or is_id(found):
        return found
    return MappedId(unicodedata.normalize("NFC", found))


def mapped_ids(value: Any) -> set[MappedId]:
    """Every MappedId in some documents, at any depth."""
    if isinstance(value, MappedId):
        return {value}
    parts = value.values() if isinstance(value, Mapping) else value
    if not isinstance(value, Mapping | list | tuple):
        return set()
    return {found for each in parts for found in mapped_ids(each)}


def mapping_told(value: Any) -> tuple[str, ...]:
    """A line for each text of the old world that an id stands for in some documents."""
    found = {each.text: each for each in mapped_ids(value)}
    return tuple(f"{text!r} is no id: {found[text]} stands for it" for text in sorted(found))


def person_of(value: Any) -> str | None:
    """Return the person a value names: an id, or a map that holds one."""
    if isinstance(value, Mapping):
        return id_of(first_of(value, ("playerId", "personId", "userId", "uid", "id")))
    return id_of(value)


def person_named(value: Any) -> str | None:
    """Return the person a value names: as `person_of`, else by the name in a map."""
    found = person_of(value)
    if found is None and isinstance(value, Mapping):
        return id_of(first_of(value, ("_id", "name", "displayName")))
    return found


def person_told(value: Any) -> str | None:
    """Return the person a value names, be it by an e-mail address or a name in a map."""
    found = person_of(value)
    if found is None and isinstance(value, Mapping):
        return id_of(first_of(value, ("email", "_id", "name", "displayName")))
    return found


def ids_of(value: Any) -> tuple[str, ...]:
    """Return the persons of a list, or of a single value; what names nobody is left out."""
    values = value if isinstance(value, list | tuple) else [value]
    return tuple(found for each in values if (found := person_named(each)) is not None)


def listed(value: Any) -> list[Any]:
    """Return a list as it is, and a map with numbers as keys as a list in their order."""
    if isinstance(value, list | tuple):
        return list(value)
    if isinstance(value, Mapping) and value and all(whole(key) is not None for key in value):
        return [value[key] for key in sorted(value, key=lambda key: whole(key) or 0)]
    return []


def moment(value: Any) -> datetime | None:
    """Return a time from a timestamp, a text, a number or a map; UTC where no zone is given.

    A text is ISO, a number, or as `Date` and mails write it: `Sat Feb 04 2023 09:00:00 GMT+0200`.
    One whose day and month may be the other (`2/4/2023`) is None.
    """
    try:
        if isinstance(value, str):
            value = moment_in(value.strip())
        elif isinstance(value, int | float) and not isinstance(value, bool):
            value = moment_of_number(value)
        elif isinstance(value, Mapping):
            return moment_of_map(value)
    except (ValueError, OverflowError, OSError, TypeError):
        return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def moment_in(text: str) -> datetime:
    """Return the time that a text says; raises ValueError where it says none."""
    if NUMBER.fullmatch(text):
        return moment_of_number(float(text))
    if (found := OF_DATE.fullmatch(text)) is not None:
        return datetime.strptime(found[1] + (found[2] or "+0000"), "%b %d %Y %H:%M:%S%z")
    if OF_MAIL.match(text):
        return parsedate_to_datetime(text)
    return datetime.fromisoformat(text.removesuffix(" UTC").replace("/", "-"))


def moment_of_number(number: float) -> datetime:
    """Return the time of so many seconds, milliseconds or microseconds since 1970."""
    for least, parts in ((EARLIEST_MICROSECONDS, 1_000_000), (EARLIEST_MILLISECONDS, 1_000)):
        if number >= least:
            return datetime.fromtimestamp(number / parts, UTC)
    return datetime.fromtimestamp(number, UTC)


def moment_of_map(value: JsonMap) -> datetime | None:
    """Return the time of a map of seconds and nanoseconds, or of one that holds a time."""
    held = first_of(value, ("$date", "__time__", "iso"))
    if held is not None:
        return None if isinstance(held, Mapping) else moment(held)
    seconds = first_of(value, ("seconds", "_seconds"))
    if seconds is None:
        return None
    rest = first_of(value, ("nanoseconds", "_nanoseconds", "nanos")) or 0
    found = datetime.fromtimestamp(float(seconds), UTC)
    return found + timedelta(microseconds=int(float(rest)) // 1_000)


def is_listed(name: str, listed: Iterable[str]) -> bool:
    """Return whether a list of names has one, as it is or as it is printed; a name in it that ends
    with `*` stands for many."""
    ways = {name, visible_line(name).strip()}
    return any(
        each in ways or (each.endswith("*") and any(way.startswith(each[:-1]) for way in ways))
        for each in listed
    )
