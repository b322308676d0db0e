"""Defines scorebooks: a person's entries and statements, and which of them are effective.

A book is a log: corrections, late balls and voids are resolved as those of the log are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Protocol, TypeVar

from scrbrd.consensus.content import Content, content_of
from scrbrd.domain.actions import Action
from scrbrd.domain.document import Moment
from scrbrd.domain.effective import Chain, chains
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ActionId, ActionType


class Seat(StrEnum):
    """A vote in the consensus, with one book at a time."""

    UMPIRE = "umpire"
    NEUTRAL = "neutral"
    HOME = "home"
    AWAY = "away"


SEATS = tuple(Seat)
"""The highest seat first: its content is used where nothing else decides."""

SEAT_OF_ROLE = {
    "scorer_home": Seat.HOME,
    "scorer_away": Seat.AWAY,
    "scorer_neutral": Seat.NEUTRAL,
    "umpire_on_field": Seat.UMPIRE,
}


class AgreedAt(StrEnum):
    """The point at which scorers and umpires agreed the score (Laws 2.15 and 3.2)."""

    OVER = "over"
    INTERVAL = "interval"
    INNINGS = "innings"
    MATCH = "match"


@dataclass(frozen=True, slots=True)
class Entry:
    """An action in a book, or one that a ruling states, with its content for comparison."""

    action: Action
    content: Content = field(repr=False)


def entry_of(action: Action) -> Entry:
    """Return an action as an entry."""
    return Entry(action, content_of(action))


@dataclass(frozen=True, slots=True)
class Totals:
    """A score stated by a person; `legal_balls` excludes wides and no-balls."""

    runs: int
    wickets: int
    legal_balls: int


@dataclass(frozen=True, slots=True)
class OpeningStatement:
    """A statement that a book continues from here.

    It continues behind an action of the log, or as another person's book behind an entry.
    `created_at` is the server's time.
    """

    place: Place
    totals: Totals
    after_action_id: ActionId | None = None
    takes_over_from: str | None = None
    after_entry_id: ActionId | None = None
    is_voided: bool = False
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AgreedScore:
    """A scorer's statement of an agreed score; at an innings or a match the book is complete."""

    place: Place
    totals: Totals
    at: AgreedAt
    is_voided: bool = False
    created_at: datetime | None = None


BookEntry = Entry | OpeningStatement | AgreedScore


EntryKey = tuple[str, ActionId]
"""The person and the id of an entry's first version, whatever its content is now: where a seat
changes hands, two persons may have entries of one id."""


@dataclass(frozen=True, slots=True)
class EffectiveEntry:
    """An entry with its corrections: `root` is the first version's id, `version` the current one.

    `turn` is the sequence at which it is played, 1-based.
    """

    person_id: str
    root: ActionId
    turn: int
    version: Entry

    @property
    def key(self) -> EntryKey:
        """The person and the id of the first version, whatever the content is now."""
        return self.person_id, self.root


class HasAction(Protocol):
    """Any value with one action."""

    @property
    def action(self) -> Action: ...


Item = TypeVar("Item", bound=HasAction)


@dataclass(frozen=True)
class Book:
    """All entries of a person for a match, voided ones included, in any order."""

    person_id: str
    seat: Seat
    entries: tuple[BookEntry, ...]

    @cached_property
    def innings(self) -> Mapping[int, "BookInnings"]:
        """The book by innings."""
        parts: dict[int, list[BookEntry]] = {}
        for entry in self.entries:
            parts.setdefault(innings_of(entry), []).append(entry)
        return {number: BookInnings(self.person_id, tuple(each)) for number, each in parts.items()}

    @cached_property
    def takeovers(self) -> tuple[OpeningStatement, ...]:
        """The statements that the person continues another's book, withdrawn ones included."""
        each = (entry for entry in self.entries if isinstance(entry, OpeningStatement))
        found = (entry for entry in each if entry.takes_over_from not in (None, self.person_id))
        return tuple(sorted(found, key=lambda entry: entry.place))


@dataclass(frozen=True)
class BookInnings:
    """A person's entries of one innings."""

    person_id: str
    entries: tuple[BookEntry, ...]

    @cached_property
    def actions(self) -> Mapping[ActionId, Entry]:
        """Every action by its id, voided ones included."""
        return {each.action.id: each for each in self.entries if isinstance(each, Entry)}

    @cached_property
    def effective_entries(self) -> tuple[EffectiveEntry, ...]:
        """The effective entries, in order of play."""
        found = []
        for chain in chains_of(self.actions.values()):
            standing = [each for each in chain.members if not each.action.is_voided]
            if standing:
                root = chain.members[0].action.id
                found.append(EffectiveEntry(self.person_id, root, chain.turn[1], standing[-1]))
        return tuple(found)

    @cached_property
    def openings(self) -> tuple[OpeningStatement, ...]:
        """The effective statements that the book continues behind an action of the log."""
        each = (entry for entry in self.entries if isinstance(entry, OpeningStatement))
        found = (entry for entry in each if entry.after_action_id and not entry.is_voided)
        return tuple(sorted(found, key=lambda entry: entry.place))

    @cached_property
    def is_complete(self) -> bool:
        """Whether the person recorded that the innings is over."""
        return any(ends_innings(entry) for entry in self.entries)

    @cached_property
    def amendments(self) -> tuple[str, ...]:
        """All changes of the book other than new balls, as ids; a voided one is marked."""
        return tuple(sorted(map(amendment, filter(is_amended, self.actions.values()))))


def is_amended(entry: Entry) -> bool:
    """Return whether an entry is voided, a correction or a late ball."""
    action = entry.action
    return bool(action.is_voided or action.corrects or action.after)


def amendment(entry: Entry) -> str:
    """Return an entry's id, marked where it is voided."""
    return f"{entry.action.id}{'-' if entry.action.is_voided else ''}"


def innings_of(entry: BookEntry) -> int:
    """Return the number of the innings that an entry belongs to."""
    return entry.action.innings_number if isinstance(entry, Entry) else entry.place[0]


def place_in_book(entry: BookEntry) -> Place:
    """Return the place of an entry in its book."""
    if isinstance(entry, Entry):
        return entry.action.innings_number, entry.action.sequence_number
    return entry.place


def created_at(entry: BookEntry) -> Moment | None:
    """Return the server's time at which an entry was created."""
    return entry.action.created_at if isinstance(entry, Entry) else entry.created_at


def ends_innings(entry: BookEntry) -> bool:
    """Return whether an entry is the last one of an innings."""
    if isinstance(entry, OpeningStatement):
        return False
    if isinstance(entry, AgreedScore):
        return not entry.is_voided and entry.at in (AgreedAt.INNINGS, AgreedAt.MATCH)
    ends = (ActionType.INNINGS_CLOSED, ActionType.MATCH_CLOSED)
    return not entry.action.is_voided and entry.action.type in ends


def chains_of(items: Iterable[Item]) -> list[Chain[Item]]:
    """Return each ball with its corrections, in order of play, as `effective_log` does.

    A ball whose versions are all voided keeps its place.
    """
    return chains(items, lambda item: item.action)
