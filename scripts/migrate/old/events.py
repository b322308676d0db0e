"""Refuses entries of a history that are not balls: penalty runs, and events between balls.

Read as balls, they would be dots that nobody bowled, or runs off the bat that nobody hit.
"""

from collections.abc import Collection

from migrate.old.unread_fields import LONGEST_WORD, unknown_fields
from migrate.old.values import UnreadableBall, normalised, yes_or_no
from scrbrd.domain.json_types import JsonMap

KIND_FIELDS = ("type", "event", "eventType", "entryType", "kind", "action")
"""Fields that state the kind of an entry."""
BETWEEN_BALLS = (
    *("endof", "startof", "overend", "overstart", "overcomplete", "overchange", "inningsend"),
    *("inningsstart", "inningsbreak", "retire", "drinks", "lunch", "break", "interval", "rain"),
    *("bowlerchange", "changebowler", "changeofbowler", "newbowler", "newbats", "newbatter"),
    *("swap", "strikeswap", "strikechange", "changestrike", "changeofstrike", "stoppage"),
    *("timeout", "review", "comment"),
)
"""Beginnings of words for an entry that is not a ball."""
PENALTY = "penalt"


def require_ball(
    entry: JsonMap, known: Collection[str], *, has_people: bool, has_extra: bool
) -> None:
    """Raise UnreadableBall for an entry that is not a ball.

    `known`: names of fields that are read. `has_people`: the entry names striker and bowler, so
    that a word for an event is a detail of the ball. `has_extra`: the entry has a kind of extras,
    to whose penalty it may refer.
    """
    for name in KIND_FIELDS:
        kind = entry.get(name)
        is_event = isinstance(kind, str) and normalised(kind).startswith(BETWEEN_BALLS)
        if is_event and not has_people:
            raise UnreadableBall(f"is no ball: {name} is {kind!r:.40}")
    if not has_extra and any(
        speaks_of_penalty(entry, name) for name in unknown_fields(entry, known)
    ):
        raise UnreadableBall("is of penalty runs, and says not in a field of their own how many")


def speaks_of_penalty(entry: JsonMap, name: str) -> bool:
    """Return True if a field says, by a flag or a word, that the runs of an entry are a penalty."""
    value = entry[name]
    is_flag = value is True or normalised(name).startswith("is")
    if is_flag and PENALTY in normalised(name):
        return yes_or_no(value) is True
    return isinstance(value, str) and len(value) <= LONGEST_WORD and PENALTY in normalised(value)
