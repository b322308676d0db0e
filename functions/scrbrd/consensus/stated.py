"""Finds behind which ball of the log each score was stated as agreed (Laws 2.15 and 3.2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from scrbrd.consensus.entries import SEATS, Agreed, AgreedAt, Said, Seat, Totals
from scrbrd.consensus.linked import LinkedInnings
from scrbrd.consensus.rulings import Panel
from scrbrd.domain.actions import Action
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ActionId

StatementKey = tuple[str, Place]


@dataclass(frozen=True, slots=True)
class LogScore:
    """The log's score behind the ball `after`, where one was stated; None before the first ball."""

    after: ActionId | None = None
    totals: Totals | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """A score that a scorer states as agreed, whose balls before it are all in the log.

    `after` is the last of them there, None where there is none; `count` how many actions of the
    innings count up to it; `is_last`: none counts behind it.
    """

    seat: Seat
    person_id: str
    place: Place
    at: AgreedAt
    totals: Totals
    after: ActionId | None
    count: int
    is_last: bool

    @property
    def key(self) -> StatementKey:
        """Return whose statement it is and which."""
        return self.person_id, self.place


def stated_in(innings: LinkedInnings) -> list[Stated]:
    """Return the statements of an innings that the log has come to, by seat and in their order."""
    return [
        stated(seat, person, statement, innings)
        for seat, linked in innings.seats.items()
        for person, statement in linked.book.stated
        if not any(
            linked.book.is_before(said, person, statement.place[1]) for said in linked.ahead()
        )
    ]


def stated(seat: Seat, person: str, statement: Agreed, innings: LinkedInnings) -> Stated:
    """Return a statement with the ball of the log that it is behind."""
    linked, links = innings.seats[seat], innings.said[seat]
    turn = statement.place[1]
    before = (n for n, said in links.items() if linked.book.is_before(said, person, turn))
    last = max(before, default=-1)
    after = innings.live[last].root if last >= 0 else None
    return Stated(
        seat,
        person,
        statement.place,
        statement.at,
        statement.totals,
        after,
        last + 1,
        last + 1 == len(innings.live),
    )


def passed_by_all(innings: LinkedInnings, panel: Panel) -> tuple[Action, ...]:
    """Return what the highest seat says of the balls ahead that every seat has passed, so that it
    tells nobody what they have not scored themselves."""
    ahead: Sequence[list[Said]] = [
        innings.seats[seat].ahead() if seat in innings.seats else []
        for seat in SEATS
        if seat in panel.seats
    ]
    count = min(map(len, ahead), default=0)
    return tuple(said.entry.action for said in ahead[0][:count]) if count else ()
