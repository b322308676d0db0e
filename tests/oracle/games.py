"""Real matches as games of a season: the raw file, and the ids for its names.

Nothing here depends on the scoring engine or its log. What a season's figures include and exclude
is documented in `season_players`, `season_teams` and `season_pairs`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scrbrd.domain.identifiers import joined_id
from scrbrd.domain.json_types import Json
from tests.oracle.raw import overs_of, wickets_on
from tests.oracle.recount import LAWS_BALLS_PER_OVER

FORMATS = {
    "T20": "T20",
    "IT20": "T20",
    "ODI": "ODI",
    "ODM": "ODI",
    "Test": "Test",
    "MDM": "Test",
}
"""List A counts as ODI, first-class as Test."""

HUNDRED_BALLS_PER_OVER = 5
"""Balls of an over in the Hundred, which the files call a T20."""


@dataclass(frozen=True)
class Game:
    """One match of a season; `person` maps (team name, name) to an id, `team` a team's name."""

    match_id: str
    season: str
    competition: str | None
    raw: Json
    person: Callable[[str, str], str]
    team: Callable[[str], str]

    @property
    def order(self) -> tuple[str, str]:
        """The key for sorting by time: the first day, then the match id."""
        return str(self.raw["info"]["dates"][0]), self.match_id

    @property
    def base(self) -> int:
        """The number of balls of an over."""
        return int(self.raw["info"].get("balls_per_over", LAWS_BALLS_PER_OVER))

    @property
    def format(self) -> str:
        """The format under which the match counts."""
        return (
            "Hundred"
            if self.base == HUNDRED_BALLS_PER_OVER
            else FORMATS[self.raw["info"]["match_type"]]
        )

    @property
    def teams(self) -> list[str]:
        """The names of both teams."""
        return list(self.raw["info"]["teams"])

    @property
    def innings(self) -> list[Json]:
        """The innings, super overs excluded."""
        return [each for each in self.raw["innings"] if not each.get("super_over", False)]

    def other(self, team: str) -> str:
        """Return the name of the opponents."""
        return next(each for each in self.teams if each != team)

    def squad(self, team: str) -> list[str]:
        """Return the names of a team's players, replacements included."""
        names: list[str] = list(self.raw["info"]["players"][team])
        for innings in self.raw["innings"]:
            for over in overs_of(innings):
                for delivery in over["deliveries"]:
                    for change in delivery.get("replacements", {}).get("match", []):
                        if change["team"] == team and change["in"] not in names:
                            names.append(change["in"])
        return names


def wickets_lost(innings: Json) -> int:
    """Return the number of wickets that fell in an innings."""
    return sum(len(wickets_on(ball)) for over in overs_of(innings) for ball in over["deliveries"])


def id_text(*parts: str) -> str:
    """Return a document id."""
    return joined_id(*parts)


def per(part: int, whole: int, times: int = 1) -> float | None:
    """Return `times` x `part` / `whole` with two decimals, None if `whole` is 0."""
    if whole == 0:
        return None
    return round(times * part / whole, 2)
