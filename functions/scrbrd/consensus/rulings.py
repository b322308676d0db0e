"""Defines what officials decide: disputes, and how many books must agree from an entry on.

A ruling names entries, never places of the log: so it means the same in whatever order books and
rulings arrive.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from scrbrd.consensus.entries import Entry, EntryKey, Seat
from scrbrd.domain.vocabulary import ActionId, ValidationTier


class Method(StrEnum):
    """How a dispute was ruled."""

    UMPIRE = "umpire"
    VIDEO = "video"
    CAPTAINS = "captains"
    ABANDON = "abandon"


RANKS = {Method.UMPIRE: 4, Method.VIDEO: 3, Method.CAPTAINS: 1, Method.ABANDON: 0}
BOOKS_RANK = 2
"""What a quorum of books counts: more than both captains, less than an official who looked."""

CAPTAINS = frozenset({"captain_home", "captain_away"})


@dataclass(frozen=True, slots=True)
class Named:
    """An entry that a ruling names: that of a person, or, of None, of who holds the seat."""

    entry_id: ActionId
    person_id: str | None = None

    def is_key(self, key: EntryKey) -> bool:
        """Return whether this may be the entry of a key."""
        return self.entry_id == key[1] and self.person_id in (None, key[0])


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision on a dispute: `entries` are what it is about, and are used up by it.

    It accepts a seat's entry, a ball that it states, or neither: no such ball. `missed` are seats
    whose books lack the ball: it is not looked for in them. `persons` are whose entries they are:
    where a seat has changed hands, two persons may have one of the same id. `decided_by` is who
    ruled: one person is not both captains. `created_at` is the server's time: a seat's entry is
    accepted as it stood then.
    """

    number: int
    method: Method
    entries: Mapping[Seat, ActionId]
    accepts: Seat | Entry | None = None
    missed: frozenset[Seat] = frozenset()
    decided_as: str = ""
    persons: Mapping[Seat, str] = field(default_factory=dict)
    decided_by: str = ""
    created_at: datetime | None = None

    @property
    def named(self) -> dict[Seat, Named]:
        """Return its entries with whose they are."""
        return {seat: Named(name, self.persons.get(seat)) for seat, name in self.entries.items()}

    @property
    def strength(self) -> tuple[int, int]:
        """Return its rank, then its number: in a rank the last one counts."""
        return RANKS[self.method], self.number


@dataclass(frozen=True, slots=True)
class TierRuling:
    """From an entry of a seat on, so many of these seats must agree."""

    number: int
    tier: ValidationTier
    seats: Mapping[Seat, str]
    from_seat: Seat
    from_entry: ActionId


AnyRuling = Ruling | TierRuling


@dataclass(frozen=True, slots=True)
class Panel:
    """Who votes, and how many must agree."""

    tier: ValidationTier
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Rulings:
    """The rulings of a match that count, in order of their numbers."""

    disputes: tuple[Ruling, ...] = ()
    tiers: tuple[TierRuling, ...] = ()
    by_number: Mapping[int, Ruling] = field(default_factory=dict)

    def strength(self, numbers: Sequence[int]) -> tuple[int, int]:
        """Return the strength of the strongest of some rulings; that of the books where there is
        none.

        One that is not at hand is an umpire's: nothing but a later one overrules it.
        """
        return max(map(self.strength_of, numbers), default=(BOOKS_RANK, 0))

    def strength_of(self, number: int) -> tuple[int, int]:
        """Return the strength of a ruling by its number."""
        ruling = self.by_number.get(number)
        return (RANKS[Method.UMPIRE], number) if ruling is None else ruling.strength


def rulings_of(rulings: Iterable[AnyRuling]) -> Rulings:
    """Return the rulings that count: of the captains those that both have made alike."""
    ordered = sorted(rulings, key=lambda each: each.number)
    disputes = [each for each in ordered if isinstance(each, Ruling)]
    standing = tuple(standing_of(disputes))
    return Rulings(
        standing,
        tuple(each for each in ordered if isinstance(each, TierRuling)),
        {each.number: each for each in standing},
    )


def standing_of(rulings: Iterable[Ruling]) -> Iterator[Ruling]:
    """Yield the rulings that stand by themselves, and of captains' the second of an equal pair: one
    captain alone does not abandon a ball either, nor take back what both decided. Of each side its
    last word on an entry counts."""
    last: dict[tuple[Seat, ActionId], list[Ruling]] = {}
    for ruling in rulings:
        if ruling.decided_as not in CAPTAINS:
            yield ruling
            continue
        known = [last.setdefault(each, []) for each in ruling.entries.items()]
        for other in known[0] if known else ():
            is_last = all(other in row for row in known)
            if is_last and is_of_the_other(other, ruling) and is_alike(other, ruling):
                yield replace(ruling, persons={**other.persons, **ruling.persons})
                break
        for row in known:
            row[:] = [*(each for each in row if not is_overtaken(each, ruling)), ruling]


def is_overtaken(one: Ruling, other: Ruling) -> bool:
    """Return whether a later ruling is of the captain of the same side, on the same person's entry
    as far as they say whose it is."""
    return one.decided_as == other.decided_as and are_of_the_same(one, other)


def are_of_the_same(one: Ruling, other: Ruling) -> bool:
    """Return whether two rulings may be on entries of the same persons."""
    return all(one.persons.get(seat, each) == each for seat, each in other.persons.items())


def is_of_the_other(one: Ruling, other: Ruling) -> bool:
    """Return whether two rulings are of the captains of both sides, who are two persons."""
    is_one_person = one.decided_by == other.decided_by != ""
    return one.decided_as != other.decided_as and not is_one_person


def is_alike(one: Ruling, other: Ruling) -> bool:
    """Return whether two rulings decide the same of the same entries, by the same method; one that
    does not say whose they are means those of the other."""
    if (
        one.method is not other.method
        or dict(one.entries) != dict(other.entries)
        or one.missed != other.missed
        or not are_of_the_same(one, other)
    ):
        return False
    if isinstance(one.accepts, Entry) and isinstance(other.accepts, Entry):
        return one.accepts.words == other.accepts.words
    return one.accepts == other.accepts
