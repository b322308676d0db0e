"""Finds how much of an innings can be left out because all books have equal content."""

from dataclasses import dataclass

from scrbrd.consensus.book_links import LinkedInnings
from scrbrd.consensus.entries import Seat
from scrbrd.consensus.over_check import last_balls

AGREED_BALLS = 24
"""Balls in a row on which all books must have equal content, and that are kept."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where an innings may be cut: the turns, in the log and in each book, of the first ball kept.

    Everything with an earlier turn may be left out, as long as no new entry refers to it.
    """

    log: int
    books: dict[Seat, int]


def cut_of(innings: LinkedInnings) -> Cut | None:
    """Return the latest place to cut at; None where the books have not agreed for long enough.

    Where a ball was inserted late, turns are shared, and nothing is cut there. The balls of the
    last complete over are kept, because they are displayed.
    """
    unsettled, (balls, _) = set(innings.unsettled_balls), last_balls(innings)
    latest = balls[0] if balls else -1
    row = 0
    for number in range(len(innings.live) - 1, -1, -1):
        is_clear = number not in unsettled and all(
            number in links for links in innings.entries.values()
        )
        row = row + 1 if is_clear else 0
        if row >= AGREED_BALLS and number <= latest and has_own_turn(innings, number):
            books = {seat: links[number].turn for seat, links in innings.entries.items()}
            return Cut(innings.live[number].sequence, books)
    return None


def has_own_turn(innings: LinkedInnings, number: int) -> bool:
    """Return whether a ball is not a late one, in the log and in all books."""
    roots = [innings.live[number].members[0].action]
    for seat, links in innings.entries.items():
        roots.append(innings.seats[seat].book.versions[links[number].key].action)
    return all(action.after is None for action in roots)
