"""Makes the league tables of a season: one for each competition, one for all matches. Pure.

Uses `team_season_stats`, and the season's match documents for names and attributions.
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
HEADINGS: Final = ("", "Team", "P", "W", "L", "T", "D", "NR", "Pts", "NRR", "Form")
COUNTS: Final = ("matchesPlayed", "wins", "losses", "ties", "draws", "noResults")
FIGURES: Final = ("teamId", *COUNTS, "points", "netRunRate", "formGuide", "currentStreak")


@dataclass(frozen=True, slots=True)
class Names:
    """Names by id; an id without a name stands for itself."""

    teams: Mapping[str, str]
    competitions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LeagueTable:
    """One table, with the teams' documents in order. `competition_id` is None for all matches.

    `in_play` and `completed` count the matches that belong in the table, including completed ones
    without figures yet. `not_accepted` counts those of `completed` that count for the home side
    alone; `not_entered` counts completed matches that do not belong in the table.
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
    def sides_expected(self) -> int:
        """The number of sides of matches that should be in the figures.

        Two per match, or the home side alone.
        """
        return 2 * self.completed - self.not_accepted

    @property
    def sides_counted(self) -> int:
        """The number of sides of matches that are in the figures."""
        return sum(int(document["matchesPlayed"]) for document in self.documents)

    def team(self, document: TeamSeasonStats) -> str:
        """Return a team's name, or its id."""
        return self.names.get(document["teamId"], document["teamId"])

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Yield the cells under HEADS; the form starts with the newest match."""
        for place, each in enumerate(self.documents, start=1):
            counts = (str(each[name]) for name in COUNTS)
            points, net = f"{each['points']:g}", format_net_run_rate(each["netRunRate"])
            yield (str(place), self.team(each), *counts, points, net, " ".join(each["formGuide"]))

    def notes(self) -> Iterator[str]:
        """Yield notes about matches that are not counted."""
        for problem in sorted({each.get("tableRulesProblem") or "" for each in self.documents}):
            if problem:
                yield f"No points by rules that cannot be read: {problem}."
        if self.in_play:
            noun = "match" if self.in_play == 1 else "matches"
            yield f"{self.in_play} {noun} in play, not counted."
        yield from self.exclusion_notes()
        if self.sides_expected != self.sides_counted:
            yield f"{self.tally_text()} in these figures: run {remedy(self.season_id)}."

    def exclusion_notes(self) -> Iterator[str]:
        """Yield notes about completed matches that do not count, or only for one side."""
        if self.not_entered:
            verb = "is" if self.not_entered == 1 else "are"
            yield (
                f"{completed_matches(self.not_entered)} {verb} not entered in the competition and"
                " not counted."
            )
        if self.not_accepted:
            verb, pronoun = ("counts", "it") if self.not_accepted == 1 else ("count", "them")
            yield (
                f"{completed_matches(self.not_accepted)} {verb} for the home side alone: the away"
                f" side has not accepted {pronoun}."
            )

    def tally_text(self) -> str:
        """Return the expected and the actual number of matches.

        If a match counts for one side alone, of sides.
        """
        if self.not_accepted or self.sides_counted % 2:
            sides = f"to count for {self.sides_expected} of their sides"
            return f"{self.completed} completed, {sides}, {self.sides_counted}"
        return f"{self.completed} completed, {self.sides_counted // 2}"

    def as_json(self) -> dict[str, Any]:
        """Return the table as JSON."""
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
    """Return the command that repairs a season's figures."""
    return f"`scrbrd stats rebuild {quote(season_id)}`"


def format_net_run_rate(net: float | None) -> str:
    """Return the net run rate as `+0.123`; `-` if there is none."""
    return "-" if net is None else f"{net:+.3f}"


def readable_matches(documents: Mapping[str, Json]) -> list[Match]:
    """Return the matches whose documents can be read, newest first."""
    return sorted(read_all(documents), key=lambda match: iso_text(match.scheduled_at), reverse=True)


def read_all(documents: Mapping[str, Json]) -> Iterator[Match]:
    """Yield the readable matches, ordered by id."""
    for match_id, document in sorted(documents.items()):
        try:
            yield read_match(match_id, document)
        except BadDocument:
            continue


def team_names_in(matches: Iterable[Match]) -> dict[str, str]:
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


def in_table_order(documents: Iterable[Json]) -> list[TeamSeasonStats]:
    """Return stored `team_season_stats` in the order of a table."""
    return league_table(cast(list[TeamSeasonStats], list(documents)))


def competitions_in(documents: Iterable[Json]) -> list[str]:
    """Return the competitions of the team documents."""
    return sorted({each["competitionId"] for each in documents if each.get("competitionId")})


def table_of(
    season_id: str,
    competition_id: str | None,
    documents: Iterable[Json],
    matches: Iterable[Match],
    names: Names,
) -> LeagueTable:
    """Return the table of one competition, or of all matches of a season."""
    candidates = [
        each for each in matches if competition_id is None or each.competition_id == competition_id
    ]
    played = [each for each in candidates if competition_id is None or is_entered(each)]
    completed = [each for each in played if each.status is MatchStatus.COMPLETED]
    all_completed = sum(each.status is MatchStatus.COMPLETED for each in candidates)
    name = "all matches" if competition_id is None else names.competitions.get(competition_id)
    return LeagueTable(
        season_id,
        competition_id,
        f"{season_id}, {name or competition_id}",
        names.teams,
        tuple(in_table_order(d for d in documents if d.get("competitionId") == competition_id)),
        sum(each.status in IN_PLAY for each in played),
        len(completed),
        sum(not is_accepted(each) for each in completed),
        all_completed - len(completed),
        tuple(dict.fromkeys(each.attribution for each in played if each.attribution)),
    )
