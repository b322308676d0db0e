"""Finds the ball of the log at which each agreed score was stated (Laws 2.15 and 3.2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from scrbrd.consensus.book_links import LinkedInnings
from scrbrd.consensus.entries import SEATS, AgreedAt, AgreedScore, EffectiveEntry, Seat, Totals
from scrbrd.consensus.rulings import Panel
from scrbrd.domain.actions import Action
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ActionId

StatementKey = tuple[str, Place]


@dataclass(frozen=True, slots=True)
class LogScore:
    """The log's score behind the ball `after` of a statement; None before the first ball."""

    after: ActionId | None = None
    totals: Totals | None = None


@dataclass(frozen=True, slots=True)
class StatedScore:
    """An agreed score stated by a scorer, whose earlier balls are all in the log.

    `after` is the last of them in the log, None where there is none; `count` is the number of
    effective actions of the innings up to it; `is_last`: no effective action follows it.
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
        """The person and the place of the statement."""
        return self.person_id, self.place


def stated_scores(innings: LinkedInnings) -> list[StatedScore]:
    """Return the stated scores of an innings that the log has reached, by seat and in order."""
    return [
        stated_score(seat, person, statement, innings)
        for seat, linked in innings.seats.items()
        for person, statement in linked.book.agreed_scores
        if not any(
            linked.book.is_before(entry, person, statement.place[1])
            for entry in linked.entries_ahead()
        )
    ]


def stated_score(
    seat: Seat, person: str, statement: AgreedScore, innings: LinkedInnings
) -> StatedScore:
    """Return a stated score with the ball of the log that it follows."""
    linked, links = innings.seats[seat], innings.entries[seat]
    turn = statement.place[1]
    before = (n for n, entry in links.items() if linked.book.is_before(entry, person, turn))
    last = max(before, default=-1)
    after = innings.live[last].root if last >= 0 else None
    return StatedScore(
        seat,
        person,
        statement.place,
        statement.at,
        statement.totals,
        after,
        last + 1,
        last + 1 == len(innings.live),
    )


def actions_passed_by_all(innings: LinkedInnings, panel: Panel) -> tuple[Action, ...]:
    """Return the highest seat's entries for the balls ahead that every seat has recorded.

    So no scorer sees a ball that they have not recorded themselves.
    """
    ahead: Sequence[list[EffectiveEntry]] = [
        innings.seats[seat].entries_ahead() if seat in innings.seats else []
        for seat in SEATS
        if seat in panel.seats
    ]
    count = min(map(len, ahead), default=0)
    return tuple(entry.version.action for entry in ahead[0][:count]) if count else ()
