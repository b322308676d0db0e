"""Identifies people in a Cricsheet file: ids of teams and players, lineups, substitutes."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scrbrd.domain.document import LONGEST_ID_BYTES
from scrbrd.domain.json_types import Json
from scrbrd.domain.lineup import Lineup
from scrbrd.domain.vocabulary import LineupRole, PlayerId, TeamId
from scrbrd.projections.wording import UNKNOWN_SUBSTITUTE

MAX_POSITION = 30
DIGEST_LENGTH = 8
WOMEN_SUFFIX = "-women"
"""The suffix of the id of a women's team."""


def slug(name: str) -> str:
    """Return a name as part of an id: lower case, words joined by hyphens.

    If a name has letters without a Latin equivalent, a digest of the name is appended, so that two
    names in another script never give the same id.
    """
    words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if not name.isascii() and has_other_letters(name):
        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_LENGTH]
        return f"{words}-{digest}" if words else f"x-{digest}"
    return words or "x"


def has_other_letters(name: str) -> bool:
    """Return True if a name has a letter that is not Latin, with or without accents."""
    return any(
        each.isalpha() and not unicodedata.normalize("NFKD", each)[0].isascii()
        for each in name
        if not each.isascii()
    )


class SideIds(dict[str, PlayerId]):
    """The ids of one side's players by name, made at the first lookup."""

    def __init__(self, people: "People", team: str) -> None:
        super().__init__()
        self.people, self.team = people, team

    def __missing__(self, name: str) -> PlayerId:
        """Make, keep and return the id of a name at its first lookup."""
        new = self[name] = self.people.player_id(self.team, name)
        return new


@dataclass
class People:
    """Player ids by team and name; a name in both teams stands for two people.

    `gender` is "male" or "female": a club's men and its women are two teams of one name.
    `has_odd_ids` is True if a document may not keep some id unchanged.
    """

    home: str
    away: str
    registry: dict[str, str]
    squads: dict[str, list[str]]
    gender: str = "male"
    joined_late: set[tuple[str, str]] = field(default_factory=set)
    keepers: set[tuple[str, str]] = field(default_factory=set)
    substitutes: dict[tuple[str, str], None] = field(default_factory=dict)
    ids: dict[tuple[str, str], PlayerId] = field(default_factory=dict)
    has_odd_ids: bool = False

    def __post_init__(self) -> None:
        self.by_known_id = {team: self.names_by_id(names) for team, names in self.squads.items()}
        self.team_ids: dict[str, TeamId] = {}

    @classmethod
    def of(cls, info: Json) -> "People":
        """Return the people of a match file's `info`."""
        home, away = info["teams"]
        registry = (info.get("registry") or {}).get("people") or {}
        squads = {team: list(dict.fromkeys(info["players"][team])) for team in (home, away)}
        return cls(home, away, dict(registry), squads, str(info.get("gender", "male")))

    def team_id(self, team: str) -> TeamId:
        """Return a team's id, made of its name; a women's team ends in `-women`."""
        if team not in self.team_ids:
            same = slug(self.home) == slug(self.away)
            of_women = WOMEN_SUFFIX if self.gender == "female" else ""
            second = "-2" if same and team == self.away else ""
            self.team_ids[team] = TeamId(f"{slug(team)}{second}{of_women}")
        return self.team_ids[team]

    def opponents_of(self, team: str) -> str:
        """Return the opponents of a team."""
        return self.away if team == self.home else self.home

    def player_id(self, team: str, name: str) -> PlayerId:
        """Return the registry's id, extended by the team or a number if several people share it."""
        if (team, name) not in self.ids:
            if name not in self.squads[team]:
                self.substitutes[team, name] = None
            new = self.ids[team, name] = self.new_id(team, name)
            is_kept = type(new) is str and 0 < len(new) * 4 <= LONGEST_ID_BYTES
            self.has_odd_ids = self.has_odd_ids or not is_kept
        return self.ids[team, name]

    def of_side(self, team: str) -> SideIds:
        """Return the ids of a side by name, as `player_id` gives them."""
        return SideIds(self, team)

    def new_id(self, team: str, name: str) -> PlayerId:
        """Return the id of a name at its first lookup."""
        player_id = self.known_id(name)
        same = self.by_known_id[team].get(player_id, [])
        if player_id in self.by_known_id[self.opponents_of(team)]:
            player_id = f"{player_id}-{self.team_id(team)}"
        place = same.index(name) if name in same else len(same)
        return PlayerId(f"{player_id}-{place + 1}" if place else player_id)

    def known_id(self, name: str) -> str:
        """Return the registry's id of a name, or one made of the name."""
        return self.registry.get(name) or slug(name)

    def names_by_id(self, names: Iterable[str]) -> dict[str, list[str]]:
        """Return names by their known id, in their order."""
        names_of_id: dict[str, list[str]] = {}
        for name in names:
            names_of_id.setdefault(self.known_id(name), []).append(name)
        return names_of_id

    def are_on_sides(self, sides: Mapping[PlayerId, TeamId]) -> bool:
        """Return True if all ids belong to the side for which they were used."""
        team_ids = {team: self.team_id(team) for team in self.squads}
        return all(sides.get(each) == team_ids[team] for (team, _), each in self.ids.items())

    def fielder_id(self, team: str, fielder: Json) -> tuple[PlayerId, bool]:
        """Return (id, whether a substitute) of a fielder; without a name, an unknown substitute."""
        name = fielder.get("name")
        if not isinstance(name, str):
            return UNKNOWN_SUBSTITUTE, True
        is_substitute = bool(fielder.get("substitute")) or name not in self.squads[team]
        return self.player_id(team, name), is_substitute

    def lineups(self) -> tuple[Lineup, ...]:
        """Return a lineup for everybody who played or fielded, in the file's order."""
        all_names = [(team, name) for team, names in self.squads.items() for name in names]
        places = dict.fromkeys(self.squads, 0)
        lineups = []
        for team, name in [*all_names, *self.substitutes]:
            places[team] += 1
            lineups.append(self.lineup(team, name, places[team]))
        return tuple(lineups)

    def lineup(self, team: str, name: str, place: int) -> Lineup:
        """Return one player's lineup; a fielder who made a stumping is a wicketkeeper."""
        plays = name in self.squads[team] and (team, name) not in self.joined_late
        return Lineup(
            team_id=self.team_id(team),
            player_id=self.player_id(team, name),
            player_name=name,
            role=LineupRole.PLAYING_XI if plays else LineupRole.SUBSTITUTE,
            is_wicketkeeper=(team, name) in self.keepers,
            batting_position=place if place <= MAX_POSITION else None,
        )
