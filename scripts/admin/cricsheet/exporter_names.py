"""Assigns the names in an exported file: Cricsheet knows people by name, we by id."""

from collections.abc import Collection
from dataclasses import dataclass

from admin.matchlog import MatchLog
from scrbrd.domain.json_types import Json
from scrbrd.domain.lineup import Lineup
from scrbrd.domain.vocabulary import LineupRole, PlayerId
from scrbrd.projections.wording import UNKNOWN_SUBSTITUTE

LAST = 99


@dataclass(frozen=True, slots=True)
class Names:
    """Teams by their ids, players by theirs; no two of one side have the same name.

    `nameless`: the ids of the players for whom their id stands.
    """

    home: str
    away: str
    teams: dict[str, str]
    lineups: tuple[Lineup, ...]
    players: dict[str, str]
    nameless: tuple[str, ...] = ()

    @classmethod
    def of(cls, log: MatchLog, blank: Collection[str] = ()) -> "Names":
        """Return the names of a match; an id stands for what has no name.

        `blank`: the ids of the players whose name a file gave without a letter; it stays so.
        """
        match = log.match
        home = match.home_team_name or match.home_team_id
        away = match.away_team_name or match.away_team_id
        if home == away:
            away = f"{away} (2)"
        order = sorted(log.lineups, key=lambda each: each.batting_position or LAST)
        players: dict[str, str] = {}
        taken: set[tuple[str, str]] = set()
        for lineup in order:
            is_named = lineup.player_id in blank or not is_blank(lineup.player_name)
            called = (lineup.player_name or "") if is_named else lineup.player_id
            name, number = called, 2
            while (lineup.team_id, name) in taken:
                name, number = f"{called} ({number})", number + 1
            taken.add((lineup.team_id, name))
            players.setdefault(lineup.player_id, name)
        teams = {match.home_team_id: home, match.away_team_id: away}
        named = {str(key): name for key, name in teams.items()}
        nameless = [each for each in blank_ids(log) if each not in blank]
        return cls(home, away, named, (*order,), players, (*nameless,))

    def team(self, team_id: str | None) -> str:
        """Return a team's name."""
        return self.teams.get(team_id or "", team_id or "")

    def player(self, player_id: str) -> str:
        """Return a player's name."""
        return self.players.get(player_id, player_id)

    def fielder(self, player_id: PlayerId, substitute_ids: Collection[str]) -> Json:
        """Return a fielder of a wicket; a substitute whose name nobody noted has none."""
        if player_id == UNKNOWN_SUBSTITUTE:
            return {"substitute": True}
        named: Json = {"name": self.player(player_id)}
        return named | ({"substitute": True} if player_id in substitute_ids else {})

    def squads(self, took_part: Collection[str]) -> Json:
        """Return the named players of each side and whoever took part, substitute fielders not."""
        squads: dict[str, list[str]] = {self.home: [], self.away: []}
        for lineup in self.lineups:
            is_in = lineup.role is LineupRole.PLAYING_XI or lineup.player_id in took_part
            team = self.team(lineup.team_id)
            if is_in and team in squads:
                squads[team].append(self.player(lineup.player_id))
        return squads

    def registry(self) -> dict[str, str]:
        """Ids by name. One id in the file may stand for two of ours: those of a name both sides
        have, which the importer tells apart by the team's id behind it."""
        people: dict[str, str] = {}
        for lineup in self.lineups:
            base = lineup.player_id.removesuffix(f"-{lineup.team_id}")
            people.setdefault(self.player(lineup.player_id), base)
        return people


def is_blank(name: str | None) -> bool:
    """Return whether a name shows nothing: none, or spaces and signs that nobody sees."""
    return not any(each.isprintable() and not each.isspace() for each in name or "")


def blank_ids(log: MatchLog) -> list[str]:
    """Return the ids of the players of a match whose name shows nothing, in the lineups' order."""
    return [str(each.player_id) for each in log.lineups if is_blank(each.player_name)]
