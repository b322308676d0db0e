"""Reads an old `teamSelection`, of a match document or of its officials' checklist.

Each side by itself, for each side is confirmed by itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from migrate.old.values import first_of, flag, id_of, listed, moment, person_of
from scrbrd.domain.json_types import JsonMap

SIDES = ("home", "away")
NOBODY_NAMED = " names nobody: "


@dataclass(frozen=True, slots=True)
class Named:
    """A player as a selection names them."""

    player_id: str
    is_captain: bool = False
    is_vice_captain: bool = False
    is_wicketkeeper: bool = False


@dataclass(frozen=True, slots=True)
class SideSelection:
    """One side as one document selected it. `order` are ids in their batting order."""

    where: str
    side: str
    eleven: tuple[Named, ...]
    reserves: tuple[Named, ...] = ()
    order: tuple[str, ...] = ()
    selected_at: datetime | None = None
    selected_by: str | None = None
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None
    is_confirmed: bool = False
    remarks: tuple[str, ...] = field(default=())

    @property
    def chosen(self) -> frozenset[str]:
        """The eleven, whatever their order."""
        return frozenset(each.player_id for each in self.eleven)

    @property
    def benched(self) -> frozenset[str]:
        """The reserves."""
        return frozenset(each.player_id for each in self.reserves) - self.chosen


def read_selections(where: str, document: JsonMap) -> Iterator[SideSelection]:
    """Yield the sides that a document's `teamSelection` names; none where it has no such field."""
    selection = document.get("teamSelection")
    if not isinstance(selection, Mapping):
        return
    for side in SIDES:
        read = read_side(where, side, selection)
        if read.eleven or read.reserves or read.remarks:
            yield read


def read_side(where: str, side: str, selection: JsonMap) -> SideSelection:
    """Return one side of a selection."""
    remarks: list[str] = []
    leaders = {
        role: person_of(first_of(selection, (f"{side}{role}Id", f"{side}{role}")))
        for role in ("Captain", "ViceCaptain", "Wicketkeeper")
    }
    eleven = names(selection.get(f"{side}PlayingXI"), leaders, f"{where} {side}PlayingXI", remarks)
    reserves = names(selection.get(f"{side}Reserves"), leaders, f"{where} {side}Reserves", remarks)
    at, by, is_confirmed = confirmation(side, selection)
    order = first_of(selection, (f"{side}BattingOrder", "battingOrder"))
    return SideSelection(
        where,
        side,
        eleven,
        reserves,
        tuple(found for each in listed(order) if (found := person_of(each))),
        moment(selection.get("selectedAt")),
        id_of(selection.get("selectedBy")),
        at,
        by,
        is_confirmed,
        tuple(remarks),
    )


def names(
    values: Any, leaders: Mapping[str, str | None], where: str, remarks: list[str]
) -> tuple[Named, ...]:
    """Return the players of a list, each once; other entries give a remark."""
    found: dict[str, Named] = {}
    for place, value in enumerate(listed(values)):
        player = person_of(value)
        if player is None:
            remarks.append(f"{where}[{place}]{NOBODY_NAMED}{str(value)[:40]!r}")
        elif player in found:
            remarks.append(f"{where}[{place}] names {player} again")
        else:
            found[player] = named(player, value if isinstance(value, Mapping) else {}, leaders)
    return tuple(found.values())


def named(player: str, entry: JsonMap, leaders: Mapping[str, str | None]) -> Named:
    """Return a player with their role in the side."""
    return Named(
        player,
        flag(entry.get("isCaptain")) or leaders["Captain"] == player,
        flag(entry.get("isViceCaptain")) or leaders["ViceCaptain"] == player,
        flag(entry.get("isWicketkeeper")) or leaders["Wicketkeeper"] == player,
    )


def confirmation(side: str, selection: JsonMap) -> tuple[datetime | None, str | None, bool]:
    """Return (when, by whom, whether at all) a side was confirmed."""
    confirmed = selection.get("teamConfirmed")
    told = confirmed if isinstance(confirmed, Mapping) else {}
    own = told.get(side)
    nested = own if isinstance(own, Mapping) else {}
    at_names = (f"{side}ConfirmedAt",)
    at = moment(
        first_of(told, at_names) or first_of(selection, at_names) or nested.get("confirmedAt")
    )
    by_names = (f"{side}ConfirmedBy",)
    by = id_of(
        first_of(told, by_names) or first_of(selection, by_names) or nested.get("confirmedBy")
    )
    return at, by, at is not None or by is not None or flag(own)
