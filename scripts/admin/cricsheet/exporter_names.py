"""Assigns the names in an exported file: Cricsheet identifies people by name, our logs by id."""

from collections.abc import Collection
from dataclasses import dataclass

from admin.matchlog import MatchLog
from scrbrd.domain.identifiers import as_id, as_team_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.lineup import Lineup
from scrbrd.domain.vocabulary import LineupRole, PlayerId
from scrbrd.projections.wording import UNKNOWN_SUBSTITUTE

LAST = 99


@dataclass(frozen=True, slots=True)
class Names:
    """Names by id of teams and players, unique within a side.

    `nameless` are the ids of the players without a name, which are used in place of one.
    """

    home: str
    away: str
    teams: dict[str, str]
    lineups: tuple[Lineup, ...]
    players: dict[str, str]
    nameless: tuple[str, ...] = ()

    @classmethod
    def of(cls, log: MatchLog, blank: Collection[str] = ()) -> "Names":
        """Return the names of a match; the id is used if there is no name.

        `blank` are the ids of players whose name in the file has no visible character, which is
        kept.
        """
        match = log.match
        home = match.home_team_name or match.home_team_id
        away = match.away_team_name or match.away_team_id
        if home == away:
            away = f"{away} (2)"
        order = sorted(log.lineups, key=lambda each: each.batting_position or LAST)
        players: dict[str, str] = {}
        taken_names: set[tuple[str, str]] = set()
        for lineup in order:
            is_named = lineup.player_id in blank or not is_blank(lineup.player_name)
            base_name = (lineup.player_name or "") if is_named else lineup.player_id
            name, number = base_name, 2
            while (lineup.team_id, name) in taken_names:
                name, number = f"{base_name} ({number})", number + 1
            taken_names.add((lineup.team_id, name))
            players.setdefault(lineup.player_id, name)
        teams = {match.home_team_id: home, match.away_team_id: away}
        team_names = {str(key): name for key, name in teams.items()}
        nameless = [each for each in blank_ids(log) if each not in blank]
        return cls(home, away, team_names, (*order,), players, (*nameless,))

    def team(self, team_id: str | None) -> str:
        """Return a team's name."""
        return self.teams.get(team_id or "", team_id or "")

    def player(self, player_id: str) -> str:
        """Return a player's name."""
        return self.players.get(player_id, player_id)

    def fielder(self, player_id: PlayerId, substitute_ids: Collection[str]) -> Json:
        """Return a fielder of a wicket; an unidentified substitute has no name."""
        if player_id == UNKNOWN_SUBSTITUTE:
            return {"substitute": True}
        fields: Json = {"name": self.player(player_id)}
        return fields | ({"substitute": True} if player_id in substitute_ids else {})

    def squads(self, participants: Collection[str]) -> Json:
        """Return the names of each side: its selected players and all who took part.

        Substitute fielders are left out.
        """
        squads: dict[str, list[str]] = {self.home: [], self.away: []}
        for lineup in self.lineups:
            is_in = lineup.role is LineupRole.PLAYING_XI or lineup.player_id in participants
            team = self.team(lineup.team_id)
            if is_in and team in squads:
                squads[team].append(self.player(lineup.player_id))
        return squads

    def registry(self) -> dict[str, str]:
        """Return ids by name.

        One id in the file may stand for two of ours: those of a name on both sides, which the
        importer distinguishes by appending the team's id. An id is in the form in which it is
        stored, so that a log as imported and a log as stored give the same registry.
        """
        people: dict[str, str] = {}
        for lineup in self.lineups:
            base = as_id(lineup.player_id).removesuffix(f"-{as_team_id(lineup.team_id)}")
            people.setdefault(self.player(lineup.player_id), base)
        return people


def is_blank(name: str | None) -> bool:
    """Return True if a name has no visible character."""
    return not any(each.isprintable() and not each.isspace() for each in name or "")


def blank_ids(log: MatchLog) -> list[str]:
    """Return the ids of the players with a blank name, in the order of the lineups."""
    return [str(each.player_id) for each in log.lineups if is_blank(each.player_name)]
