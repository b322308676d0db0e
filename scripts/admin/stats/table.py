"""Makes the league tables of a season: one for each competition, one for all. Pure.

Made of `team_season_stats` and of the season's match documents, which give names and notices.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from shlex import quote
from typing import Any, Final, cast

from scrbrd.domain.errors import BadDocument
from scrbrd.domain.identifiers import as_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import Match, is_accepted, is_entered, iso_text, read_match
from scrbrd.domain.vocabulary import MatchStatus
from scrbrd.projections.stats.documents import TeamSeasonStats
from scrbrd.projections.stats.league_table import league_table

IN_PLAY: Final = (MatchStatus.LIVE, MatchStatus.INNINGS_BREAK)
HEADS: Final = ("", "Team", "P", "W", "L", "T", "D", "NR", "Pts", "NRR", "Form")
COUNTS: Final = ("matchesPlayed", "wins", "losses", "ties", "draws", "noResults")
FIGURES: Final = ("teamId", *COUNTS, "points", "netRunRate", "formGuide", "currentStreak")


@dataclass(frozen=True, slots=True)
class Names:
    """Names by id; an id stands for the name that is not known."""

    teams: Mapping[str, str]
    competitions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LeagueTable:
    """One table: the teams' documents in their places. `competition_id` None: all matches.

    `in_play` and `completed` count matches that belong in it, those completed that have no figures
    yet included. `not_accepted` are those of `completed` that count for the home side alone,
    `not_entered` the completed ones that do not belong in it.
    """

    season_id: str
    competition_id: str | None
    title: str
    names: Mapping[str, str]
    documents: tuple[TeamSeasonStats, ...]
    in_play: int
    completed: int
    not_accepted: int
    not_entered: int
    attributions: tuple[str, ...]

    @property
    def expected(self) -> int:
        """Sides of matches that should be in the figures: both of each, or the home side alone."""
        return 2 * self.completed - self.not_accepted

    @property
    def counted(self) -> int:
        """Sides of matches that are in the figures."""
        return sum(int(document["matchesPlayed"]) for document in self.documents)

    def team(self, document: TeamSeasonStats) -> str:
        """Return a team's name, or its id."""
        return self.names.get(document["teamId"], document["teamId"])

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Yield the cells under HEADS, form newest first."""
        for place, each in enumerate(self.documents, start=1):
            counts = (str(each[name]) for name in COUNTS)
            points, net = f"{each['points']:g}", format_net_run_rate(each["netRunRate"])
            yield (str(place), self.team(each), *counts, points, net, " ".join(each["formGuide"]))

    def notes(self) -> Iterator[str]:
        """Yield what a reader must know of what is not in it."""
        for problem in sorted({each.get("tableRulesProblem") or "" for each in self.documents}):
            if problem:
                yield f"No points by rules that cannot be read: {problem}."
        if self.in_play:
            noun = "match" if self.in_play == 1 else "matches"
            yield f"{self.in_play} {noun} in play, not counted."
        yield from self.left_out()
        if self.expected != self.counted:
            yield f"{self.tally()} in these figures: run {remedy(self.season_id)}."

    def left_out(self) -> Iterator[str]:
        """Yield which completed matches do not count, or not for both sides, by design."""
        if self.not_entered:
            verb = "is" if self.not_entered == 1 else "are"
            yield (
                f"{completed_matches(self.not_entered)} {verb} not entered in the competition and"
                " not counted."
            )
        if self.not_accepted:
            verb, whom = ("counts", "it") if self.not_accepted == 1 else ("count", "them")
            yield (
                f"{completed_matches(self.not_accepted)} {verb} for the home side alone: the away"
                f" side has not accepted {whom}."
            )

    def tally(self) -> str:
        """Return how many there should be and how many there are: matches, or sides of them where
        one counts for a side alone."""
        if self.not_accepted or self.counted % 2:
            sides = f"to count for {self.expected} of their sides"
            return f"{self.completed} completed, {sides}, {self.counted}"
        return f"{self.completed} completed, {self.counted // 2}"

    def as_json(self) -> dict[str, Any]:
        """Return one line for machines."""
        return {
            "seasonId": self.season_id,
            "competitionId": self.competition_id,
            "title": self.title,
            "table": [
                {"position": place, "team": self.team(each)}
                | {name: each[name] for name in FIGURES}
                for place, each in enumerate(self.documents, start=1)
            ],
            "inPlay": self.in_play,
            "completed": self.completed,
            "notEntered": self.not_entered,
            "notAccepted": self.not_accepted,
            "attributions": list(self.attributions),
        }


def completed_matches(count: int) -> str:
    """Return a count of completed matches in words."""
    return f"{count} completed {'match' if count == 1 else 'matches'}"


def remedy(season_id: str) -> str:
    """Return the command that makes a season's figures right."""
    return f"`scrbrd stats rebuild {quote(season_id)}`"


def format_net_run_rate(net: float | None) -> str:
    """Return the net run rate as `+0.123`; `-` where there is none."""
    return "-" if net is None else f"{net:+.3f}"


def readable_matches(documents: Mapping[str, Json]) -> list[Match]:
    """Return the matches whose documents can be read, newest first."""
    return sorted(read_all(documents), key=lambda match: iso_text(match.scheduled_at), reverse=True)


def read_all(documents: Mapping[str, Json]) -> Iterator[Match]:
    """Yield the matches, in the order of their ids."""
    for match_id, document in sorted(documents.items()):
        try:
            yield read_match(match_id, document)
        except BadDocument:
            continue


def names_in(matches: Iterable[Match]) -> dict[str, str]:
    """Return names by team id, each from the first match that names the team."""
    names: dict[str, str] = {}
    for match in matches:
        for team_id, name in (
            (match.home_team_id, match.home_team_name),
            (match.away_team_id, match.away_team_name),
        ):
            if name:
                names.setdefault(as_id(team_id), name)
    return names


def placed(documents: Iterable[Json]) -> list[TeamSeasonStats]:
    """Return stored `team_season_stats` in the order of a table."""
    return league_table(cast(list[TeamSeasonStats], list(documents)))


def competitions_in(documents: Iterable[Json]) -> list[str]:
    """Return the competitions that team seasons are of."""
    return sorted({each["competitionId"] for each in documents if each.get("competitionId")})


def table_of(
    season_id: str,
    competition_id: str | None,
    documents: Iterable[Json],
    matches: Iterable[Match],
    names: Names,
) -> LeagueTable:
    """Return the table of one competition, or of all matches of a season."""
    found = [
        each for each in matches if competition_id is None or each.competition_id == competition_id
    ]
    played = [each for each in found if competition_id is None or is_entered(each)]
    completed = [each for each in played if each.status is MatchStatus.COMPLETED]
    all_completed = sum(each.status is MatchStatus.COMPLETED for each in found)
    name = "all matches" if competition_id is None else names.competitions.get(competition_id)
    return LeagueTable(
        season_id,
        competition_id,
        f"{season_id}, {name or competition_id}",
        names.teams,
        tuple(placed(d for d in documents if d.get("competitionId") == competition_id)),
        sum(each.status in IN_PLAY for each in played),
        len(completed),
        sum(not is_accepted(each) for each in completed),
        all_completed - len(completed),
        tuple(dict.fromkeys(each.attribution for each in played if each.attribution)),
    )
