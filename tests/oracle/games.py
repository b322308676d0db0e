"""Real matches as games of a season: the raw file, and the ids under which its names are kept.

Nothing here knows the scoring engine or its log. What a season's figures count, and what not, is
said where they are counted: `season_players`, `season_teams`, `season_pairs`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scrbrd.domain.identifiers import joined_id
from scrbrd.domain.json_types import Json
from tests.oracle.raw import falls_on, overs_of
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

FIVES = 5
"""Balls of an over in the Hundred, which the files call a T20."""


@dataclass(frozen=True)
class Game:
    """One match of a season. `person` gives the id of (team name, name), `team` that of a team."""

    match_id: str
    season: str
    competition: str | None
    raw: Json
    person: Callable[[str, str], str]
    team: Callable[[str], str]

    @property
    def order(self) -> tuple[str, str]:
        """When it was played: its first day, then its id."""
        return str(self.raw["info"]["dates"][0]), self.match_id

    @property
    def base(self) -> int:
        """Balls of an over."""
        return int(self.raw["info"].get("balls_per_over", LAWS_BALLS_PER_OVER))

    @property
    def format(self) -> str:
        """Under which format it counts."""
        return "Hundred" if self.base == FIVES else FORMATS[self.raw["info"]["match_type"]]

    @property
    def teams(self) -> list[str]:
        """The names of both teams."""
        return list(self.raw["info"]["teams"])

    @property
    def innings(self) -> list[Json]:
        """The innings, super overs excluded."""
        return [each for each in self.raw["innings"] if not each.get("super_over", False)]

    def other(self, team: str) -> str:
        """The opponents."""
        return next(each for each in self.teams if each != team)

    def squad(self, team: str) -> list[str]:
        """The names of those who played for a team, replacements among them."""
        names: list[str] = list(self.raw["info"]["players"][team])
        for innings in self.raw["innings"]:
            for over in overs_of(innings):
                for delivery in over["deliveries"]:
                    for change in delivery.get("replacements", {}).get("match", []):
                        if change["team"] == team and change["in"] not in names:
                            names.append(change["in"])
        return names


def wickets_lost(innings: Json) -> int:
    """Wickets that fell in an innings."""
    return sum(len(falls_on(ball)) for over in overs_of(innings) for ball in over["deliveries"])


def id_text(*parts: str) -> str:
    """A document id."""
    return joined_id(*parts)


def per(part: int, whole: int, times: int = 1) -> float | None:
    """A rate with two decimals; None where it is undefined."""
    if whole == 0:
        return None
    return round(times * part / whole, 2)
