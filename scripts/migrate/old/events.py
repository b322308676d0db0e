"""Tells entries of a history that are no balls: penalty runs, and what happened between balls.

Read as balls they would be dots that nobody bowled, or runs off the bat that nobody hit.
"""

from collections.abc import Collection

from migrate.old.unread_fields import LONGEST_WORD, others
from migrate.old.values import UnreadableBall, word, yes_or_no
from scrbrd.domain.json_types import JsonMap

NAMES = ("type", "event", "eventType", "entryType", "kind", "action")
"""Fields that say what an entry is."""
BETWEEN_BALLS = (
    *("endof", "startof", "overend", "overstart", "overcomplete", "overchange", "inningsend"),
    *("inningsstart", "inningsbreak", "retire", "drinks", "lunch", "break", "interval", "rain"),
    *("bowlerchange", "changebowler", "changeofbowler", "newbowler", "newbats", "newbatter"),
    *("swap", "strikeswap", "strikechange", "changestrike", "changeofstrike", "stoppage"),
    *("timeout", "review", "comment"),
)
"""How words begin that say of an entry that it is no ball."""
PENALTY = "penalt"


def refuse_events(
    entry: JsonMap, known: Collection[str], *, has_people: bool, has_extra: bool
) -> None:
    """Raise UnreadableBall for an entry that is no ball.

    `known`: names of fields that are read. `has_people`: it says who faced and
    who bowled; a word beside these is one of the ball's.
    `has_extra`: it has a kind of extras, of whose penalty it may speak.
    """
    for name in NAMES:
        said = entry.get(name)
        is_event = isinstance(said, str) and word(said).startswith(BETWEEN_BALLS)
        if is_event and not has_people:
            raise UnreadableBall(f"is no ball: {name} is {said!r:.40}")
    if not has_extra and any(speaks_of_penalty(entry, name) for name in others(entry, known)):
        raise UnreadableBall("is of penalty runs, and says not in a field of their own how many")


def speaks_of_penalty(entry: JsonMap, name: str) -> bool:
    """Return whether a field says, by a flag or a word, that the runs of an entry are a penalty."""
    said = entry[name]
    is_flag = said is True or word(name).startswith("is")
    if is_flag and PENALTY in word(name):
        return yes_or_no(said) is True
    return isinstance(said, str) and len(said) <= LONGEST_WORD and PENALTY in word(said)
