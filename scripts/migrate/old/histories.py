"""Finds balls and totals wherever they lie: `ballHistory`, `overHistory[].balls`, any map.

The innings is told by the nearest name or number around a list: `innings2`, `inningsData[1]`,
`inningsNumber`; else it is the one that the document is in.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from admin.json_types import JsonMap
from migrate.old.ball import OldBall, UnreadableBall, read_ball
from migrate.old.totals import Stated, read_stated
from migrate.old.values import listed, whole

NUMBERED = re.compile(r"^(?:innings|inning)_?(\d{1,2})$", re.IGNORECASE)
LISTS_OF_INNINGS = frozenset({"innings", "inningsData", "inningsList"})
BALLS = ("ballHistory", "balls")
OVERS = "overHistory"
CURRENT = "currentInnings"
CARDS = ("batsmen", "bowlers", "extras")
"""What lies beside `currentInnings` and belongs to it."""
DEEPEST = 8


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
    """One history of one innings (1-based); None where nothing says of which."""

    where: str
    innings: int | None
    entries: tuple[Entry, ...]

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
    """All histories and all totals of a match."""

    copies: tuple[History, ...]
    stated: tuple[Stated, ...]


def find_histories(
    documents: Mapping[str, JsonMap], *, without_totals: frozenset[str] = frozenset()
) -> OldHistories:
    """Search documents by name; of those in `without_totals` only the histories count."""
    copies: list[History] = []
    stated: list[Stated] = []
    for name, document in documents.items():
        innings = whole(document.get("inningsNumber"))
        for where, number, node in innings_maps(name, document, innings, 0):
            copies.extend(histories_in(where, number, node))
            is_told = name not in without_totals and (where != name or "runs" in node)
            totals = read_stated(where, number, node) if number and is_told else None
            if totals is not None:
                stated.append(totals)
    return OldHistories(
        tuple(split for copy in copies for split in by_innings(copy)), tuple(stated)
    )


def holds_history(name: str, value: Any) -> bool:
    """Return whether a field of an old document holds any balls."""
    return bool(find_histories({"": {name: value}}).copies)


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
            numbered = NUMBERED.match(str(key))
            number = int(numbered[1]) if numbered else innings
            if key in LISTS_OF_INNINGS and listed(value):
                yield from maps_in_list(path, listed(value), depth)
            else:
                yield from innings_maps(path, with_cards(key, value, node), number, depth + 1)
        elif key in LISTS_OF_INNINGS and isinstance(value, list):
            yield from maps_in_list(path, value, depth)


def with_cards(key: str, value: JsonMap, beside: JsonMap) -> JsonMap:
    """Return the innings in progress, with the cards that lie beside it."""
    if key != CURRENT:
        return value
    return {name: beside[name] for name in CARDS if name in beside} | dict(value)


def maps_in_list(
    path: str, values: list[Any], depth: int
) -> Iterator[tuple[str, int | None, JsonMap]]:
    """Yield the maps of a list of innings; one without a number has that of its place."""
    for place, each in enumerate(values):
        if isinstance(each, Mapping):
            yield from innings_maps(f"{path}[{place}]", each, place + 1, depth + 1)


def histories_in(where: str, innings: int | None, node: JsonMap) -> Iterator[History]:
    """Yield the histories that lie in a map itself."""
    for name in BALLS:
        entries = listed(node.get(name))
        if entries and any(isinstance(each, Mapping) for each in entries):
            path = f"{where}.{name}"
            read = [entry_of(path, place, each, None) for place, each in enumerate(entries)]
            yield History(path, innings, tuple(read))
    overs = listed(node.get(OVERS))
    flat = [
        (over, ball)
        for over in overs
        if isinstance(over, Mapping)
        for ball in listed(over.get("balls"))
    ]
    if flat:
        path = f"{where}.{OVERS}"
        read = [entry_of(path, place, ball, over) for place, (over, ball) in enumerate(flat)]
        yield History(path, innings, tuple(read))


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
    return [replace(copy, innings=number, entries=tuple(part)) for number, part in parts.items()]
