"""Reads single old values in all their forms: numbers as texts, flags as words.

None means "not stated, or not readable"; nothing here guesses.
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
"""A number this large is milliseconds since 1970; a smaller one is seconds."""
EARLIEST_MICROSECONDS = 100_000_000_000_000
"""A number this large is microseconds since 1970."""
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""An earlier time was not written by an app: it counts from another epoch, or stands for no
time."""
NUMBER = re.compile(r"[0-9]{9,16}([.][0-9]+)?")
DATE_TEXT = re.compile(
    r"(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2} [0-9]{1,2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2})"
    r"(?: (?:GMT|UTC)([+-][0-9]{4})?)?(?: [(].*[)])?"
)
DOCUMENT_PATH = re.compile(
    r"/?(?:people|players|persons|users|teams|schools|matches|seasons|competitions)/([^/]+)"
)
"""The path of a document in a collection whose ids the new shape uses."""
MAIL_DATE = re.compile(r"(?:[A-Z][a-z]{2}, )?[0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} ")
TRUE_WORDS = frozenset({"true", "yes", "1", "y", "t", "on"})
FALSE_WORDS = frozenset({"", "false", "no", "0", "n", "f", "off", "none", "null"})


class UnreadableBall(ValueError):
    """Raised for an entry that is not a ball; the message says why."""


class MappedId(str):
    """The valid id that replaces a text that is not one; `text_or_none` is the original."""

    text: str

    def __new__(cls, text: str) -> "MappedId":
        """Make the same id that statistics and imports make of the text."""
        made = super().__new__(cls, as_id(text))
        made.text = text
        return made


def first_of(data: JsonMap, names: Iterable[str]) -> Any:
    """Return the first of the named fields that has content, else None."""
    return next((data[name] for name in names if data.get(name) not in (None, "")), None)


def whole_number(value: Any) -> int | None:
    """Return a whole number of at least 0, from an int, `4.0` or `"4"`; None for anything else."""
    if isinstance(value, bool) or value is None or (isinstance(value, str) and "_" in value):
        return None
    try:
        number = float(value.strip() if isinstance(value, str) else value)
    except (TypeError, ValueError, OverflowError):
        return None
    return int(number) if number >= 0 and number == number // 1 else None


def is_flag_set(value: Any) -> bool:
    """Return True if a flag is set: true, 1, `"true"`, `"yes"`."""
    if isinstance(value, str):
        return value.strip().lower() in TRUE_WORDS
    return value is True or value == 1


def yes_or_no(value: Any) -> bool | None:
    """Return the value of a flag; False if it is empty, None if it is neither yes nor no."""
    if is_empty(value):
        return False
    if isinstance(value, str):
        answer = value.strip().lower()
        return True if answer in TRUE_WORDS else False if answer in FALSE_WORDS else None
    if isinstance(value, int | float) and value in (0, 1):
        return bool(value)
    return None


def is_empty(value: Any) -> bool:
    """Return True if a value has no content: None, or a text, list or map of nothing else."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, Mapping):
        return all(is_empty(each) for each in value.values())
    if isinstance(value, list | tuple):
        return all(is_empty(each) for each in value)
    return value is None or value == b""


def normalised(value: Any) -> str:
    """Return a text in lower case without spaces and signs: `Run Out` and `run_out` become
    equal."""
    return "".join(letter for letter in str(value or "").lower() if letter.isalnum())


def text_or_none(value: Any) -> str | None:
    """Return a text without surrounding spaces; None if nothing is left, or for anything else."""
    return value.strip() or None if isinstance(value, str) else None


def id_of(value: Any) -> str | None:
    """Return the id in a text or a number, or the id of a document given by its path or a
    reference.

    A text that is not a valid id gives a MappedId. Texts that differ only in how accents are
    encoded give the same one.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    found = text_or_none(value if isinstance(value, str) else getattr(value, "path", None))
    if found is not None and (named := DOCUMENT_PATH.fullmatch(found)) is not None:
        found = named[1]
    if found is None or is_id(found):
        return found
    return MappedId(unicodedata.normalize("NFC", found))


def mapped_ids(value: Any) -> set[MappedId]:
    """Return every MappedId in some documents, at any depth."""
    if isinstance(value, MappedId):
        return {value}
    parts = value.values() if isinstance(value, Mapping) else value
    if not isinstance(value, Mapping | list | tuple):
        return set()
    return {found for each in parts for found in mapped_ids(each)}


def mapped_id_remarks(value: Any) -> tuple[str, ...]:
    """Return a line for each text that is replaced by a mapped id in some documents."""
    found = {each.text: each for each in mapped_ids(value)}
    return tuple(f"{text!r} is no id: {found[text]} stands for it" for text in sorted(found))


def person_of(value: Any) -> str | None:
    """Return the person that a value names: an id, or a map that holds one."""
    if isinstance(value, Mapping):
        return id_of(first_of(value, ("playerId", "personId", "userId", "uid", "id")))
    return id_of(value)


def person_by_name(value: Any) -> str | None:
    """Return the person that a value names: by id, else by the name in a map."""
    found = person_of(value)
    if found is None and isinstance(value, Mapping):
        return id_of(first_of(value, ("_id", "name", "displayName")))
    return found


def person_by_email_or_name(value: Any) -> str | None:
    """Return the person that a value names: by id, else by the e-mail address or name in a map."""
    found = person_of(value)
    if found is None and isinstance(value, Mapping):
        return id_of(first_of(value, ("email", "_id", "name", "displayName")))
    return found


def ids_of(value: Any) -> tuple[str, ...]:
    """Return the persons named by a list or a single value; entries that name nobody are left
    out."""
    values = value if isinstance(value, list | tuple) else [value]
    return tuple(found for each in values if (found := person_by_name(each)) is not None)


def list_of(value: Any) -> list[Any]:
    """Return the entries of a list, or of a map with numbers as keys in their order; else
    nothing."""
    if isinstance(value, list | tuple):
        return list(value)
    if isinstance(value, Mapping) and value and all(whole_number(key) is not None for key in value):
        return [value[key] for key in sorted(value, key=lambda key: whole_number(key) or 0)]
    return []


def time_from(value: Any) -> datetime | None:
    """Return a time from a timestamp, a text, a number or a map; in UTC if no zone is given.

    A text is ISO, a number, or as `Date` and mails write it: `Sat Feb 04 2023 09:00:00 GMT+0200`.
    None if day and month may be swapped (`2/4/2023`).
    """
    try:
        if isinstance(value, str):
            value = time_from_text(value.strip())
        elif isinstance(value, int | float) and not isinstance(value, bool):
            value = time_from_number(value)
        elif isinstance(value, Mapping):
            return time_from_map(value)
    except (ValueError, OverflowError, OSError, TypeError):
        return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def time_from_text(text: str) -> datetime:
    """Return the time that a text states. Raises ValueError if it states none."""
    if NUMBER.fullmatch(text):
        return time_from_number(float(text))
    if (found := DATE_TEXT.fullmatch(text)) is not None:
        return datetime.strptime(found[1] + (found[2] or "+0000"), "%b %d %Y %H:%M:%S%z")
    if MAIL_DATE.match(text):
        return parsedate_to_datetime(text)
    return datetime.fromisoformat(text.removesuffix(" UTC").replace("/", "-"))


def time_from_number(number: float) -> datetime:
    """Return the time of a number of seconds, milliseconds or microseconds since 1970."""
    for least, parts in ((EARLIEST_MICROSECONDS, 1_000_000), (EARLIEST_MILLISECONDS, 1_000)):
        if number >= least:
            return datetime.fromtimestamp(number / parts, UTC)
    return datetime.fromtimestamp(number, UTC)


def time_from_map(value: JsonMap) -> datetime | None:
    """Return the time of a map of seconds and nanoseconds, or of a map that holds a time."""
    held = first_of(value, ("$date", "__time__", "iso"))
    if held is not None:
        return None if isinstance(held, Mapping) else time_from(held)
    seconds = first_of(value, ("seconds", "_seconds"))
    if seconds is None:
        return None
    rest = first_of(value, ("nanoseconds", "_nanoseconds", "nanos")) or 0
    found = datetime.fromtimestamp(float(seconds), UTC)
    return found + timedelta(microseconds=int(float(rest)) // 1_000)


def is_listed(name: str, listed: Iterable[str]) -> bool:
    """Return True if a list of names contains a name, either as it is or as it is printed.

    A listed name that ends with `*` matches every name with that beginning.
    """
    spellings = {name, visible_line(name).strip()}
    return any(
        each in spellings
        or (each.endswith("*") and any(spelling.startswith(each[:-1]) for spelling in spellings))
        for each in listed
    )
