"""Counts each seat's entries: submitted, waiting, and in agreement with the log."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from operator import add, sub

from scrbrd.consensus.book_links import LinkedInnings
from scrbrd.consensus.content import STOPPAGES, is_same_ball
from scrbrd.consensus.entries import EffectiveEntry, Seat
from scrbrd.consensus.places import LogPlace


@dataclass(frozen=True, slots=True)
class Standing:
    """The counts of a seat in an innings: numbers of entries or balls.

    `missed`: balls of the log that its book has passed without an entry; `behind`: balls not
    reached yet, except those played while no book was kept for the seat; `dissents`: entries with
    another score than the log; `extras`: entries without a ball of the log; `late`: entries made
    when their ball was already public, which confirm it and are no second opinion.
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
        """The share of the seat's balls on which the log agrees; None before the first."""
        judged = self.agreed + self.dissents + self.missed + self.extras
        return self.agreed / judged if judged else None

    def plus(self, other: "Standing") -> "Standing":
        """Return the sum of the counts of two innings; the person is that of the later one."""
        return self.with_counts(other, add)

    def minus(self, other: "Standing") -> "Standing":
        """Return the counts of an innings without those of a part of it."""
        return self.with_counts(other, sub)

    def with_counts(self, other: "Standing", combine: Callable[[int, int], int]) -> "Standing":
        """Return the counts of two standings, combined one by one."""
        counts = (combine(getattr(self, name), getattr(other, name)) for name in COUNTS)
        return Standing(other.person_id, *counts)


COUNTS = tuple(each.name for each in fields(Standing) if each.name != "person_id")
"""The fields of a standing that are numbers."""


def standings_of(innings: LinkedInnings) -> dict[Seat, Standing]:
    """Return the standing of each seat that has a book."""
    return {seat: standing_of(seat, innings) for seat in innings.seats}


def standing_of(seat: Seat, innings: LinkedInnings) -> Standing:
    """Return the standing of one seat."""
    linked, entries, missing = (
        innings.seats[seat],
        innings.entries[seat],
        innings.missing_balls[seat],
    )
    agreed = late = behind = 0
    for number, place in enumerate(innings.live):
        each = entries.get(number)
        if each is not None:
            agreed += each.version.content is place.content or is_same_ball(
                each.version.content, place.content
            )
            late += is_late(each, place)
        elif place.content.kind not in STOPPAGES:
            behind += number not in missing and linked.is_ball_expected(number)
    return Standing(
        linked.book.person_id,
        len(linked.book.effective_entries),
        agreed,
        len(linked.entries_ahead()),
        len(missing),
        behind,
        len(entries) - agreed,
        len(linked.extras()),
        late,
    )


def is_late(entry: EffectiveEntry, place: LogPlace) -> bool:
    """Return whether an entry was made after its ball was in the log, by the server's times."""
    made, public = entry.version.action.created_at, place.members[0].action.created_at
    return isinstance(made, datetime) and isinstance(public, datetime) and made > public
