"""Ids that each provider has for people, teams and matches: made of ours, the same at every run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from admin.matchlog import MatchLog
from scrbrd.domain.json_types import Json

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PEOPLE = ("strikerId", "nonStrikerId", "bowlerId", "playerId", "outPlayerId", "inPlayerId")
LISTS = ("absentIds", "fielderIds", "substituteIds", "assistFielderIds")
TEAMS = ("battingTeamId", "bowlingTeamId", "toTeamId", "teamId", "winnerTeamId")


def digest(*parts: str) -> int:
    """Return a number of some text that is the same at every run."""
    return int.from_bytes(hashlib.sha256("/".join(parts).encode()).digest()[:8])


def short_key(number: int, length: int = 7) -> str:
    """Return a number as capital letters and digits."""
    letters = []
    for _ in range(length):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def provider_id(provider: str, kind: str, ours: str) -> str:
    """Return the id that a provider has for a player, a team or a match of ours."""
    number = digest(provider, kind, ours)
    match provider:
        case "sportradar":
            return f"sr:{kind}:{number % 10**9}"
        case "crex":
            return short_key(number)
        case "roanuz":
            return f"{kind[0]}__{short_key(number, 10).lower()}"
        case _:
            return str(number % 10**9)


@dataclass
class ProviderIds:
    """One provider's ids of everybody and everything in a match, there and back."""

    provider: str
    players: dict[str, str] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    match_id: str = ""
    our_match_id: str = ""

    @classmethod
    def of(cls, provider: str, log: MatchLog) -> ProviderIds:
        """Return the ids for a match: lineups, and whoever else is named in the log."""
        players, teams = named(log)
        return cls(
            provider,
            {ours: provider_id(provider, "player", ours) for ours in players},
            {ours: provider_id(provider, "team", ours) for ours in teams},
            provider_id(provider, "match", log.match_id),
            log.match_id,
        )

    def back(self, action: Mapping[str, Any]) -> Json:
        """Return an action's body with our ids in place of the provider's."""
        return translated(
            action,
            {theirs: ours for ours, theirs in self.players.items()},
            {theirs: ours for ours, theirs in self.teams.items()},
        )

    def there(self, action: Mapping[str, Any]) -> Json:
        """Return an action's body with the provider's ids in place of ours."""
        return translated(action, self.players, self.teams)

    def mappings(self) -> Iterator[Json]:
        """Yield the documents of `provider_mappings` for the match."""
        kinds = (("player", self.players), ("team", self.teams))
        for kind, ids in kinds:
            for ours, theirs in ids.items():
                yield mapping(self.provider, kind, theirs, ours)
        yield mapping(self.provider, "match", self.match_id, self.our_match_id)


def mapping(provider: str, kind: str, theirs: str, ours: str) -> Json:
    """Return one document of `provider_mappings`."""
    return {"provider": provider, "kind": kind, "providerId": theirs, "id": ours}


def named(log: MatchLog) -> tuple[set[str], set[str]]:
    """Return the players and the teams that a match names anywhere."""
    players = {str(each.player_id) for each in log.lineups}
    teams = {str(each.team_id) for each in log.lineups}
    teams |= {str(each) for each in (log.match.home_team_id, log.match.away_team_id) if each}
    for action in log.actions:
        gather(action.model_dump(mode="json", by_alias=True), players, teams)
    return players, teams


def gather(body: Mapping[str, Any], players: set[str], teams: set[str]) -> None:
    """Add the ids in an action's body."""
    for name, value in body.items():
        if name in PEOPLE or name == "dismissedPlayerId":
            players |= {value} if value else set()
        elif name in LISTS:
            players |= set(value or ())
        elif name in TEAMS:
            teams |= {value} if value else set()
        elif name == "wicket" and value:
            gather(value, players, teams)


def translated(
    body: Mapping[str, Any], players: Mapping[str, str], teams: Mapping[str, str]
) -> Json:
    """Return a body with its ids replaced; one that is not known stays."""
    new: Json = {}
    for name, value in body.items():
        if name in PEOPLE or name == "dismissedPlayerId":
            new[name] = players.get(value, value)
        elif name in LISTS:
            new[name] = replaced(value, players)
        elif name in TEAMS:
            new[name] = teams.get(value, value)
        elif name == "wicket" and value:
            new[name] = translated(value, players, teams)
        else:
            new[name] = value
    return new


def replaced(ids: Iterable[str], known: Mapping[str, str]) -> list[str]:
    """Return ids replaced by those known for them."""
    return [known.get(each, each) for each in ids]
