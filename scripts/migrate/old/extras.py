"""Reads which extras an old ball says: by a word, by flags, by counts of a kind, by a map.

What is there and is neither is named in `unread`; of several kinds none is read.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from migrate.old.values import UnreadableBall, first_of, is_empty, whole, word, yes_or_no
from scrbrd.domain.json_types import JsonMap


class OldExtra(StrEnum):
    """The old world's four kinds of extras."""

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
"""Names of flags that may also be counts: `wide: true`, `byes: 2`."""
TYPES = ("extraType", "extrasType")
TYPES_IN_MAP = ("type", "kind", "extraType")
RUNS_IN_MAP = ("runs", "value", "extraRuns")
NODE = "extras"
NAMES = frozenset({*TYPES, NODE, *(name for table in (FLAGS, COUNTS) for names in table.values()
                                   for name in names)})  # fmt: skip
NO_EXTRA_WORDS = frozenset({"", "none", "null", "normal"})
STROKES = frozenset(".-_\u2013\u2014")
"""Signs that say nothing; others are scorers' own for kinds of extras (`+`, a circle)."""

Kinds = dict[OldExtra, int | None]
"""The kinds that a ball says, each with its runs where these are said with it."""


def read_kind(entry: JsonMap, unread: list[str]) -> tuple[OldExtra | None, int | None]:
    """Return the kind of extras, and the runs that are said with it and not in `extraRuns`.

    Raises UnreadableBall where several kinds are said.
    """
    kinds: Kinds = {}
    named = read_extra(first_of(entry, TYPES))
    if named is not None:
        kinds[named] = None
    kinds |= flagged(entry, unread) | counted(entry, unread)
    of_no_kind = read_node(entry.get(NODE), kinds, unread)
    if len(kinds) > 1:
        raise UnreadableBall(f"says several kinds of extras: {', '.join(sorted(kinds))}")
    kind = next(iter(kinds), None)
    runs = of_no_kind if kind is None or kinds[kind] is None else kinds[kind]
    return kind, None if "extraRuns" in entry else runs


def flagged(entry: JsonMap, unread: list[str]) -> Kinds:
    """Return the kinds whose flags are set."""
    found: Kinds = {}
    for kind, names in FLAGS.items():
        for name in names:
            said = yes_or_no(entry.get(name))
            if said is None:
                unread.append(name)
            elif said:
                found[kind] = None
    return found


def counted(entry: JsonMap, unread: list[str]) -> Kinds:
    """Return the kinds that stand by their own names, as flags or with their runs."""
    found: Kinds = {}
    for kind, names in COUNTS.items():
        for name in names:
            value = entry.get(name)
            number, said = whole(value), yes_or_no(value)
            if number:
                found[kind] = number
            elif number is None and said is None:
                unread.append(name)
            elif said:
                found[kind] = None
    return found


def read_node(node: Any, kinds: Kinds, unread: list[str]) -> int | None:
    """Add what `extras` says to the kinds; return runs in it that are of no kind by themselves."""
    if isinstance(node, Mapping):
        return read_map(node, kinds, unread)
    if word(node) in EXTRA_WORDS:
        kinds[EXTRA_WORDS[word(node)]] = None
    elif whole(node):
        return whole(node)
    elif not is_no_extra(node) and not says_nothing(node):
        unread.append(NODE)
    return None


def read_map(node: JsonMap, kinds: Kinds, unread: list[str]) -> int | None:
    """Add the kinds of a map; return its runs that are of no kind by themselves."""
    named = read_extra(first_of(node, TYPES_IN_MAP))
    if named is not None:
        kinds[named] = None
    for name, value in node.items():
        kind = EXTRA_WORDS.get(word(name))
        if kind is not None and whole(value):
            kinds[kind] = whole(value)
        elif name not in (*TYPES_IN_MAP, *RUNS_IN_MAP, "total") and not says_nothing(value):
            unread.append(f"{NODE}.{name}")
    return whole(first_of(node, RUNS_IN_MAP))


def says_nothing(value: Any) -> bool:
    """Return whether a value is empty, 0 or no."""
    return is_empty(value) or whole(value) == 0 or yes_or_no(value) is False


def is_no_extra(value: Any) -> bool:
    """Return whether a value says that there is no extra: a word for it, nothing, a stroke."""
    name = word(value)
    return name in NO_EXTRA_WORDS and (bool(name) or set(str(value or "").strip()) <= STROKES)


def read_extra(value: Any) -> OldExtra | None:
    """Return the kind of extras; raises UnreadableBall for a word that nobody knows."""
    name = word(value)
    if is_no_extra(value):
        return None
    if name not in EXTRA_WORDS:
        raise UnreadableBall(f"extraType is {str(value)[:40]!r}, which is no kind of extra")
    return EXTRA_WORDS[name]
