"""Derives each provider's ids of people, teams and matches from ours, the same in every run."""

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
    """Return a number derived from some texts, the same in every run."""
    return int.from_bytes(hashlib.sha256("/".join(parts).encode()).digest()[:8])


def short_key(number: int, length: int = 7) -> str:
    """Return a number encoded in capital letters and digits, least significant first."""
    letters = []
    for _ in range(length):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def provider_id(provider: str, kind: str, ours: str) -> str:
    """Return a provider's id for one of our players, teams or matches (`kind`)."""
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
    """One provider's ids of the players, teams and match of one of our matches, by our ids."""

    provider: str
    players: dict[str, str] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    match_id: str = ""
    our_match_id: str = ""

    @classmethod
    def of(cls, provider: str, log: MatchLog) -> ProviderIds:
        """Return the ids for a match, with all players and teams of its lineups and its log."""
        players, teams = participants(log)
        return cls(
            provider,
            {ours: provider_id(provider, "player", ours) for ours in players},
            {ours: provider_id(provider, "team", ours) for ours in teams},
            provider_id(provider, "match", log.match_id),
            log.match_id,
        )

    def to_our_ids(self, action: Mapping[str, Any]) -> Json:
        """Return an action's body with our ids instead of the provider's."""
        return translate_ids(
            action,
            {theirs: ours for ours, theirs in self.players.items()},
            {theirs: ours for ours, theirs in self.teams.items()},
        )

    def to_provider_ids(self, action: Mapping[str, Any]) -> Json:
        """Return an action's body with the provider's ids instead of ours."""
        return translate_ids(action, self.players, self.teams)

    def mappings(self) -> Iterator[Json]:
        """Yield the documents of `provider_mappings` for this match."""
        kinds = (("player", self.players), ("team", self.teams))
        for kind, ids in kinds:
            for ours, theirs in ids.items():
                yield mapping(self.provider, kind, theirs, ours)
        yield mapping(self.provider, "match", self.match_id, self.our_match_id)


def mapping(provider: str, kind: str, theirs: str, ours: str) -> Json:
    """Return a document of `provider_mappings`."""
    return {"provider": provider, "kind": kind, "providerId": theirs, "id": ours}


def participants(log: MatchLog) -> tuple[set[str], set[str]]:
    """Return the ids of all players and of all teams in a match's document, lineups and log."""
    players = {str(each.player_id) for each in log.lineups}
    teams = {str(each.team_id) for each in log.lineups}
    teams |= {str(each) for each in (log.match.home_team_id, log.match.away_team_id) if each}
    for action in log.actions:
        collect_ids(action.model_dump(mode="json", by_alias=True), players, teams)
    return players, teams


def collect_ids(body: Mapping[str, Any], players: set[str], teams: set[str]) -> None:
    """Add the ids in an action's body to `players` and `teams`."""
    for name, value in body.items():
        if name in PEOPLE or name == "dismissedPlayerId":
            players |= {value} if value else set()
        elif name in LISTS:
            players |= set(value or ())
        elif name in TEAMS:
            teams |= {value} if value else set()
        elif name == "wicket" and value:
            collect_ids(value, players, teams)


def translate_ids(
    body: Mapping[str, Any], players: Mapping[str, str], teams: Mapping[str, str]
) -> Json:
    """Return an action's body with its ids replaced; unknown ids stay as they are."""
    new: Json = {}
    for name, value in body.items():
        if name in PEOPLE or name == "dismissedPlayerId":
            new[name] = players.get(value, value)
        elif name in LISTS:
            new[name] = replace_ids(value, players)
        elif name in TEAMS:
            new[name] = teams.get(value, value)
        elif name == "wicket" and value:
            new[name] = translate_ids(value, players, teams)
        else:
            new[name] = value
    return new


def replace_ids(ids: Iterable[str], replacements: Mapping[str, str]) -> list[str]:
    """Return the ids with replacements applied; others stay as they are."""
    return [replacements.get(each, each) for each in ids]
