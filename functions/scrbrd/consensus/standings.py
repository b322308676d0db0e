"""Counts what each seat has submitted, what of it waits, and how it agrees with the log."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from operator import add, sub

from scrbrd.consensus.entries import Said, Seat
from scrbrd.consensus.linked import LinkedInnings
from scrbrd.consensus.places import LogPlace
from scrbrd.consensus.words import STOPPAGES, same


@dataclass(frozen=True, slots=True)
class Standing:
    """How a seat stands in an innings. All but `person_id` are numbers of entries or balls.

    `missed`: balls of the log that it has passed without one; `behind`: those it has not reached,
    without what was played while nobody kept the book;
    `dissents`: it says another score; `extras`: entries that the log has no ball for; `late`:
    entries made when their ball was public, which confirm it and are no second opinion.
    """

    person_id: str
    submitted: int = 0
    agreed: int = 0
    waiting: int = 0
    missed: int = 0
    behind: int = 0
    dissents: int = 0
    extras: int = 0
    late: int = 0

    @property
    def agreement_rate(self) -> float | None:
        """Return the share of its balls that the log has alike; None before the first."""
        judged = self.agreed + self.dissents + self.missed + self.extras
        return self.agreed / judged if judged else None

    def plus(self, other: "Standing") -> "Standing":
        """Return the sum of two innings; the person is that of the later one."""
        return self.with_counts(other, add)

    def minus(self, other: "Standing") -> "Standing":
        """Return what is left of an innings without a part of it."""
        return self.with_counts(other, sub)

    def with_counts(self, other: "Standing", combined: Callable[[int, int], int]) -> "Standing":
        """Return the counts of two, combined one by one."""
        counts = (combined(getattr(self, name), getattr(other, name)) for name in COUNTS)
        return Standing(other.person_id, *counts)


COUNTS = tuple(each.name for each in fields(Standing) if each.name != "person_id")
"""The fields of a standing that are numbers."""


def standings_of(innings: LinkedInnings) -> dict[Seat, Standing]:
    """Return how each seat that has a book stands."""
    return {seat: standing_of(seat, innings) for seat in innings.seats}


def standing_of(seat: Seat, innings: LinkedInnings) -> Standing:
    """Return how one seat stands."""
    linked, said, lacked = innings.seats[seat], innings.said[seat], innings.lacked[seat]
    agreed = late = behind = 0
    for number, place in enumerate(innings.live):
        each = said.get(number)
        if each is not None:
            agreed += each.entry.words is place.words or same(each.entry.words, place.words)
            late += is_late(each, place)
        elif place.words.kind not in STOPPAGES:
            behind += number not in lacked and linked.is_kept(number)
    return Standing(
        linked.book.person_id,
        len(linked.book.said),
        agreed,
        len(linked.ahead()),
        len(lacked),
        behind,
        len(said) - agreed,
        len(linked.extras()),
        late,
    )


def is_late(said: Said, place: LogPlace) -> bool:
    """Return whether an entry was made when its ball was in the log, by the server's times."""
    made, public = said.entry.action.created_at, place.members[0].action.created_at
    return isinstance(made, datetime) and isinstance(public, datetime) and made > public
