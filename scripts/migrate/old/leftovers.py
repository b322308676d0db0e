"""Finds what nothing has read of the containers that are stripped or overwritten. Pure.

All in them that has content is read as a history, lies under a name of a card, a total or a text
that is known, or is Unread. What reads like balls is Unread under any name, in them and elsewhere.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from migrate.old.containers import (
    PUSH_ID,
    VIEWS,
    Unread,
    innings_named,
    looks_like_balls,
    size_of,
    value_has,
)
from migrate.old.like_balls import count_like_balls
from migrate.old.values import is_empty, whole
from scrbrd.domain.json_types import JsonMap

LISTS_OF_INNINGS = frozenset({"innings", "inningsData", "inningsList"})
CONTAINERS = LISTS_OF_INNINGS | {
    "liveData",
    "currentInnings",
    *(f"innings{number}" for number in range(1, 5)),
}
"""Fields of a match or a live score that `strip_legacy` removes or the functions overwrite."""
MOST_INNINGS = 8
"""A list of more is none of innings: two sides play four, and super overs are few."""

NODES = CONTAINERS | {
    *("home", "away", "homeTeam", "awayTeam", "teamA", "teamB", "team1", "team2"),
    *("battingTeam", "bowlingTeam", "striker", "nonStriker", "bowler", "previousInnings"),
    *("score", "liveScore", "totals", "toss", "result", "powerplay", "lastFiveOvers", "dls"),
}
"""Names of maps whose fields are looked at one by one."""
CARDS = frozenset(
    (
        *("batsmen", "batters", "batting", "battingCard", "battingOrder", "didNotBat", "yetToBat"),
        *("bowlers", "bowling", "bowlingCard", "bowlingOrder", "spells", "fielders", "dismissal"),
        *("extras", "fallOfWickets", "fow", "partnership", "partnerships", "powerplays"),
        *("runsPerOver", "players"),
    )
)
"""Names of lists and maps of a scorecard; an entry of one may lie under any key."""
TEXTS = frozenset(
    (
        *("id", "uid", "name", "displayName", "shortName", "title", "team", "battingTeam"),
        *("bowlingTeam", "striker", "nonStriker", "batsman", "batter", "bowler", "fielder"),
        *("scorer", "winner", "status", "state", "phase", "view", "format", "venue", "toss"),
        *("by", "decision", "result", "outcome", "method", "edition", "closed", "type", "role"),
        *("runs", "wickets", "overs", "over", "balls", "score", "target", "economy", "strikeRate"),
        *("runRate", "currentRunRate", "requiredRunRate", "margin", "winMargin", "resultText"),
        *("dismissal", "dismissalType", "wicketType", "howOut", "extraType", "description"),
        *("bowlingAngle", "stoppage", "partnership", "note"),
    )
)
"""Names of texts that hold no ball."""
SUFFIXES = ("Id", "Ids", "Name", "Names", "At", "By", "Date", "Time", "Url", "Color")
"""The same of names that end so: `battingTeamName`, `updatedAt`."""
OF_MANY = ("Ids", "Names")
OF_TIME = frozenset({"seconds", "nanoseconds", "_seconds", "_nanoseconds"})
NOT_KNOWN = "is no card, total or history that is known"
VIEW = "shows balls, and there is no history of them"
OF_IMPORTS = "sourceFacts"
"""What our own importer keeps of the file of a match; no app of before wrote it."""
LIKE_BALLS = "reads like balls, and is no history that is known"


def unread_in(name: str, document: JsonMap, taken: Collection[int]) -> Iterator[Unread]:
    """Yield what no reader has read in the containers of a document, and of its other fields what
    reads like balls.

    `taken`: the `id()` of every value that a reader has read or refused.
    """
    for key, value in document.items():
        left = left_of if key in CONTAINERS else like_balls_in
        yield from left(f"{name}.{key}", key, value, taken)


def like_balls_in(path: str, key: str, value: Any, taken: Collection[int]) -> Iterator[Unread]:
    """Yield what reads like balls in a field of any name; views of the last balls are none."""
    if is_empty(value) or id(value) in taken or key in VIEWS or key == OF_IMPORTS:
        return
    if count := count_like_balls(value, is_card=key in CARDS):
        yield Unread(path, None, count, LIKE_BALLS)
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from like_balls_in(f"{path}.{name}", str(name), each, taken)
    elif value_has(value):
        for place, each in enumerate(value):
            yield from like_balls_in(f"{path}[{place}]", key, each, taken)


def left_of(path: str, key: str, value: Any, taken: Collection[int]) -> Iterator[Unread]:
    """Yield what nothing has read of a field of a container."""
    if is_empty(value) or id(value) in taken:
        return
    if key in VIEWS:
        yield Unread(path, None, size_of(value), VIEW)
    elif key not in LISTS_OF_INNINGS and (count := count_like_balls(value, is_card=key in CARDS)):
        yield Unread(path, None, count, LIKE_BALLS)
    elif is_list_of_names(key, value):
        return
    elif isinstance(value, str | bytes):
        if not is_known_text(key, value):
            yield Unread(path, None, size_of(value), NOT_KNOWN)
    elif value_has(value) and not is_moment(value):
        yield from left_of_container(path, key, value, taken)


def left_of_container(path: str, key: str, value: Any, taken: Collection[int]) -> Iterator[Unread]:
    """Yield what nothing has read of a list or map; all of one whose name is not known."""
    is_node = key in NODES or innings_named(key) is not None or holds(value, taken)
    if key in CARDS:
        yield from left_of_entries(path, value, taken, is_card=True)
    elif key in LISTS_OF_INNINGS and is_of_innings(value, taken):
        yield from left_of_entries(path, value, taken, is_card=False)
    elif isinstance(value, Mapping) and is_node:
        yield from left_of_map(path, value, taken)
    else:
        yield Unread(path, None, size_of(value), NOT_KNOWN)


def left_of_map(path: str, node: JsonMap, taken: Collection[int]) -> Iterator[Unread]:
    """Yield what nothing has read of a map, field by field; numbers in an order may be balls."""
    if any(is_a_place(key) and isinstance(value, int | float) for key, value in node.items()):
        yield Unread(path, None, size_of(node), NOT_KNOWN)
        return
    for key, value in node.items():
        yield from left_of(f"{path}.{key}", str(key), value, taken)


def left_of_entries(
    path: str, value: Any, taken: Collection[int], *, is_card: bool
) -> Iterator[Unread]:
    """Yield what nothing has read of the entries of a card, or of a list or map of innings."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            inner = f"{path}.{key}"
            found = left_of_map(inner, each, taken) if isinstance(each, Mapping) else None
            yield from found or left_of(inner, str(key), each, taken)
        return
    for place, each in enumerate(value):
        inner = f"{path}[{place}]"
        if isinstance(each, Mapping):
            yield from left_of_map(inner, each, taken)
        elif not is_empty(each) and id(each) not in taken and (not is_card or value_has(each)):
            yield Unread(inner, None, size_of(each), NOT_KNOWN)


def left_of_over(path: str, over: JsonMap, innings: int | None) -> Iterator[Unread]:
    """Yield what may be the balls of an over that has none where balls lie.

    A text beside a whole history of the innings is a summary; a list or a map never is.
    """
    for key, value in over.items():
        for each in left_of(f"{path}.{key}", str(key), value, ()):
            is_text = isinstance(value, str | bytes)
            yield Unread(each.where, innings, each.entries, each.why, is_summary=is_text)


def is_known_text(key: str, value: str | bytes) -> bool:
    """Return whether a text lies under a name that holds none of balls, or names an innings."""
    if key in TEXTS or key.endswith(SUFFIXES):
        return True
    is_number = innings_named(str(value), within=True) is not None or whole(value) is not None
    return key in LISTS_OF_INNINGS and is_number


def is_moment(value: Any) -> bool:
    """Return whether a map is a time."""
    return isinstance(value, Mapping) and OF_TIME.issuperset(value)


def is_list_of_names(key: str, value: Any) -> bool:
    """Return whether a field lists people by their ids or names: `fielderIds`."""
    is_list = key.endswith(OF_MANY) and isinstance(value, list)
    return is_list and all(isinstance(each, str) for each in value)


def is_of_innings(value: Any, taken: Collection[int]) -> bool:
    """Return whether the entries of a list or map may be innings."""
    return holds(value, taken) or (len(value) <= MOST_INNINGS and not looks_like_balls(value))


def is_a_place(key: Any) -> bool:
    """Return whether a key says an order: a number, or what a realtime database made."""
    return whole(key) is not None or bool(PUSH_ID.match(str(key)))


def holds(value: Any, taken: Collection[int]) -> bool:
    """Return whether anything in a value was read."""
    parts = value.values() if isinstance(value, Mapping) else value if value_has(value) else ()
    return any(id(each) in taken or holds(each, taken) for each in parts)
