"""Reads fields of JSON answers, and translates them into the vocabulary of the log.

Everything here is pure; invalid input raises Unreadable, which names the field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NoReturn, TypeVar

from scrbrd.domain.actions import action_id, read_action
from scrbrd.domain.document import MAX_INNINGS
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.vocabulary import ActionType
from scrbrd_ingest.model import FeedEvent, Place
from scrbrd_ingest.ports import BadAnswer

LONGEST_NUMBER = 12
"""Digits; scores are sent as text, and no figure of a match is longer."""

LONGEST_TEXT = 2_000
LONGEST_ID = 400
"""Maximum size of an id in bytes: it becomes part of a document id, which may have 1,500."""

LAST = 99_999
"""A number beyond every over and ball of a match: the end of a span."""

ValueT = TypeVar("ValueT")


class Unreadable(ValueError):
    """A field is missing or invalid; the message begins with its path."""


class Fields:
    """A JSON object with its path. Numbers may be given as text; unknown fields are ignored."""

    def __init__(self, value: Any, path: str = "answer") -> None:
        if not isinstance(value, dict):
            raise Unreadable(f"{path}: must be an object, is {kind_of(value)}")
        self.value: dict[str, Any] = value
        self.path = path

    def has(self, name: str) -> bool:
        """Return True if a field exists and is not null."""
        return self.value.get(name) is not None

    def where(self, name: str) -> str:
        """Return the path of a field."""
        return f"{self.path}.{name}"

    def child(self, name: str) -> Fields:
        """Return an object. Raises Unreadable."""
        return Fields(self.value.get(name), self.where(name))

    def items(self, name: str) -> list[Any]:
        """Return a list. Raises Unreadable."""
        found = self.value.get(name)
        if not isinstance(found, list):
            raise Unreadable(f"{self.where(name)}: must be a list, is {kind_of(found)}")
        return found

    def children(self, name: str) -> list[Fields]:
        """Return a list of objects; raises Unreadable if an entry is not an object."""
        return [
            Fields(each, f"{self.where(name)}[{place}]")
            for place, each in enumerate(self.items(name))
        ]

    def maybe_children(self, name: str) -> list[Fields]:
        """Return a list of objects, empty if it is missing. Raises Unreadable."""
        return self.children(name) if self.has(name) else []

    def text(self, name: str) -> str:
        """Return a non-empty text; a number is converted to its digits. Raises Unreadable."""
        return as_text(self.value.get(name), self.where(name))

    def maybe_text(self, name: str) -> str | None:
        """Return a text; None if it is missing, null or empty. Raises Unreadable."""
        return self.text(name) if self.has(name) and self.value[name] != "" else None

    def number(self, name: str) -> int:
        """Return a whole number, also given as text. Raises Unreadable."""
        return as_number(self.value.get(name), self.where(name))

    def maybe_number(self, name: str) -> int | None:
        """Return a whole number; None if it is missing, null or empty. Raises Unreadable."""
        return self.number(name) if self.has(name) and self.value[name] != "" else None

    def flag(self, name: str) -> bool:
        """Return a boolean; a missing one is False. Raises Unreadable."""
        return self.has(name) and as_flag(self.value[name], self.where(name))

    def moment(self, name: str) -> datetime | None:
        """Return a time in UTC; None if it is missing or unreadable."""
        return as_moment(self.value.get(name))


def raise_unknown(fields: Fields, name: str) -> NoReturn:
    """Raise Unreadable for a value that this feed is not known to use."""
    raise Unreadable(f"{fields.where(name)}: {fields.text(name)[:40]!r} is not known here")


def kind_of(value: Any) -> str:
    """Return the kind of a JSON value for messages, never the value itself."""
    names = {dict: "an object", list: "a list", str: "a text", bool: "a truth", type(None): "null"}
    return names.get(type(value), "a number")


def as_text(value: Any, path: str) -> str:
    """Return a text. Raises Unreadable."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**18 else None
    if not isinstance(value, str) or not value or len(value) > LONGEST_TEXT:
        raise Unreadable(f"{path}: must be a text, is {kind_of(value)}")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Unreadable(f"{path}: holds an incomplete character") from None
    return value


def as_number(value: Any, path: str) -> int:
    """Return a whole number. Raises Unreadable."""
    if isinstance(value, str):
        digits = value.strip().removeprefix("-")
        if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER:
            return int(value)
    elif isinstance(value, int | float) and is_whole(value):
        return int(value)
    raise Unreadable(f"{path}: must be a whole number, is {kind_of(value)}")


def is_whole(value: float) -> bool:
    """Return True if a number is a whole one, and not a boolean."""
    if isinstance(value, bool) or not abs(value) < 10**LONGEST_NUMBER:
        return False
    return value == int(value)


def as_flag(value: Any, path: str) -> bool:
    """Return a boolean given as such, as 0 or 1, or as text. Raises Unreadable."""
    words = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}
    found = words.get(str(value).lower()) if isinstance(value, str | int) else None
    if found is None:
        raise Unreadable(f"{path}: must be true or false, is {kind_of(value)}")
    return found


def as_moment(value: Any) -> datetime | None:
    """Return a time in UTC, given in ISO format, as `2026-4-09 10:00:00` or as seconds since 1970;
    None if it is unreadable."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return datetime.fromtimestamp(value, UTC)
        except (ValueError, OverflowError, OSError):
            return None
    if not isinstance(value, str):
        return None
    for read in (datetime.fromisoformat, loose_moment):
        try:
            moment = read(value)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def loose_moment(text: str) -> datetime:
    """Read a time such as `2026-4-09 10:00:00`, without leading zeros. Raises ValueError."""
    day, _, time = text.strip().partition(" ")
    year, month, date = (int(part) for part in day.split("-"))
    hour, minute, second = (int(part) for part in time.split(":"))
    return datetime(year, month, date, hour, minute, second, tzinfo=UTC)


def milliseconds(moment: datetime | None) -> int | None:
    """Return a time as a number that orders answers; None without a time."""
    return None if moment is None else int(moment.timestamp() * 1000)


def whole_answer(provider: str, provider_match_id: str, read: Callable[[], ValueT]) -> ValueT:
    """Return the result of `read`; raises BadAnswer if the answer as a whole does not have the
    feed's format."""
    try:
        return read()
    except Unreadable as error:
        text = f"{provider}, match {provider_match_id}: {error}; compare the feed with its fixture"
        raise BadAnswer(text) from None


MOST_EVENTS = 5_000
"""Maximum number of events in one answer: a Test of five days has about 3,200, and comparing them
blocks the event loop."""

Readers = Iterable[tuple[str, Callable[[], FeedEvent | None]]]


def read_each(readers: Readers) -> tuple[tuple[FeedEvent, ...], tuple[str, ...]]:
    """Return the events in order of their places, and one line for each that cannot be read.

    Of events with the same id the last one counts. Raises Unreadable beyond MOST_EVENTS.
    """
    found: dict[str, FeedEvent] = {}
    faults: list[str] = []
    for name, read in readers:
        try:
            if (event := read()) is not None:
                found[event.id] = event
        except Unreadable as error:
            faults.append(f"{name}: {error}")
        if len(found) + len(faults) > MOST_EVENTS:
            raise Unreadable(f"more than {MOST_EVENTS} events")
    return tuple(sorted(found.values(), key=lambda each: (each.place, each.id))), tuple(faults)


def read_all(
    items: Iterable[Any], name: str, read: Callable[[Fields], ValueT]
) -> tuple[list[ValueT], tuple[str, ...]]:
    """Return the parsed items, and one line for each that cannot be read.

    Raises Unreadable beyond MOST_EVENTS.
    """
    found: list[ValueT] = []
    faults: list[str] = []
    for place, item in enumerate(items):
        if place == MOST_EVENTS:
            raise Unreadable(f"{name}: more than {MOST_EVENTS}")
        try:
            found.append(read(Fields(item, f"{name}[{place}]")))
        except Unreadable as error:
            faults.append(str(error))
    return found, tuple(faults)


def event_of(
    event_id: str, place: Place, action: Mapping[str, Any], said_at: datetime | None = None
) -> FeedEvent:
    """Return an event whose content is valid for the log. Raises Unreadable naming the field."""
    if not 1 <= place.innings <= MAX_INNINGS or min(place.over, place.ball, place.part) < 0:
        raise Unreadable(f"place: innings {place.innings}, over {place.over}, ball {place.ball}")
    if len(event_id.encode()) > LONGEST_ID:
        raise Unreadable(f"id: has more than {LONGEST_ID} bytes")
    identity = {
        "id": action_id(place.innings, 1),
        "matchId": "match",
        "inningsNumber": place.innings,
        "sequenceNumber": 1,
    }
    try:
        read_action({**action, **identity})
    except BadDocument as error:
        raise Unreadable("; ".join(error.faults)) from None
    return FeedEvent(event_id, place, action, said_at=said_at)


def delivery_of(place: Place, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of a delivery at a place, without extras of 0 and missing values."""
    extras = {name: runs for name, runs in fields.get("extras", {}).items() if runs}
    given = {name: value for name, value in fields.items() if value is not None}
    body = {
        "type": str(ActionType.DELIVERY),
        "overNumber": place.over,
        "ballInOver": place.ball,
        **given,
        "extras": extras,
    }
    for name in ("notCounted", "isWicket"):
        if not body.get(name):
            body.pop(name, None)
    if body.get("wicket"):
        body["isWicket"] = True
    return body


def boundary_of(runs_off_bat: int, is_boundary: bool | None) -> bool | None:
    """Return the log's value for a boundary: None if it is the usual case, a boundary for 4 and 6
    and no boundary otherwise."""
    usual = runs_off_bat in (4, 6)
    return None if is_boundary is None or is_boundary == usual else is_boundary


def as_list(value: Any, path: str) -> list[Any]:
    """Return a list. Raises Unreadable."""
    if not isinstance(value, list):
        raise Unreadable(f"{path}: must be a list, is {kind_of(value)}")
    return value
