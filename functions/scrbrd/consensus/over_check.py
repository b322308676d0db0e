"""Compares the books for one over: each book's entry for every ball, and whether all agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from scrbrd.consensus.book_links import LinkedInnings, is_word_for_word
from scrbrd.consensus.entries import EffectiveEntry, Seat
from scrbrd.consensus.linked_seat import LinkedSeat
from scrbrd.domain.actions import Action, Delivery
from scrbrd.domain.vocabulary import ActionId

MOST_BALLS = 24
"""The most balls of a check: a whole innings could be recorded as one over."""


@dataclass(frozen=True, slots=True)
class CheckedBall:
    """A ball of the log and each book's entry for it; None for a book that lacks it."""

    action_id: ActionId
    action: Action
    entries: Mapping[Seat, EffectiveEntry | None]
    is_identical: bool


@dataclass(frozen=True, slots=True)
class OverCheck:
    """The check of an over of an innings; `over_number` is 0-based.

    `unmatched_entries` are entries of that over without a ball of the log, only for an over that
    was requested: none but officials may see them before the other scorers have recorded the ball.
    """

    innings_number: int
    over_number: int
    balls: tuple[CheckedBall, ...]
    unmatched_entries: Mapping[Seat, tuple[EffectiveEntry, ...]] = field(default_factory=dict)

    @property
    def is_identical(self) -> bool:
        """Whether all books have equal content for all of it, and no further entries."""
        return all(each.is_identical for each in self.balls) and not any(
            self.unmatched_entries.values()
        )


def over_check(
    number: int, innings: LinkedInnings, requested: tuple[int, int] | None = None
) -> OverCheck | None:
    """Return the check of the last over that was followed by another; None before there is one.

    It has at most MOST_BALLS balls, the last. An innings that a book has closed is checked up to
    its end. `requested`: an innings and an over of it to check instead; then None for the other
    innings.
    """
    if requested is not None:
        return check_over(number, requested[1], innings) if requested[0] == number else None
    numbers, is_shown = last_balls(innings)
    if not is_shown:
        return None
    over = over_of(innings, numbers[-1])
    balls = [checked_ball(each, innings) for each in numbers if over_of(innings, each) == over]
    return OverCheck(number, over, tuple(balls))


def check_over(number: int, over: int, innings: LinkedInnings) -> OverCheck:
    """Return the check of an over, complete or not, with the unmatched entries of the books."""
    rest = {seat: unmatched_entries(over, linked) for seat, linked in innings.seats.items()}
    return OverCheck(number, over, balls_of(over, innings), rest)


def unmatched_entries(over: int, linked: LinkedSeat) -> tuple[EffectiveEntry, ...]:
    """Return a book's entries of an over without a ball of the log, in order of play."""
    extras = (entry for _, entry in linked.extras())
    return tuple(
        each
        for each in (*extras, *linked.entries_ahead())
        if is_ball_of_over(over, each.version.action)
    )


def is_ball_of_over(over: int, action: Action) -> bool:
    """Return whether an action is a ball of an over."""
    return isinstance(action, Delivery) and action.over_number == over


def last_balls(innings: LinkedInnings) -> tuple[list[int], bool]:
    """Return the numbers of the last MOST_BALLS balls of complete overs, and whether there are any.

    Where no over is complete, or as many balls have been bowled since, they are the last balls of
    the log.
    """
    balls = [
        number
        for number, place in enumerate(innings.live)
        if isinstance(place.current.action, Delivery)
    ]
    since = 0 if is_innings_over(innings) else balls_since(innings, balls)
    is_shown = since < len(balls) and since <= MOST_BALLS
    return balls[: len(balls) - since if is_shown else None][-MOST_BALLS:], is_shown


def balls_since(innings: LinkedInnings, balls: Sequence[int]) -> int:
    """Return the number of balls of the over in progress."""
    overs = [over_of(innings, number) for number in balls]
    return sum(1 for _ in takewhile(lambda over: over == overs[-1], reversed(overs)))


def over_of(innings: LinkedInnings, number: int) -> int:
    """Return the over of a ball of the log; -1 for an action that is no ball."""
    action = innings.live[number].current.action
    return action.over_number if isinstance(action, Delivery) else -1


def balls_of(over: int, innings: LinkedInnings) -> tuple[CheckedBall, ...]:
    """Return the balls of the log in an over, with each book's entry."""
    return tuple(
        checked_ball(number, innings)
        for number, place in enumerate(innings.live)
        if is_ball_of_over(over, place.current.action)
    )


def is_innings_over(innings: LinkedInnings) -> bool:
    """Return whether a book has ended the innings, and the log's last action is no ball."""
    if not innings.live or isinstance(innings.live[-1].current.action, Delivery):
        return False
    return any(linked.book.is_complete for linked in innings.seats.values())


def checked_ball(number: int, innings: LinkedInnings) -> CheckedBall:
    """Return one ball with each book's entry for it."""
    place = innings.live[number]
    entry = {seat: links.get(number) for seat, links in innings.entries.items()}
    is_identical = all(
        each is not None and is_word_for_word(each.version.content, place.content)
        for each in entry.values()
    )
    return CheckedBall(place.root, place.current.action, entry, is_identical)
