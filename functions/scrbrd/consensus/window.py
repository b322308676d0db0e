"""Finds how much of an innings can be left out because all books say it word for word."""

from dataclasses import dataclass

from scrbrd.consensus.entries import Seat
from scrbrd.consensus.linked import LinkedInnings
from scrbrd.consensus.over_check import last_balls

KEPT = 24
"""Balls in a row that all books must say word for word, and that are kept."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where an innings may be cut: the turns, in the log and in each book, of the first ball kept.

    Everything whose turn is earlier may be left out, as long as nothing that arrives refers to it.
    """

    log: int
    books: dict[Seat, int]


def cut_of(innings: LinkedInnings) -> Cut | None:
    """Return the latest place to cut at; None where the books have not gone together so long.

    Where a ball was put in late the turns are shared, and nothing is cut there. The balls of the
    last complete over stay, which are shown.
    """
    unsettled, (balls, _) = set(innings.unsettled), last_balls(innings)
    latest = balls[0] if balls else -1
    row = 0
    for number in range(len(innings.live) - 1, -1, -1):
        is_clear = number not in unsettled and all(
            number in links for links in innings.said.values()
        )
        row = row + 1 if is_clear else 0
        if row >= KEPT and number <= latest and has_own_turn(innings, number):
            books = {seat: links[number].turn for seat, links in innings.said.items()}
            return Cut(innings.live[number].sequence, books)
    return None


def has_own_turn(innings: LinkedInnings, number: int) -> bool:
    """Return whether a ball is no late one, in the log and in all books."""
    roots = [innings.live[number].members[0].action]
    for seat, links in innings.said.items():
        roots.append(innings.seats[seat].book.versions[links[number].key].action)
    return all(action.after is None for action in roots)
