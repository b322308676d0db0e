"""Reads an old `teamSelection`, of a match document or of its officials' checklist.

Each side is read, and was confirmed, by itself. What is not read is undecided.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from migrate.old.containers import list_entries, parse_nested_json, unread_names
from migrate.old.values import (
    first_of,
    id_of,
    is_empty,
    is_flag_set,
    person_of,
    time_from,
    yes_or_no,
)
from migrate.people.in_force import doubt_of_person
from scrbrd.domain.json_types import JsonMap

FIELD = "teamSelection"
SIDES = ("home", "away")
SIDE_FIELDS = (
    *("PlayingXI", "Reserves", "BattingOrder", "ConfirmedAt", "ConfirmedBy", "TeamId"),
    *(f"{role}{suffix}" for role in ("Captain", "ViceCaptain", "Wicketkeeper")
      for suffix in ("", "Id")),
)  # fmt: skip
READ_FIELDS = frozenset(
    (
        *(f"{side}{name}" for side in SIDES for name in SIDE_FIELDS),
        *("battingOrder", "selectedAt", "selectedBy", "teamConfirmed"),
        *("id", "matchId", "status", "version", "lastUpdated"),
    )
)
"""Fields of a selection that are read, and some that do not concern who plays."""
CONFIRMATION_FIELDS = frozenset(
    (*SIDES, *(f"{side}{name}" for side in SIDES for name in ("ConfirmedAt", "ConfirmedBy")))
)
PLAYER_FLAGS = frozenset(("isCaptain", "isViceCaptain", "isWicketkeeper"))
ROLE_NAME_PARTS = (
    "captain",
    "keeper",
    "role",
    "position",
    "order",
    "twelfth",
    "reserve",
    "substitute",
)
"""Parts of names of a player's fields that may state their role in the side."""
REMEDY = "; bring it into the fields that are known, or give it up (--refused FILE)"


@dataclass(frozen=True, slots=True)
class SelectedPlayer:
    """A player as a selection names them."""

    player_id: str
    is_captain: bool = False
    is_vice_captain: bool = False
    is_wicketkeeper: bool = False


@dataclass(frozen=True, slots=True)
class SideSelection:
    """One side as one document selected it. `order`: player ids in batting order.

    `undecided`: places of content that is not read. Content of neither side has side "".
    """

    where: str
    side: str
    eleven: tuple[SelectedPlayer, ...] = ()
    reserves: tuple[SelectedPlayer, ...] = ()
    order: tuple[str, ...] = ()
    selected_at: datetime | None = None
    selected_by: str | None = None
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None
    is_confirmed: bool = False
    remarks: tuple[str, ...] = field(default=())
    undecided: tuple[str, ...] = ()

    @property
    def eleven_ids(self) -> frozenset[str]:
        """The ids of the eleven."""
        return frozenset(each.player_id for each in self.eleven)

    @property
    def reserve_ids(self) -> frozenset[str]:
        """The ids of the reserves who are not in the eleven."""
        return frozenset(each.player_id for each in self.reserves) - self.eleven_ids

    def place(self, key: str) -> str:
        """Return the place of a key in the selection: document, field and key."""
        return f"{self.where} {FIELD}.{key}" if key else f"{self.where} {FIELD}"


@dataclass
class Notes:
    """Remarks on a selection, and the keys of what is undecided."""

    where: str
    remarks: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)

    def add_undecided(self, key: str, value: Any, why: str = "is not read") -> None:
        """Add a value that yields nothing, with a remark."""
        self.undecided.append(key)
        self.remarks.append(f"{self.where} {key or FIELD} {why}: {str(value)[:40]!r}{REMEDY}")


def read_selections(where: str, document: JsonMap) -> Iterator[SideSelection]:
    """Yield the sides of a document's `teamSelection`, then the content that belongs to neither
    side.

    Nothing if the field is missing or empty.
    """
    selection, notes = parse_nested_json(document.get(FIELD)), Notes(where)
    if is_empty(selection):
        return
    sides: list[SideSelection] = []
    doubt = doubt_of_person(selection) if isinstance(selection, Mapping) else None
    if doubt is not None:
        notes.add_undecided("", doubt, "is in force no more, and nobody is selected by it")
    elif isinstance(selection, Mapping):
        sides = [read_side(where, side, selection) for side in SIDES]
        yield from (each for each in sides if each.eleven or each.reserves or each.remarks)
        note_rest(selection, sides, notes)
    else:
        notes.add_undecided("", selection, "is no map, and not read")
    if notes.remarks:
        yield SideSelection(
            where, "", remarks=tuple(notes.remarks), undecided=tuple(notes.undecided)
        )


def read_side(where: str, side: str, selection: JsonMap) -> SideSelection:
    """Return one side of a selection."""
    notes = Notes(where)
    leaders = {
        role: person_of(first_of(selection, (f"{side}{role}Id", f"{side}{role}")))
        for role in ("Captain", "ViceCaptain", "Wicketkeeper")
    }
    eleven = read_players(selection, f"{side}PlayingXI", leaders, notes)
    reserves = read_players(selection, f"{side}Reserves", leaders, notes)
    squad = {each.player_id for each in (*eleven, *reserves)}
    for role, leader in leaders.items():
        key = next((key for key in (f"{side}{role}Id", f"{side}{role}") if selection.get(key)), "")
        if key and leader not in squad:
            notes.add_undecided(key, selection[key], "names nobody of the side")
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
        tuple(found for each in list_entries(order) or () if (found := person_of(each))),
        time_from(selection.get("selectedAt")),
        id_of(selection.get("selectedBy")),
        at,
        by,
        is_confirmed,
        tuple(notes.remarks),
        tuple(notes.undecided),
    )


def read_players(
    selection: JsonMap, key: str, leaders: Mapping[str, str | None], notes: Notes
) -> tuple[SelectedPlayer, ...]:
    """Return the players of a list, each once; other entries are noted."""
    found: dict[str, SelectedPlayer] = {}
    entries = list_entries(selection.get(key))
    if entries is None:
        notes.add_undecided(key, selection[key], "is no list, and not read")
    for place, value in enumerate(entries or ()):
        player = person_of(value)
        if player is None:
            notes.add_undecided(f"{key}[{place}]", value, "names nobody")
        elif isinstance(value, Mapping) and (doubt := doubt_of_person(value)) is not None:
            notes.add_undecided(f"{key}[{place}]", doubt, f"gives {player} no place in the side")
        elif player in found:
            notes.remarks.append(f"{notes.where} {key}[{place}] names {player} again")
        else:
            entry = value if isinstance(value, Mapping) else {}
            found[player] = player_with_role(player, entry, leaders)
            for name in unread_names(entry, PLAYER_FLAGS, ROLE_NAME_PARTS):
                notes.add_undecided(f"{key}[{place}].{name}", entry[name])
    return tuple(found.values())


def player_with_role(
    player: str, entry: JsonMap, leaders: Mapping[str, str | None]
) -> SelectedPlayer:
    """Return a player with their role in the side."""
    return SelectedPlayer(
        player,
        is_flag_set(entry.get("isCaptain")) or leaders["Captain"] == player,
        is_flag_set(entry.get("isViceCaptain")) or leaders["ViceCaptain"] == player,
        is_flag_set(entry.get("isWicketkeeper")) or leaders["Wicketkeeper"] == player,
    )


def confirmation(side: str, selection: JsonMap) -> tuple[datetime | None, str | None, bool]:
    """Return (when, by whom, whether at all) a side was confirmed."""
    confirmed = selection.get("teamConfirmed")
    confirmations = confirmed if isinstance(confirmed, Mapping) else {}
    own = confirmations.get(side)
    nested = own if isinstance(own, Mapping) else {}
    at_names = (f"{side}ConfirmedAt",)
    at = time_from(
        first_of(confirmations, at_names)
        or first_of(selection, at_names)
        or nested.get("confirmedAt")
    )
    by_names = (f"{side}ConfirmedBy",)
    by = id_of(
        first_of(confirmations, by_names)
        or first_of(selection, by_names)
        or nested.get("confirmedBy")
    )
    return at, by, at is not None or by is not None or is_flag_set(own)


def note_rest(selection: JsonMap, sides: list[SideSelection], notes: Notes) -> None:
    """Note the content of a selection that belongs to no side and is not read."""
    for key in unread_names(selection, READ_FIELDS):
        notes.add_undecided(key, selection[key])
    squads = {player for each in sides for player in (*each.eleven_ids, *each.reserve_ids)}
    note_order(selection, "battingOrder", squads, notes)
    at, by = selection.get("selectedAt"), selection.get("selectedBy")
    if not is_empty(at) and time_from(at) is None:
        notes.add_undecided("selectedAt", at, "is no time")
    if not is_empty(by) and id_of(by) is None:
        notes.add_undecided("selectedBy", by, "names nobody")
    note_confirmations(selection, notes)


def note_confirmations(selection: JsonMap, notes: Notes) -> None:
    """Note the content of `teamConfirmed` that is not read."""
    confirmed = selection.get("teamConfirmed")
    if not isinstance(confirmed, Mapping):
        if not is_empty(confirmed) and confirmed is not False:
            notes.add_undecided("teamConfirmed", confirmed)
        return
    for key in unread_names(confirmed, CONFIRMATION_FIELDS):
        notes.add_undecided(f"teamConfirmed.{key}", confirmed[key])
    for side in SIDES:
        own = confirmed.get(side)
        if not isinstance(own, Mapping) and yes_or_no(own) is None:
            notes.add_undecided(f"teamConfirmed.{side}", own)


def note_order(selection: JsonMap, key: str, squad: set[str], notes: Notes) -> None:
    """Note the entries of a batting order that are not players of the squad."""
    entries = list_entries(selection.get(key))
    if entries is None:
        notes.add_undecided(key, selection[key], "is no list, and not read")
    for place, value in enumerate(entries or ()):
        if person_of(value) not in squad:
            notes.add_undecided(f"{key}[{place}]", value, "names nobody of the side")
