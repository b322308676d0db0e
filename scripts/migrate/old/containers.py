"""Puts the entries of a container in order: lists, JSON texts, maps whose keys have an order.

A container without a recognisable order is not read; nothing here guesses one.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from migrate.old.values import is_empty, list_of, normalised

PUSH_ID = re.compile(r"^-[A-Za-z0-9_-]{19}$")
"""A key made by a realtime database. Keys of later entries sort after those of earlier ones."""

OVER_AND_BALL = re.compile(r"^(\d+)[._-](\d+)$")
"""A key made of over and ball: `12.4`, `12_4`."""

ORDINALS = {
    name: number
    for number, names in enumerate(
        (("first", "one", "1st"), ("second", "two", "2nd"), ("third", "three", "3rd"),
         ("fourth", "four", "4th")),
        start=1,
    )
    for name in names
}  # fmt: skip
STRIKERS = ("strikerId", "batsmanId", "batterId", "striker")
BOWLERS = ("bowlerId", "bowler")
VIEWS = frozenset({"currentOver", "lastOver", "thisOver", "previousOver", "recentBalls", "lastBall",
                   "lastBalls", "lastSixBalls"})  # fmt: skip
"""Fields in which an app showed the latest balls, in addition to the history itself."""


IRRELEVANT_SUFFIXES = ("Name", "Names", "At", "By", "Date", "Time", "Url", "Color", "Style", "Hand")
"""Endings of field names that do not identify anybody."""

MOST_INNINGS = 100
"""After the word `innings`, a number this large is not the number of an innings."""


class UnorderedError(ValueError):
    """Raised for a container that is not an ordered list of entries; the message says why."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A container that may be a history and is not read. `entries`: about how many it has.

    `is_summary`: it only summarises overs, which matters only if their balls are not found
    elsewhere.
    """

    where: str
    innings: int | None
    entries: int
    why: str
    is_summary: bool = False


def parse_nested_json(value: Any) -> Any:
    """Return a value in which containers stored as JSON texts are parsed, at any depth."""
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
        try:
            return parse_nested_json(json.loads(value))
        except (ValueError, RecursionError):
            return value
    if isinstance(value, Mapping):
        return {key: parse_nested_json(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [parse_nested_json(each) for each in value]
    return value


def ordered_entries(value: Any) -> list[Any]:
    """Return the entries of a container in order.

    Raises UnorderedError if it has no recognisable order.
    """
    if value is None or value in ("", {}, []):
        return []
    if isinstance(value, str):
        raise UnorderedError("is a text that is no JSON")
    if isinstance(value, Mapping) and all(PUSH_ID.match(str(key)) for key in value):
        return [value[key] for key in sorted(value)]
    if isinstance(value, Mapping) and all(OVER_AND_BALL.match(str(key)) for key in value):
        return [value[key] for key in sorted(value, key=over_and_ball_of)]
    found = list_of(value)
    if found:
        return found
    if isinstance(value, Mapping):
        raise UnorderedError("is a map whose keys say no order")
    raise UnorderedError(f"is {type(value).__name__}, which is no list of balls")


def list_entries(value: Any) -> list[Any] | None:
    """Return the entries of a list in any known form; None for anything else with content.

    A list may be a JSON text, or a map whose keys have an order.
    """
    found = parse_nested_json(value)
    if isinstance(found, list):
        return found
    if is_empty(found):
        return []
    try:
        return ordered_entries(found)
    except UnorderedError:
        return None


def unread_names(entry: Any, known: Collection[str], parts: Collection[str] = ()) -> Iterator[str]:
    """Yield the names of unknown fields with content that may identify somebody.

    With `parts`, only names that contain one of them, and fields that are lists or maps. Names of
    times and addresses are left out.
    """
    for name, value in entry.items() if isinstance(entry, Mapping) else ():
        if name in known or name.endswith(IRRELEVANT_SUFFIXES) or is_empty(value) or value is False:
            continue
        if not parts or is_container(value) or any(part in normalised(name) for part in parts):
            yield name


def over_and_ball_of(key: Any) -> tuple[int, ...]:
    """Return (over, ball) of a key; empty for any other key."""
    found = OVER_AND_BALL.match(str(key))
    return tuple(map(int, found.groups())) if found else ()


def size_of(value: Any) -> int:
    """Return about how many entries an unreadable container has."""
    return (
        len(value.split()) if isinstance(value, str) else len(value) if is_container(value) else 1
    )


def is_container(value: Any) -> bool:
    """Return True if a value is a list or a map."""
    return isinstance(value, Mapping | list | tuple)


def innings_number_in(key: str, *, within: bool = False) -> int | None:
    """Return the number of the innings that a name states: `innings2`, `firstInnings`.

    `within`: also `second`. 0 for `innings0`, which may be any innings. None for other names.
    """
    name = normalised(key)
    if "inning" not in name and not within:
        return None
    is_of_innings = "inning" in name
    name = name.replace("innings", "").replace("inning", "")
    if is_of_innings and name.isdecimal() and int(name) < MOST_INNINGS:
        return int(name)
    return ORDINALS.get(name)


def values_by_innings(value: Any) -> dict[int, Any] | None:
    """Return the values of a map by innings number; None if any of its keys names no innings."""
    if not isinstance(value, Mapping) or not value:
        return None
    numbers = {key: innings_number_in(str(key), within=not str(key).isdigit()) for key in value}
    if None in numbers.values() or len(set(numbers.values())) < len(numbers):
        return None
    return {number: value[key] for key, number in numbers.items() if number is not None}


def looks_like_balls(value: Any) -> bool:
    """Return True if most entries of a container look like balls, whatever its name."""
    if not is_container(value) or not value:
        return False
    entries = list(value.values()) if isinstance(value, Mapping) else list(value)
    return sum(looks_like_a_ball(each) for each in entries) * 2 > len(entries)


def looks_like_a_ball(entry: Any) -> bool:
    """Return True if an entry has fields for the striker or bowler and for the outcome of a
    ball."""
    if not isinstance(entry, Mapping):
        return False
    has_player = any(name in entry for name in (*STRIKERS, *BOWLERS))
    has_outcome = any(name in entry for name in ("runs", "isWicket", "extraType", "runsOffBat"))
    return has_player and has_outcome and "balls" not in entry and "ballsFaced" not in entry
