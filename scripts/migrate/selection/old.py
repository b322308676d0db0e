"""Reads an old `teamSelection`, of a match document or of its officials' checklist.

Each side by itself, for each side is confirmed by itself. What is not read is undecided.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from migrate.old.containers import entries_in, unpacked, unread_names
from migrate.old.values import first_of, flag, id_of, is_empty, moment, person_of, yes_or_no
from migrate.people.in_force import plain_doubt_of
from scrbrd.domain.json_types import JsonMap

FIELD = "teamSelection"
SIDES = ("home", "away")
OF_SIDE = (
    *("PlayingXI", "Reserves", "BattingOrder", "ConfirmedAt", "ConfirmedBy", "TeamId"),
    *(f"{role}{suffix}" for role in ("Captain", "ViceCaptain", "Wicketkeeper")
      for suffix in ("", "Id")),
)  # fmt: skip
KNOWN = frozenset(
    (
        *(f"{side}{name}" for side in SIDES for name in OF_SIDE),
        *("battingOrder", "selectedAt", "selectedBy", "teamConfirmed"),
        *("id", "matchId", "status", "version", "lastUpdated"),
    )
)
"""Fields of a selection that are read, and some that say nothing of who plays."""
OF_CONFIRMATION = frozenset(
    (*SIDES, *(f"{side}{name}" for side in SIDES for name in ("ConfirmedAt", "ConfirmedBy")))
)
OF_PLAYER = frozenset(("isCaptain", "isViceCaptain", "isWicketkeeper"))
NAMING = ("captain", "keeper", "role", "position", "order", "twelfth", "reserve", "substitute")
"""In names of fields of a player that may say their role in the side."""
NOT_READ = "; bring it into the fields that are known, or give it up (--refused FILE)"


@dataclass(frozen=True, slots=True)
class Named:
    """A player as a selection names them."""

    player_id: str
    is_captain: bool = False
    is_vice_captain: bool = False
    is_wicketkeeper: bool = False


@dataclass(frozen=True, slots=True)
class SideSelection:
    """One side as one document selected it. `order` are ids in their batting order.

    `undecided` are the places in it of what is not read. Those that are of no side have side "".
    """

    where: str
    side: str
    eleven: tuple[Named, ...] = ()
    reserves: tuple[Named, ...] = ()
    order: tuple[str, ...] = ()
    selected_at: datetime | None = None
    selected_by: str | None = None
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None
    is_confirmed: bool = False
    remarks: tuple[str, ...] = field(default=())
    undecided: tuple[str, ...] = ()

    @property
    def chosen(self) -> frozenset[str]:
        """The eleven, whatever their order."""
        return frozenset(each.player_id for each in self.eleven)

    @property
    def benched(self) -> frozenset[str]:
        """The reserves."""
        return frozenset(each.player_id for each in self.reserves) - self.chosen

    def place(self, key: str) -> str:
        """Return where something of the selection lies: document, field and key."""
        return f"{self.where} {FIELD}.{key}" if key else f"{self.where} {FIELD}"


@dataclass
class Notes:
    """What is told of a selection, and the keys of what is undecided."""

    where: str
    remarks: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)

    def lose(self, key: str, value: Any, why: str = "is not read") -> None:
        """Note something that becomes nothing."""
        self.undecided.append(key)
        self.remarks.append(f"{self.where} {key or FIELD} {why}: {str(value)[:40]!r}{NOT_READ}")


def read_selections(where: str, document: JsonMap) -> Iterator[SideSelection]:
    """Yield the sides that a document's `teamSelection` names, then what is of neither.

    Nothing where there is no such field, or nothing in it.
    """
    selection, notes = unpacked(document.get(FIELD)), Notes(where)
    if is_empty(selection):
        return
    sides: list[SideSelection] = []
    doubt = plain_doubt_of(selection) if isinstance(selection, Mapping) else None
    if doubt is not None:
        notes.lose("", doubt, "is in force no more, and nobody is selected by it")
    elif isinstance(selection, Mapping):
        sides = [read_side(where, side, selection) for side in SIDES]
        yield from (each for each in sides if each.eleven or each.reserves or each.remarks)
        note_rest(selection, sides, notes)
    else:
        notes.lose("", selection, "is no map, and not read")
    if notes.remarks:
        told = tuple(notes.remarks), tuple(notes.undecided)
        yield SideSelection(where, "", remarks=told[0], undecided=told[1])


def read_side(where: str, side: str, selection: JsonMap) -> SideSelection:
    """Return one side of a selection."""
    notes = Notes(where)
    leaders = {
        role: person_of(first_of(selection, (f"{side}{role}Id", f"{side}{role}")))
        for role in ("Captain", "ViceCaptain", "Wicketkeeper")
    }
    eleven = names(selection, f"{side}PlayingXI", leaders, notes)
    reserves = names(selection, f"{side}Reserves", leaders, notes)
    squad = {each.player_id for each in (*eleven, *reserves)}
    for role, leader in leaders.items():
        key = next((key for key in (f"{side}{role}Id", f"{side}{role}") if selection.get(key)), "")
        if key and leader not in squad:
            notes.lose(key, selection[key], "names nobody of the side")
    at, by, is_confirmed = confirmation(side, selection)
    own = f"{side}BattingOrder"
    order = first_of(selection, (own, "battingOrder"))
    if not is_empty(selection.get(own)):
        note_order(selection, own, squad, notes)
    return SideSelection(
        where,
        side,
        eleven,
        reserves,
        tuple(found for each in entries_in(order) or () if (found := person_of(each))),
        moment(selection.get("selectedAt")),
        id_of(selection.get("selectedBy")),
        at,
        by,
        is_confirmed,
        tuple(notes.remarks),
        tuple(notes.undecided),
    )


def names(
    selection: JsonMap, key: str, leaders: Mapping[str, str | None], notes: Notes
) -> tuple[Named, ...]:
    """Return the players of a list, each once; other entries are noted."""
    found: dict[str, Named] = {}
    entries = entries_in(selection.get(key))
    if entries is None:
        notes.lose(key, selection[key], "is no list, and not read")
    for place, value in enumerate(entries or ()):
        player = person_of(value)
        if player is None:
            notes.lose(f"{key}[{place}]", value, "names nobody")
        elif isinstance(value, Mapping) and (doubt := plain_doubt_of(value)) is not None:
            notes.lose(f"{key}[{place}]", doubt, f"gives {player} no place in the side")
        elif player in found:
            notes.remarks.append(f"{notes.where} {key}[{place}] names {player} again")
        else:
            entry = value if isinstance(value, Mapping) else {}
            found[player] = named(player, entry, leaders)
            for name in unread_names(entry, OF_PLAYER, NAMING):
                notes.lose(f"{key}[{place}].{name}", entry[name])
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


def note_rest(selection: JsonMap, sides: list[SideSelection], notes: Notes) -> None:
    """Note what of a selection is of no side and not read."""
    for key in unread_names(selection, KNOWN):
        notes.lose(key, selection[key])
    squads = {player for each in sides for player in (*each.chosen, *each.benched)}
    note_order(selection, "battingOrder", squads, notes)
    at, by = selection.get("selectedAt"), selection.get("selectedBy")
    if not is_empty(at) and moment(at) is None:
        notes.lose("selectedAt", at, "is no time")
    if not is_empty(by) and id_of(by) is None:
        notes.lose("selectedBy", by, "names nobody")
    note_confirmations(selection, notes)


def note_confirmations(selection: JsonMap, notes: Notes) -> None:
    """Note what of the confirmations of both sides is not read."""
    confirmed = selection.get("teamConfirmed")
    if not isinstance(confirmed, Mapping):
        if not is_empty(confirmed) and confirmed is not False:
            notes.lose("teamConfirmed", confirmed)
        return
    for key in unread_names(confirmed, OF_CONFIRMATION):
        notes.lose(f"teamConfirmed.{key}", confirmed[key])
    for side in SIDES:
        own = confirmed.get(side)
        if not isinstance(own, Mapping) and yes_or_no(own) is None:
            notes.lose(f"teamConfirmed.{side}", own)


def note_order(selection: JsonMap, key: str, squad: set[str], notes: Notes) -> None:
    """Note what of a batting order gives nobody of the squad a position."""
    entries = entries_in(selection.get(key))
    if entries is None:
        notes.lose(key, selection[key], "is no list, and not read")
    for place, value in enumerate(entries or ()):
        if person_of(value) not in squad:
            notes.lose(f"{key}[{place}]", value, "names nobody of the side")
