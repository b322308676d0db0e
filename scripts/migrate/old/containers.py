"""Puts the entries of a container in their order: lists, JSON texts, maps whose keys say an order.

A container whose order nothing says is not read; nothing here guesses one.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from migrate.old.values import is_empty, listed, word

PUSH_ID = re.compile(r"^-[A-Za-z0-9_-]{19}$")
"""A key that a realtime database made: keys of later entries sort behind those of earlier ones."""

OVER_AND_BALL = re.compile(r"^(\d+)[._-](\d+)$")
"""A key that says over and ball: `12.4`, `12_4`."""

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
"""What an app showed of the last balls, beside the history itself."""


SAYS_NOTHING = ("Name", "Names", "At", "By", "Date", "Time", "Url", "Color", "Style", "Hand")
"""How names of fields end that say nothing of who is who."""

MOST_INNINGS = 100
"""A number behind the word `innings` that is as great is none of an innings."""


class UnorderedError(ValueError):
    """A container that is no list of entries in an order; the message says why."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A container that may be a history and is not read; `entries` is about how many it has.

    `is_summary`: it says only how overs went, which matters where there are no balls of them.
    """

    where: str
    innings: int | None
    entries: int
    why: str
    is_summary: bool = False


def unpacked(value: Any) -> Any:
    """Return a value with the containers that lie in it as JSON texts."""
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
        try:
            return unpacked(json.loads(value))
        except (ValueError, RecursionError):
            return value
    if isinstance(value, Mapping):
        return {key: unpacked(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [unpacked(each) for each in value]
    return value


def in_order(value: Any) -> list[Any]:
    """Return the entries of a container; raises UnorderedError where nothing says their order."""
    if value is None or value in ("", {}, []):
        return []
    if isinstance(value, str):
        raise UnorderedError("is a text that is no JSON")
    if isinstance(value, Mapping) and all(PUSH_ID.match(str(key)) for key in value):
        return [value[key] for key in sorted(value)]
    if isinstance(value, Mapping) and all(OVER_AND_BALL.match(str(key)) for key in value):
        return [value[key] for key in sorted(value, key=over_and_ball)]
    found = listed(value)
    if found:
        return found
    if isinstance(value, Mapping):
        raise UnorderedError("is a map whose keys say no order")
    raise UnorderedError(f"is {type(value).__name__}, which is no list of balls")


def entries_in(value: Any) -> list[Any] | None:
    """Return the entries of a list in any form that is known; None for anything else with content.

    A list may be a JSON text, or a map whose keys say an order.
    """
    found = unpacked(value)
    if isinstance(found, list):
        return found
    if is_empty(found):
        return []
    try:
        return in_order(found)
    except UnorderedError:
        return None


def unread_names(entry: Any, known: Collection[str], parts: Collection[str] = ()) -> Iterator[str]:
    """Yield the names of fields with content that are not known and may say more of who is who.

    Those with one of `parts` in them, and lists and maps; without `parts` any. Times and addresses
    say nothing of that.
    """
    for name, value in entry.items() if isinstance(entry, Mapping) else ():
        if name in known or name.endswith(SAYS_NOTHING) or is_empty(value) or value is False:
            continue
        if not parts or value_has(value) or any(part in word(name) for part in parts):
            yield name


def over_and_ball(key: Any) -> tuple[int, ...]:
    """Return over and ball of a key."""
    found = OVER_AND_BALL.match(str(key))
    return tuple(map(int, found.groups())) if found else ()


def size_of(value: Any) -> int:
    """Return about how many entries a container has that cannot be read."""
    return len(value.split()) if isinstance(value, str) else len(value) if value_has(value) else 1


def value_has(value: Any) -> bool:
    """Return whether a value has a length."""
    return isinstance(value, Mapping | list | tuple)


def innings_named(key: str, *, within: bool = False) -> int | None:
    """Return the innings that a name says: `innings2`, `firstInnings`; `within`: also `second`.

    0 for `innings0`: which innings that is, nothing says.
    """
    name = word(key)
    if "inning" not in name and not within:
        return None
    is_of_innings = "inning" in name
    name = name.replace("innings", "").replace("inning", "")
    if is_of_innings and name.isdecimal() and int(name) < MOST_INNINGS:
        return int(name)
    return ORDINALS.get(name)


def by_innings_names(value: Any) -> dict[int, Any] | None:
    """Return a map by innings whose every key names one; None where it is no such map."""
    if not isinstance(value, Mapping) or not value:
        return None
    numbers = {key: innings_named(str(key), within=not str(key).isdigit()) for key in value}
    if None in numbers.values() or len(set(numbers.values())) < len(numbers):
        return None
    return {number: value[key] for key, number in numbers.items() if number is not None}


def looks_like_balls(value: Any) -> bool:
    """Return whether a container of any name holds what looks like balls."""
    if not value_has(value) or not value:
        return False
    entries = list(value.values()) if isinstance(value, Mapping) else list(value)
    return sum(looks_like_a_ball(each) for each in entries) * 2 > len(entries)


def looks_like_a_ball(entry: Any) -> bool:
    """Return whether an entry says who faced or bowled, and what came of it."""
    if not isinstance(entry, Mapping):
        return False
    acts = any(name in entry for name in (*STRIKERS, *BOWLERS))
    told = any(name in entry for name in ("runs", "isWicket", "extraType", "runsOffBat"))
    return acts and told and "balls" not in entry and "ballsFaced" not in entry
