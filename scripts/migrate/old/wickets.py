"""Reads the wicket of an old ball: by a flag and a kind, by a map, by a word.

What is there and cannot be read is named in `unread`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from migrate.old.extras import NO_EXTRA_WORDS, says_nothing
from migrate.old.values import first_of, ids_of, is_empty, person_named, text, word, yes_or_no
from scrbrd.domain.json_types import JsonMap
from scrbrd.domain.vocabulary import WicketType

WICKET_WORDS = {word(kind): kind for kind in WicketType} | {
    **dict.fromkeys(("caughtandbowled", "caughtbowled", "caughtbehind", "catch", "ct", "cb", "c"),
                    WicketType.CAUGHT),
    **dict.fromkeys(("playedon", "b"), WicketType.BOWLED),
    **dict.fromkeys(("mankad", "ro"), WicketType.RUN_OUT),
    **dict.fromkeys(("stumping", "st"), WicketType.STUMPED),
    "legbeforewicket": WicketType.LBW,
    "hitwkt": WicketType.HIT_WICKET,
    "handledtheball": WicketType.HANDLED_BALL,
    "hittheballtwice": WicketType.HIT_BALL_TWICE,
    "obstructingthefield": WicketType.OBSTRUCTING_FIELD,
    "retired": WicketType.RETIRED_HURT,
    "retirednotout": WicketType.RETIRED_NOT_OUT,
}  # fmt: skip
FLAGS = ("isWicket", "isOut")
FLAGS_IN_MAP = (*FLAGS, "out", "fell")
KINDS = ("wicketType", "dismissalType", "wicketKind", "howOut")
NODES = ("wicket", "dismissal")
KINDS_IN_MAP = (*KINDS, "type", "kind", "how", "method")
DISMISSED = (
    "dismissedPlayerId",
    "dismissedBatsmanId",
    "batsmanOutId",
    "outPlayerId",
    "playerOutId",
    "dismissedPlayer",
    "playerOut",
    "batsmanOut",
    "batterOut",
)
DISMISSED_IN_MAP = (*DISMISSED, "playerId", "batsmanId", "batterId", "player", "batsman", "batter")
FIELDERS = ("fielderIds", "fielderId", "fielders", "fielder")
NAMES = frozenset({*FLAGS, *KINDS, *NODES, *DISMISSED, *FIELDERS})
NO_WICKET = NO_EXTRA_WORDS | {"notout"}


@dataclass(frozen=True, slots=True)
class OldWicket:
    """What a ball says of a wicket; `kind` None where it is not said, `fell`: whether one did."""

    fell: bool = False
    kind: WicketType | None = None
    dismissed_id: str | None = None
    fielder_ids: tuple[str, ...] = ()


def read_wicket(entry: JsonMap, remarks: list[str], unread: list[str]) -> OldWicket:
    """Return the wicket of a ball; a kind without the flag is one, with a remark."""
    flags = read_flags(entry, FLAGS, unread)
    node, named, is_said = read_nodes(entry, flags, unread)
    named = text(first_of(entry, KINDS)) or named
    dismissed = person_named(first_of(entry, DISMISSED)) or person_named(
        first_of(node, DISMISSED_IN_MAP)
    )
    fielders = ids_of(first_of(entry, FIELDERS)) or ids_of(first_of(node, FIELDERS))
    fell = is_said or True in flags
    kind = None if word(named) in NO_WICKET else WICKET_WORDS.get(word(named))
    if word(named) in NO_WICKET:
        return OldWicket(fell, None, dismissed, fielders)
    if kind is None:
        remarks.append(f"wicketType was {str(named)[:40]!r}, which is no kind of wicket")
    if not fell and (kind is None or flags):
        unread.append(KINDS[0])
        if kind is not None:
            remarks.append(f"wicketType was {named!r} with isWicket {entry.get(FLAGS[0])!r}")
        return OldWicket()
    if not fell:
        remarks.append(f"wicketType was {named!r} without isWicket")
    return OldWicket(True, kind, dismissed, fielders)


def read_flags(entry: JsonMap, names: Sequence[str], unread: list[str]) -> list[bool]:
    """Return what the flags of a wicket say."""
    found: list[bool] = []
    for name in names:
        said = yes_or_no(entry.get(name))
        if said is None:
            unread.append(name)
        elif entry.get(name) is not None:
            found.append(said)
    return found


def read_nodes(
    entry: JsonMap, flags: list[bool], unread: list[str]
) -> tuple[JsonMap, str | None, bool]:
    """Return (the map of a wicket, its kind, whether it says that one fell); its flags are added
    to those of the ball."""
    for name in NODES:
        value: Any = entry.get(name)
        if is_empty(value):
            continue
        if isinstance(value, Mapping):
            return value, *read_map(name, value, flags, unread)
        if word(value) in WICKET_WORDS:
            return {}, text(value), True
        said = False if word(value) in NO_WICKET else yes_or_no(value)
        if said is None:
            unread.append(name)
        elif said:
            return {}, None, True
    return {}, None, False


def read_map(
    name: str, node: JsonMap, flags: list[bool], unread: list[str]
) -> tuple[str | None, bool]:
    """Return (the kind of wicket in a map, whether it says that one fell).

    A flag says it, or a kind, or a player under no kind at all; an empty form that an app writes
    with every ball says none. Anything else in it is named in `unread`.
    """
    own = read_flags(node, FLAGS_IN_MAP, unread)
    flags += own
    kind = text(first_of(node, KINDS_IN_MAP))
    if True in own or word(kind) not in NO_WICKET:
        return kind, False not in own
    has_player = person_named(first_of(node, DISMISSED_IN_MAP)) is not None
    if own or kind is not None:
        return kind, False
    if has_player and not any(each in node for each in KINDS_IN_MAP):
        return None, True
    if not all(says_nothing(each) for each in node.values()):
        unread.append(name)
    return None, False
