"""Defines the decisions of officials: on disputes, and on the panel from an entry on.

A ruling names entries, never places of the log, so it means the same in whatever order books and
rulings arrive.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from scrbrd.consensus.entries import Entry, EntryKey, Seat
from scrbrd.domain.vocabulary import ActionId, ValidationTier


class Method(StrEnum):
    """The method of a ruling on a dispute."""

    UMPIRE = "umpire"
    VIDEO = "video"
    CAPTAINS = "captains"
    ABANDON = "abandon"


RANKS = {Method.UMPIRE: 4, Method.VIDEO: 3, Method.CAPTAINS: 1, Method.ABANDON: 0}
BOOKS_RANK = 2
"""The rank of a quorum of books: above both captains, below an official who looked."""

PAST_BOOKS_STRENGTH = RANKS[Method.UMPIRE], 0
"""The strength of an administrator's correction of an agreed ball: that of the first umpire's
ruling, so that every later one overrules it."""

CAPTAINS = frozenset({"captain_home", "captain_away"})


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """An entry that a ruling names; with `person_id` None it is that of the holder of the seat."""

    entry_id: ActionId
    person_id: str | None = None

    def matches(self, key: EntryKey) -> bool:
        """Return whether this may be the entry of a key."""
        return self.entry_id == key[1] and self.person_id in (None, key[0])


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision on a dispute: `entries` are the entries that it is about and uses up.

    It accepts a seat's entry, a ball that it states, or neither: no such ball. `missed` are seats
    whose books lack the ball: no entry of theirs is linked to it. `persons` are the persons of the
    entries: where a seat has changed hands, two persons may have one of the same id. `decided_by`
    is the person who ruled: one person is not both captains. `created_at` is the server's time: a
    seat's entry is accepted as it was then.
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
    def named_entries(self) -> dict[Seat, NamedEntry]:
        """Its entries with their persons."""
        return {
            seat: NamedEntry(name, self.persons.get(seat)) for seat, name in self.entries.items()
        }

    @property
    def strength(self) -> tuple[int, int]:
        """Its rank, then its number: within a rank the last one counts."""
        return RANKS[self.method], self.number


@dataclass(frozen=True, slots=True)
class TierRuling:
    """A decision that from an entry of a seat on, the tier's number of these seats must agree."""

    number: int
    tier: ValidationTier
    seats: Mapping[Seat, str]
    from_seat: Seat
    from_entry: ActionId


AnyRuling = Ruling | TierRuling


@dataclass(frozen=True, slots=True)
class Panel:
    """The seats that vote, and the tier that gives how many must agree."""

    tier: ValidationTier
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Rulings:
    """The rulings of a match that count, in order of their numbers."""

    disputes: tuple[Ruling, ...] = ()
    tiers: tuple[TierRuling, ...] = ()
    by_number: Mapping[int, Ruling] = field(default_factory=dict)

    def strength(self, numbers: Sequence[int]) -> tuple[int, int]:
        """Return the strength of the strongest of some rulings; that of the books without any.

        A ruling that is not available counts as an umpire's: only a later one overrules it.
        """
        return max(map(self.strength_of, numbers), default=(BOOKS_RANK, 0))

    def strength_of(self, number: int) -> tuple[int, int]:
        """Return the strength of a ruling by its number."""
        ruling = self.by_number.get(number)
        return (RANKS[Method.UMPIRE], number) if ruling is None else ruling.strength


def rulings_of(rulings: Iterable[AnyRuling]) -> Rulings:
    """Return the rulings that count; of captains' rulings those on which both agree."""
    ordered = sorted(rulings, key=lambda each: each.number)
    disputes = [each for each in ordered if isinstance(each, Ruling)]
    standing = tuple(standing_rulings(disputes))
    return Rulings(
        standing,
        tuple(each for each in ordered if isinstance(each, TierRuling)),
        {each.number: each for each in standing},
    )


def standing_rulings(rulings: Iterable[Ruling]) -> Iterator[Ruling]:
    """Yield the rulings that stand by themselves, and of captains' those on which both agree.

    Of an equal pair the second one is yielded. One captain alone cannot abandon a ball, nor take
    back what both decided. Of each side its last ruling on an entry counts.
    """
    last: dict[tuple[Seat, ActionId], list[Ruling]] = {}
    for ruling in rulings:
        if ruling.decided_as not in CAPTAINS:
            yield ruling
            continue
        known = [last.setdefault(each, []) for each in ruling.entries.items()]
        for other in known[0] if known else ():
            is_last = all(other in row for row in known)
            if is_last and are_opposing_captains(other, ruling) and decide_the_same(other, ruling):
                yield replace(ruling, persons={**other.persons, **ruling.persons})
                break
        for row in known:
            row[:] = [*(each for each in row if not is_replaced(each, ruling)), ruling]


def is_replaced(one: Ruling, other: Ruling) -> bool:
    """Return whether a later ruling by the captain of the same side replaces one.

    It must be on the same person's entry, as far as the rulings name persons.
    """
    return one.decided_as == other.decided_as and concern_same_persons(one, other)


def concern_same_persons(one: Ruling, other: Ruling) -> bool:
    """Return whether two rulings may be on entries of the same persons."""
    return all(one.persons.get(seat, each) == each for seat, each in other.persons.items())


def are_opposing_captains(one: Ruling, other: Ruling) -> bool:
    """Return whether two rulings are by the captains of both sides, who are two persons."""
    is_one_person = one.decided_by == other.decided_by != ""
    return one.decided_as != other.decided_as and not is_one_person


def decide_the_same(one: Ruling, other: Ruling) -> bool:
    """Return whether two rulings decide the same on the same entries, by the same method.

    A ruling that names no persons means those of the other.
    """
    if (
        one.method is not other.method
        or dict(one.entries) != dict(other.entries)
        or one.missed != other.missed
        or not concern_same_persons(one, other)
    ):
        return False
    if isinstance(one.accepts, Entry) and isinstance(other.accepts, Entry):
        return one.accepts.content == other.accepts.content
    return one.accepts == other.accepts
