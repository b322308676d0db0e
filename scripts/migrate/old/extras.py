"""Reads the extras of an old ball: a word, flags, counts by kind, or a map.

Fields with content that cannot be read are named in `unread`. Several kinds at once are not read.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from migrate.old.values import (
    UnreadableBall,
    first_of,
    is_empty,
    normalised,
    whole_number,
    yes_or_no,
)
from scrbrd.domain.json_types import JsonMap


class OldExtra(StrEnum):
    """The four kinds of extras of the old shape."""

    WIDE = "wide"
    NO_BALL = "noball"
    BYE = "bye"
    LEG_BYE = "legbye"


EXTRA_WORDS = {
    **dict.fromkeys(("wide", "wides", "wd", "w"), OldExtra.WIDE),
    **dict.fromkeys(("noball", "noballs", "nb"), OldExtra.NO_BALL),
    **dict.fromkeys(("bye", "byes", "b"), OldExtra.BYE),
    **dict.fromkeys(("legbye", "legbyes", "lb"), OldExtra.LEG_BYE),
}
FLAGS = {
    OldExtra.WIDE: ("isWide", "isWideBall"),
    OldExtra.NO_BALL: ("isNoBall", "isNoball"),
    OldExtra.BYE: ("isBye", "isByes"),
    OldExtra.LEG_BYE: ("isLegBye", "isLegbye"),
}
COUNTS = {
    OldExtra.WIDE: ("wide", "wides", "wideRuns"),
    OldExtra.NO_BALL: ("noBall", "noBalls", "noball", "noballs", "noBallRuns"),
    OldExtra.BYE: ("bye", "byes", "byeRuns"),
    OldExtra.LEG_BYE: ("legBye", "legByes", "legbye", "legbyes", "legByeRuns"),
}
"""Fields that may be counts or flags: `byes: 2`, `wide: true`."""
TYPES = ("extraType", "extrasType")
TYPES_IN_MAP = ("type", "kind", "extraType")
RUNS_IN_MAP = ("runs", "value", "extraRuns")
NODE = "extras"
NAMES = frozenset({*TYPES, NODE, *(name for table in (FLAGS, COUNTS) for names in table.values()
                                   for name in names)})  # fmt: skip
NO_EXTRA_WORDS = frozenset({"", "none", "null", "normal"})
STROKES = frozenset(".-_\u2013\u2014")
"""Signs without a meaning. Scorers use others for kinds of extras (`+`, a circle)."""

Kinds = dict[OldExtra, int | None]
"""The kinds of extras that a ball states; each with its runs, or None."""


def read_kind(entry: JsonMap, unread: list[str]) -> tuple[OldExtra | None, int | None]:
    """Return the kind of extras, and its runs if they are stated elsewhere than in `extraRuns`.

    Raises UnreadableBall if several kinds are stated.
    """
    kinds: Kinds = {}
    named = read_extra(first_of(entry, TYPES))
    if named is not None:
        kinds[named] = None
    kinds |= kinds_by_flag(entry, unread) | kinds_by_count(entry, unread)
    of_no_kind = read_node(entry.get(NODE), kinds, unread)
    if len(kinds) > 1:
        raise UnreadableBall(f"says several kinds of extras: {', '.join(sorted(kinds))}")
    kind = next(iter(kinds), None)
    runs = of_no_kind if kind is None or kinds[kind] is None else kinds[kind]
    return kind, None if "extraRuns" in entry else runs


def kinds_by_flag(entry: JsonMap, unread: list[str]) -> Kinds:
    """Return the kinds whose flags are set."""
    found: Kinds = {}
    for kind, names in FLAGS.items():
        for name in names:
            answer = yes_or_no(entry.get(name))
            if answer is None:
                unread.append(name)
            elif answer:
                found[kind] = None
    return found


def kinds_by_count(entry: JsonMap, unread: list[str]) -> Kinds:
    """Return the kinds that have a field of their own, as a flag or with their runs."""
    found: Kinds = {}
    for kind, names in COUNTS.items():
        for name in names:
            value = entry.get(name)
            number, answer = whole_number(value), yes_or_no(value)
            if number:
                found[kind] = number
            elif number is None and answer is None:
                unread.append(name)
            elif answer:
                found[kind] = None
    return found


def read_node(node: Any, kinds: Kinds, unread: list[str]) -> int | None:
    """Add the kinds in `extras` to `kinds`; return its runs that belong to no kind."""
    if isinstance(node, Mapping):
        return read_map(node, kinds, unread)
    if normalised(node) in EXTRA_WORDS:
        kinds[EXTRA_WORDS[normalised(node)]] = None
    elif whole_number(node):
        return whole_number(node)
    elif not is_no_extra(node) and not is_empty_or_no(node):
        unread.append(NODE)
    return None


def read_map(node: JsonMap, kinds: Kinds, unread: list[str]) -> int | None:
    """Add the kinds in a map to `kinds`; return its runs that belong to no kind."""
    named = read_extra(first_of(node, TYPES_IN_MAP))
    if named is not None:
        kinds[named] = None
    for name, value in node.items():
        kind = EXTRA_WORDS.get(normalised(name))
        if kind is not None and whole_number(value):
            kinds[kind] = whole_number(value)
        elif name not in (*TYPES_IN_MAP, *RUNS_IN_MAP, "total") and not is_empty_or_no(value):
            unread.append(f"{NODE}.{name}")
    return whole_number(first_of(node, RUNS_IN_MAP))


def is_empty_or_no(value: Any) -> bool:
    """Return True if a value is empty, 0 or no."""
    return is_empty(value) or whole_number(value) == 0 or yes_or_no(value) is False


def is_no_extra(value: Any) -> bool:
    """Return True if a value states that there is no extra: a word for it, nothing, or a stroke."""
    name = normalised(value)
    return name in NO_EXTRA_WORDS and (bool(name) or set(str(value or "").strip()) <= STROKES)


def read_extra(value: Any) -> OldExtra | None:
    """Return the kind of extras that a word states. Raises UnreadableBall for an unknown word."""
    name = normalised(value)
    if is_no_extra(value):
        return None
    if name not in EXTRA_WORDS:
        raise UnreadableBall(f"extraType is {str(value)[:40]!r}, which is no kind of extra")
    return EXTRA_WORDS[name]
