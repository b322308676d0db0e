"""Defines scorebooks: the entries of a person, the statements between them, what counts of them.

A book is a log: corrections, late balls and voids are resolved as those of the log are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Protocol, TypeVar

from scrbrd.consensus.words import Words, words_of
from scrbrd.domain.actions import Action
from scrbrd.domain.document import Moment
from scrbrd.domain.effective import Chain, chains
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ActionId, ActionType


class Seat(StrEnum):
    """A voice in the consensus: one book at a time."""

    UMPIRE = "umpire"
    NEUTRAL = "neutral"
    HOME = "home"
    AWAY = "away"


SEATS = tuple(Seat)
"""The highest first: whose words a ball takes where nothing else decides."""

SEAT_OF_ROLE = {
    "scorer_home": Seat.HOME,
    "scorer_away": Seat.AWAY,
    "scorer_neutral": Seat.NEUTRAL,
    "umpire_on_field": Seat.UMPIRE,
}


class AgreedAt(StrEnum):
    """What was at an end when scorers and umpires agreed the score (Laws 2.15 and 3.2)."""

    OVER = "over"
    INTERVAL = "interval"
    INNINGS = "innings"
    MATCH = "match"


@dataclass(frozen=True, slots=True)
class Entry:
    """An action in a book, or one that a ruling states, with its words ready to be compared."""

    action: Action
    words: Words = field(repr=False)


def entry_of(action: Action) -> Entry:
    """Return an action as an entry."""
    return Entry(action, words_of(action))


@dataclass(frozen=True, slots=True)
class Totals:
    """A score that a person states; `legal_balls` excludes wides and no-balls."""

    runs: int
    wickets: int
    legal_balls: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A book goes on here: behind an action of the log, or as another person's behind an entry.

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
class Agreed:
    """The scorer states the score as agreed; at an innings or a match nothing is missing."""

    place: Place
    totals: Totals
    at: AgreedAt
    is_voided: bool = False
    created_at: datetime | None = None


BookEntry = Entry | Opened | Agreed


EntryKey = tuple[str, ActionId]
"""Whose an entry is and which, whatever it says today: where a seat changes hands, two persons may
have entries of one id."""


@dataclass(frozen=True, slots=True)
class Said:
    """What counts of an entry and its corrections: `root` is the first, `entry` the last word."""

    person_id: str
    root: ActionId
    turn: int
    entry: Entry

    @property
    def key(self) -> EntryKey:
        """Return whose it is and which, whatever it says today."""
        return self.person_id, self.root


class HasAction(Protocol):
    """Anything that is about one action."""

    @property
    def action(self) -> Action: ...


Item = TypeVar("Item", bound=HasAction)


@dataclass(frozen=True)
class Book:
    """All that a person wrote for a match, voided entries included, in any order."""

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
    def takeovers(self) -> tuple[Opened, ...]:
        """The statements that its person goes on with another's book, withdrawn ones too."""
        each = (entry for entry in self.entries if isinstance(entry, Opened))
        found = (entry for entry in each if entry.takes_over_from not in (None, self.person_id))
        return tuple(sorted(found, key=lambda entry: entry.place))


@dataclass(frozen=True)
class BookInnings:
    """A person's entries of one innings."""

    person_id: str
    entries: tuple[BookEntry, ...]

    @cached_property
    def actions(self) -> Mapping[ActionId, Entry]:
        """Every action by its id, voided ones too."""
        return {each.action.id: each for each in self.entries if isinstance(each, Entry)}

    @cached_property
    def said(self) -> tuple[Said, ...]:
        """What counts, in order of play."""
        found = []
        for chain in chains_of(self.actions.values()):
            standing = [each for each in chain.members if not each.action.is_voided]
            if standing:
                root = chain.members[0].action.id
                found.append(Said(self.person_id, root, chain.turn[1], standing[-1]))
        return tuple(found)

    @cached_property
    def openings(self) -> tuple[Opened, ...]:
        """The statements that the book goes on behind an action of the log, in their order."""
        each = (entry for entry in self.entries if isinstance(entry, Opened))
        found = (entry for entry in each if entry.after_action_id and not entry.is_voided)
        return tuple(sorted(found, key=lambda entry: entry.place))

    @cached_property
    def is_complete(self) -> bool:
        """Whether the person says that the innings is over."""
        return any(ends_innings(entry) for entry in self.entries)

    @cached_property
    def amended(self) -> tuple[str, ...]:
        """What was done to the book beyond writing the next ball: ids, a voided one marked."""
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
    """Return where an entry stands in its book."""
    if isinstance(entry, Entry):
        return entry.action.innings_number, entry.action.sequence_number
    return entry.place


def created_at(entry: BookEntry) -> Moment | None:
    """Return when an entry was created, by the server."""
    return entry.action.created_at if isinstance(entry, Entry) else entry.created_at


def ends_innings(entry: BookEntry) -> bool:
    """Return whether nothing of an innings comes after an entry."""
    if isinstance(entry, Opened):
        return False
    if isinstance(entry, Agreed):
        return not entry.is_voided and entry.at in (AgreedAt.INNINGS, AgreedAt.MATCH)
    ends = (ActionType.INNINGS_CLOSED, ActionType.MATCH_CLOSED)
    return not entry.action.is_voided and entry.action.type in ends


def chains_of(items: Iterable[Item]) -> list[Chain[Item]]:
    """Return what was recorded of each ball, in order of play, as `effective_log` has it; a ball
    whose words are all voided keeps its place."""
    return chains(items, lambda item: item.action)
