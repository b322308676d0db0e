"""Finds balls and totals in old documents: `ballHistory`, `overHistory[].balls`, any map.

The innings of a list is that of the nearest name or number around it: `innings2`, `inningsData[1]`,
`inningsNumber`; else that of the document.
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
    innings_number_in,
    is_container,
    looks_like_balls,
    ordered_entries,
    parse_nested_json,
    size_of,
    values_by_innings,
)
from migrate.old.leftovers import LISTS_OF_INNINGS, VIEW, unread_in_document, unread_in_over
from migrate.old.totals import RUNS, Stated, read_stated, read_total, unread_totals
from migrate.old.values import UnreadableBall, first_of, normalised, whole_number
from scrbrd.domain.json_types import JsonMap

BALLS = ("ballHistory", "balls")
OVERS = "overHistory"
OVER_NUMBERS = ("overNumber", "number")
CURRENT = "currentInnings"
CARDS = ("batsmen", "bowlers", "extras")
"""Fields next to `currentInnings` that belong to it."""
MAX_DEPTH = 8
PLACE_IN_LIST = re.compile(r"\[[0-9]+\]$")
SUPER_OVERS = ("superover", "eliminator")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a history: a ball, or the reason why it is none.

    `place` is 0-based in its list.
    """

    where: str
    place: int
    ball: OldBall | None
    fault: str = ""

    @property
    def name(self) -> str:
        """The path of the entry."""
        return f"{self.where}[{self.place}]"


@dataclass(frozen=True, slots=True)
class History:
    """One history of one innings (1-based); None or 0 if the innings is unknown.

    `is_reversed`: the list began with the newest ball; `entries` are in the order of play.
    `lies_in`: the innings under which it was found, if all its balls name others.
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
        """A sort key: the number of balls, then of their fields with a value."""
        return len(self.balls), sum(ball.fullness for ball in self.balls)


@dataclass(frozen=True, slots=True)
class OldHistories:
    """All histories and all totals of a match.

    `unread`: other containers that may be histories. `unread_totals`: (innings, line) for each
    total in a form that is not read.
    """

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
    """Return the histories and totals of documents, which are given by name.

    Totals of the documents in `without_totals` are left out.
    """
    copies: list[History] = []
    stated: list[Stated] = []
    unread: list[Unread] = []
    unread_of: list[tuple[int, str]] = []
    for name, packed in documents.items():
        document = parse_nested_json(packed)
        innings = whole_number(document.get("inningsNumber"))
        taken: set[int] = set()
        for where, number, node in innings_maps(name, document, innings, 0):
            taken.update(
                id(value) for value in map(node.get, (*BALLS, OVERS)) if is_container(value)
            )
            for found in histories_in(where, number, node):
                if isinstance(found, History):
                    copies.append(found)
                else:
                    unread.append(found)
            counts_totals = name not in without_totals and (where != name or states_total(node))
            if not number or not counts_totals:
                continue
            of_innings = is_innings_path(where)
            totals = read_stated(where, number, node, is_innings=of_innings)
            if totals is not None:
                stated.append(totals)
            if of_innings:
                unread_of += [(number, line) for line in unread_totals(where, node)]
        unread += unread_in_document(name, document, taken)
    return OldHistories(
        tuple(split for copy in copies for split in split_by_innings(copy)),
        tuple(stated),
        tuple(without_views(unread, has_history=bool(copies))),
        tuple(unread_of),
    )


def states_total(document: JsonMap) -> bool:
    """Return True if a document itself states the total of its innings."""
    return "runs" in document or any(read_total(document.get(name)) for name in RUNS)


def is_innings_path(where: str) -> bool:
    """Return True if the path of a map says that it is an innings itself."""
    name = PLACE_IN_LIST.sub("", where.rpartition(".")[2])
    is_named = innings_number_in(name, within=True) is not None
    return name in (CURRENT, *LISTS_OF_INNINGS) or is_named or "." not in where


def without_views(unread: Sequence[Unread], *, has_history: bool) -> Iterator[Unread]:
    """Yield each unread place once.

    Views of the latest balls are left out if there is any history.
    """
    places: set[str] = set()
    for each in unread:
        within = any(each.where.startswith((f"{place}.", f"{place}[")) for place in places)
        is_known = each.where in places or within or (each.why == VIEW and has_history)
        if not is_known:
            places.add(each.where)
            yield each


def holds_history(name: str, value: Any) -> bool:
    """Return True if a field of an old document holds balls, or what may be balls."""
    return not find_histories({"": {name: value}}).is_nothing


def innings_maps(
    where: str, node: JsonMap, innings: int | None, depth: int
) -> Iterator[tuple[str, int | None, JsonMap]]:
    """Yield (path, innings number, map) for every map that may describe an innings."""
    own = whole_number(node.get("inningsNumber"))
    innings = own if own else innings
    yield where, innings, node
    if depth == MAX_DEPTH:
        return
    for key, value in node.items():
        if key in BALLS or key == OVERS:
            continue
        path = f"{where}.{key}"
        if isinstance(value, Mapping):
            within = maps_of_innings(path, value, depth) if key in LISTS_OF_INNINGS else None
            named = innings_number_in(str(key))
            number = innings if named is None else named
            is_apart = is_of_super_over(key) or (
                key in LISTS_OF_INNINGS and holds_several_innings(value)
            )
            if is_apart:
                number = None
            plain = innings_maps(path, with_cards(key, value, node), number, depth + 1)
            yield from within or plain
        elif key in LISTS_OF_INNINGS and isinstance(value, list):
            yield from maps_in_list(path, value, depth)


def is_of_super_over(key: object) -> bool:
    """Return True if a name says that it is a super over: an innings besides the one it lies in."""
    return any(part in normalised(key) for part in SUPER_OVERS)


def holds_several_innings(value: JsonMap) -> bool:
    """Return True if several maps in a map hold balls: each of them is then an innings of its own.

    Only their keys can say which innings each one is.
    """
    maps = [each for each in value.values() if isinstance(each, Mapping)]
    return sum(any(is_container(each.get(name)) for name in (*BALLS, OVERS)) for each in maps) > 1


def maps_of_innings(
    path: str, value: JsonMap, depth: int
) -> Iterator[tuple[str, int | None, JsonMap]] | None:
    """Return the maps of a map of innings; None if its keys state neither innings nor order."""
    if named := values_by_innings(value):
        nodes = (
            maps_in_list(f"{path}.{each}", [inner], depth, first=each)
            for each, inner in named.items()
        )
        return (found for node in nodes for found in node)
    try:
        values = ordered_entries(value)
    except UnorderedError:
        return None
    return maps_in_list(path, values, depth) if values else None


def with_cards(key: str, value: JsonMap, siblings: JsonMap) -> JsonMap:
    """Return the innings in progress together with the cards next to it in the map `siblings`."""
    if key != CURRENT:
        return value
    return {name: siblings[name] for name in CARDS if name in siblings} | dict(value)


def maps_in_list(
    path: str, values: list[Any], depth: int, first: int = 1
) -> Iterator[tuple[str, int | None, JsonMap]]:
    """Yield the maps of a list of innings. One without a number gets that of its position.

    An innings that is itself a list is a list of balls.
    """
    for place, value in enumerate(values):
        each = {BALLS[0]: value} if isinstance(value, list) and value else value
        if isinstance(each, Mapping):
            yield from innings_maps(f"{path}[{place}]", each, place + first, depth + 1)


def histories_in(where: str, innings: int | None, node: JsonMap) -> Iterator[History | Unread]:
    """Yield the histories in a map itself, and the containers in it that may be one and are not
    read."""
    for name in BALLS:
        path = f"{where}.{name}"
        if whole_number(node.get(name)) is None and not isinstance(node.get(name), bool | float):
            named: dict[int | None, Any] = dict((values_by_innings(node.get(name)) or {}).items())
            named = named or {innings: node.get(name)}
            for number, value in named.items():
                yield from history_of(
                    path if len(named) == 1 else f"{path}.{number}", number, value
                )
    yield from histories_by_overs(f"{where}.{OVERS}", innings, node.get(OVERS))
    for key, value in node.items():
        is_known = key in BALLS or key == OVERS or key in VIEWS or key in LISTS_OF_INNINGS
        if not is_known and looks_like_balls(value):
            why = "looks like a history under a name that is not known"
            yield Unread(f"{where}.{key}", innings, size_of(value), why)
        elif not is_known and isinstance(value, list) and hides_balls(value):
            why = "holds balls, in a list that is not known"
            yield Unread(f"{where}.{key}", innings, size_of(value), why)


def hides_balls(value: Any) -> bool:
    """Return True if anything in a list or map looks like balls, except views of the latest
    balls."""
    if isinstance(value, Mapping):
        parts = [each for key, each in value.items() if key not in VIEWS]
    else:
        parts = list(value) if isinstance(value, list) else []
    return any(looks_like_balls(each) or hides_balls(each) for each in parts)


def history_of(where: str, innings: int | None, value: Any) -> Iterator[History | Unread]:
    """Yield the history in a container, or an Unread if it cannot be read."""
    try:
        entries = ordered_entries(value)
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
    """Return True if the times or numbers of all balls decrease, and none of these increase."""
    balls = [each.ball for each in entries if each.ball is not None]
    directions = {
        direction([ball.at for ball in balls]),
        direction([ball.sequence for ball in balls]),
        direction([ball.place for ball in balls]),
    }
    return -1 in directions and 1 not in directions


def direction(values: Sequence[Any], least: int = 3) -> int:
    """Return 1 if the values only increase, -1 if they only decrease, else 0.

    Also 0 if one is None, or fewer than `least` are different.
    """
    if None in values or len(set(values)) < least:
        return 0
    if list(values) == sorted(values):
        return 1
    return -1 if list(values) == sorted(values, reverse=True) else 0


def histories_by_overs(where: str, innings: int | None, value: Any) -> Iterator[History | Unread]:
    """Yield the history in a list of overs, and an Unread for each over whose balls cannot be
    read."""
    try:
        overs = ordered_entries(value)
    except UnorderedError as fault:
        yield Unread(where, innings, size_of(value), str(fault))
        return
    numbers = [whole_number(first_of(each, OVER_NUMBERS)) if isinstance(each, Mapping) else None
               for each in overs]  # fmt: skip
    is_reversed = direction(numbers, least=2) == -1
    overs = overs[::-1] if is_reversed else overs
    flat: list[tuple[JsonMap, Any]] = []
    for place, over in enumerate(overs):
        balls = over.get("balls") if isinstance(over, Mapping) else over
        if isinstance(over, Mapping) and (not balls or isinstance(balls, int | float)):
            yield from unread_in_over(f"{where}[{place}]", over, innings)
            continue
        try:
            flat += [
                (over if isinstance(over, Mapping) else {}, each) for each in ordered_entries(balls)
            ]
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
    """Return the entry of a value: a ball, or the reason why it is none."""
    try:
        return Entry(where, place, read_ball(value, over))
    except UnreadableBall as fault:
        return Entry(where, place, None, str(fault))


def split_by_innings(copy: History) -> Sequence[History]:
    """Split a history whose balls name their innings into one for each innings."""
    numbers = {ball.innings for ball in copy.balls}
    if not numbers - {None, copy.innings}:
        return [copy]
    current = copy.innings
    parts: dict[int | None, list[Entry]] = {}
    for entry in copy.entries:
        if entry.ball is not None and entry.ball.innings is not None:
            current = entry.ball.innings
        parts.setdefault(current, []).append(entry)
    lies_in = None if copy.innings in parts else copy.innings
    return [
        replace(copy, innings=number, entries=tuple(part), lies_in=lies_in)
        for number, part in parts.items()
    ]
