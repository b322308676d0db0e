"""Finds unread content of containers that are removed or overwritten later. Pure.

Everything in them that has content is either read as a history, lies under a known name of a card,
a total or a text, or is Unread. What reads like balls is Unread under any name, also outside them.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from migrate.old.containers import (
    PUSH_ID,
    VIEWS,
    Unread,
    innings_number_in,
    is_container,
    looks_like_balls,
    size_of,
)
from migrate.old.like_balls import count_like_balls
from migrate.old.values import is_empty, whole_number
from scrbrd.domain.json_types import JsonMap

LISTS_OF_INNINGS = frozenset({"innings", "inningsData", "inningsList"})
CONTAINERS = LISTS_OF_INNINGS | {
    "liveData",
    "currentInnings",
    *(f"innings{number}" for number in range(1, 5)),
}
"""Fields of a match or a live score that `strip_legacy` removes or the functions overwrite."""
MOST_INNINGS = 8
"""A longer list is not one of innings: two sides play four, and super overs are few."""

NODES = CONTAINERS | {
    *("home", "away", "homeTeam", "awayTeam", "teamA", "teamB", "team1", "team2"),
    *("battingTeam", "bowlingTeam", "striker", "nonStriker", "bowler", "previousInnings"),
    *("score", "liveScore", "totals", "toss", "result", "powerplay", "lastFiveOvers", "dls"),
}
"""Names of maps whose fields are examined one by one."""
CARDS = frozenset(
    (
        *("batsmen", "batters", "batting", "battingCard", "battingOrder", "didNotBat", "yetToBat"),
        *("bowlers", "bowling", "bowlingCard", "bowlingOrder", "spells", "fielders", "dismissal"),
        *("extras", "fallOfWickets", "fow", "partnership", "partnerships", "powerplays"),
        *("runsPerOver", "players"),
    )
)
"""Names of lists and maps of a scorecard; its entries may have any key."""
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
"""Names of texts that hold no balls."""
SUFFIXES = ("Id", "Ids", "Name", "Names", "At", "By", "Date", "Time", "Url", "Color")
"""Endings of names of such texts: `battingTeamName`, `updatedAt`."""
LIST_SUFFIXES = ("Ids", "Names")
TIME_FIELDS = frozenset({"seconds", "nanoseconds", "_seconds", "_nanoseconds"})
NOT_KNOWN = "is no card, total or history that is known"
VIEW = "shows balls, and there is no history of them"
IMPORT_FACTS = "sourceFacts"
"""A field in which our importer keeps facts of the match's file; no old app wrote it."""
LIKE_BALLS = "reads like balls, and is no history that is known"


def unread_in_document(name: str, document: JsonMap, taken: Collection[int]) -> Iterator[Unread]:
    """Yield the unread content of a document's containers, and other fields that read like balls.

    `taken`: the `id()` of every value that a reader has read or refused.
    """
    for key, value in document.items():
        left = unread_in_field if key in CONTAINERS else like_balls_in
        yield from left(f"{name}.{key}", key, value, taken)


def like_balls_in(path: str, key: str, value: Any, taken: Collection[int]) -> Iterator[Unread]:
    """Yield the values in a field that read like balls, except views of the latest balls."""
    if is_empty(value) or id(value) in taken or key in VIEWS or key == IMPORT_FACTS:
        return
    if count := count_like_balls(value, is_card=key in CARDS):
        yield Unread(path, None, count, LIKE_BALLS)
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from like_balls_in(f"{path}.{name}", str(name), each, taken)
    elif is_container(value):
        for place, each in enumerate(value):
            yield from like_balls_in(f"{path}[{place}]", key, each, taken)


def unread_in_field(path: str, key: str, value: Any, taken: Collection[int]) -> Iterator[Unread]:
    """Yield the unread content of a field in a container."""
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
    elif is_container(value) and not is_time_map(value):
        yield from unread_in_container(path, key, value, taken)


def unread_in_container(
    path: str, key: str, value: Any, taken: Collection[int]
) -> Iterator[Unread]:
    """Yield the unread content of a list or map; all of it if its name is not known."""
    is_node = (
        key in NODES or innings_number_in(key) is not None or contains_read_value(value, taken)
    )
    if key in CARDS:
        yield from unread_in_entries(path, value, taken, is_card=True)
    elif key in LISTS_OF_INNINGS and is_of_innings(value, taken):
        yield from unread_in_entries(path, value, taken, is_card=False)
    elif isinstance(value, Mapping) and is_node:
        yield from unread_in_map(path, value, taken)
    else:
        yield Unread(path, None, size_of(value), NOT_KNOWN)


def unread_in_map(path: str, node: JsonMap, taken: Collection[int]) -> Iterator[Unread]:
    """Yield the unread content of a map, field by field.

    Numbers under ordered keys may be balls.
    """
    if any(is_ordered_key(key) and isinstance(value, int | float) for key, value in node.items()):
        yield Unread(path, None, size_of(node), NOT_KNOWN)
        return
    for key, value in node.items():
        yield from unread_in_field(f"{path}.{key}", str(key), value, taken)


def unread_in_entries(
    path: str, value: Any, taken: Collection[int], *, is_card: bool
) -> Iterator[Unread]:
    """Yield the unread content of the entries of a card, or of a list or map of innings."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            inner = f"{path}.{key}"
            found = unread_in_map(inner, each, taken) if isinstance(each, Mapping) else None
            yield from found or unread_in_field(inner, str(key), each, taken)
        return
    for place, each in enumerate(value):
        inner = f"{path}[{place}]"
        if isinstance(each, Mapping):
            yield from unread_in_map(inner, each, taken)
        elif not is_empty(each) and id(each) not in taken and (not is_card or is_container(each)):
            yield Unread(inner, None, size_of(each), NOT_KNOWN)


def unread_in_over(path: str, over: JsonMap, innings: int | None) -> Iterator[Unread]:
    """Yield what may be the balls of an over whose field for balls is empty.

    A text next to a whole history of the innings is a summary; a list or a map never is.
    """
    for key, value in over.items():
        for each in unread_in_field(f"{path}.{key}", str(key), value, ()):
            is_text = isinstance(value, str | bytes)
            yield Unread(each.where, innings, each.entries, each.why, is_summary=is_text)


def is_known_text(key: str, value: str | bytes) -> bool:
    """Return True if a text lies under a name that holds no balls, or names an innings."""
    if key in TEXTS or key.endswith(SUFFIXES):
        return True
    is_number = (
        innings_number_in(str(value), within=True) is not None or whole_number(value) is not None
    )
    return key in LISTS_OF_INNINGS and is_number


def is_time_map(value: Any) -> bool:
    """Return True if a map is a time."""
    return isinstance(value, Mapping) and TIME_FIELDS.issuperset(value)


def is_list_of_names(key: str, value: Any) -> bool:
    """Return True if a field lists people by their ids or names: `fielderIds`."""
    is_list = key.endswith(LIST_SUFFIXES) and isinstance(value, list)
    return is_list and all(isinstance(each, str) for each in value)


def is_of_innings(value: Any, taken: Collection[int]) -> bool:
    """Return True if the entries of a list or map may be innings."""
    return contains_read_value(value, taken) or (
        len(value) <= MOST_INNINGS and not looks_like_balls(value)
    )


def is_ordered_key(key: Any) -> bool:
    """Return True if a key has an order: a number, or made by a realtime database."""
    return whole_number(key) is not None or bool(PUSH_ID.match(str(key)))


def contains_read_value(value: Any, taken: Collection[int]) -> bool:
    """Return True if anything in a value was read."""
    parts = value.values() if isinstance(value, Mapping) else value if is_container(value) else ()
    return any(id(each) in taken or contains_read_value(each, taken) for each in parts)
