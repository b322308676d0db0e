"""Translates actions that are no deliveries, and wickets, into the vocabulary of the log. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from scrbrd.domain.vocabulary import ActionType, WicketType
from scrbrd_ingest.feeds.fields import (
    Fields,
    Unreadable,
    as_flag,
    as_list,
    as_number,
    as_text,
)


class Kind(Enum):
    """The kinds of values in the fields of such actions."""

    PLAYER = auto()
    PLAYERS = auto()
    TEAM = auto()
    NUMBER = auto()
    FLAG = auto()
    WORD = auto()
    SPANS = auto()
    DISMISSAL = auto()


FACT_FIELDS: dict[str, Kind] = {
    "battingTeamId": Kind.TEAM,
    "bowlingTeamId": Kind.TEAM,
    "superOver": Kind.FLAG,
    "strikerId": Kind.PLAYER,
    "nonStrikerId": Kind.PLAYER,
    "bowlerId": Kind.PLAYER,
    "target": Kind.NUMBER,
    "oversLimit": Kind.NUMBER,
    "powerplays": Kind.SPANS,
    "reason": Kind.WORD,
    "absentIds": Kind.PLAYERS,
    "playerId": Kind.PLAYER,
    "wicketType": Kind.DISMISSAL,
    "fielderIds": Kind.PLAYERS,
    "substituteIds": Kind.PLAYERS,
    "end": Kind.WORD,
    "as": Kind.WORD,
    "consent": Kind.FLAG,
    "scope": Kind.WORD,
    "toTeamId": Kind.TEAM,
    "runs": Kind.NUMBER,
    "law": Kind.WORD,
    "method": Kind.WORD,
    "par": Kind.NUMBER,
    "teamId": Kind.TEAM,
    "outPlayerId": Kind.PLAYER,
    "inPlayerId": Kind.PLAYER,
    "role": Kind.WORD,
    "outcome": Kind.WORD,
    "winnerTeamId": Kind.TEAM,
}
"""The fields of actions that are no deliveries, by their names in the log."""

SPAN_FIELDS = ("fromOver", "toOver", "fromBall", "toBall")


def read_id(value: Any, path: str) -> str:
    """Return an id given as plain text. Raises Unreadable."""
    return as_text(value, path)


@dataclass(frozen=True)
class Facts:
    """How a feed represents actions that are no deliveries.

    `types` maps its words to our action types, `dismissals` to our kinds of dismissal; `name`
    returns its name of one of our fields. `person` and `team` read its references to them.
    """

    types: Mapping[str, ActionType]
    dismissals: Mapping[str, WicketType]
    name: Callable[[str], str]
    person: Callable[[Any, str], str] = read_id
    team: Callable[[Any, str], str] = read_id

    def action(self, kind: ActionType, fields: Fields) -> dict[str, Any]:
        """Return the body of an action. Raises Unreadable."""
        body: dict[str, Any] = {"type": str(kind)}
        for ours, field_kind in FACT_FIELDS.items():
            theirs = self.name(ours)
            if fields.has(theirs):
                body[ours] = self.read(field_kind, fields.value[theirs], fields.where(theirs))
        return body

    def read(self, kind: Kind, value: Any, path: str) -> Any:
        """Return one field's value. Raises Unreadable."""
        readers: Mapping[Kind, Callable[[Any, str], Any]] = {
            Kind.PLAYER: self.person,
            Kind.PLAYERS: self.persons,
            Kind.TEAM: self.team,
            Kind.NUMBER: as_number,
            Kind.FLAG: as_flag,
            Kind.WORD: as_text,
            Kind.SPANS: self.spans,
            Kind.DISMISSAL: self.dismissal,
        }
        return readers[kind](value, path)

    def persons(self, value: Any, path: str) -> list[str]:
        """Return a list of person ids. Raises Unreadable."""
        return [self.person(each, path) for each in as_list(value, path)]

    def spans(self, value: Any, path: str) -> list[dict[str, Any]]:
        """Return the overs of fielding restrictions. Raises Unreadable."""
        return [self.span(Fields(each, path)) for each in as_list(value, path)]

    def dismissal(self, value: Any, path: str) -> str:
        """Return our kind of dismissal. Raises Unreadable for an unknown one."""
        word = as_text(value, path)
        if word not in self.dismissals:
            raise Unreadable(f"{path}: {word[:40]!r} is not known here")
        return str(self.dismissals[word])

    def span(self, fields: Fields) -> dict[str, Any]:
        """Return one span of overs of fielding restrictions. Raises Unreadable."""
        found: dict[str, Any] = {"type": fields.text("type")}
        for ours in SPAN_FIELDS:
            number = fields.maybe_number(self.name(ours))
            if number is not None:
                found[ours] = number
        return found


@dataclass(frozen=True)
class Fielder:
    """A fielder who took part in a dismissal."""

    id: str
    is_assist: bool
    is_substitute: bool


def wicket_body(
    kind: str,
    dismissed_player_id: str,
    fielders: Iterable[Fielder],
    end: str | None,
    crossed: bool | None,
) -> dict[str, Any]:
    """Return a wicket as a delivery holds it; `end` and `crossed` are None if unknown."""
    wicket: dict[str, Any] = {
        "type": kind,
        "dismissedPlayerId": dismissed_player_id,
        "fielderIds": [],
        "substituteIds": [],
    }
    for fielder in fielders:
        name = "assistFielderIds" if fielder.is_assist else "fielderIds"
        wicket.setdefault(name, []).append(fielder.id)
        if fielder.is_substitute:
            wicket["substituteIds"].append(fielder.id)
    given = {"end": end, "crossed": crossed}
    return wicket | {name: value for name, value in given.items() if value is not None}


def snake_case(ours: str) -> str:
    """Return one of our field names in snake_case, without a final `Id`."""
    plain = ours.removesuffix("Ids") + "s" if ours.endswith("Ids") else ours.removesuffix("Id")
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in plain)
