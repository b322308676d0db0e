"""Finds balls and totals wherever they lie: `ballHistory`, `overHistory[].balls`, any map.

The innings is told by the nearest name or number around a list: `innings2`, `inningsData[1]`,
`inningsNumber`; else it is the one that the document is in.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from migrate.old.ball import OldBall, read_ball
from migrate.old.containers import (
    VIEWS,
    UnorderedError,
    Unread,
    by_innings_names,
    in_order,
    innings_named,
    looks_like_balls,
    size_of,
    unpacked,
    value_has,
)
from migrate.old.leftovers import LISTS_OF_INNINGS, VIEW, left_of_over, unread_in
from migrate.old.totals import RUNS, Stated, read_stated, read_total, unread_totals
from migrate.old.values import UnreadableBall, first_of, whole, word
from scrbrd.domain.json_types import JsonMap

BALLS = ("ballHistory", "balls")
OVERS = "overHistory"
OVER_NUMBERS = ("overNumber", "number")
CURRENT = "currentInnings"
CARDS = ("batsmen", "bowlers", "extras")
"""What lies beside `currentInnings` and belongs to it."""
DEEPEST = 8
PLACE_IN_LIST = re.compile(r"\[[0-9]+\]$")
SUPER_OVERS = ("superover", "eliminator")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a history: a ball, or why it is none. `place` is 0-based in its list."""

    where: str
    place: int
    ball: OldBall | None
    fault: str = ""

    @property
    def name(self) -> str:
        """Where the entry lies."""
        return f"{self.where}[{self.place}]"


@dataclass(frozen=True, slots=True)
class History:
    """One history of one innings (1-based); None or 0 where nothing says of which.

    `is_reversed`: it listed the newest first; `entries` are in the order of play. `lies_in`: the
    innings in which it lies, where none of its balls names that one.
    """

    where: str
    innings: int | None
    entries: tuple[Entry, ...]
    is_reversed: bool = False
    lies_in: int | None = None

    @property
    def balls(self) -> tuple[OldBall, ...]:
        """The entries that are balls."""
        return tuple(each.ball for each in self.entries if each.ball is not None)

    @property
    def fullness(self) -> tuple[int, int]:
        """Balls, then how much they say."""
        return len(self.balls), sum(ball.fullness for ball in self.balls)


@dataclass(frozen=True, slots=True)
class OldHistories:
    """All histories and all totals of a match; `unread` is what may be a history besides, and
    `unread_totals` are lines of totals in forms that are not read, each with its innings."""

    copies: tuple[History, ...]
    stated: tuple[Stated, ...]
    unread: tuple[Unread, ...] = ()
    unread_totals: tuple[tuple[int, str], ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing that is or may be a history."""
        return not self.copies and not self.unread


def find_histories(
    documents: Mapping[str, JsonMap], *, without_totals: frozenset[str] = frozenset()
) -> OldHistories:
    """Search documents by name; of those in `without_totals` only the histories count."""
    copies: list[History] = []
    stated: list[Stated] = []
    unread: list[Unread] = []
    unread_of: list[tuple[int, str]] = []
    for name, packed in documents.items():
        document = unpacked(packed)
        innings = whole(document.get("inningsNumber"))
        taken: set[int] = set()
        for where, number, node in innings_maps(name, document, innings, 0):
            taken.update(id(value) for value in map(node.get, (*BALLS, OVERS)) if value_has(value))
            for found in histories_in(where, number, node):
                if isinstance(found, History):
                    copies.append(found)
                else:
                    unread.append(found)
            is_told = name not in without_totals and (where != name or states_total(node))
            if not number or not is_told:
                continue
            of_innings = is_innings(where)
            totals = read_stated(where, number, node, is_innings=of_innings)
            if totals is not None:
                stated.append(totals)
            if of_innings:
                unread_of += [(number, line) for line in unread_totals(where, node)]
        unread += unread_in(name, document, taken)
    return OldHistories(
        tuple(split for copy in copies for split in by_innings(copy)),
        tuple(stated),
        tuple(without_views(unread, has_history=bool(copies))),
        tuple(unread_of),
    )


def states_total(document: JsonMap) -> bool:
    """Return whether a document itself states the total of its innings."""
    return "runs" in document or any(read_total(document.get(name)) for name in RUNS)


def is_innings(where: str) -> bool:
    """Return whether a map in a document is an innings itself, by the name of its place."""
    name = PLACE_IN_LIST.sub("", where.rpartition(".")[2])
    is_named = innings_named(name, within=True) is not None
    return name in (CURRENT, *LISTS_OF_INNINGS) or is_named or "." not in where


def without_views(unread: Sequence[Unread], *, has_history: bool) -> Iterator[Unread]:
    """Yield each place once; a view of the last balls only where there is no history at all."""
    places: set[str] = set()
    for each in unread:
        within = any(each.where.startswith((f"{place}.", f"{place}[")) for place in places)
        is_known = each.where in places or within or (each.why == VIEW and has_history)
        if not is_known:
            places.add(each.where)
            yield each


def holds_history(name: str, value: Any) -> bool:
    """Return whether a field of an old document holds any balls."""
    return not find_histories({"": {name: value}}).is_nothing


def innings_maps(
    where: str, node: JsonMap, innings: int | None, depth: int
) -> Iterator[tuple[str, int | None, JsonMap]]:
    """Yield every map that may speak of an innings, with the innings it lies in."""
    own = whole(node.get("inningsNumber"))
    innings = own if own else innings
    yield where, innings, node
    if depth == DEEPEST:
        return
    for key, value in node.items():
        if key in BALLS or key == OVERS:
            continue
        path = f"{where}.{key}"
        if isinstance(value, Mapping):
            within = maps_of_innings(path, value, depth) if key in LISTS_OF_INNINGS else None
            named = innings_named(str(key))
            number = innings if named is None else named
            is_apart = is_of_super_over(key) or (key in LISTS_OF_INNINGS and holds_several(value))
            if is_apart:
                number = None
            plain = innings_maps(path, with_cards(key, value, node), number, depth + 1)
            yield from within or plain
        elif key in LISTS_OF_INNINGS and isinstance(value, list):
            yield from maps_in_list(path, value, depth)


def is_of_super_over(key: object) -> bool:
    """Return whether a name says a super over: an innings beside the one that it lies in."""
    return any(part in word(key) for part in SUPER_OVERS)


def holds_several(value: JsonMap) -> bool:
    """Return whether several maps in a map hold balls: each is an innings, and nothing says which
    where their keys do not."""
    maps = [each for each in value.values() if isinstance(each, Mapping)]
    return sum(any(value_has(each.get(name)) for name in (*BALLS, OVERS)) for each in maps) > 1


def maps_of_innings(
    path: str, value: JsonMap, depth: int
) -> Iterator[tuple[str, int | None, JsonMap]] | None:
    """Return the maps of a map of innings; None where its keys say neither innings nor order."""
    if named := by_innings_names(value):
        nodes = (
            maps_in_list(f"{path}.{each}", [inner], depth, first=each)
            for each, inner in named.items()
        )
        return (found for node in nodes for found in node)
    try:
        values = in_order(value)
    except UnorderedError:
        return None
    return maps_in_list(path, values, depth) if values else None


def with_cards(key: str, value: JsonMap, beside: JsonMap) -> JsonMap:
    """Return the innings in progress, with the cards that lie beside it."""
    if key != CURRENT:
        return value
    return {name: beside[name] for name in CARDS if name in beside} | dict(value)


def maps_in_list(
    path: str, values: list[Any], depth: int, first: int = 1
) -> Iterator[tuple[str, int | None, JsonMap]]:
    """Yield the maps of a list of innings; one without a number has that of its place.

    An innings that is a list itself is one of balls.
    """
    for place, value in enumerate(values):
        each = {BALLS[0]: value} if isinstance(value, list) and value else value
        if isinstance(each, Mapping):
            yield from innings_maps(f"{path}[{place}]", each, place + first, depth + 1)


def histories_in(where: str, innings: int | None, node: JsonMap) -> Iterator[History | Unread]:
    """Yield the histories that lie in a map itself, and what may be one and is not read."""
    for name in BALLS:
        path = f"{where}.{name}"
        if whole(node.get(name)) is None and not isinstance(node.get(name), bool | float):
            named: dict[int | None, Any] = dict((by_innings_names(node.get(name)) or {}).items())
            named = named or {innings: node.get(name)}
            for number, value in named.items():
                yield from history_of(
                    path if len(named) == 1 else f"{path}.{number}", number, value
                )
    yield from overs_in(f"{where}.{OVERS}", innings, node.get(OVERS))
    for key, value in node.items():
        is_known = key in BALLS or key == OVERS or key in VIEWS or key in LISTS_OF_INNINGS
        if not is_known and looks_like_balls(value):
            why = "looks like a history under a name that is not known"
            yield Unread(f"{where}.{key}", innings, size_of(value), why)
        elif not is_known and isinstance(value, list) and hides_balls(value):
            why = "holds balls, in a list that is not known"
            yield Unread(f"{where}.{key}", innings, size_of(value), why)


def hides_balls(value: Any) -> bool:
    """Return whether anything in a list or map looks like balls, but for views of the last."""
    if isinstance(value, Mapping):
        parts = [each for key, each in value.items() if key not in VIEWS]
    else:
        parts = list(value) if isinstance(value, list) else []
    return any(looks_like_balls(each) or hides_balls(each) for each in parts)


def history_of(where: str, innings: int | None, value: Any) -> Iterator[History | Unread]:
    """Yield the balls of a container in their order; one that cannot be read is told."""
    try:
        entries = in_order(value)
    except UnorderedError as fault:
        yield Unread(where, innings, size_of(value), str(fault))
        return
    if entries and not any(isinstance(each, Mapping) for each in entries):
        yield Unread(where, innings, len(entries), "has no entry that is a ball")
    elif entries:
        read = [entry_of(where, place, each, None) for place, each in enumerate(entries)]
        is_reversed = is_newest_first(read)
        yield History(where, innings, tuple(read[::-1] if is_reversed else read), is_reversed)


def is_newest_first(entries: Sequence[Entry]) -> bool:
    """Return whether times or numbers of all balls go down, and neither goes up."""
    balls = [each.ball for each in entries if each.ball is not None]
    directions = {
        direction([ball.at for ball in balls]),
        direction([ball.sequence for ball in balls]),
        direction([ball.place for ball in balls]),
    }
    return -1 in directions and 1 not in directions


def direction(values: Sequence[Any], least: int = 3) -> int:
    """Return 1 where values only go up, -1 where they only go down; 0 where nothing says."""
    if None in values or len(set(values)) < least:
        return 0
    if list(values) == sorted(values):
        return 1
    return -1 if list(values) == sorted(values, reverse=True) else 0


def overs_in(where: str, innings: int | None, value: Any) -> Iterator[History | Unread]:
    """Yield the balls of a history by overs; an over whose balls cannot be read is told."""
    try:
        overs = in_order(value)
    except UnorderedError as fault:
        yield Unread(where, innings, size_of(value), str(fault))
        return
    numbers = [whole(first_of(each, OVER_NUMBERS)) if isinstance(each, Mapping) else None
               for each in overs]  # fmt: skip
    is_reversed = direction(numbers, least=2) == -1
    overs = overs[::-1] if is_reversed else overs
    flat: list[tuple[JsonMap, Any]] = []
    for place, over in enumerate(overs):
        balls = over.get("balls") if isinstance(over, Mapping) else over
        if isinstance(over, Mapping) and (not balls or isinstance(balls, int | float)):
            yield from left_of_over(f"{where}[{place}]", over, innings)
            continue
        try:
            flat += [(over if isinstance(over, Mapping) else {}, each) for each in in_order(balls)]
        except UnorderedError as fault:
            yield Unread(f"{where}[{place}].balls", innings, size_of(balls), str(fault))
    read = [entry_of(where, place, ball, over) for place, (over, ball) in enumerate(flat)]
    if any(entry.ball is not None for entry in read):
        yield History(where, innings, tuple(read), is_reversed)
    elif read:
        yield Unread(where, innings, len(read), "has no entry that is a ball")
    elif overs and not flat:
        why = "says how overs went, and nothing of their balls"
        yield Unread(where, innings, len(overs), why, is_summary=True)


def entry_of(where: str, place: int, value: Any, over: JsonMap | None) -> Entry:
    """Return one entry read."""
    try:
        return Entry(where, place, read_ball(value, over))
    except UnreadableBall as fault:
        return Entry(where, place, None, str(fault))


def by_innings(copy: History) -> Sequence[History]:
    """Split a history whose balls name their innings into one for each innings."""
    numbers = {ball.innings for ball in copy.balls}
    if not numbers - {None, copy.innings}:
        return [copy]
    said = copy.innings
    parts: dict[int | None, list[Entry]] = {}
    for entry in copy.entries:
        if entry.ball is not None and entry.ball.innings is not None:
            said = entry.ball.innings
        parts.setdefault(said, []).append(entry)
    lies_in = None if copy.innings in parts else copy.innings
    return [
        replace(copy, innings=number, entries=tuple(part), lies_in=lies_in)
        for number, part in parts.items()
    ]
