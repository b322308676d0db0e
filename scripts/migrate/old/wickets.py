"""Reads the wicket of an old ball: a flag and a kind, a map, or a word.

Fields with content that cannot be read are named in `unread`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from migrate.old.extras import NO_EXTRA_WORDS, is_empty_or_no
from migrate.old.values import (
    first_of,
    ids_of,
    is_empty,
    normalised,
    person_by_name,
    text_or_none,
    yes_or_no,
)
from scrbrd.domain.json_types import JsonMap
from scrbrd.domain.vocabulary import WicketType

WICKET_WORDS = {normalised(kind): kind for kind in WicketType} | {
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
    """The wicket of a ball. `fell`: whether one fell; `kind`: None if it is not stated."""

    fell: bool = False
    kind: WicketType | None = None
    dismissed_id: str | None = None
    fielder_ids: tuple[str, ...] = ()


def read_wicket(entry: JsonMap, remarks: list[str], unread: list[str]) -> OldWicket:
    """Return the wicket of a ball. A kind without the flag counts as a wicket, with a remark."""
    flags = read_flags(entry, FLAGS, unread)
    node, stated_kind, is_stated = read_nodes(entry, flags, unread)
    stated_kind = text_or_none(first_of(entry, KINDS)) or stated_kind
    dismissed = person_by_name(first_of(entry, DISMISSED)) or person_by_name(
        first_of(node, DISMISSED_IN_MAP)
    )
    fielders = ids_of(first_of(entry, FIELDERS)) or ids_of(first_of(node, FIELDERS))
    fell = is_stated or True in flags
    kind = (
        None if normalised(stated_kind) in NO_WICKET else WICKET_WORDS.get(normalised(stated_kind))
    )
    if normalised(stated_kind) in NO_WICKET:
        return OldWicket(fell, None, dismissed, fielders)
    if kind is None:
        remarks.append(f"wicketType was {str(stated_kind)[:40]!r}, which is no kind of wicket")
    if not fell and (kind is None or flags):
        unread.append(KINDS[0])
        if kind is not None:
            remarks.append(f"wicketType was {stated_kind!r} with isWicket {entry.get(FLAGS[0])!r}")
        return OldWicket()
    if not fell:
        remarks.append(f"wicketType was {stated_kind!r} without isWicket")
    return OldWicket(True, kind, dismissed, fielders)


def read_flags(entry: JsonMap, names: Sequence[str], unread: list[str]) -> list[bool]:
    """Return the values of a wicket's flags."""
    found: list[bool] = []
    for name in names:
        answer = yes_or_no(entry.get(name))
        if answer is None:
            unread.append(name)
        elif entry.get(name) is not None:
            found.append(answer)
    return found


def read_nodes(
    entry: JsonMap, flags: list[bool], unread: list[str]
) -> tuple[JsonMap, str | None, bool]:
    """Return (the map of a wicket, its kind, whether it says that a wicket fell).

    The flags of the map are added to `flags`, those of the ball.
    """
    for name in NODES:
        value: Any = entry.get(name)
        if is_empty(value):
            continue
        if isinstance(value, Mapping):
            return value, *read_map(name, value, flags, unread)
        if normalised(value) in WICKET_WORDS:
            return {}, text_or_none(value), True
        answer = False if normalised(value) in NO_WICKET else yes_or_no(value)
        if answer is None:
            unread.append(name)
        elif answer:
            return {}, None, True
    return {}, None, False


def read_map(
    name: str, node: JsonMap, flags: list[bool], unread: list[str]
) -> tuple[str | None, bool]:
    """Return (the kind of wicket in a map, whether the map says that a wicket fell).

    A wicket fell if a flag says so, or there is a kind, or a player in a map without any field for
    the kind. An empty form, which some apps write with every ball, is no wicket. Other content is
    named in `unread`.
    """
    own = read_flags(node, FLAGS_IN_MAP, unread)
    flags += own
    kind = text_or_none(first_of(node, KINDS_IN_MAP))
    if True in own or normalised(kind) not in NO_WICKET:
        return kind, False not in own
    has_player = person_by_name(first_of(node, DISMISSED_IN_MAP)) is not None
    if own or kind is not None:
        return kind, False
    if has_player and not any(each in node for each in KINDS_IN_MAP):
        return None, True
    if not all(is_empty_or_no(each) for each in node.values()):
        unread.append(name)
    return None, False
