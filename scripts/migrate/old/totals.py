"""Reads what old documents state of an innings: its totals, its card, its batting side."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from migrate.old.values import (
    first_of,
    id_of,
    is_empty,
    is_flag_set,
    list_of,
    normalised,
    person_of,
    text_or_none,
    whole_number,
)
from migrate.old.wickets import WICKET_WORDS
from scrbrd.domain.json_types import JsonMap
from scrbrd.domain.vocabulary import WicketType

RUNS = ("runs", "totalRuns", "score", "total", "totalScore")
WICKETS = ("wickets", "totalWickets")
OVERS = ("overs", "totalOvers")
LEGAL_BALLS = ("balls", "legalBalls", "totalBalls")
MOST_WICKETS = 10
TOTAL = re.compile(
    r"([0-9]{1,4})(?:(\s*[/-]\s*|\s+for\s+)([0-9]{1,4})|\s+all\s+out)?(?:\s*d(?:ec(?:lared)?)?\.?)?"
    r"(?:\s*(?:\(|in\s+)\s*([0-9]{1,3}(?:[.][0-9])?)\s*(?:ov(?:er)?s?\.?)?\s*\)?)?",
    re.IGNORECASE,
)
EXTRAS = {
    "wides": ("wides", "wide"),
    "no_balls": ("noBalls", "noballs", "noBall"),
    "byes": ("byes", "bye"),
    "leg_byes": ("legByes", "legbyes", "legBye"),
    "penalty": ("penalty", "penalties"),
}


@dataclass(frozen=True, slots=True)
class StatedBatter:
    """A batter's line of an old card; None if not stated."""

    runs: int | None = None
    balls: int | None = None
    is_out: bool = False
    how: WicketType | None = None


@dataclass(frozen=True, slots=True)
class StatedBowler:
    """A bowler's line of an old card; None if not stated."""

    runs: int | None = None
    wickets: int | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """What one place states of one innings; None if not stated. `balls` counts legal balls."""

    where: str
    innings: int
    runs: int | None = None
    wickets: int | None = None
    overs: tuple[int, int] | None = None
    balls: int | None = None
    target: int | None = None
    batting_team_id: str | None = None
    bowling_team_id: str | None = None
    is_super_over: bool = False
    is_declared: bool = False
    extras: Mapping[str, int] = field(default_factory=dict)
    batters: Mapping[str, StatedBatter] = field(default_factory=dict)
    bowlers: Mapping[str, StatedBowler] = field(default_factory=dict)

    def legal_balls(self, balls_per_over: int) -> int | None:
        """Return the legal balls of the innings, from its overs or else from `balls`."""
        if self.overs is not None:
            return self.overs[0] * balls_per_over + self.overs[1]
        return self.balls

    @property
    def weight(self) -> tuple[int, int, int]:
        """A sort key to find the place that states most: the further the innings, the newer its
        totals."""
        balls = -1 if self.overs is None else self.overs[0] * 100 + self.overs[1]
        return (int(self.runs is not None), max(balls, self.balls or 0), self.runs or 0)


@dataclass(frozen=True, slots=True)
class WrittenTotal:
    """A total as scorers write it: `154/6 (20.0)`; None if not written."""

    runs: int
    wickets: int | None
    overs: tuple[int, int] | None


def read_stated(
    where: str, innings: int, node: JsonMap, *, is_innings: bool = True
) -> Stated | None:
    """Return the totals of a map that describes an innings; None if it states none.

    `is_innings`: the map is the innings itself. In a batter's or bowler's line, `12 (10)` is not a
    total.
    """
    runs = whole_number(first_of(node, RUNS))
    wickets = whole_number(first_of(node, WICKETS))
    overs = read_overs(first_of(node, OVERS))
    if runs is None and is_innings:
        written = next((found for each in RUNS if (found := read_total(node.get(each)))), None)
        if written is not None:
            runs = written.runs
            wickets = written.wickets if wickets is None else wickets
            overs = written.overs if overs is None else overs
    batting = id_of(first_of(node, ("battingTeamId", "battingTeam", "teamId")))
    if runs is None and wickets is None and batting is None:
        return None
    extras = node.get("extras")
    return Stated(
        where,
        innings,
        runs,
        wickets,
        overs,
        whole_number(first_of(node, LEGAL_BALLS)),
        whole_number(node.get("target")),
        batting,
        id_of(first_of(node, ("bowlingTeamId", "bowlingTeam"))),
        is_flag_set(first_of(node, ("isSuperOver", "superOver"))),
        is_flag_set(first_of(node, ("isDeclared", "declared"))) or node.get("closed") == "declared",
        read_extras(extras) if isinstance(extras, Mapping) else {},
        dict(read_batters(first_of(node, ("batsmen", "batters", "battingCard")))),
        dict(read_bowlers(first_of(node, ("bowlers", "bowlingCard")))),
    )


def read_total(value: Any) -> WrittenTotal | None:
    """Return the total in a text: `154/6`, `154-6 (20.0)`, `154 for 6 dec`, `6/154` as in
    Australia.

    None for any other text, and if either number may be the wickets.
    """
    found = TOTAL.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return None
    runs, sign, wickets, overs = int(found[1]), found[2], found[3], read_overs(found[4] or None)
    if wickets is None:
        return WrittenTotal(runs, None, overs)
    if sign.strip().lower() == "for" or (runs > MOST_WICKETS >= int(wickets)):
        return WrittenTotal(runs, int(wickets), overs)
    if runs <= MOST_WICKETS < int(wickets):
        return WrittenTotal(int(wickets), runs, overs)
    return None


def unread_totals(where: str, node: JsonMap) -> Iterator[str]:
    """Yield a line for each figure of an innings that is stated in a form that is not read."""
    readers: dict[tuple[str, ...], Callable[[Any], object]] = {
        RUNS: lambda value: value if whole_number(value) is not None else read_total(value),
        WICKETS: whole_number,
        OVERS: read_overs,
        LEGAL_BALLS: whole_number,
    }
    for names, read in readers.items():
        for name in names:
            value = node.get(name)
            if (
                not is_empty(value)
                and not isinstance(value, Mapping | list)
                and read(value) is None
            ):
                yield (
                    f"{where}.{name} states {str(value)[:40]!r}, which is not read; write it as a"
                    f" number (overs as 12.4)"
                )


def read_overs(value: Any) -> tuple[int, int] | None:
    """Return (complete overs, balls) of `12.4` or `"12.4"`. A float is rounded to one decimal."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    digits = f"{value:.1f}" if isinstance(value, float) else str(value).strip()
    overs, _, balls = digits.partition(".")
    found = whole_number(overs), whole_number(balls or 0)
    return None if found[0] is None or found[1] is None else (found[0], found[1])


def read_extras(node: JsonMap) -> dict[str, int]:
    """Return the stated extras by kind."""
    found = {name: whole_number(first_of(node, names)) for name, names in EXTRAS.items()}
    return {name: runs for name, runs in found.items() if runs is not None}


def read_batters(card: Any) -> Iterator[tuple[str, StatedBatter]]:
    """Yield (player, line) for the lines of a batting card that name a player."""
    for line in list_of(card):
        player = person_of(line) if isinstance(line, Mapping) else None
        if player is None:
            continue
        how = dismissal_of(line)
        yield (
            player,
            StatedBatter(
                whole_number(line.get("runs")),
                whole_number(first_of(line, ("ballsFaced", "balls"))),
                is_flag_set(first_of(line, ("isOut", "out"))) or how is not None,
                how,
            ),
        )


def dismissal_of(line: JsonMap) -> WicketType | None:
    """Return how a line of the card says that its batter was out."""
    dismissal = line.get("dismissal")
    named = dismissal.get("type") if isinstance(dismissal, Mapping) else dismissal
    named = text_or_none(named) or text_or_none(
        first_of(line, ("dismissalType", "wicketType", "howOut"))
    )
    return WICKET_WORDS.get(normalised(named))


def read_bowlers(card: Any) -> Iterator[tuple[str, StatedBowler]]:
    """Yield (player, line) for the lines of a bowling card that name a player."""
    for line in list_of(card):
        player = person_of(line) if isinstance(line, Mapping) else None
        if player is not None:
            conceded = whole_number(first_of(line, ("runsConceded", "runs")))
            yield player, StatedBowler(conceded, whole_number(line.get("wickets")))
